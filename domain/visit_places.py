"""Finds a team's places in what its members type: by name in any spelling, never by a number that only looks alike."""

from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache

from domain import number_words, visit_words
from domain.below_thousand import certain_whole, is_any
from domain.folding import Token, Tokens, plain, same_words
from domain.phrases import Phrases, head_length, phrases
from domain.visit_readings import MOST_SUGGESTIONS
from domain.visit_text import cut

_SHORTEST_NAME = 3  # signs of a name that is known without the kind before it: "Nà Bản" of "thôn Nà Bản"
_LONGEST_NAME = 12  # words and signs
_LIKE = 0.6  # how alike two names must be to be suggested for one another
_SWAPPED = 0.9  # how alike 21 is to 12
_KINDS: tuple[tuple[str, Phrases], ...] = tuple(
    (kind, phrases(*(f"{spelling}{tail}" for spelling in spellings for tail in ("", " số"))))
    for kind, spellings in visit_words.KINDS.items()
)

Key = tuple[str, str]  # the kind of place, and the rest of its name without marks; numbers in digits


@dataclass(frozen=True, slots=True)
class Found:
    """`names` of the list that were meant, up to token `end`: none for a place that is not in it."""

    end: int
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Listed:
    name: str
    tokens: tuple[Token, ...]
    key: Key


@dataclass(frozen=True, slots=True)
class Places:
    """The team's places, ready to be found by any spelling."""

    listed: tuple[_Listed, ...]

    def find(self, tokens: Tokens, at: int) -> Found | None:
        """The place of the list that begins here, or a numbered one that is not in the list; else None."""
        kind_end = at + _kind(tokens[at:])[1]
        number_end = _number_end(tokens, kind_end) if kind_end > at else at
        if self._is_count(tokens, at, kind_end, number_end):
            number_end = kind_end
        for end in range(min(len(tokens), at + _LONGEST_NAME), at, -1):
            names = self._named(tokens[at:end]) if tokens[end - 1].text[-1].isalnum() else ()
            if names and end >= number_end and not _goes_on(tokens, end):
                return Found(end, names)
        return Found(number_end, ()) if number_end > kind_end else None

    def _is_count(self, tokens: Tokens, at: int, kind_end: int, number_end: int) -> bool:
        """ "nhà văn hóa 25 người" where the list has the one nhà văn hóa and none by number."""
        if number_end == kind_end:
            return False
        kind = _kind(tokens[at:])[0]
        counted = head_length(tokens[number_end:], visit_words.COUNTED) > 0
        return counted and [one.key[1] for one in self.listed if one.key[0] == kind] == [""]

    def nearest(self, said: str) -> tuple[str, ...]:
        """At most three names like it, the likest first; those of the same kind before others."""
        kind, rest = _key(cut(said).tokens)
        scored = [(_likeness((kind, rest), one.key), one.name) for one in self.listed]
        near = sorted((one for one in scored if one[0] >= _LIKE), key=lambda one: -one[0])
        return tuple(dict.fromkeys(name for _, name in near))[:MOST_SUGGESTIONS]

    def resembling(self, said: str) -> tuple[str, ...]:
        """The names that words without a kind may be a slip of: "Na Bam" for "thôn Nà Bản"."""
        wanted = plain(said)
        near = [one.name for one in self.listed if SequenceMatcher(None, wanted, one.key[1]).ratio() > _LIKE]
        return tuple(near[:MOST_SUGGESTIONS]) if len(wanted) >= _SHORTEST_NAME else ()

    def _named(self, tokens: Tokens) -> tuple[str, ...]:
        kind, rest = _key(tokens)
        if kind:
            found = [one for one in self.listed if one.key == (kind, rest)]
        else:
            is_name = len(rest) >= _SHORTEST_NAME and not any(token.is_figure for token in tokens[:1])
            found = [one for one in self.listed if is_name and one.key[1] == rest]
        exact = [one.name for one in found if same_words(tokens, [token.text for token in one.tokens])]
        return tuple(exact) if len(exact) == 1 else tuple(one.name for one in found)


@lru_cache(maxsize=256)
def listed(names: tuple[str, ...]) -> Places:
    """The list as given: the place used last comes first, and so it does among suggestions."""
    ready = []
    for name in dict.fromkeys(names):
        tokens = tuple(cut(name).tokens)
        if tokens:
            ready.append(_Listed(name, tokens, _key(tokens)))
    return Places(tuple(ready))


