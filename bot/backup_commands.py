"""`dunghan backup …` and `dunghan restore`: everything in one encrypted file, and back."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from bot import private
from bot.options import MISSET, WRONG, DataOption, fail, fail_without_room, finish, group, say, settings_in

WRONG_KEY, DAMAGED = 100, 74

app = group(say("cli.backup"))
FileArgument = Annotated[
    Path, typer.Argument(metavar="FILE", exists=True, dir_okay=False, help=say("cli.argument.backup"))
]
KeyOption = Annotated[
    Path | None, typer.Option("--key", metavar="FILE", exists=True, dir_okay=False, help=say("cli.option.backup_key"))
]


@app.command("key", help=say("cli.backup_key"))
def key(
    anew: Annotated[bool, typer.Option("--anew", help=say("cli.option.backup_anew"))] = False, data: DataOption = None
) -> None:
    """Make the key pair of the backups."""
    from bot import backing_up

    settings = settings_in(data)
    if (settings.data / backing_up.RECIPIENT).exists() and not anew:
        fail(say("backup.has_key", file=settings.data / backing_up.RECIPIENT))
    typer.echo(say("backup.key", secret=backing_up.new_key(settings.data)))


@app.command("make", help=say("cli.backup_make"))
def make(
    to: Annotated[Path | None, typer.Option("--to", metavar="DIR", help=say("cli.option.backup_to"))] = None,
    keep_all: Annotated[bool, typer.Option("--keep-all", help=say("cli.option.backup_keep_all"))] = False,
    data: DataOption = None,
) -> None:
    """Make a backup of the running installation."""
    from bot import backing_up
    from bot.clock import RealClock

    settings = settings_in(data)
    into = to or settings.backup_folder
    with explained(), progress() as told:
        made = finish(backing_up.make(settings, into, RealClock().now(), told))
    removed = [] if keep_all else backing_up.prune(into)
    typer.echo(say("backup.made", file=made, size=made.stat().st_size // 1024, removed=len(removed)))


@app.command("verify", help=say("cli.backup_verify"))
def verify(file: FileArgument, key: KeyOption = None) -> None:
    """Read a backup through."""
    from bot import backup_file

    with explained(), backup_file.opened(file, _secret(key)) as (manifest, _):
        rows = sum(manifest.rows.values())
        typer.echo(say("backup.whole", made_at=manifest.made_at, rows=rows, files=len(manifest.sha256)))


def restore(
    file: FileArgument,
    key: KeyOption = None,
    other: Annotated[bool, typer.Option("--other-installation", help=say("cli.option.backup_other"))] = False,
    data: DataOption = None,
) -> None:
    """Put a backup in place of nothing."""
    from bot import backing_up, backup_file
    from bot.clock import RealClock

    settings = settings_in(data)
    with explained(), backup_file.opened(file, _secret(key)) as (manifest, content), progress() as told:
        backing_up.refuse_strangers(settings, manifest, other=other)
        finish(backing_up.restore(settings, manifest, content, RealClock().now(), told))
    typer.echo(say("backup.restored", made_at=manifest.made_at))


def _secret(key: Path | None) -> str:
    """From a file that only we can read, or typed unseen; never an argument, which other users could read."""
    if key and private.is_open(key):
        fail(say("backup.key_is_open", file=key), MISSET)
    return key.read_text() if key else str(typer.prompt(say("backup.ask_key"), hide_input=True))


@contextmanager
def explained() -> Iterator[None]:
    """What goes wrong ends the program with a sentence and the exit code that the README names."""
    from bot.backup_file import BackupError, DamagedError, WrongKeyError

    try:
        yield
    except OSError as error:
        fail_without_room(error, Path(error.filename or "."))
    except BackupError as error:
        code = {WrongKeyError: WRONG_KEY, DamagedError: DAMAGED}.get(type(error), WRONG)
        fail(say(error.key, **error.words), code)


@contextmanager
def progress() -> Iterator[Callable[[str], None]]:
    """A line that moves while the tables go by."""
    from rich.console import Console

    with Console(stderr=True).status(say("backup.at_work", what="")) as status:
        yield lambda what: status.update(say("backup.at_work", what=what))
