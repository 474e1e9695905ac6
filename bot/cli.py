"""The command line: every command with one plain line; a mistake gets one sentence with the way out."""

import asyncio
import sys
from collections.abc import Mapping
from importlib.metadata import version as installed_version
from pathlib import Path
from typing import Annotated, NoReturn

import typer
from pydantic import ValidationError

from bot.settings import Settings, command_line_locale
from locales import speak
from plans.faults import PlanError

say = speak(command_line_locale())

# Exit codes, as documented in the README: 2 is a wrong call or setting, 75 (EX_TEMPFAIL) another bot at work.
WRONG, TAKEN = 2, 75

app = typer.Typer(help=say("cli.help"), no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)
plan_app = typer.Typer(help=say("cli.plan"), no_args_is_help=True)
app.add_typer(plan_app, name="plan")
days_off_app = typer.Typer(help=say("cli.days_off"), no_args_is_help=True)
app.add_typer(days_off_app, name="days-off")
teams_app = typer.Typer(help=say("cli.teams"), no_args_is_help=True)
app.add_typer(teams_app, name="teams")
visits_app = typer.Typer(help=say("cli.visits"), no_args_is_help=True)
app.add_typer(visits_app, name="visits")
zalo_oa_app = typer.Typer(help=say("cli.zalo_oa"), no_args_is_help=True)
app.add_typer(zalo_oa_app, name="zalo-oa")

DataOption = Annotated[Path | None, typer.Option("--data", metavar="DIR", help=say("cli.option.data"))]
OrganisationOption = Annotated[
    str, typer.Option("--organisation", metavar="CODE", help=say("cli.option.every_organisation"))
]
DayArgument = Annotated[str, typer.Argument(metavar="DAY", help=say("cli.argument.day"))]
SourceArgument = Annotated[str, typer.Argument(metavar="SOURCE", help=say("cli.argument.source"))]
PlanArgument = Annotated[Path, typer.Argument(metavar="FILE", help=say("cli.argument.plan"))]


def main() -> None:
    """The program's entry."""
    app()


@app.command(help=say("cli.run"))
def run(data: DataOption = None) -> None:
    """Run the bot until it is stopped."""
    from bot import lock, logs
    from bot import run as running
    from channels.channel import UnauthorizedError

    settings = _settings(data)
    logs.set_up(settings.log_format)
    if settings.telegram.token is None:
        _fail(say("cli.no_token"))
    try:
        with lock.only_one(settings.data / "dunghan.lock"):
            asyncio.run(running.run(settings))
    except lock.TakenError:
        _fail(say("cli.taken", data=settings.data), TAKEN)
    except UnauthorizedError:
        _fail(say("cli.token_refused"))
    except ValueError as error:
        _fail(say("cli.wrong_setting", what=error))


@app.command(help=say("cli.demo"))
def demo(
    headless: Annotated[bool, typer.Option("--headless", help=say("cli.option.headless"))] = False,
    data: DataOption = None,
    port: Annotated[int, typer.Option(help=say("cli.option.port"), min=0, max=65535)] = 8765,
) -> None:
    """Play or serve the demo."""
    from bot.demo import folder, play, serve

    try:
        if headless:
            play.play(data)
        else:
            serve.run(data or _settings(None).data / "demo", port)
    except folder.NotADemoError as error:
        _fail(say("cli.not_a_demo", data=error))


