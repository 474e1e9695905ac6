"""`dunghan outbox …`: what an operator sees and decides of messages that are held since a restore."""

from typing import Annotated

import typer

from bot.options import WRONG, DataOption, fail, finish, group, say, settings_in

app = group(say("cli.outbox"))

IdsArgument = Annotated[list[int] | None, typer.Argument(metavar="NUMBER", help=say("cli.argument.outbox"))]
YesOption = Annotated[bool, typer.Option("--yes", help=say("cli.option.yes"))]


@app.command("list", help=say("cli.outbox_list"))
def outbox_list(data: DataOption = None) -> None:
    """List what is held and what waits."""
    from bot import outgoing

    typer.echo(finish(outgoing.listed(settings_in(data), say)))


@app.command("hold", help=say("cli.outbox_hold"))
def outbox_hold(data: DataOption = None) -> None:
    """Hold everything that is not sent."""
    from bot import outgoing
    from bot.clock import RealClock

    typer.echo(finish(outgoing.hold(settings_in(data), say, RealClock().now())))


@app.command("release", help=say("cli.outbox_release"))
def outbox_release(ids: IdsArgument = None, yes: YesOption = False, data: DataOption = None) -> None:
    """Send what is held."""
    from bot import outgoing

    settings = settings_in(data)
    number = finish(outgoing.number_held(settings, ids or None))
    if number and not yes:
        _confirm(say.count("outbox.sure_release", number))
    typer.echo(finish(outgoing.release(settings, say, ids or None)))


@app.command("drop", help=say("cli.outbox_drop"))
def outbox_drop(ids: IdsArgument = None, yes: YesOption = False, data: DataOption = None) -> None:
    """Give up what is held."""
    from bot import outgoing
    from bot.clock import RealClock

    settings = settings_in(data)
    number = finish(outgoing.number_held(settings, ids or None))
    if number and not yes:
        _confirm(say.count("outbox.sure_drop", number))
    typer.echo(finish(outgoing.drop(settings, say, RealClock().now(), ids or None)))


@app.command("resend", help=say("cli.outbox_resend"))
def outbox_resend(
    number: Annotated[int, typer.Argument(metavar="NUMBER", help=say("cli.argument.outbox_one"))],
    data: DataOption = None,
) -> None:
    """Send one message once more."""
    from bot import outgoing
    from bot.clock import RealClock

    text, done = finish(outgoing.resend(settings_in(data), say, RealClock().now(), number))
    typer.echo(text, err=not done)
    raise typer.Exit(0 if done else WRONG)


def _confirm(question: str) -> None:
    """Anything but a yes changes nothing."""
    if not typer.confirm(question):
        fail(say("outbox.unchanged"))
