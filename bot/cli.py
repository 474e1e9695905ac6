"""The command line: every command with one plain line; a mistake gets one sentence with the way out."""

import contextlib
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from bot import (
    audit_commands,
    backup_commands,
    config_commands,
    days_off_commands,
    doctor_command,
    init_command,
    migrate_command,
    outbox_commands,
    pin_commands,
    privacy_commands,
    team_commands,
)
from bot.options import (
    CLOCK_OFF,
    MISSET,
    TAKEN,
    WRONG,
    Commands,
    DataOption,
    OrganisationOption,
    PlanArgument,
    fail,
    fail_without_room,
    finish,
    group,
    say,
    settings_in,
)
from plans.faults import PlanError

app = typer.Typer(
    cls=Commands,
    help=say("cli.help"),
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,  # frames around the help take as long to load as all the rest of it
)
plan_app = group(say("cli.plan"))
app.command("init", help=say("cli.init"))(init_command.init)
app.add_typer(plan_app, name="plan")
app.add_typer(days_off_commands.app, name="days-off")
channel_app = group(say("cli.channel"))
app.add_typer(channel_app, name="channel")
zalo_oa_app = group(say("cli.zalo_oa"))
app.add_typer(zalo_oa_app, name="zalo-oa")
app.add_typer(outbox_commands.app, name="outbox")
app.add_typer(pin_commands.app, name="pin")
app.add_typer(team_commands.app, name="teams")
app.command(help=say("cli.doctor"))(doctor_command.doctor)
app.add_typer(team_commands.visits_app, name="visits")
app.add_typer(audit_commands.app, name="audit")
app.add_typer(backup_commands.app, name="backup")
app.command("migrate", help=say("cli.migrate"))(migrate_command.migrate)
app.add_typer(config_commands.app, name="config")
app.add_typer(privacy_commands.app, name="privacy")
app.command("restore", help=say("cli.restore"))(backup_commands.restore)


class DemoChannel(StrEnum):
    """Where the month can be played."""

    TELEGRAM = "telegram"
    ZALO = "zalo"
    ZALO_OA = "zalo-oa"


STAGES = {DemoChannel.TELEGRAM: "telegram", DemoChannel.ZALO: "zalo_bot", DemoChannel.ZALO_OA: "zalo_oa"}


def main() -> None:
    """The program's entry."""
    app()


@app.command(help=say("cli.run"))
def run(
    roles: Annotated[str, typer.Option(metavar="ROLES", help=say("cli.option.roles"))] = "",
    data: DataOption = None,
) -> None:
    """Run the bot until it is stopped."""
    from bot import loading

    with loading.uncollected():
        from bot import lock, wiring
        from bot import roles as splitting
        from bot import run as running
        from bot.clock_guard import WrongClockError
        from channels.channel import SharedTokenError, UnauthorizedError

    try:
        mine = splitting.read(roles)
    except ValueError as error:
        fail(say("cli.unknown_part", word=error, roles=", ".join(splitting.Role)))
    settings = settings_in(data)
    if not wiring.configured(settings):
        fail(say("cli.no_channel"), MISSET)
    _warn_of_onlookers(settings.data)
    try:
        with lock.only_one(settings.data / "dunghan.lock") if settings.is_sqlite else contextlib.nullcontext():
            finish(running.run(settings, mine))
    except running.NotSharedError:
        fail(say("cli.not_shared"))
    except lock.TakenError:
        fail(say("cli.taken", data=settings.data), TAKEN)
    except lock.CannotLockError as error:
        fail_without_room(error.reason, settings.data)
    except SharedTokenError:
        fail(say("cli.token_shared"), TAKEN)
    except UnauthorizedError:
        fail(say("cli.token_refused"))
    except WrongClockError as error:
        hours = round(abs(error.offset).total_seconds() / 3600)
        is_ahead = error.offset.total_seconds() > 0
        fail(say.count("cli.clock_ahead" if is_ahead else "cli.clock_behind", hours), CLOCK_OFF)
    except ValueError as error:
        fail(say("cli.wrong_setting", what=error), MISSET)


def _warn_of_onlookers(data: Path) -> None:
    """The reminders of the day matter more than a mode that can be set meanwhile; the doctor fails it."""
    from bot import private

    if seen := private.open_to_others(data):
        typer.echo(say("cli.open_to_others", files=" ".join(map(str, seen))), err=True)


@app.command(help=say("cli.demo"))
def demo(
    headless: Annotated[bool, typer.Option("--headless", help=say("cli.option.headless"))] = False,
    data: DataOption = None,
    port: Annotated[int, typer.Option(help=say("cli.option.port"), min=0, max=65535)] = 8765,
    channel: Annotated[DemoChannel, typer.Option(help=say("cli.option.demo_channel"))] = DemoChannel.TELEGRAM,
) -> None:
    """Play or serve the demo."""
    from bot.demo import folder, play, serve

    try:
        if headless:
            play.play(data, STAGES[channel])
        else:
            serve.run(data or settings_in(None).data / "demo", port)
    except folder.NotADemoError as error:
        fail(say("cli.not_a_demo", data=error))