def kind_length(tokens: Tokens, at: int) -> int:
    """How many tokens name a kind of place here ("tổ dân phố"); 0 when none does."""
    return _kind(tokens[at:])[1]


def is_number_word(token: Token, *, first: bool) -> bool:
    """A word figures are written in; some only follow another."""
    return is_any(token, visit_words.NUMBER_WORDS if first else (*visit_words.NUMBER_WORDS, *visit_words.NUMBER_TAILS))


def words_end(tokens: Tokens, at: int) -> int:
    """Where the number in words that begins here ends; `at` itself when none does."""
    end = at
    while end < len(tokens) and is_number_word(tokens[end], first=end == at):
        end += 1
    return end


def _kind(tokens: Tokens) -> tuple[str, int]:
    """The kind of place at the front and its length in tokens, the longest first."""
    best = ("", 0)
    for kind, spellings in _KINDS:
        size = next((len(one) for one in spellings if same_words(tokens[: len(one)], one)), 0)
        best = (kind, size) if size > best[1] else best
    return best


def _number_end(tokens: Tokens, at: int) -> int:
    """Where what numbers a place ends: 12, 45/2, 3A, 45/2/7, mười hai; `at` when it has no number."""
    if at >= len(tokens) or not tokens[at].is_figure:
        return words_end(tokens, at)
    if _is_year(tokens, at + 4):
        return at
    end = at + 1
    while _goes_on(tokens, end):
        end += 1 if not _is_sign(tokens, end) else 2
    return end


def _goes_on(tokens: Tokens, at: int) -> bool:
    """A glued letter or another number behind a stroke still belongs to the number before."""
    if not 0 < at < len(tokens) or not (tokens[at - 1].text[-1].isdecimal() or len(tokens[at - 1].text) == 1):
        return False
    letter = tokens[at].glued and len(tokens[at].text) == 1 and tokens[at].text.isalpha()
    return letter or _is_sign(tokens, at)


def _is_sign(tokens: Tokens, at: int) -> bool:
    stroke = tokens[at].text == "/" or (tokens[at].text in visit_words.DASHES and tokens[at].glued)
    return stroke and at + 1 < len(tokens) and tokens[at + 1].is_figure and tokens[at + 1].glued


def _is_year(tokens: Tokens, at: int) -> bool:
    """The 2026 of "nhà văn hóa 13-10-2026"."""
    return at < len(tokens) and tokens[at].glued and tokens[at].text.isdecimal() and len(tokens[at].text) == 4


def _key(tokens: Tokens) -> Key:
    kind, size = _kind(tokens)
    rest = tokens[size:]
    end = words_end(rest, 0) if size else 0
    number = _in_digits(rest[:end])
    words = ([number] if number else [_part(token) for token in rest[:end]]) + [_part(token) for token in rest[end:]]
    glued = [True] * bool(number) + [token.glued for token in rest[end if number else 0 :]]
    joined = "".join(word if stuck else f" {word}" for word, stuck in zip(words, glued, strict=True))
    return kind, joined.strip()


def _part(token: Token) -> str:
    return str(int(token.text)) if token.text.isascii() and token.text.isdecimal() else plain(token.text) or token.text


def _in_digits(words: Tokens) -> str:
    spelt = number_words.quantity(words) if words else None
    whole = [one.number for one in spelt.candidates] if spelt else []
    certain = certain_whole(spelt) if spelt else None
    number = certain if certain is not None else whole[0] if len(whole) == 1 else None
    return "" if number is None else str(int(number))


def _likeness(said: Key, name: Key) -> float:
    """0 to 2: the same kind counts most, then how alike the rest is."""
    same_kind = bool(said[0]) and said[0] == name[0]
    return _likeness_of_rest(said[1], name[1]) + same_kind


def _likeness_of_rest(said: str, name: str) -> float:
    """Numbers are alike when they are neighbours or their digits were swapped, less so when they share digits."""
    ratio = SequenceMatcher(None, said, name).ratio() if said else 0
    if not said.isdecimal():
        return ratio
    if said != name and sorted(said) == sorted(name):
        return _SWAPPED
    neighbours = 1 / (1 + abs(int(said) - int(name))) if name.isdecimal() else 0
    return max(neighbours, ratio / 2)
