"""What the writer of a plan probably meant."""

from collections.abc import Iterable, Mapping
from difflib import get_close_matches

_AT_MOST = 12


def nearest(given: str, known: Iterable[str], other_names: Mapping[str, str] | None = None) -> str:
    """The one known word close to `given`, else the known words, comma-separated (at most twelve).

    `other_names` maps further spellings (a unit's full name) to the known word to write instead.
    """
    words = list(known)
    spellings = {word.casefold(): word for word in words}
    for spelling, word in (other_names or {}).items():
        spellings.setdefault(spelling.casefold(), word)
    close = get_close_matches(given.casefold(), spellings, n=1, cutoff=0.6)
    if close:
        return spellings[close[0]]
    return ", ".join(words[:_AT_MOST]) + (", …" if len(words) > _AT_MOST else "")
