"""What all commands share: their language, their options, and how they end when something is wrong."""

import errno
import sys
from collections.abc import Coroutine, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Annotated, Any, NoReturn, TypeVar

import typer
from typer.core import TyperGroup

from bot.environment import command_line_locale
from locales import speak

if TYPE_CHECKING:  # what a command works with is imported when it runs: `--help` has no use for it
    from bot.settings import Settings

_Result = TypeVar("_Result")

say = speak(command_line_locale())

# Exit codes, as documented in the README; from 65 on they are those of sysexits.h.
FAILED, WRONG, NOT_OURS, AWAY, NO_ROOM, TAKEN, CLOCK_OFF = 1, 2, 65, 69, 73, 75, 78
MISSET = CLOCK_OFF  # sysexits' EX_CONFIG: what is wrong is how the machine is set up, its clock or our settings
CODES: Mapping[str, int] = MappingProxyType(
    {
        "wrong_url": WRONG,
        "newer": NOT_OURS,
        "foreign": NOT_OURS,
        "damaged": NOT_OURS,
        "old_server": NOT_OURS,
        "away": AWAY,
        "refused": AWAY,
        "no_database": AWAY,
        "read_only": NO_ROOM,
        "full": NO_ROOM,
        "busy": TAKEN,
    }
)
"""How a command ends for each trouble with the database (storage/opening.py)."""

_NO_ROOM_FOR_FILES = (errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOSPC, errno.EDQUOT, errno.ENOTDIR, errno.EEXIST)

PRIVATE = 0o700  # people's names and answers lie in the data folder

DataOption = Annotated[Path | None, typer.Option("--data", metavar="DIR", help=say("cli.option.data"))]
OrganisationOption = Annotated[
    str, typer.Option("--organisation", metavar="CODE", help=say("cli.option.every_organisation"))
]
DayArgument = Annotated[str, typer.Argument(metavar="DAY", help=say("cli.argument.day"))]
SourceArgument = Annotated[str, typer.Argument(metavar="SOURCE", help=say("cli.argument.source"))]
PlanArgument = Annotated[Path, typer.Argument(metavar="FILE", help=say("cli.argument.plan"))]


def settings_in(data: Path | None) -> "Settings":
    """The settings, in this data directory where one is named. A wrong one ends the program with its name."""
    from bot import logs, reading_settings

    try:
        settings = reading_settings.read(data)
    except reading_settings.WrongSettingsError as error:
        fail(error.told(say), MISSET)
    logs.set_up(settings.log_format, list(logs.secrets_in(settings)))
    try:
        settings.data.mkdir(mode=PRIVATE, parents=True, exist_ok=True)
    except OSError as error:
        fail_without_room(error, settings.data)
    return settings


def finish(work: Coroutine[Any, Any, _Result]) -> _Result:
    """Run to its end what a command does."""
    import asyncio

    return asyncio.run(work)


class Group(TyperGroup):
    """Commands that belong together; its help tells each of them in its whole line, which the library would cut."""

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        """Write them down."""
        found = ((name, self.get_command(ctx, name)) for name in self.list_commands(ctx))
        with formatter.section("Commands"):
            formatter.write_dl([(name, command.help or "") for name, command in found if command])


def group(words: str) -> typer.Typer:
    """Commands to come, with what they are for."""
    return typer.Typer(cls=Group, help=words, no_args_is_help=True)


class Commands(Group):
    """The program's commands; a database that cannot be worked with ends each of them with one sentence."""

    def invoke(self, ctx: Any) -> Any:
        """Run what was called."""
        try:
            return super().invoke(ctx)
        except Exception as error:
            from storage import opening

            found = opening.named(error)
            if found is None:
                raise
            fail(say(f"database.{found.trouble}", **found.words), CODES[found.trouble])


def fail_without_room(error: OSError, where: Path) -> NoReturn:
    """End the program because the data folder cannot be written to. Any other OSError is raised again."""
    if error.errno not in _NO_ROOM_FOR_FILES:
        raise error
    fail(say("cli.no_room", data=where, reason=error.strerror), NO_ROOM)


def fail(sentence: str, code: int = WRONG) -> NoReturn:
    """End the program with a sentence for whoever called it."""
    typer.echo(sentence, err=True)
    sys.exit(code)