@app.command(help=say("cli.invite"))
def invite(
    unit: Annotated[str, typer.Argument(metavar="UNIT", help=say("cli.argument.unit"))] = "",
    role: Annotated[str, typer.Option(metavar="ROLE", help=say("cli.option.role"))] = "officer",
    organisation: Annotated[str, typer.Option(metavar="CODE", help=say("cli.option.organisation"))] = "",
    channel: Annotated[str, typer.Option(metavar="CHANNEL", help=say("cli.option.channel"))] = "",
    qr: Annotated[Path | None, typer.Option(metavar="FILE", help=say("cli.option.qr"))] = None,
    card: Annotated[Path | None, typer.Option(metavar="FILE", help=say("cli.option.card"))] = None,
    page: Annotated[str, typer.Option(metavar="URL", help=say("cli.option.page"))] = "",
    call: Annotated[str, typer.Option(metavar="TEXT", help=say("cli.option.call"))] = "",
    everybody: Annotated[bool, typer.Option("--all", help=say("cli.option.invite_all"))] = False,
    out: Annotated[Path | None, typer.Option(metavar="DIR", help=say("cli.option.cards_out"))] = None,
    data: DataOption = None,
) -> None:
    """Make one-time codes."""
    from bot import inviting

    try:
        asked = inviting.asked(organisation, role, page, call, channel)
        if everybody or out:
            folder = inviting.all_cards(unit, role, out, everybody=everybody)
            units = inviting.write_cards(finish(inviting.invite_all(settings_in(data), asked)), folder)
            typer.echo(say.count("cli.cards_written", units, folder=folder))
            return
        if card:
            inviting.check_ending(card)
        made = finish(inviting.invite(settings_in(data), unit, asked))
    except inviting.CannotInviteError as error:
        fail(say(error.key, **error.words))
    typer.echo(made.sentence(say))
    if made.link:
        typer.echo(made.link)
        typer.echo(made.drawing)
    if card:
        card.write_bytes(made.card(card.suffix))
        typer.echo(say("cli.card_written", file=card))
    if qr and made.link:
        qr.write_bytes(made.picture)
        typer.echo(say("cli.picture_written", file=qr))
    elif qr:
        fail(say("cli.no_picture"))


@app.command("round", help=say("cli.round"))
def round_(
    text: Annotated[str, typer.Argument(metavar="TEXT", help=say("cli.argument.round"))],
    organisation: Annotated[str, typer.Option(metavar="CODE", help=say("cli.option.organisation"))] = "",
    send: Annotated[bool, typer.Option("--send", help=say("cli.option.send"))] = False,
    data: DataOption = None,
) -> None:
    """Ask units for figures out of turn."""
    from bot import asking
    from bot.clock import RealClock

    settings, now = settings_in(data), RealClock().now()
    outcome = finish(asking.ask(settings, organisation, text, say, now, sends=send))
    typer.echo(outcome.text, err=not outcome.fine)
    raise typer.Exit(0 if outcome.fine else WRONG)


@app.command(help=say("cli.score"))
def score(
    year: Annotated[int, typer.Option(metavar="YEAR", help=say("cli.option.year"), min=2000, max=2100)],
    organisation: Annotated[str, typer.Option(metavar="CODE", help=say("cli.option.organisation"))],
    out: Annotated[Path, typer.Option(metavar="FILE", help=say("cli.option.score_out"))],
    data: DataOption = None,
) -> None:
    """Write the units' scores of a year."""
    from bot import scoring

    try:
        content, units = finish(scoring.table(settings_in(data), say, organisation, year, out))
    except scoring.CannotScoreError as error:
        fail(say(error.key, **error.words))
    out.write_bytes(content)
    typer.echo(say.count("cli.score_written", units, file=out))


@plan_app.command("check", help=say("cli.plan_check"))
def plan_check(
    file: PlanArgument,
    in_full: Annotated[bool, typer.Option("--all", help=say("cli.option.all"))] = False,
) -> None:
    """Read a plan file and say what is wrong, odd or open."""
    from bot import planning
    from bot.clock import RealClock

    report = planning.check(file, say, RealClock().now().date(), in_full=in_full)
    typer.echo(report.text, err=not report.fine)
    raise typer.Exit(0 if report.fine else WRONG)


@plan_app.command("load", help=say("cli.plan_load"))
def plan_load(file: PlanArgument, data: DataOption = None) -> None:
    """Put a plan into force."""
    from bot import planning
    from bot.clock import RealClock

    report = finish(planning.load(settings_in(data), file, say, RealClock().now()))
    typer.echo(report.text, err=not report.fine)
    raise typer.Exit(0 if report.fine else WRONG)


@app.command(help=say("cli.unreachable"))
def unreachable(data: DataOption = None) -> None:
    """List who gets no messages."""
    from bot import unreached
    from bot.clock import RealClock

    typer.echo(finish(unreached.report(settings_in(data), say, RealClock().now())))


