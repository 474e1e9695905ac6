"""One exchange: who said what, when, and the pen to answer with. Answers go to the outbox, never out."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from hashlib import sha256
from typing import TypeVarTuple
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncSession

from domain.attachments import Attachment
from domain.chat import Button, Capabilities, Heard, Inbound
from domain.roles import Role
from domain.values import Refusal
from handlers.beside import Made, NotMadeError
from locales import DEFAULT, Speaker, speak
from storage import conversations, outbox, people
from storage.files import EvidenceFiles
from storage.outbox import Kind, To
from storage.scope import Scope
from storage.tables import Account, Conversation, Organisation, Person

Of = TypeVarTuple("Of")
# What a person does, not what happens to the chat: it opens the time within which they may be written to.
SPOKEN = frozenset(
    {Heard.TEXT, Heard.BUTTON, Heard.EDIT, Heard.PHOTO, Heard.DOCUMENT, Heard.CONTACT, Heard.LOCATION}
    | {Heard.OTHER_CONTENT}
)


@dataclass(frozen=True, slots=True)
class Reach:
    """What the channel of this exchange can do, how it links to a start code, and where evidence is kept.

    `channels`: all that the bot is on. `has_links`: a file that the channel does not take becomes a link.
    """

    can: Capabilities
    deep_link: Callable[[str], str]
    files: EvidenceFiles
    channels: tuple[str, ...] = ()
    has_links: bool = False


@dataclass(frozen=True, slots=True)
class Speaking:
    """Somebody the bot knows, in the middle of an exchange.

    `organisation` is the one that is meant now, of those the person serves in.
    """

    account: Account
    person: Person
    organisation: Organisation
    conversation: Conversation

    @property
    def zone(self) -> ZoneInfo:
        """Where the person reads the clock."""
        return ZoneInfo(self.organisation.zone)


@dataclass(slots=True)
class Talk:
    """What a handler gets. `by` is None for a stranger. `refusal`: why what was said must not stay stored.

    `made`: what was made beside already; None: whatever takes long is made in the midst of it.
    `is_secret`: neither must what was said before the handler's own event: a PIN that let it go on.
    """

    session: AsyncSession
    heard: Inbound
    now: datetime
    reach: Reach
    say: Speaker
    by: Speaking | None
    refusal: Refusal | None = None
    is_secret: bool = False
    attachment: Attachment | None = None
    made: Sequence[Made] | None = None
    replies: int = field(default=0)

    @property
    def known(self) -> Speaking:
        """The person speaking; only for handlers that the table gives no stranger to."""
        if self.by is None:
            raise ValueError("a stranger speaks")
        return self.by

    @property
    def scope(self) -> Scope:
        """What the person speaking may reach: every number from the chat becomes a row through it."""
        return Scope(self.session, self.known.account, self.known.organisation.id, self.now)

    @property
    def today(self) -> date:
        """The day where the person is."""
        return self.now.astimezone(self.known.zone).date()

    async def holds(self, roles: Collection[Role]) -> bool:
        """Whether the person speaking has one of these roles anywhere in the organisation that is meant now."""
        return await self.scope.holds(roles, self.known.organisation.id)

    def turn_to(self, organisation: Organisation) -> None:
        """From now on this organisation is meant, of those the person serves in."""
        self.known.conversation.organisation_id = organisation.id
        self.by = replace(self.known, organisation=organisation)

    async def beside(self, make: Callable[[*Of], bytes], *of: *Of) -> bytes:
        """Have something made that takes long. Raises NotMadeError where that should be done beside, beforehand."""
        known = (one.content for one in self.made or () if (one.make, one.of) == (make, of))
        if (content := next(known, None)) is not None:
            return content
        lacking = NotMadeError(make, of)
        if self.made is not None:
            raise lacking
        return (await lacking.made()).content

    async def reply(
        self,
        text: str,
        *,
        buttons: Sequence[Sequence[Button]] = (),
        photo: bytes | None = None,
        document: bytes | None = None,
        file_name: str = "",
        figure_id: int | None = None,
    ) -> None:
        """Answer in the same chat. An update handled twice answers once: the key is made of the update.

        Pictures of one album come as several updates: what would be the same answer to each is said once.
        """
        self.replies += 1
        about = f"{self.heard.event_key}:{self.replies}"
        if self.heard.album:
            about = f"album:{self.heard.chat}:{self.heard.album}:{sha256(text.encode()).hexdigest()[:16]}"
        await outbox.add(
            self.session,
            f"reply:{self.heard.channel}:{about}",
            Kind.REPLY,
            To(self.heard.channel, self.heard.chat, self.by.organisation.id if self.by else None),
            text,
            self.now,
            buttons=buttons,
            photo=photo,
            document=document,
            file_name=file_name,
            figure_id=figure_id,
        )


async def begin(session: AsyncSession, heard: Inbound, now: datetime, reach: Reach) -> Talk:
    """Find out who is speaking, and in which language to answer."""
    spoken = await people.speaking_at(session, heard.channel, heard.sender, now)
    if spoken is None:
        locale = heard.language.partition("-")[0]
        return Talk(session, heard, now, reach, speak(locale or DEFAULT), None)
    account, person, conversation, organisation = spoken
    if not heard.is_group and heard.heard in SPOKEN and person.withdrew_at is None:
        people.hear(account, min(heard.sent_at, now))
    conversation = conversation or await conversations.begun(session, account)
    by = Speaking(
        account=account,
        person=person,
        organisation=organisation or await people.organisation(session, conversation.organisation_id),
        conversation=conversation,
    )
    return Talk(session, heard, now, reach, speak(by.person.locale), by)
