"""`cấp dưới`: the same measure in a parent organisation and right below it, each against its own threshold."""

from collections import defaultdict
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from domain import rollup as comparing
from domain.indicators import Indicator
from domain.roles import Role
from domain.values import Value
from handlers import asking, meant, refusing
from handlers.talk import Talk
from locales import Speaker, figures
from storage import plans, reports, rollup
from storage.reports import Answer, Owed, Question
from storage.tables import Organisation

SEEING = frozenset({Role.LEADER, Role.AGGREGATOR, Role.ADMINISTRATOR})


@dataclass(frozen=True, slots=True)
class Given:
    """What an organisation handed in for a measure. `by_unit`: more than one unit of it leads."""

    organisation: Organisation
    owed: Owed
    question: Question
    by_unit: bool

    @property
    def answer(self) -> Answer:
        """What was answered."""
        return reports.answer_of(self.question.figure)


@dataclass(slots=True)
class Measure:
    """One measure: the name it has nearest to the parent, what was given, and who has not given anything yet."""

    name: str
    given: list[Given]
    without: list[Organisation]


async def show(talk: Talk, said: str = "") -> None:
    """To the parent's people, or in its leadership group. Nobody below sees beside or above themselves."""
    organisation = await meant.organisation_seen(talk, SEEING)
    if organisation is None:
        await refusing.say(talk, "group.how_to_bind" if talk.heard.is_group else "rollup.not_for_you", "rollup")
        return
    below = await rollup.children(talk.session, organisation.id)
    if not below:
        await talk.reply(talk.say("rollup.nobody_below", organisation=organisation.short_name))
        return
    measures, unmeasured = await _measures(talk, [organisation, *below])
    if not measures:
        await talk.reply(talk.say("rollup.no_measure"))
        return
    zone = ZoneInfo(organisation.zone)
    today = talk.say.full_day(talk.now.astimezone(zone).date())
    parts = [talk.say("rollup.head", organisation=organisation.short_name.upper(), day=today)]
    summed = [_together(one, organisation) for one in measures]
    parts += [_told(talk.say, one, whole, zone) for one, whole in zip(measures, summed, strict=True)]
    if unmeasured:
        parts.append(talk.say("rollup.unmeasured", organisations=_names(unmeasured)))
    if any(_could_be_summed(one, organisation) and not whole for one, whole in zip(measures, summed, strict=True)):
        parts.append(talk.say("rollup.not_averaged"))
    await talk.reply("\n\n".join(parts))


async def _measures(talk: Talk, organisations: list[Organisation]) -> tuple[list[Measure], list[Organisation]]:
    """Every measure in the order of the plans, and the organisations that have none."""
    found: dict[str, Measure] = {}
    unmeasured: list[Organisation] = []
    for organisation in organisations:
        plan = await plans.in_force(talk.session, organisation.id)
        indicators = await rollup.measured(talk.session, plan.id) if plan else []
        if not indicators:
            unmeasured.append(organisation)
        for indicator in indicators:
            measure = found.setdefault(indicator.measure or "", Measure(indicator.name, [], []))
            given = await _given(talk, organisation, indicator.id)
            measure.given += given
            measure.without += [] if given else [organisation]
    return list(found.values()), unmeasured


async def _given(talk: Talk, organisation: Organisation, indicator_id: int) -> list[Given]:
    newest = await rollup.newest(talk.session, indicator_id)
    given = []
    for report_id, figure_id in newest:
        owed = await reports.get(talk.session, report_id)
        question = next(q for q in await reports.questions(talk.session, report_id) if q.figure.id == figure_id)
        if owed is not None:
            given.append(Given(organisation, owed, question, len(newest) > 1))
    return given


def _told(say: Speaker, measure: Measure, whole: Value | None, zone: ZoneInfo) -> str:
    lines = [measure.name, *(_line(say, one, zone) for one in measure.given)]
    if whole:
        lines.append(say("rollup.together", value=figures.value(say, measure.given[-1].question.indicator, whole)))
    if measure.without:
        lines.append(say("rollup.without", organisations=_names(measure.without)))
    return "\n".join(lines)


def _line(say: Speaker, one: Given, zone: ZoneInfo) -> str:
    answer, indicator = one.answer, one.question.indicator
    reached = comparing.reaches(indicator, answer.value.number) if answer.value else None
    target = figures.target(say, indicator)
    handed_in_at = one.owed.report.submitted_at or one.owed.report.due_at
    who = one.organisation.short_name
    return say(
        "rollup.line" if target else "rollup.line_without_target",
        who=say("rollup.unit_of", unit=one.owed.unit_name, organisation=who) if one.by_unit else who,
        answer=asking.answer_text(say, one.question, answer),
        target=target,
        reached="" if reached is None else say("rollup.reached" if reached else "rollup.below"),
        period=asking.period_name(say, one.owed),
        day=say.day(handed_in_at.astimezone(zone).date()),
    )


def _together(measure: Measure, parent: Organisation) -> Value | None:
    """What those below give together, of one period only; the parent's own figure speaks of them already."""
    by_period: dict[tuple[str, str], list[tuple[Indicator, Value]]] = defaultdict(list)
    for one in measure.given:
        value = one.answer.value
        if one.organisation.id != parent.id and value is not None:
            period = one.owed.period
            by_period[period.frequency, period.key].append((one.question.indicator, value))
    return comparing.together(next(iter(by_period.values()))) if len(by_period) == 1 else None


def _could_be_summed(measure: Measure, parent: Organisation) -> bool:
    below = [one for one in measure.given if one.organisation.id != parent.id and one.answer.value is not None]
    return len(below) > 1 and asking.is_measured(below[0].question)


def _names(organisations: list[Organisation]) -> str:
    return ", ".join(one.short_name for one in organisations)
