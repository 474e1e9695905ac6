"""What each person has in hand, as a row: a restart forgets nothing, and any of their accounts may go on with it."""

from enum import StrEnum
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.ext.asyncio import AsyncSession

from storage import once
from storage.tables import Account, Conversation, Enrolment, Figure

_OF_PERSON = select(Conversation).where(Conversation.person_id == bindparam("person"))


class Step(StrEnum):
    """What the next message of this person is taken for."""

    IDLE = "idle"
    ANSWER = "answer"
    CONFIRM = "confirm"  # a doubtful answer waits; `candidates` holds its readings
    REASON = "reason"  # an unusual figure waits for a yes with its reason; `candidates` holds it
    SEVERAL = "several"  # a list of answers waits for its one confirmation; `candidates` holds it
    EXPECTED_ON = "expected_on"  # "chưa có số liệu": the expected date is asked
    REVIEW = "review"  # the card with all figures is shown
    EVIDENCE = "evidence"  # answered; a photo or a file is asked for beside the answer
    DERIVED = "derived"  # figures computed from shorter periods wait for a yes; `candidates` holds them
    CHOOSE = "choose"  # a menu is shown; `candidates` says what its digits open
    CHECK = "check"  # reports to approve or accept are listed, or one is shown; `candidates` says which
    RETURN = "return"  # a report is being sent back: which questions, or why, is asked
    UNLOCK = "unlock"  # why a locked report should be opened, or why it stays closed, is asked
    SOURCE = "source"  # on whose word figures are entered for a unit is asked
    ROUND = "round"  # a round is put together, or one under way is looked at; `candidates` holds it
    SUBSTITUTE = "substitute"  # several people could stand in: which one is asked
    SWAP = "swap"  # a change of days off waits for a yes; `candidates` holds it
    VISIT = "visit"  # a visit is half logged: `visit_drafts` holds it; what was in hand before stays behind it
    DECIDE = "decide"  # a quarterly review is shown, or a decision of it is put together; `candidates` says how far


async def of(session: AsyncSession, account: Account) -> Conversation:
    """The conversation of the account's person, made on first use."""
    held = await session.execute(_OF_PERSON, {"person": account.person_id})
    return held.scalar_one_or_none() or await begun(session, account)


async def begun(session: AsyncSession, account: Account) -> Conversation:
    """The conversation of a person who had none yet."""
    await once.insert(
        session,
        Conversation,
        organisation_id=account.organisation_id,
        person_id=account.person_id,
        step=Step.IDLE,
    )
    return (await session.execute(_OF_PERSON, {"person": account.person_id})).scalar_one()


def take_up(talk: Conversation, figure: Figure | None, step: Step, candidates: dict[str, Any] | None = None) -> None:
    """Put a figure (or nothing) into the person's hand."""
    talk.figure_id = figure.id if figure else None
    talk.figure_version = figure.version if figure else None
    talk.step = step
    talk.candidates = candidates


async def enrolment_at(session: AsyncSession, channel: str, address: str) -> Enrolment | None:
    """Somebody on the way in at this address."""
    found = select(Enrolment).where(Enrolment.channel == channel, Enrolment.address == address)
    return (await session.execute(found)).scalar_one_or_none()
