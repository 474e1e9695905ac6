"""Takes away what is one person's alone. What they answered is their unit's, and the trails are never touched."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import delete, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from storage import people
from storage.outbox import AT_MOST_ONCE, UNASKED, Kind
from storage.tables import (
    DUE,
    Absence,
    Account,
    CodeTry,
    Conversation,
    Enrolment,
    Evidence,
    Inbox,
    Invite,
    Membership,
    Mention,
    Outbox,
    Person,
    Pin,
)
from storage.visit_tables import Visit, VisitDraft

GOODBYE = "goodbye:"  # how the key of the last message to somebody begins: its address goes once it is sent
WITHDREW, ERASED = "withdrew", "erased"  # why an account is not written to, beside what messengers say
_CLOSED = ("done", "dead")


async def withdraw(session: AsyncSession, someone: Person, now: datetime) -> None:
    """Write to somebody no more, by none of their accounts; what still waits for them is not sent."""
    someone.withdrew_at = now
    accounts = await people.accounts_of(session, someone.id)
    for account in accounts:
        account.unreachable_at, account.unreachable_why = now, WITHDREW
    await _drop_waiting(session, accounts, now)


async def come_back(session: AsyncSession, someone: Person, consent: str, now: datetime) -> None:
    """Somebody agrees (again) to the notice of this version, and may be written to."""
    someone.consent, someone.consented_at, someone.withdrew_at = consent, now, None
    for account in await people.accounts_of(session, someone.id):
        if account.unreachable_why == WITHDREW:
            account.unreachable_at = account.unreachable_why = None


async def erase(session: AsyncSession, someone: Person, name: str, now: datetime) -> None:
    """Take away everything that says who somebody is; `name` is what stands in the place of theirs.

    Rows that others refer to stay, emptied. The trails refer to their numbers alone.
    """
    accounts = await people.accounts_of(session, someone.id)
    await _drop_waiting(session, accounts, now, tuple(Kind))
    await _empty_messages(session, accounts, someone)
    await _empty_visits(session, someone)
    await _end_duties(session, someone, now)
    for account in accounts:
        await _let_go_of_leased(session, account)
        await _forget_address(session, account)
        account.address, account.heard_at = f"{ERASED}:{account.id}", None
        account.unreachable_at, account.unreachable_why = now, ERASED
    someone.name, someone.channels = name, []
    someone.consent, someone.consented_at, someone.asked_consent = "", now, None
    someone.erased_at = now
    await session.flush()


async def _drop_waiting(
    session: AsyncSession, accounts: Collection[Account], now: datetime, kinds: Collection[Kind] = UNASKED
) -> None:
    for account in accounts:
        waits = update(Outbox).where(
            Outbox.channel == account.channel,
            Outbox.chat == account.address,
            Outbox.state == DUE,
            Outbox.kind.in_(kinds),
            Outbox.lease_until_at.is_(None),
        )
        await session.execute(waits.values(state="expired", sent_at=now))


async def _let_go_of_leased(session: AsyncSession, account: Account) -> None:
    """What is being sent to them this moment is the last they hear; its address goes afterwards."""
    found = select(Outbox).where(Outbox.channel == account.channel, Outbox.chat == account.address, Outbox.state == DUE)
    for row in (await session.execute(found)).scalars():
        row.key = f"{GOODBYE}{row.id}"


async def _empty_messages(session: AsyncSession, accounts: Collection[Account], someone: Person) -> None:
    """What they wrote, what was written to them, and what was written to others with their name in it."""
    gone = {"text": "", "title": "", "buttons": None, "photo": None, "document": None, "file_name": ""}
    closed = Outbox.state != "due"
    for account in accounts:
        written = Inbox.channel == account.channel, Inbox.state.in_(_CLOSED)
        theirs = or_(Inbox.chat == account.address, Inbox.raw.contains(account.address, autoescape=True))
        await session.execute(update(Inbox).where(*written, theirs).values(raw=""))
        own_chat = update(Inbox).where(*written, Inbox.chat == account.address)
        await session.execute(own_chat.values(chat=""))
        sent = update(Outbox).where(closed, Outbox.channel == account.channel, Outbox.chat == account.address)
        await session.execute(sent.values(**gone, chat=f"{ERASED}:{account.id}"))
        await _rename_keys(session, account)
    named = update(Outbox).where(
        closed, Outbox.kind.not_in(AT_MOST_ONCE), Outbox.text.contains(someone.name, autoescape=True)
    )
    await session.execute(named.values(**gone))


async def _rename_keys(session: AsyncSession, account: Account) -> None:
    """The key of an answer to an album holds the chat it was sent in."""
    found = select(Outbox).where(
        Outbox.state != "due", Outbox.key.contains(f":{account.address}:", autoescape=True), Outbox.kind == "reply"
    )
    for row in (await session.execute(found)).scalars():
        row.key = f"{ERASED}:{row.id}"


async def _empty_visits(session: AsyncSession, someone: Person) -> None:
    """Where they stood and in which chat they said it; what was done stays the team's."""
    theirs = update(Visit).where(Visit.person_id == someone.id)
    await session.execute(theirs.values(latitude=None, longitude=None, chat="", message="", album=""))
    files = update(Evidence).where(Evidence.person_id == someone.id)
    await session.execute(files.values(name="", album=""))


async def _end_duties(session: AsyncSession, someone: Person, now: datetime) -> None:
    """They serve nowhere any more, stand in for nobody, and have nothing in hand."""
    lasting = or_(Membership.until_at.is_(None), Membership.until_at > now)
    held = update(Membership).where(Membership.person_id == someone.id, lasting)
    await session.execute(held.values(until_at=now))
    away = or_(Absence.person_id == someone.id, Absence.substitute_id == someone.id)
    await session.execute(update(Absence).where(away, Absence.ended_at.is_(None)).values(ended_at=now))
    await session.execute(delete(Mention).where(Mention.person_id == someone.id, Mention.told_in.is_(None)))
    await session.execute(delete(Conversation).where(Conversation.person_id == someone.id))
    await session.execute(delete(Pin).where(Pin.person_id == someone.id))
    accounts = select(Account.id).where(Account.person_id == someone.id)
    await session.execute(delete(VisitDraft).where(VisitDraft.account_id.in_(accounts)))


async def _forget_address(session: AsyncSession, account: Account) -> None:
    at = f"{account.channel}:{account.address}"
    used = or_(Invite.used_by == at, Invite.used_by == f"account:{account.id}", Invite.person_id == account.person_id)
    await session.execute(update(Invite).where(used).values(used_by=None, name=""))
    mine = Enrolment.channel == account.channel, Enrolment.address == account.address
    await session.execute(delete(Enrolment).where(*mine))
    tried = CodeTry.channel == account.channel, CodeTry.sender == account.address
    await session.execute(delete(CodeTry).where(*tried))
