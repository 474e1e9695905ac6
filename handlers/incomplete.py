"""What was handed in and is not enough yet: figures still to come, and evidence that the plan asks for."""

from domain.lateness import Status, status_of
from domain.roles import ANSWERING
from domain.values import Special
from handlers import asking
from handlers.asking import Sheet
from handlers.talk import Talk
from locales import Speaker
from storage import people, reports


async def lines(talk: Talk) -> list[str]:
    """One sentence for each report of the person's units that is handed in, not enough, and can still be completed."""
    units = await people.units_of(talk.session, talk.known.person.id, ANSWERING, talk.now)
    handed_in = await reports.handed_in(talk.session, talk.known.organisation.id, [unit.id for unit in units])
    said = []
    for owed in handed_in:
        if status_of(owed.standing, talk.now) is Status.INCOMPLETE and not owed.is_locked(talk.now):
            sheet = await asking.sheet(talk.session, owed)
            words = {"period": asking.period_name(talk.say, owed), "unit": owed.unit_name}
            said.append(talk.say("incomplete.line", what=named(talk.say, sheet), number=_first(sheet), **words))
    return said


def named(say: Speaker, sheet: Sheet) -> str:
    """ "câu 1 (ảnh), câu 4 (chưa có số liệu, hẹn 20/11)"; "" where nothing is missing."""
    parts = [asking.lacking_named(say, sheet.lacking())]
    for one in sheet.questions:
        if one.figure.special == Special.NO_FIGURE_YET:
            given = asking.answer_text(say, one, reports.answer_of(one.figure))
            parts.append(say("evidence.lacking_one", number=one.figure.position, what=given))
    return ", ".join(part for part in parts if part)


def _first(sheet: Sheet) -> int:
    """The first question that is not enough."""
    not_enough = {one.figure.position for one in sheet.lacking()}
    not_enough |= {one.figure.position for one in sheet.questions if one.figure.special == Special.NO_FIGURE_YET}
    return min(not_enough)
