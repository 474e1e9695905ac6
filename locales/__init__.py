"""What we say: every sentence from a catalogue, every number and date in the reader's own writing."""

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from functools import cache, lru_cache
from io import BytesIO
from pathlib import Path
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_time
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal
from babel.support import Translations

DEFAULT = "vi"
CATALOGUES = {path.stem: path for path in Path(__file__).parent.glob("*.po")}


class Speaker:
    """Says things in one language. `speak("vi")("answer.recorded", value="93,5%")`."""

    def __init__(self, locale: str, sentence: Callable[[str], str], plural: Callable[[str, str, int], str]) -> None:
        self.locale = locale
        self._sentence = sentence
        self._plural = plural

    def __call__(self, key: str, /, **words: object) -> str:
        """The sentence behind a key. Raises KeyError for a key no catalogue has."""
        said = self._sentence(key)
        if said == key:
            raise KeyError(key)
        return said.format(**words)

    def count(self, key: str, number: int, /, **words: object) -> str:
        """A sentence that depends on how many; `{number}` is filled in."""
        said = self._plural(key, key, number)
        if said == key:
            raise KeyError(key)
        return said.format(number=self.number(Decimal(number)), **words)

    def number(self, number: Decimal) -> str:
        """1234.5 as "1.234,5" or "1,234.5", with every digit that says something."""
        return _written(str(number), self.locale)

    def day(self, day: date) -> str:
        """16/11."""
        return format_date(day, "dd/MM", locale=self.locale)

    def full_day(self, day: date) -> str:
        """Thứ Hai 16/11/2026."""
        return format_date(day, "EEEE dd/MM/yyyy", locale=self.locale)

    def weekday_and_day(self, day: date) -> str:
        """Thứ Hai 16/11."""
        return format_date(day, "EEEE dd/MM", locale=self.locale)

    def time(self, at: datetime, zone: ZoneInfo) -> str:
        """17:00, where the reader is."""
        return format_time(at, "HH:mm", tzinfo=zone, locale=self.locale)

    def moment(self, at: datetime, zone: ZoneInfo) -> str:
        """17:00 Thứ Hai 16/11, where the reader is."""
        return f"{self.time(at, zone)} {self.weekday_and_day(at.astimezone(zone).date())}"


@lru_cache(maxsize=10_000)  # targets and figures of last time are said again and again
def _written(number: str, locale: str) -> str:
    held = Decimal(number)
    digits = max(0, -int(held.as_tuple().exponent))
    pattern = "#,##0" + ("." + "#" * digits if digits else "")
    return format_decimal(held, format=pattern, locale=locale, decimal_quantization=False)


@cache
def speak(locale: str) -> Speaker:
    """The speaker of a language; Vietnamese for a language we have no catalogue of."""
    known = locale if locale in CATALOGUES else DEFAULT
    with CATALOGUES[known].open("rb") as source:
        catalogue = read_po(source, locale=known)
    compiled = BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    translations = Translations(compiled)
    return Speaker(known, translations.gettext, translations.ngettext)
