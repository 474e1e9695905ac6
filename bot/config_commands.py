"""`dunghan config …`: every setting, what it is and where it comes from."""

import json
from typing import Annotated, Any

import typer

from bot.options import MISSET, DataOption, fail, group, say

app = group(say("cli.config"))


@app.callback()
def config() -> None:
    """A group of commands, though there is one."""


@app.command("show", help=say("cli.config_show"))
def show(
    origin: Annotated[bool, typer.Option("--origin", help=say("cli.option.origin"))] = False,
    as_json: Annotated[bool, typer.Option("--json", help=say("cli.option.json"))] = False,
    data: DataOption = None,
) -> None:
    """List every setting."""
    from bot import reading_settings

    try:
        settings, found = reading_settings.read(data), list(reading_settings.given())
    except reading_settings.WrongSettingsError as error:
        fail(error.told(say), MISSET)
    rows = []
    for name in reading_settings.names():
        value = _shown(reading_settings.value_of(settings, name), is_json=as_json)
        given = reading_settings.origin_of(name, found)
        called = data is not None and name == "DUNGHAN_DATA"
        rows.append((name, value, say("setting.origin.option") if called else given.where(say)))
    if as_json:
        listed = [dict(zip(("name", "value", "origin"), row, strict=True)) for row in rows]
        typer.echo(json.dumps(listed, ensure_ascii=False, indent=2))
        return
    for name, value, where in rows:
        typer.echo(f"{name} = {value}" + (f"  ({where})" if origin else ""))


def _shown(value: Any, *, is_json: bool) -> Any:
    """A secret is never shown, only whether there is one."""
    from pydantic import SecretStr

    if isinstance(value, SecretStr):
        return say("setting.is_set" if value.get_secret_value() else "setting.is_not_set")
    if is_json and isinstance(value, bool | int | float | None):
        return value
    return say("setting.is_not_set") if value is None else str(value)
