"""What all commands share: their language, their options, and how they end when something is wrong."""

import sys
from pathlib import Path
from typing import Annotated, NoReturn

import typer
from pydantic import ValidationError

from bot.settings import Settings, command_line_locale
from locales import speak

say = speak(command_line_locale())

# Exit codes, as documented in the README: 2 is a wrong call or setting, 75 (EX_TEMPFAIL) another bot at work, 78
# (EX_CONFIG) a clock that is hours off.
WRONG, TAKEN, WRONG_CLOCK = 2, 75, 78

DataOption = Annotated[Path | None, typer.Option("--data", metavar="DIR", help=say("cli.option.data"))]
OrganisationOption = Annotated[
    str, typer.Option("--organisation", metavar="CODE", help=say("cli.option.every_organisation"))
]
DayArgument = Annotated[str, typer.Argument(metavar="DAY", help=say("cli.argument.day"))]
SourceArgument = Annotated[str, typer.Argument(metavar="SOURCE", help=say("cli.argument.source"))]
PlanArgument = Annotated[Path, typer.Argument(metavar="FILE", help=say("cli.argument.plan"))]


def settings_in(data: Path | None) -> Settings:
    """The settings, in this data directory where one is named. A wrong one ends the program with its name."""
    try:
        settings = Settings() if data is None else Settings(data=data)
    except ValidationError as error:
        names = ", ".join("__".join(str(part) for part in one["loc"]) for one in error.errors())
        fail(say("cli.wrong_setting", what=names))
    settings.data.mkdir(parents=True, exist_ok=True)
    return settings


def fail(sentence: str, code: int = WRONG) -> NoReturn:
    """End the program with a sentence for whoever called it."""
    typer.echo(sentence, err=True)
    sys.exit(code)
