"""`dunghan teams …`, `dunghan visits …`: the community teams, registered from a list, and what they did."""

from pathlib import Path
from typing import Annotated

import typer

from bot.options import WRONG, DataOption, fail, finish, group, say, settings_in

app = group(say("cli.teams"))
visits_app = group(say("cli.visits"))


@app.command("template", help=say("cli.teams_template"))
def teams_template(
    out: Annotated[Path, typer.Option(metavar="FILE", help=say("cli.option.teams_out"))] = Path("danh-sach-to.xlsx"),
) -> None:
    """Write an empty list of teams."""
    from bot import teams
    from bot.clock import RealClock

    out.write_bytes(teams.template(say, RealClock().now()))
    typer.echo(say("cli.teams_template_written", file=out))


@app.command("import", help=say("cli.teams_import"))
def teams_import(
    file: Annotated[Path, typer.Argument(metavar="FILE", exists=True, dir_okay=False, help=say("cli.argument.teams"))],
    organisation: Annotated[str, typer.Option(metavar="CODE", help=say("cli.option.organisation"))] = "",
    out: Annotated[Path, typer.Option(metavar="FILE", help=say("cli.option.codes_out"))] = Path("ma-moi-to.xlsx"),
    cards: Annotated[Path | None, typer.Option(metavar="FILE", help=say("cli.option.team_cards"))] = None,
    page: Annotated[str, typer.Option(metavar="URL", help=say("cli.option.page"))] = "",
    data: DataOption = None,
) -> None:
    """Register teams with their places and members."""
    from bot import teams
    from bot.clock import RealClock

    if out.exists():
        fail(say("cli.codes_there", file=out))  # codes are known nowhere else
    with file.open("rb") as source:
        content = source.read(teams.MAX_FILE + 1)
    out.touch(mode=0o600)  # before there are codes: if it cannot be written, none are made
    outcome = finish(teams.register(settings_in(data), organisation, content, say, RealClock().now(), page))
    typer.echo(outcome.text, err=not outcome.fine)
    if outcome.codes is None:
        out.unlink()
    else:
        out.write_bytes(outcome.codes)
        typer.echo(say("cli.codes_written", file=out))
    if cards and outcome.cards is not None:
        cards.touch(mode=0o600)
        cards.write_bytes(outcome.cards)
        typer.echo(say("cli.card_written", file=cards))
    raise typer.Exit(0 if outcome.fine else WRONG)


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
        content, number = finish(visits.export(settings_in(data), organisation, month, out))
    except (visits.CannotExportError, CannotInviteError) as error:
        fail(say(error.key, **error.words))
    out.write_bytes(content)
    typer.echo(say.count("cli.visits_written", number, file=out))
