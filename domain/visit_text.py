"""A message cut into words and signs, each with where it stood, so that what was typed can be quoted."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from domain.folding import Token, Tokens, plain

# Unlike an officer's figure, "12 300" are two: a place and a number of people stand side by side here.
_WORD = re.compile(r"[0-9]+(?:[.,][0-9]+)*|[^\W\d_]+|\n|…|\.\.\.+|\S")

_HIDDEN = re.compile("[\u200b\u200e\u2060\ufeff\ufe0f]")  # copied along, seen by nobody


@dataclass(frozen=True, slots=True)
class Text:
    """`tokens` are in lower case; `raw` the same as typed. `bare`: all of it without marks, token i at `starts[i]`."""

    typed: str
    tokens: Tokens
    raw: Sequence[str]
    spans: Sequence[tuple[int, int]]
    bare: str
    starts: Sequence[int]

    def quoted(self, start: int, end: int) -> str:
        """What was typed from token `start` up to token `end`, on one line."""
        return " ".join(self.typed[self.spans[start][0] : self.spans[end - 1][1]].split()) if end > start else ""

    def token_at(self, offset: int, start: int) -> int | None:
        """The token that ends at this offset of `bare`, plus one; None when the offset cuts a token."""
        for at in range(start, len(self.tokens)):
            end = self.starts[at] + len(plain(self.tokens[at].text) or self.tokens[at].text)
            if end >= offset:
                return at + 1 if end == offset else None
        return None

    def is_capital(self, at: int) -> bool:
        return self.raw[at][:1].isupper()


def cut(text: str) -> Text:
    """The text in NFC, every kind of space as a space; line breaks stay, as tokens of their own."""
    text = _HIDDEN.sub("", text)
    typed = re.sub(r"[^\S\n]", " ", unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n")))
    found = list(_WORD.finditer(typed))
    spans = [one.span() for one in found]
    glued = [False, *(after[0] == before[1] for before, after in pairwise(spans))]
    tokens = [Token(one.group().lower(), stuck) for one, stuck in zip(found, glued, strict=True)]
    bare, starts = "", []
    for token in tokens:
        bare += "" if token.glued else " "
        starts.append(len(bare))
        bare += plain(token.text) or token.text
    return Text(typed, tokens, [one.group() for one in found], spans, bare, starts)
