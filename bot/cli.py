"""The command line: every command with one plain line; a mistake gets one sentence with the way out."""

import asyncio
import sys
from importlib.metadata import version as installed_version
from pathlib import Path
from typing import Annotated, NoReturn

import typer
from pydantic import ValidationError

from bot.settings import Settings, command_line_locale
from locales import speak

say = speak(command_line_locale())

# Exit codes, as documented in the README: 2 is a wrong call or setting, 75 (EX_TEMPFAIL) another bot at work.
WRONG, TAKEN = 2, 75

app = typer.Typer(help=say("cli.help"), no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)
plan_app = typer.Typer(help=say("cli.plan"), no_args_is_help=True)
app.add_typer(plan_app, name="plan")

DataOption = Annotated[Path | None, typer.Option("--data", metavar="DIR", help=say("cli.option.data"))]
PlanArgument = Annotated[Path, typer.Argument(metavar="FILE", help=say("cli.argument.plan"))]


def main() -> None:
    """The program's entry."""
    app()


@app.command(help=say("cli.run"))
def run(data: DataOption = None) -> None:
    """Run the bot until it is stopped."""
    from bot import lock, logs
    from bot import run as running
    from channels.telegram import UnauthorizedError

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
    unit: Annotated[str, typer.Argument(metavar="UNIT", help=say("cli.argument.unit"))],
    role: Annotated[str, typer.Option(metavar="ROLE", help=say("cli.option.role"))] = "officer",
    organisation: Annotated[str, typer.Option(metavar="CODE", help=say("cli.option.organisation"))] = "",
    qr: Annotated[Path | None, typer.Option(metavar="FILE", help=say("cli.option.qr"))] = None,
    data: DataOption = None,
) -> None:
    """Make a one-time code."""
    from bot import inviting

    try:
        made = asyncio.run(inviting.invite(_settings(data), organisation, unit, role))
    except inviting.CannotInviteError as error:
        _fail(say(error.key, **error.words))
    typer.echo(made.sentence(say))
    if made.link:
        typer.echo(made.link)
        typer.echo(made.drawing)
    if qr and made.link:
        qr.write_bytes(made.picture)
        typer.echo(say("cli.picture_written", file=qr))
    elif qr:
        _fail(say("cli.no_picture"))


@plan_app.command("check", help=say("cli.plan_check"))
def plan_check(file: PlanArgument) -> None:
    """Read a plan file and say what is wrong or open."""
    from bot import planning

    report = planning.check(file, say)
    typer.echo(report.text, err=not report.fine)
    raise typer.Exit(0 if report.fine else WRONG)


@plan_app.command("load", help=say("cli.plan_load"))
def plan_load(file: PlanArgument, data: DataOption = None) -> None:
    """Put a plan into force."""
    from bot import planning

    report = asyncio.run(planning.load(_settings(data), file, say))
    typer.echo(report.text, err=not report.fine)
    raise typer.Exit(0 if report.fine else WRONG)


@app.command(help=say("cli.version"))
def version() -> None:
    """Print the version."""
    typer.echo(f"dunghan {installed_version('dunghan')}")


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
