"""The six digits that somebody proves themselves with before approving or administering: what they are, how long."""

import re
from datetime import timedelta

IDLE = timedelta(minutes=15)  # after that a phone that was put down, or lent, asks again
ASKED_FOR = timedelta(minutes=5)  # six digits are taken for a PIN for so long after it was asked; later for an answer
MAX_WRONG = 5
WAIT = timedelta(minutes=15)  # after so many wrong ones: a million PINs would take years
_SIX = re.compile(r"[0-9]{6}")
_IN_ORDER = "01234567890 09876543210"


def read(text: str) -> str | None:
    """The six digits that a message is, with spaces between or without; None for anything else."""
    digits = "".join(text.split())
    return digits if len(text) <= 20 and _SIX.fullmatch(digits) else None


def is_weak(pin: str) -> bool:
    """Whether it is among the first that anybody would try: 111111, 123456, 121212, 123123."""
    return pin in _IN_ORDER or any(pin == pin[:part] * (6 // part) for part in (1, 2, 3))
