"""Words that came from outside, made fit to be kept."""

import unicodedata


def clean(text: str) -> str:
    """One code point per letter where there is one; no NUL and no half letters, which no database takes."""
    whole = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return unicodedata.normalize("NFC", whole.replace("\0", ""))
