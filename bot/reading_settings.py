"""Reads the settings: where each comes from, and every mistake in them named with the way out."""

import difflib
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

from dotenv import dotenv_values
from pydantic import BaseModel, SecretStr, TypeAdapter, ValidationError

from bot import pasted
from bot.environment import FILE, NESTED, PREFIX, ours, secret_folders
from bot.settings import Settings, TelegramSettings, ZaloBotSettings
from locales import Speaker

_BOUNDS = {"gt": ">", "ge": "≥", "lt": "<", "le": "≤"}
_KEYS = {
    "space_inside": "setting.space_inside",
    "quoted": "setting.quoted",
    "no_telegram_token": "setting.no_telegram_token",
    "literal_error": "setting.choice",
    "int_parsing": "setting.number",
    "float_parsing": "setting.number",
}
# A messenger of one's own may be called without TLS, on this machine.
_ADDRESS = re.compile(r"https://[^\s/]|http://(localhost|127\.0\.0\.1)(:|/)")
# What the messengers take as the secret of a web hook.
_HOOK_SECRETS = {"telegram": re.compile(r"[A-Za-z0-9_-]{1,256}"), "zalo_bot": re.compile(r"[A-Za-z0-9_-]{8,256}")}


class Origin(StrEnum):
    """Where a setting comes from; of several the first wins."""

    ENVIRONMENT = "environment"
    FILE = "file"
    SECRET = "secret"  # noqa: S105 - a file of secrets
    DEFAULT = "default"
    TYPED = "typed"


@dataclass(frozen=True, slots=True)
class Given:
    """A setting that somebody gave, by its name in capitals; `path`: in which file."""

    name: str
    origin: Origin
    path: Path | None = None

    def where(self, say: Speaker) -> str:
        """ "tệp /srv/.env" """
        return say(f"setting.origin.{self.origin}", file=self.path or "")


@dataclass(frozen=True, slots=True)
class Fault:
    """One mistake: a sentence of the catalogue. `given`: which setting, and where from. No value is in it."""

    key: str
    given: Given
    words: dict[str, object] = field(default_factory=dict)

    def told(self, say: Speaker) -> str:
        """The sentence, with what to do."""
        return say(self.key, name=self.given.name, where=self.given.where(say), **self.words)


class WrongSettingsError(Exception):
    """The settings cannot be used."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__(", ".join(one.given.name for one in faults))
        self.faults = faults

    def told(self, say: Speaker) -> str:
        """One line for each mistake."""
        return "\n".join(one.told(say) for one in self.faults)


def read(data: Path | None = None) -> Settings:
    """The settings, with this data folder where one is named. Raises WrongSettingsError with all that is wrong."""
    found = list(given())
    if faults := [_unknown(one) for one in found if one.name not in names()]:
        raise WrongSettingsError(faults)
    try:
        settings = Settings() if data is None else Settings(data=data)
    except ValidationError as error:
        raise WrongSettingsError([_fault(one, found) for one in error.errors(include_input=False)]) from None
    if faults := list(_unhooked(settings, found)):
        raise WrongSettingsError(faults)
    return settings


def checked_token(name: str, value: str, file: Path | None) -> str:
    """A messenger's token as it is pasted, without what stands around it. Raises WrongSettingsError."""
    origin = Given(name, Origin.SECRET, file) if file else Given(name, Origin.TYPED)
    shape = pasted.TelegramToken if "TELEGRAM" in name else pasted.Secret
    try:
        token: SecretStr = TypeAdapter(shape).validate_python(value)
    except ValidationError as error:
        key = _KEYS.get(error.errors(include_input=False)[0]["type"], "setting.form")
        raise WrongSettingsError([Fault(key, origin)]) from None
    return token.get_secret_value()


