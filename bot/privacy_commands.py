"""`dunghan privacy …`: what the office can show of the personal data it keeps."""

import typer

from bot.options import DataOption, finish, group, say, settings_in

app = group(say("cli.privacy"))


@app.command("report", help=say("cli.privacy_report"))
def report(data: DataOption = None) -> None:
    """Print the register of personal data."""
    from bot import privacy_report
    from bot.clock import RealClock

    typer.echo(finish(privacy_report.written(settings_in(data), say, RealClock().now())), nl=False)


@app.callback()
def privacy() -> None:
    """A group of commands, though there is one."""
