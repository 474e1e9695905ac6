"""Writes the audit trail: who changed what, from which account, when, old to new, why."""

from handlers.talk import Talk
from storage.tables import Account, Audit


async def note(
    talk: Talk,
    organisation_id: int | None,
    action: str,
    what: str,
    *,
    old: str | None = None,
    new: str | None = None,
    by: Account | None = None,
    why: str | None = None,
) -> None:
    """One entry. The actor is the speaking account, or the one that has just come to be.

    `organisation_id`: None for a stranger, who belongs to none. A stranger is told by the update they sent, never by
    their address: an entry cannot be taken back, an update can.
    """
    account = by or (talk.by.account if talk.by else None)
    actor = f"account:{account.id}" if account else f"update:{talk.heard.channel}:{talk.heard.event_key}"
    talk.session.add(
        Audit(
            organisation_id=organisation_id,
            at=talk.now,
            actor=actor,
            action=action,
            object=what,
            old=old,
            new=new,
            why=why,
        )
    )