def given() -> Iterator[Given]:
    """Every setting that somebody gave, the winners first. Raises WrongSettingsError for an unreadable file."""
    yield from (Given(name, Origin.ENVIRONMENT) for name in ours())
    file = Path(FILE).absolute()
    if file.is_file():
        yield from (Given(name.upper(), Origin.FILE, file) for name in _in_file(file))
    for folder in reversed(secret_folders()):
        yield from (Given(one.name.upper(), Origin.SECRET, one) for one in _secrets(folder))


@cache
def names() -> tuple[str, ...]:
    """The name of every setting, in capitals, in the order of the settings."""
    return tuple(_names(Settings, PREFIX))


def value_of(settings: Settings, name: str) -> Any:
    """What a setting is, by its name."""
    found: Any = settings
    for part in name.removeprefix(PREFIX).lower().split(NESTED):
        found = getattr(found, part)
    return found


def origin_of(name: str, found: Iterable[Given]) -> Given:
    """Where a setting comes from."""
    return next((one for one in found if one.name == name), Given(name, Origin.DEFAULT))


def is_set(secret: SecretStr | None) -> bool:
    """Whether a secret holds anything."""
    return secret is not None and bool(secret.get_secret_value())


def _names(of: type[BaseModel], before: str) -> Iterator[str]:
    for key, one in of.model_fields.items():
        if isinstance(one.annotation, type) and issubclass(one.annotation, BaseModel):
            yield from _names(one.annotation, f"{before}{key}{NESTED}".upper())
        else:
            yield f"{before}{key}".upper()


def _in_file(file: Path) -> list[str]:
    try:
        return list(dotenv_values(file, interpolate=False, encoding="utf-8"))
    except (OSError, UnicodeDecodeError):
        raise WrongSettingsError([Fault("setting.unreadable", Given(FILE, Origin.FILE, file))]) from None


def _secrets(folder: Path) -> list[Path]:
    """Files of ours in a folder where others may keep theirs."""
    if not folder.is_dir():
        return []
    found = sorted(one for one in folder.iterdir() if one.name.upper().startswith(PREFIX) and one.is_file())
    for one in found:
        try:
            one.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError):
            raise WrongSettingsError([Fault("setting.unreadable", Given(one.name, Origin.SECRET, one))]) from None
    return found


def _unknown(one: Given) -> Fault:
    near = difflib.get_close_matches(one.name, names(), 1)
    return Fault("setting.unknown_near", one, {"near": near[0]}) if near else Fault("setting.unknown", one)


def _fault(error: Any, found: Sequence[Given]) -> Fault:
    """One of pydantic's, https://docs.pydantic.dev/latest/errors/validation_errors/."""
    name = PREFIX + NESTED.join(str(part) for part in error["loc"]).upper()
    context = error.get("ctx", {})
    words: dict[str, object] = {}
    key = _KEYS.get(error["type"], "setting.form")
    if key == "setting.choice":
        words["choices"] = context["expected"].replace(" or ", ", ").replace("'", "")
    if bound := next((f"{sign} {context[one]}" for one, sign in _BOUNDS.items() if one in context), ""):
        key, words = "setting.range", {"bound": bound}
    return Fault(key, origin_of(name, found), words)


def _unhooked(settings: Settings, found: Sequence[Given]) -> Iterator[Fault]:
    """A messenger can call in only where it knows the address, and says a secret that nobody guesses."""
    for name, of in (("telegram", settings.telegram), ("zalo_bot", settings.zalo_bot)):
        if is_set(of.token) and of.mode == "webhook":
            yield from _hook(name, of, found)


def _hook(name: str, of: TelegramSettings | ZaloBotSettings, found: Sequence[Given]) -> Iterator[Fault]:
    before = f"{PREFIX}{name}{NESTED}".upper()
    if not _ADDRESS.match(of.webhook_url):
        yield Fault("setting.no_hook_url", origin_of(f"{before}WEBHOOK_URL", found))
    if not _HOOK_SECRETS[name].fullmatch(of.webhook_secret.get_secret_value()):
        least = 8 if name == "zalo_bot" else 1
        yield Fault("setting.no_hook_secret", origin_of(f"{before}WEBHOOK_SECRET", found), {"least": least})
