"""`dunghan pin reset`: for who forgot their PIN where no other administrator can help."""

from typing import Annotated

import typer

from bot.options import DataOption, OrganisationOption, fail, finish, group, say, settings_in

app = group(say("cli.pin"))


@app.command("reset", help=say("cli.pin_reset"))
def reset(
    name: Annotated[str, typer.Argument(metavar="NAME", help=say("cli.argument.pin_person"))],
    organisation: OrganisationOption = "",
    data: DataOption = None,
) -> None:
    """Take a PIN away."""
    from bot import pin_resetting
    from bot.clock import RealClock

    try:
        typer.echo(finish(pin_resetting.reset(settings_in(data), name, organisation, say, RealClock().now())))
    except pin_resetting.WhoError as error:
        fail(str(error))
