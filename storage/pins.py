"""PINs: set by the person, kept as a hash, proven for a while on one account, closed after wrong ones."""

import asyncio
import hashlib
import hmac
import secrets
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from domain import pins
from storage import once, seals
from storage.tables import Account, Person, Pin

# 16 MiB and some 50 ms on a small server: little beside a person's typing, and no burden where many approve at once.
# Six digits are a million guesses, half a day of computing for who has the database; so the hash takes the key of the
# data folder, too, without which the database alone tells nothing.
_COST = {"n": 2**14, "r": 8, "p": 1, "maxmem": 2**26}


async def of(session: AsyncSession, person_id: int) -> Pin | None:
    """The person's PIN, or what is asked for one; None: there is neither."""
    return (await session.execute(select(Pin).where(Pin.person_id == person_id))).scalar_one_or_none()


async def made(session: AsyncSession, someone: Person) -> Pin:
    """The person's row, without digits where it is new."""
    found = await of(session, someone.id)
    if found is None:
        await once.insert(session, Pin, organisation_id=someone.organisation_id, person_id=someone.id, wrong=0)
        found = await of(session, someone.id)
    if found is None:
        raise LookupError(someone.id)
    return found


async def digest(session: AsyncSession, pin: str, salt: str = "") -> str:
    """ "salt:hash" of six digits, both as hex digits. `salt` "": a new one."""
    salt = salt or secrets.token_hex(16)
    key: bytes = session.info.get(seals.KEY) or b"no key"
    peppered = hmac.new(key, b"dunghan pin " + pin.encode(), hashlib.sha256).digest()
    hashed = await asyncio.to_thread(hashlib.scrypt, peppered, salt=bytes.fromhex(salt), dklen=32, **_COST)
    return f"{salt}:{hashed.hex()}"


async def fits(session: AsyncSession, pin: str, kept: str | None) -> bool:
    """Whether these are the digits of a hash; compared in the same time however much is right."""
    if kept is None:
        return False
    return hmac.compare_digest(await digest(session, pin, kept.partition(":")[0]), kept)


def is_proven(row: Pin, account: Account, now: datetime) -> bool:
    """Whether the PIN was typed from this account a short while ago."""
    return row.proven_by_id == account.id and row.proven_at is not None and now - row.proven_at < pins.IDLE


def is_closed(row: Pin, now: datetime) -> bool:
    """Whether too many were wrong just now."""
    return row.closed_until_at is not None and now < row.closed_until_at


def is_awaited(row: Pin, account: Account, now: datetime) -> bool:
    """Whether six digits from this account are a PIN and no answer."""
    asked = row.asks is not None and row.asked_at is not None and now - row.asked_at < pins.ASKED_FOR
    return bool(asked and row.asks and row.asks["account"] == account.id)


def ask(row: Pin, account: Account, now: datetime, **asks: Any) -> None:
    """The next six digits are taken for this."""
    row.asked_at, row.asks = now, {"account": account.id, **asks}


def prove(row: Pin, account: Account, now: datetime) -> None:
    """The digits were right: for a while nothing more is asked for on this account."""
    row.proven_at, row.proven_by_id, row.wrong, row.closed_until_at, row.asks = now, account.id, 0, None, None


def fail(row: Pin, now: datetime) -> bool:
    """They were wrong. True: for the last time that is taken for a while."""
    row.wrong += 1
    if row.wrong < pins.MAX_WRONG:
        return False
    row.wrong, row.closed_until_at, row.asks, row.proven_at = 0, now + pins.WAIT, None, None
    return True


async def forget(session: AsyncSession, person_id: int) -> bool:
    """Take the PIN away. False: there was none."""
    gone = delete(Pin).where(Pin.person_id == person_id).returning(Pin.id)
    return (await session.execute(gone)).scalar_one_or_none() is not None
