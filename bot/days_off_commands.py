"""`dunghan days-off …`: days off that were swapped, and working days that were not."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

import typer

from bot.options import (
    DataOption,
    DayArgument,
    OrganisationOption,
    SourceArgument,
    fail,
    finish,
    group,
    say,
    settings_in,
)

app = group(say("cli.days_off"))


@app.command("list", help=say("cli.days_off_list"))
def listed(organisation: OrganisationOption = "", data: DataOption = None) -> None:
    """List the coming days off."""
    from bot import days_off

    try:
        typer.echo(finish(days_off.listed(settings_in(data), organisation, say)))
    except days_off.CannotSwapError as error:
        fail(str(error))


@app.command("off", help=say("cli.days_off_off"))
def off(
    day: DayArgument,
    source: SourceArgument,
    worked: Annotated[str, typer.Option(metavar="DAY", help=say("cli.option.worked"))] = "",
    organisation: OrganisationOption = "",
    data: DataOption = None,
) -> None:
    """Make a working day a day off."""
    _swap(data, organisation, {day: False} | ({worked: True} if worked else {}), source)


@app.command("worked", help=say("cli.days_off_worked"))
def worked_(
    day: DayArgument, source: SourceArgument, organisation: OrganisationOption = "", data: DataOption = None
) -> None:
    """Have a day off worked."""
    _swap(data, organisation, {day: True}, source)


@app.command("remove", help=say("cli.days_off_remove"))
def remove(day: DayArgument, organisation: OrganisationOption = "", data: DataOption = None) -> None:
    """Forget what was said of a day."""
    _swap(data, organisation, {day: None}, "")


@app.command("none", help=say("cli.days_off_none"))
def none(
    year: Annotated[int, typer.Argument(metavar="YEAR", min=2026, max=2099, help=say("cli.argument.year"))],
    source: SourceArgument,
    organisation: OrganisationOption = "",
    data: DataOption = None,
) -> None:
    """Note that a year has no swaps."""
    _swap(data, organisation, {f"{year}-01-01": False}, source)


def _swap(data: Path | None, organisation: str, changes: Mapping[str, bool | None], source: str) -> None:
    from bot import days_off

    try:
        typer.echo(finish(days_off.swap(settings_in(data), organisation, changes, source, say)))
    except days_off.CannotSwapError as error:
        fail(str(error))
