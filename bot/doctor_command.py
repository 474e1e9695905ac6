"""`dunghan doctor` on the command line: what it is called with, and how it ends."""

from typing import Annotated

import typer

from bot.options import DataOption, finish, say


def doctor(
    deep: Annotated[bool, typer.Option("--deep", help=say("cli.option.deep"))] = False,
    as_json: Annotated[bool, typer.Option("--json", help=say("cli.option.json"))] = False,
    data: DataOption = None,
) -> None:
    """Look at everything and say what to do."""
    import logging

    from rich.console import Console

    from bot.clock import RealClock
    from bot.doctor import examining

    async def examined() -> list[examining.Found]:
        async with examining.arrived(examining.found_settings(data), RealClock()) as patient:
            return await examining.examine(patient, deep=deep)

    logging.disable(logging.WARNING)  # what is wrong stands in the table
    try:
        found = finish(examined())
    finally:
        logging.disable(logging.NOTSET)
    if as_json:
        typer.echo(examining.as_json(found, say))
    else:
        examining.show(found, say, Console(highlight=False, emoji=False))
    raise typer.Exit(examining.code_of(found))
