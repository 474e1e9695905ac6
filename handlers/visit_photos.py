"""A photo or a place that goes with a visit: by its caption, as a reply to the receipt, or right after it."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal, InvalidOperation

from domain.attachments import Attachment, Fault
from domain.chat import Heard, Inbound
from domain.evidence import counts_as
from domain.visits import Doubt, Refused, Unclear
from handlers import visit_storing, visit_taking, visit_team, visiting, wanting
from handlers.talk import Talk
from storage import visit_files, visits
from storage.tables import Organisation, Unit

RIGHT_AFTER = timedelta(minutes=30)


async def wanted(talk: Talk) -> bool:
    """Whether a photo is for a visit: asked before it is fetched, and again after."""
    if not _is_photo(talk.heard) or talk.by is None:
        return False
    return await _entry(talk) is not None or await _has_caption(talk)


async def taken(talk: Talk) -> bool:
    """Keep a photo with its visit; the caption of one that is for none yet is a visit. False: not for a visit."""
    if not _is_photo(talk.heard) or talk.by is None:
        return False
    found = await _entry(talk)
    if found is None:
        if not await _has_caption(talk):
            return False
        attachment, talk.attachment = talk.attachment, None
        came_as = talk.heard.heard
        talk.heard = replace(talk.heard, heard=Heard.TEXT)
        logged = await (visiting.in_group(talk) if talk.heard.is_group else visiting.taken(talk))
        talk.heard = replace(talk.heard, heard=came_as)
        talk.attachment = attachment
        found = await _entry(talk) if logged else None
        if found is None:
            return logged
    await _keep(talk, *found)
    return True


def _is_photo(heard: Inbound) -> bool:
    """A photo, also one that was sent as a file."""
    return heard.heard is Heard.PHOTO or (
        heard.heard is Heard.DOCUMENT and heard.file_name.lower().endswith((".jpg", ".jpeg", ".png"))
    )


async def located(talk: Talk) -> bool:
    """A place sent once goes with the visit just logged. False: there is none. A moving one is never kept."""
    if talk.heard.heard is not Heard.LOCATION or talk.by is None:
        return False
    found = await _entry(talk)
    if found is None:
        if not await visit_team.units(talk):
            return False
        await talk.reply(talk.say("visit.location_first"))
        return True
    unit, entry = found
    point = _point(talk.heard.text)
    if talk.heard.is_live or point is None:
        await talk.reply(talk.say("visit.location_live"))
        return True
    team = await visit_team.team(talk.session, unit, talk.now)
    if is_outside(team.organisation, *point):
        await talk.reply(talk.say("visit.location_outside", organisation=team.organisation.short_name))
        return True
    rows = [one.visit for one in await visits.of_entry(talk.session, unit.organisation_id, entry)]
    if any([await visit_storing.is_locked(talk, team, one.on) for one in rows]):
        return False
    await visits.place_at(talk.session, rows, *point)
    await talk.reply(talk.say("visit.location_kept"))
    return True


def is_outside(organisation: Organisation, latitude: Decimal, longitude: Decimal) -> bool:
    """Whether a point lies outside the organisation's ground, where that is known."""
    if not organisation.bounds:
        return False
    one, west, other, east = map(Decimal, organisation.bounds)
    south, north = sorted((one, other))  # whichever way round the plan gives them
    return not (south <= latitude <= north and min(west, east) <= longitude <= max(west, east))


async def _goes_with_the_last(talk: Talk) -> bool:
    """A place does; a photo without words, unless a report's question waits for one."""
    if talk.heard.heard is Heard.LOCATION:
        return True
    return not talk.heard.text.strip() and (talk.heard.is_group or await wanting.question(talk) is None)


async def _entry(talk: Talk) -> tuple[Unit, str] | None:
    """The visit that something sent is for: the album's, the one replied to, its caption's, or the one just logged."""
    heard = talk.heard
    for unit in await visit_team.meant(talk):
        of, person = unit.organisation_id, talk.known.person.id
        entry = await visit_files.of_album(talk.session, of, person, heard.album)
        entry = entry or await visits.of_album(talk.session, of, person, heard.album)
        if entry is None and (shown := heard.reply_to or heard.message):
            entry = await visits.shown_in(talk.session, of, heard.channel, heard.chat, shown)
        if entry is None and not heard.reply_to and await _goes_with_the_last(talk):
            entry = await _just_logged(talk, unit)
        if entry is not None:
            rows = await visits.of_entry(talk.session, of, entry)
            if any(one.visit.person_id == person and one.visit.unit_id == unit.id for one in rows):
                return unit, entry
    return None


async def _just_logged(talk: Talk, unit: Unit) -> str | None:
    rows = await visits.latest_entry(
        talk.session, unit.organisation_id, talk.known.account.id, [unit.id], talk.now - RIGHT_AFTER
    )
    here = [one.visit.entry for one in rows if one.visit.chat == talk.heard.chat]
    return here[0] if here else None


async def _has_caption(talk: Talk) -> bool:
    """Whether the caption reads as a visit."""
    text = talk.heard.text.strip()
    if not text or (talk.heard.is_group and not talk.heard.mentions_bot):
        return False
    for unit in await visit_team.meant(talk):
        one = await visit_taking.reading_of(talk, await visit_team.team(talk.session, unit, talk.now), text)
        if not isinstance(one, Refused) and not (isinstance(one, Doubt) and one.kind is Unclear.NOT_A_VISIT):
            return True
    return False


async def _keep(talk: Talk, unit: Unit, entry: str) -> None:
    """The visit counts whatever becomes of the photo."""
    attachment = talk.attachment
    if attachment is None:
        return
    if fault := _fault(attachment):
        await talk.reply(talk.say(f"visit.photo_refused.{fault}"))
        return
    if not talk.reach.files.has(attachment.sha256):
        raise FileNotFoundError(attachment.sha256)  # cleared away meanwhile: the update is handled again
    of, person = unit.organisation_id, talk.known.person.id
    is_first = not await visit_files.has_sent(talk.session, of, person)
    in_album = await visit_files.of_album(talk.session, of, person, talk.heard.album) is not None
    await visit_files.add(
        talk.session,
        organisation_id=of,
        entry=entry,
        sha256=attachment.sha256,
        received_sha256=attachment.received_sha256,
        album=talk.heard.album,
        kind=attachment.kind,
        size=attachment.size,
        person_id=person,
        at=talk.now,
    )
    if not in_album:  # the first of the album was answered for all of it
        kept = talk.say("visit.photo_kept")
        await talk.reply(f"{kept} {talk.say('visit.photo_mind')}" if is_first else kept)


def _fault(attachment: Attachment) -> Fault | None:
    if attachment.fault:
        return attachment.fault
    return None if attachment.sha256 and counts_as(attachment.kind) == "photo" else Fault.WRONG_KIND


def _point(text: str) -> tuple[Decimal, Decimal] | None:
    """ "20.86,106.68", to five digits: a metre is near enough."""
    latitude, _, longitude = text.partition(",")
    try:
        point = Decimal(latitude), Decimal(longitude)
    except InvalidOperation:
        return None
    if not (abs(point[0]) <= 90 and abs(point[1]) <= 180):
        return None
    return round(point[0], 5), round(point[1], 5)
