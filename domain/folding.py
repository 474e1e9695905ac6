"""Vietnamese text made comparable: without marks, in words, whatever the keyboard made of them."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from operator import attrgetter

# A figure keeps its points, commas and single spaces before a group of three; anything else ends it.
_TOKEN = re.compile(r"[0-9]+(?:[.,][0-9]+| [0-9]{3}(?![0-9]))*|[^\W\d_]+|\S")
_EDGES = "\u200b\u200e\u2060\ufeff"  # invisible, left behind by copying; inside a text they make it unreadable


@dataclass(frozen=True, slots=True)
class Token:
    """A figure, a word or a single sign. `glued` when no space stands before it: the 5 of `2tr5`."""

    text: str
    glued: bool

    @property
    def is_figure(self) -> bool:
        return self.text[0].isdecimal()


Tokens = Sequence[Token]


def plain(text: str) -> str:
    """Lower case, without diacritics, đ as d, white space folded: "  Việc\u00a0ĐÃ làm " is "viec da lam"."""
    decomposed = unicodedata.normalize("NFD", text.lower())
    bare = "".join(letter for letter in decomposed if unicodedata.category(letter) != "Mn")
    return " ".join(unicodedata.normalize("NFC", bare).replace("đ", "d").split())


def trimmed(text: str) -> str:
    """The text in lower case NFC without what surrounds it; inner white space is left as typed."""
    return unicodedata.normalize("NFC", text).lower().strip(_EDGES).strip().strip(_EDGES).strip()


def is_legible(text: str) -> bool:
    """False when what is stored may not be what was seen: controls, hidden signs, marks laid over a digit."""
    before = " "
    for sign in text:
        category = unicodedata.category(sign)
        if sign != "\t" and category in {"Cc", "Cf", "Cn", "Co", "Cs", "Me"}:
            return False
        if category == "Mn" and not (before.isalpha() or unicodedata.category(before) == "Mn"):
            return False
        before = sign
    return True


def tokens_of(text: str) -> list[Token]:
    """Split one line; any kind of space counts as a space, but neither two of them nor a tab join a figure."""
    spaced = re.sub(r"\s", " ", text.replace("\t", "  "))
    return [
        Token(found.group(), glued=found.start() > 0 and spaced[found.start() - 1] != " ")
        for found in _TOKEN.finditer(spaced)
    ]


@lru_cache(maxsize=4096)
def folded(word: str) -> str:
    """The word without marks."""
    return plain(word)


@lru_cache(maxsize=4096)
def _marks(word: str) -> tuple[str, ...]:
    """A word's marks in any order, so that hòa and hoà are one word."""
    decomposed = unicodedata.normalize("NFD", word)
    return tuple(sorted(sign for sign in decomposed if sign == "đ" or unicodedata.category(sign) == "Mn"))


def same_word(typed: str, word: str) -> bool:
    """Typed with exactly its marks, or with none: `ho`, `hồ` are hồ, `hô` is not."""
    marks, wanted = _marks(typed), _marks(word)
    return folded(typed) == folded(word) and marks in ((), wanted)


_text = attrgetter("text")


def same_words(typed: Tokens, phrase: Sequence[str]) -> bool:
    """Token by token, each with its marks or without any."""
    return len(typed) == len(phrase) and all(map(same_word, map(_text, typed), phrase))
