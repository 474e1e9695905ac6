"""The plan file, format 1, key by key; docs/plan-format.md explains each to the people who write one."""

from collections.abc import Iterator
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field

from domain.indicators import Comparator, Kind, Nature
from domain.regimes import Frequency
from domain.visit_feeds import Counts
from plans.faults import Place
from plans.fields import Block, Code, Day, Name, Number, Percentage, ShortName, Text, WholeNumber, YesNo, Zone
from plans.timing import ChosenBy, PlanRegime


class UnitKind(StrEnum):
    """What sort of body a unit is."""

    DEPARTMENT = "department"
    SERVICE_CENTRE = "service_centre"
    POLICE = "police"
    HEALTH = "health"
    SCHOOL = "school"
    NEIGHBOURHOOD = "neighbourhood"
    TEAM = "team"
    PARTY_BODY = "party_body"
    FRONT = "front"
    OFFICE = "office"


class EvidenceKind(StrEnum):
    """What is asked for beside an answer, to show that it is true."""

    PHOTO = "photo"
    FILE = "file"
    DOCUMENT_NUMBER = "document_number"


class RuleType(StrEnum):
    """What a reporting rule of the document asks for."""

    PERIODIC_REPORT = "periodic_report"
    AGGREGATE_REPORT = "aggregate_report"
    PRODUCT_REPORT = "product_report"
    ADHOC_REPORT = "adhoc_report"
    DATA_UPDATE = "data_update"
    REVIEW = "review"
    FEEDBACK = "feedback"
    OVERSIGHT = "oversight"


class ReplacedPlan(Block):
    """The earlier document this plan takes the place of."""

    number: Name
    date: Day | None
    note: Text | None = None


class PlanDocument(Block):
    """The head of the document itself; null where the document is blank.

    `in_force_from`: periods that are cut off before this day still go by the version before.
    """

    title: Text
    number: Name | None
    date: Day | None
    issued_by: Name
    signer: Name | None
    year: Annotated[WholeNumber, Field(ge=2020, le=2100)]
    in_force_from: Day | None = None
    replaces: ReplacedPlan | None


class Approval(Block):
    """Whose yes a report needs after it is handed in: the head's of its unit, the aggregating office's."""

    head: bool = False
    aggregator: bool = False


class Organisation(Block):
    """The body whose plan it is. `short_name` stands inside sentences; `parent` is an organisation's code.

    `daily_budget`: how many messages a day one person gets unasked. `pin_required`: nobody approves or administers
    without a PIN of their own.
    """

    code: Code
    name: Name
    short_name: ShortName
    place: Name
    zone: Zone
    locale: Literal["vi", "en"]
    parent: Code | None
    aggregator: Code | None
    on_time_threshold: Percentage | None
    approval: Approval = Approval()
    daily_budget: Annotated[WholeNumber, Field(ge=1, le=20)] = 3
    pin_required: bool = False
    plan: PlanDocument


class Unit(Block):
    """A body that reports, or is told. `short_name` is for crowded lists.

    `replaces`: units of the version before that merged into this one, or of which this one is a part.
    """

    code: Code
    name: Name
    short_name: ShortName
    kind: UnitKind
    aliases: tuple[Name, ...]
    parent: Code | None
    replaces: tuple[Code, ...] = ()


class UnitGroup(Block):
    """Units named together by the document. `members` is null while nobody has said who belongs."""

    code: Code
    name: Name
    aliases: tuple[Name, ...]
    members: tuple[Code, ...] | None
    members_chosen_by: ChosenBy
    note: Text | None = None


class Pace(Block):
    """From how many per cent of what is expected by now an indicator is no longer amber, no longer red."""

    green_from: Percentage
    amber_from: Percentage


class VisitFeed(Block):
    """Which visits of the community teams add up into this question: their activities, and what of them is counted.

    `beside`: the teams only help with it; their sum is shown beside the question and is no answer.
    """

    activities: tuple[Code, ...]
    counts: Annotated[tuple[Counts, ...], Field(min_length=1)]
    beside: YesNo = False