@channel_app.command("list", help=say("cli.channel_list"))
def channel_list(organisation: OrganisationOption = "", data: DataOption = None) -> None:
    """List by which channels people are written to."""
    from bot import ordering
    from bot.clock import RealClock
    from bot.inviting import CannotInviteError

    try:
        typer.echo(finish(ordering.listed(settings_in(data), organisation, say, RealClock().now())))
    except CannotInviteError as error:
        fail(say(error.key, **error.words))


@channel_app.command("set", help=say("cli.channel_set"))
def channel_set(
    channels: Annotated[list[str] | None, typer.Argument(metavar="CHANNEL", help=say("cli.argument.channels"))] = None,
    unit: Annotated[str, typer.Option(metavar="UNIT", help=say("cli.option.channel_unit"))] = "",
    person: Annotated[str, typer.Option(metavar="NAME", help=say("cli.option.channel_person"))] = "",
    organisation: Annotated[str, typer.Option(metavar="CODE", help=say("cli.option.organisation"))] = "",
    data: DataOption = None,
) -> None:
    """Say by which channels people are written to first."""
    from bot import ordering
    from bot.clock import RealClock
    from bot.inviting import CannotInviteError

    whose = ordering.Whose(organisation, unit, person)
    try:
        typer.echo(finish(ordering.set_order(settings_in(data), whose, channels or [], say, RealClock().now())))
    except CannotInviteError as error:
        fail(say(error.key, **error.words))


@app.command(help=say("cli.quota"))
def quota(data: DataOption = None) -> None:
    """Show what each messenger's plan has left."""
    from bot import meters
    from bot.clock import RealClock

    typer.echo(finish(meters.table(settings_in(data), say, RealClock().now())))


@app.command(help=say("cli.rehearse"))
def rehearse(
    names: Annotated[list[str] | None, typer.Argument(metavar="PLAN", help=say("cli.argument.plans"))] = None,
    first: Annotated[str, typer.Option("--from", metavar="DAY", help=say("cli.option.from"))] = "2026-01-01",
    last: Annotated[str, typer.Option("--to", metavar="DAY", help=say("cli.option.to"))] = "2026-12-31",
    behaviour: Annotated[Path | None, typer.Option(metavar="FILE", help=say("cli.option.behaviour"))] = None,
    out: Annotated[Path | None, typer.Option(metavar="DIR", help=say("cli.option.out"))] = None,
    everything: Annotated[bool, typer.Option("--all", help=say("cli.option.every_plan"))] = False,
) -> None:
    """Play the days and print every message that would be sent."""
    from bot import rehearsing

    try:
        asked = rehearsing.asked(names or [], first, last, behaviour, out, everything=everything)
        typer.echo(rehearsing.rehearse(asked, say), nl=False)
    except rehearsing.CannotRehearseError as error:
        fail(say(error.key, **error.words))
    except PlanError as error:
        fail(rehearsing.refused(error, say))
    if out is not None:
        typer.echo(say("rehearse.written", folder=out))


@zalo_oa_app.command("login", help=say("cli.zalo_oa_login"))
def zalo_oa_login(
    refresh_token: Annotated[bool, typer.Option("--refresh-token", help=say("cli.option.refresh_token"))] = False,
    data: DataOption = None,
) -> None:
    """Get the first pair of tokens. Secrets are asked for, never taken from the command line."""
    from bot import zalo_oa_login as login
    from bot.clock import RealClock

    settings = settings_in(data)
    try:
        if refresh_token:
            given = typer.prompt(say("zalo_oa.login.refresh_token"), hide_input=True)
            pair = finish(login.log_in_with(settings, given, RealClock().now()))
        else:
            asked = login.consent(settings.zalo_oa)
            typer.echo(say("zalo_oa.login.open", page=asked.page, challenge=asked.challenge))
            pasted = typer.prompt(say("zalo_oa.login.paste"))
            code = login.code_in(pasted, asked, settings.zalo_oa.oa_id)
            pair = finish(login.log_in(settings, code, asked, RealClock().now()))
    except login.CannotLogInError as error:
        fail(say(error.key, **error.words))
    typer.echo(login.done(pair, say))


@zalo_oa_app.command("status", help=say("cli.zalo_oa_status"))
def zalo_oa_status(data: DataOption = None) -> None:
    """Say how long the tokens live."""
    from bot import zalo_oa_login as login
    from bot.clock import RealClock

    try:
        text, is_fine = finish(login.status(settings_in(data), say, RealClock().now()))
    except login.CannotLogInError as error:
        fail(say(error.key, **error.words))
    typer.echo(text, err=not is_fine)
    raise typer.Exit(0 if is_fine else WRONG)


@app.command(help=say("cli.version"))
def version() -> None:
    """Print the version."""
    from importlib.metadata import version as installed_version

    typer.echo(f"dunghan {installed_version('dunghan')}")
