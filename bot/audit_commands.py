"""`dunghan audit …`: whether the trail of changes is as it was written."""

import typer

from bot.options import WRONG, DataOption, finish, group, say, settings_in

app = group(say("cli.audit"))


@app.command("verify", help=say("cli.audit_verify"))
def verify(data: DataOption = None) -> None:
    """Hold every row of the trails against its seal."""
    from bot import auditing

    text, is_sound = finish(auditing.verify(settings_in(data), say))
    typer.echo(text, err=not is_sound)
    raise typer.Exit(0 if is_sound else WRONG)


@app.callback()
def audit() -> None:
    """A group of commands, though there is one."""