@app.command(help=say("cli.invite"))
def invite(
    unit: Annotated[str, typer.Argument(metavar="UNIT", help=say("cli.argument.unit"))] = "",
    role: Annotated[str, typer.Option(metavar="ROLE", help=say("cli.option.role"))] = "officer",
    organisation: Annotated[str, typer.Option(metavar="CODE", help=say("cli.option.organisation"))] = "",
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
        asked = inviting.asked(organisation, role, page, call)
        if everybody or out:
            folder = inviting.all_cards(unit, role, out, everybody=everybody)
            units = inviting.write_cards(asyncio.run(inviting.invite_all(_settings(data), asked)), folder)
            typer.echo(say.count("cli.cards_written", units, folder=folder))
            return
        if card:
            inviting.check_ending(card)
        made = asyncio.run(inviting.invite(_settings(data), unit, asked))
    except inviting.CannotInviteError as error:
        _fail(say(error.key, **error.words))
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
        _fail(say("cli.no_picture"))


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

    settings, now = _settings(data), RealClock().now()
    outcome = asyncio.run(asking.ask(settings, organisation, text, say, now, sends=send))
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
        content, units = asyncio.run(scoring.table(_settings(data), say, organisation, year, out))
    except scoring.CannotScoreError as error:
        _fail(say(error.key, **error.words))
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

    report = asyncio.run(planning.load(_settings(data), file, say, RealClock().now()))
    typer.echo(report.text, err=not report.fine)
    raise typer.Exit(0 if report.fine else WRONG)


@days_off_app.command("list", help=say("cli.days_off_list"))
def days_off_list(organisation: OrganisationOption = "", data: DataOption = None) -> None:
    """List the coming days off."""
    from bot import days_off

    try:
        typer.echo(asyncio.run(days_off.listed(_settings(data), organisation, say)))
    except days_off.CannotSwapError as error:
        _fail(str(error))


@days_off_app.command("off", help=say("cli.days_off_off"))
def days_off_off(
    day: DayArgument,
    source: SourceArgument,
    worked: Annotated[str, typer.Option(metavar="DAY", help=say("cli.option.worked"))] = "",
    organisation: OrganisationOption = "",
    data: DataOption = None,
) -> None:
    """Make a working day a day off."""
    _swap(data, organisation, {day: False} | ({worked: True} if worked else {}), source)


@days_off_app.command("worked", help=say("cli.days_off_worked"))
def days_off_worked(
    day: DayArgument, source: SourceArgument, organisation: OrganisationOption = "", data: DataOption = None
) -> None:
    """Have a day off worked."""
    _swap(data, organisation, {day: True}, source)


@days_off_app.command("remove", help=say("cli.days_off_remove"))
def days_off_remove(day: DayArgument, organisation: OrganisationOption = "", data: DataOption = None) -> None:
    """Forget what was said of a day."""
    _swap(data, organisation, {day: None}, "")


@days_off_app.command("none", help=say("cli.days_off_none"))
def days_off_none(
    year: Annotated[int, typer.Argument(metavar="YEAR", min=2026, max=2099, help=say("cli.argument.year"))],
    source: SourceArgument,
    organisation: OrganisationOption = "",
    data: DataOption = None,
) -> None:
    """Note that a year has no swaps."""
    _swap(data, organisation, {f"{year}-01-01": False}, source)


@visits_app.command("export", help=say("cli.visits_export"))
def visits_export(
    month: Annotated[str, typer.Option(metavar="YYYY-MM", help=say("cli.option.visits_month"))],
    out: Annotated[Path, typer.Option(metavar="FILE", help=say("cli.option.score_out"))],
    organisation: Annotated[str, typer.Option(metavar="CODE", help=say("cli.option.organisation"))] = "",
    data: DataOption = None,
) -> None:
    """Write the teams' visits of a month."""
    from bot import visits
    from bot.inviting import CannotInviteError

    try:
        content, number = asyncio.run(visits.export(_settings(data), organisation, month, out))
    except (visits.CannotExportError, CannotInviteError) as error:
        _fail(say(error.key, **error.words))
    out.write_bytes(content)
    typer.echo(say.count("cli.visits_written", number, file=out))


@teams_app.command("template", help=say("cli.teams_template"))
def teams_template(
    out: Annotated[Path, typer.Option(metavar="FILE", help=say("cli.option.teams_out"))] = Path("danh-sach-to.xlsx"),
) -> None:
    """Write an empty list of teams."""
    from bot import teams
    from bot.clock import RealClock

    out.write_bytes(teams.template(say, RealClock().now()))
    typer.echo(say("cli.teams_template_written", file=out))


@teams_app.command("import", help=say("cli.teams_import"))
def teams_import(
    file: Annotated[Path, typer.Argument(metavar="FILE", exists=True, dir_okay=False, help=say("cli.argument.teams"))],
    organisation: Annotated[str, typer.Option(metavar="CODE", help=say("cli.option.organisation"))] = "",
    out: Annotated[Path, typer.Option(metavar="FILE", help=say("cli.option.codes_out"))] = Path("ma-moi-to.xlsx"),
    data: DataOption = None,
) -> None:
    """Register teams with their places and members."""
    from bot import teams
    from bot.clock import RealClock

    if out.exists():
        _fail(say("cli.codes_there", file=out))  # codes are known nowhere else
    with file.open("rb") as source:
        content = source.read(teams.MAX_FILE + 1)
    out.touch(mode=0o600)  # before there are codes: if it cannot be written, none are made
    outcome = asyncio.run(teams.register(_settings(data), organisation, content, say, RealClock().now()))
    typer.echo(outcome.text, err=not outcome.fine)
    if outcome.codes is None:
        out.unlink()
    else:
        out.write_bytes(outcome.codes)
        typer.echo(say("cli.codes_written", file=out))
    raise typer.Exit(0 if outcome.fine else WRONG)


@app.command(help=say("cli.unreachable"))
def unreachable(data: DataOption = None) -> None:
    """List who gets no messages."""
    from bot import unreached
    from bot.clock import RealClock

    typer.echo(asyncio.run(unreached.report(_settings(data), say, RealClock().now())))


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
        _fail(say(error.key, **error.words))
    except PlanError as error:
        _fail(rehearsing.refused(error, say))
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

    settings = _settings(data)
    try:
        if refresh_token:
            given = typer.prompt(say("zalo_oa.login.refresh_token"), hide_input=True)
            pair = asyncio.run(login.log_in_with(settings, given, RealClock().now()))
        else:
            asked = login.consent(settings.zalo_oa)
            typer.echo(say("zalo_oa.login.open", page=asked.page, challenge=asked.challenge))
            pasted = typer.prompt(say("zalo_oa.login.paste"))
            code = login.code_in(pasted, asked, settings.zalo_oa.oa_id)
            pair = asyncio.run(login.log_in(settings, code, asked, RealClock().now()))
    except login.CannotLogInError as error:
        _fail(say(error.key, **error.words))
    typer.echo(login.done(pair, say))


@zalo_oa_app.command("status", help=say("cli.zalo_oa_status"))
def zalo_oa_status(data: DataOption = None) -> None:
    """Say how long the tokens live."""
    from bot import zalo_oa_login as login
    from bot.clock import RealClock

    try:
        text, is_fine = asyncio.run(login.status(_settings(data), say, RealClock().now()))
    except login.CannotLogInError as error:
        _fail(say(error.key, **error.words))
    typer.echo(text, err=not is_fine)
    raise typer.Exit(0 if is_fine else WRONG)


@app.command(help=say("cli.version"))
def version() -> None:
    """Print the version."""
    typer.echo(f"dunghan {installed_version('dunghan')}")


def _swap(data: Path | None, organisation: str, changes: Mapping[str, bool | None], source: str) -> None:
    from bot import days_off

    try:
        typer.echo(asyncio.run(days_off.swap(_settings(data), organisation, changes, source, say)))
    except days_off.CannotSwapError as error:
        _fail(str(error))


def _settings(data: Path | None) -> Settings:
    try:
        settings = Settings() if data is None else Settings(data=data)
    except ValidationError as error:
        names = ", ".join("__".join(str(part) for part in one["loc"]) for one in error.errors())
        _fail(say("cli.wrong_setting", what=names))
    settings.data.mkdir(parents=True, exist_ok=True)
    return settings


def _fail(sentence: str, code: int = WRONG) -> NoReturn:
    typer.echo(sentence, err=True)
    sys.exit(code)
