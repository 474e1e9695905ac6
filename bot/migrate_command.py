"""`dunghan migrate` on the command line: what it is called with, and what it says."""

from typing import Annotated

import typer

from bot.backup_commands import explained, progress
from bot.options import TAKEN, DataOption, fail, fail_without_room, finish, say, settings_in


def migrate(
    no_backup: Annotated[bool, typer.Option("--no-backup", help=say("cli.option.no_backup"))] = False,
    data: DataOption = None,
) -> None:
    """Bring the tables up to date."""
    from bot import lock, migrating
    from bot.clock import RealClock

    settings = settings_in(data)
    try:
        with explained(), progress() as told:
            moved = finish(migrating.move(settings, RealClock().now(), told, backs_up=not no_backup))
    except lock.TakenError:
        fail(say("cli.taken", data=settings.data), TAKEN)
    except lock.CannotLockError as error:
        fail_without_room(error.reason, settings.data)
    if moved.secret:
        typer.echo(say("backup.key", secret=moved.secret))
    if moved.backup:
        typer.echo(say("migrate.backup", file=moved.backup))
    if moved.before == moved.after:
        typer.echo(say("migrate.nothing", revision=moved.after))
    elif moved.before:
        typer.echo(say("migrate.done", before=moved.before, after=moved.after))
    else:
        typer.echo(say("migrate.made", revision=moved.after))
