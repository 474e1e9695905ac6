"""What must not be taken over a messenger: marked secrets, phone and identity numbers, machine notations."""

import re

from domain.folding import plain

_DATE = r"0[1-9][.\-/][0-9]{1,2}[.\-/](?:19|20)[0-9]{2}"
_SPACE = "[ \u00a0\u202f]"
# A zero that stands alone is a figure, "0 100 100 100 5", unless the groups behind it end where a phone number ends:
# nine digits from 3, 5, 7, 8 or 9 for a mobile, ten from 2 for a landline.
_ZERO_ALONE = rf"0{_SPACE}(?!(?:[35789](?:{_SPACE}?[0-9]){{8}}|2(?:{_SPACE}?[0-9]){{9}})(?![0-9]))"
_NO_PHONE = rf"(?!{_DATE}|0 ?/|{_ZERO_ALONE})"
_PHONE = re.compile(
    rf"(?<![0-9.,]){_NO_PHONE}(?:(?:\+|00) ?84|\(?0)(?:[ \u00a0\u202f.()\-/]{{0,2}}[0-9]){{9,10}}(?![0-9])"
)
_MONEY = r"(?! ?(?:đ|d|vnđ|vnd|₫|đồng|dong)\b)"
_PHONE_WITHOUT_PLUS = re.compile(rf"(?<![0-9.,+])(?:84|\(84\))(?: ?[0-9]){{9}}(?! ?[0-9]){_MONEY}")
_IDENTITY = re.compile(rf"(?<![0-9.,])(?:[0-9]{{12}}|[0-9]{{9}})(?![0-9]|[.,][0-9]){_MONEY}")
_IDENTITY_FROM_0 = re.compile(r"(?<![0-9.,])0(?:[0-9]{8}|[0-9]{11}|[0-9]{2}(?:[ .\-][0-9]{3}){3})(?![0-9])")
# "mật" alone is a mark; in mật khẩu (password), mật độ (density), bảo mật (protection) it is a syllable.
_SECRET = re.compile(r"\b(?:tuyệt|tối) mật\b|(?<!bảo )(?<!bí )(?<!cơ )(?<!thân )\bmật\b(?! (?:khẩu|độ|mã|ong|thiết))")
_SECRET_WITHOUT_MARKS = re.compile(r"\b(?:tuyet|toi|van ban|tai lieu|dau|dong dau) mat\b(?! khau)|^\W*mat\W*$")
_NOTATION = re.compile(r"[0-9] ?_|_ ?[0-9]|[0-9]e[+\-−]?[0-9]|\b0x[0-9a-f]|^[+\-−]?(?:nan|inf|infinity|∞)$")


def is_secret(text: str) -> bool:
    """Marked Mật, Tối mật or Tuyệt mật; text typed without any marks is held against its bare spelling."""
    bare = plain(text)
    without_marks = bare == " ".join(text.split())
    return bool(_SECRET_WITHOUT_MARKS.search(bare) if without_marks else _SECRET.search(text))


def has_phone(text: str) -> bool:
    """A Vietnamese phone number: ten or eleven digits from 0 or +84, grouped in any way."""
    return bool(_PHONE.search(text))


def has_identity(text: str) -> bool:
    """A citizen's nine or twelve digits from 0, which no figure is."""
    return bool(_IDENTITY_FROM_0.search(text))


def may_be_phone(text: str) -> bool:
    """84 and nine more digits in a row: a phone number unless money is asked."""
    return bool(_PHONE_WITHOUT_PLUS.search(text))


def may_be_identity(text: str) -> bool:
    """Nine or twelve digits in a row without a currency: a citizen's number unless money is asked."""
    return bool(_IDENTITY.search(text))


def is_foreign_notation(text: str) -> bool:
    """NaN, 1e3, 1_000, 0x1f, or digits of another script: a machine reads them, an officer does not write them."""
    other_script = any(sign.isdecimal() and not sign.isascii() for sign in text)
    return other_script or bool(_NOTATION.search(plain(text)))
