"""Codes that people read from a card and type on a phone: what they are made of, and how they are read again."""

import re

# No 0/O, 1/I/L: the code is read aloud and typed on phones.
ALPHABET = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
LENGTH = 10  # 49 bits: not to be guessed at five tries in ten minutes within 72 hours
_GROUP = 5  # signs that are read together
_CODE = re.compile(rf"/?(?:LK|START)?([{ALPHABET}]{{{LENGTH}}})")
_BETWEEN = re.compile(r"[\s:.,;–—-]+")


def code_in(said: str) -> str | None:
    """The code that a message is: "LK 7F3K9 QXYZ2", "lk7f3k9-qxyz2", or the code alone; None for anything else."""
    found = _CODE.fullmatch(_BETWEEN.sub("", said).upper()) if len(said) < 80 else None
    return found[1] if found else None


def counted(number: int) -> str:
    """The code with this number, for the demo, where every playing reads the same."""
    signs = ""
    for _ in range(LENGTH):
        number, at = divmod(number, len(ALPHABET))
        signs = ALPHABET[at] + signs
    return signs


def grouped(code: str) -> str:
    """A code as it is printed: "7F3K9 QXYZ2"."""
    return " ".join(code[at : at + _GROUP] for at in range(0, len(code), _GROUP))