class PlanIndicator(Block):
    """Something measured. `text` is the document's wording, `name` a short one; `lead`: a unit or a group,
    null where the document names none: then nobody is asked.

    `measure` names what is measured the same way in other organisations. `replaces`: the code it had in the version
    before, whose figures it carries on.
    """

    code: Code
    text: Text
    name: Name
    kind: Kind
    nature: Nature
    unit_of_measure: ShortName | None
    comparator: Comparator
    target: Number | None
    lead: Code | None
    coordinators: tuple[Code, ...]
    task: Code
    due: Day | None
    regime: Code
    frequency: Frequency
    measure: Code | None = None
    pace: Pace | None = None
    replaces: Code | None = None
    evidence: tuple[EvidenceKind, ...] = ()
    visits: VisitFeed | None = None
    note: Text | None = None


class PlanTask(Block):
    """One row of the annex. Asked about through its indicators, or, having none, by its own regime."""

    code: Code
    part: Name
    number: Annotated[WholeNumber, Field(ge=1)]
    text: Text
    name: Name
    lead: Code | None
    coordinators: tuple[Code, ...]
    product: Text | None
    due_text: Name | None
    due: Day | None
    indicators: tuple[Code, ...]
    regime: Code | None
    frequency: Frequency | None
    replaces: Code | None = None
    evidence: tuple[EvidenceKind, ...] = ()
    visits: VisitFeed | None = None
    note: Text | None = None


class ReportingRule(Block):
    """What the document says about reporting, quoted. The leads of `tasks` report where `who` is null."""

    code: Code
    type: RuleType
    section: Name
    quote: Text
    who: tuple[Code, ...] | None
    to: tuple[Code, ...] | None
    frequency: Name | None
    deadline: Name | None
    tasks: tuple[Code, ...]
    note: Text | None = None


class SwappedDay(Block):
    """A weekday off for a weekend day worked, or only one of the two, and the paper that says so."""

    off: Day | None = None
    worked: Day | None = None
    source: Text


class Bounds(Block):
    """The ground of the organisation in degrees: a place sent with a visit from outside is not noted."""

    south: Number
    west: Number
    north: Number
    east: Number


class TeamActivity(Block):
    """A kind of support teams log: a shipped one under another name, or one of the organisation's own."""

    code: Code
    name: Name
    synonyms: tuple[Name, ...] = ()


class TeamVisits(Block):
    """What the community digital technology teams go by, where the organisation wants it otherwise than shipped."""

    bounds: Bounds | None = None
    activities: tuple[TeamActivity, ...] = ()


class PlanFile(Block):
    """A whole plan file. Read it with `reading.read_plan`, which also checks what refers to what."""

    format: Literal[1]
    organisation: Organisation
    units: Annotated[tuple[Unit, ...], Field(min_length=1)]
    groups: tuple[UnitGroup, ...]
    regimes: Annotated[tuple[PlanRegime, ...], Field(min_length=1)]
    indicators: tuple[PlanIndicator, ...]
    tasks: tuple[PlanTask, ...]
    rules: tuple[ReportingRule, ...]
    swapped_days: tuple[SwappedDay, ...] = ()
    team_visits: TeamVisits = TeamVisits()

    def swaps(self) -> Iterator[tuple[Day, bool, str]]:
        """Each swapped day by itself: the day, whether it is worked, the paper that says so."""
        for swap in self.swapped_days:
            if swap.off:
                yield swap.off, False, swap.source
            if swap.worked:
                yield swap.worked, True, swap.source

    def receivers(self) -> Iterator[tuple[Place, Unit | UnitGroup]]:
        """Whatever can be named in a document as somebody: units, then groups, each with its place."""
        yield from ((("units", number), unit) for number, unit in enumerate(self.units))
        yield from ((("groups", number), group) for number, group in enumerate(self.groups))

    def assigned(self) -> Iterator[tuple[Place, PlanIndicator | PlanTask]]:
        """Whatever has a lead: indicators, then tasks, each with its place."""
        yield from ((("indicators", number), one) for number, one in enumerate(self.indicators))
        yield from ((("tasks", number), task) for number, task in enumerate(self.tasks))
