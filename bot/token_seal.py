"""Tokens that stand in the database are sealed: whoever takes the database or a backup of it cannot send with them.

The key stays in the data folder (`zalo.key`) and is in no backup. Several processes on one database need the same
key: they share the folder, or are given a copy of the file.
"""

import base64
import binascii
from pathlib import Path

import pyrage

from bot.keys import identity_in

NAME = "zalo"
MARK = "age:"  # no token of Zalo begins so; what has no mark was stored before there was a seal


class SealError(ValueError):
    """What is stored was sealed with another key, or was changed; or the key itself is none."""


class Seal:
    """Closes and opens tokens with one age key pair, given by its secret half. Raises SealError when that is none."""

    def __init__(self, identity: str) -> None:
        try:
            self._identity = pyrage.x25519.Identity.from_str(identity)
        except pyrage.IdentityError:
            raise SealError(f"{NAME}.key in the data folder is no key") from None

    def closed(self, token: str) -> str:
        """The token as it is stored; never twice the same."""
        sealed = pyrage.encrypt(token.encode(), [self._identity.to_public()])
        return MARK + base64.b64encode(sealed).decode()

    def opened(self, stored: str) -> str:
        """The token; one that was stored before there was a seal as it is. Raises SealError."""
        if not stored.startswith(MARK):
            return stored
        try:
            return bytes(
                pyrage.decrypt(base64.b64decode(stored.removeprefix(MARK), validate=True), [self._identity])
            ).decode()
        except (pyrage.DecryptError, binascii.Error, UnicodeDecodeError):
            raise SealError("a stored token cannot be opened with the key of this data folder") from None


def seal_in(folder: Path) -> Seal:
    """The seal of this data folder; its key is made when it is first asked for. Raises SealError."""
    folder.mkdir(parents=True, exist_ok=True)
    return Seal(identity_in(folder, NAME))


def opens(folder: Path, stored: str) -> bool:
    """Whether the folder's key opens this token. Makes no key."""
    if not stored.startswith(MARK):
        return True
    if not (folder / f"{NAME}.key").exists():
        return False
    try:
        seal_in(folder).opened(stored)
    except SealError:
        return False
    return True
