"""A reason or a source in somebody's own words: in one line, not too long, nothing that must not be kept."""

from handlers.talk import Talk


def fitting(talk: Talk, text: str, most: int) -> str | None:
    """The words as they are kept; None when there are none, more than `most` signs, or what must not stay stored."""
    words = " ".join(text.split())
    fits = not talk.refusal and any(sign.isalpha() for sign in words) and len(words) <= most
    return words if fits else None
