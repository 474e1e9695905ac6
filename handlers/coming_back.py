"""After a channel was not heard for a while: what was open is offered again, and what was lost is asked for."""

from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from domain.chat import Button
from handlers import awake, resending
from locales import speak
from storage import outbox, people, pulses
from storage.outbox import Kind, To
from storage.pulse_tables import Gap
from storage.tables import Account, Outbox

AT_IT = timedelta(hours=6)  # who wrote so shortly before may still be in the middle of something
AWAKE = timedelta(hours=1)  # who wrote so shortly ago is awake, whatever the hour
ENOUGH = timedelta(hours=1)  # a bot that falters again and again does not say so each time

# A reminder's buttons only put it off: whoever got one was in the middle of nothing.
_PUTS_OFF = "snooze:"
_AGAIN = "again:"


async def see_to_next(session: AsyncSession, now: datetime) -> bool:
    """Look after the people of one channel that was not heard for a while. False: there is none.

    Whoever may not be written to now, because of the hour, is looked at again when they may.
    """
    gap = await pulses.gap_due(session, now)
    if gap is None:
        return False
    later = [await resending.ask(session, gap, now), await _offer_all(session, gap, now)]
    pulses.settle(gap, min((at for at in later if at is not None), default=None), now)
    return True


async def _offer_all(session: AsyncSession, gap: Gap, now: datetime) -> datetime | None:
    """When those are to be looked at again who sleep now; None: there is nobody."""
    later: list[datetime] = []
    for account, row in await pulses.left_open(session, gap, gap.from_at - AT_IT):
        if not is_open(row, now):
            continue
        awake_at = now
        if account.heard_at is None or now - account.heard_at > AWAKE:
            awake_at = await awake.at(session, account.organisation_id, now)
        if awake_at > now:
            later.append(awake_at)
        else:
            await _offer(session, account, row, gap.from_at, now)
    return min(later, default=None)


def is_open(row: Outbox, now: datetime) -> bool:
    """Whether a message waits for a tap, and was not offered again only just now."""
    payloads = [payload for line in (row.buttons or {}).get("rows", []) for _, payload in line]
    if row.key.startswith(_AGAIN) and row.sent_at is not None and now - row.sent_at < ENOUGH:
        return False
    return any(not payload.startswith(_PUTS_OFF) for payload in payloads)


async def _offer(session: AsyncSession, account: Account, row: Outbox, from_at: datetime, now: datetime) -> None:
    """The same card with the same buttons: whichever of the two is tapped, it acts on the same rows."""
    say = speak((await people.person(session, account.person_id)).locale)
    card = row.text.partition("\n\n")[2] if row.key.startswith(_AGAIN) else row.text
    await outbox.add(
        session,
        f"{_AGAIN}{account.channel}:{from_at.isoformat()}:{account.address}",
        Kind.REPLY,
        To(account.channel, account.address, row.organisation_id),
        f"{say('back.again')}\n\n{card}",
        now,
        buttons=[[Button(label, payload) for label, payload in line] for line in (row.buttons or {})["rows"]],
        figure_id=row.figure_id,
    )
