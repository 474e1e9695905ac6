"""What the document leaves open, as questions to the administrator who loads the plan."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from domain.indicators import Comparator, Kind
from plans.faults import path_text
from plans.format import Organisation, PlanFile, ReportingRule
from plans.timing import ChosenBy

# What a question is about; whatever is not listed is about the organisation and its document.
_TOPICS = {
    "plan.ask_members": "groups",
    "plan.confirm_members": "groups",
    "plan.confirm_regime": "regimes",
    "plan.ask_lead": "leads",
    "plan.ask_pending_target": "targets",
    "plan.ask_target": "targets",
    "plan.ask_task_due": "due",
    "plan.ask_task_product": "products",
    "plan.ask_rule_who": "rules",
    "plan.ask_rule_to": "rules",
    "plan.ask_rule_frequency": "rules",
    "plan.ask_rule_deadline": "rules",
}
ORDER = ("organisation", "groups", "regimes", "leads", "targets", "due", "products", "rules")


@dataclass(frozen=True, slots=True)
class Question:
    """Something to decide. `code` names a sentence of the catalogue, `path` where the answer belongs."""

    code: str
    path: str
    params: Mapping[str, str]

    @property
    def topic(self) -> str:
        """What it is about, one of ORDER."""
        return _TOPICS.get(self.code, "organisation")


def questions(plan: PlanFile) -> list[Question]:
    """Every open point in the order of the file: nulls, pending targets, what was chosen for the document."""
    return [
        *_about_organisation(plan.organisation),
        *_about_groups(plan),
        *_about_regimes(plan),
        *_about_leads(plan),
        *_about_indicators(plan),
        *_about_tasks(plan),
        *(question for number, rule in enumerate(plan.rules) for question in _about_rule(number, rule)),
    ]


def _about_organisation(organisation: Organisation) -> Iterator[Question]:
    head, params = organisation.plan, {"organisation": organisation.short_name}
    open_points = (
        ("plan.ask_aggregator", "aggregator", organisation.aggregator),
        ("plan.ask_on_time_threshold", "on_time_threshold", organisation.on_time_threshold),
        ("plan.ask_number", "plan.number", head.number),
        ("plan.ask_date", "plan.date", head.date),
        ("plan.ask_signer", "plan.signer", head.signer),
    )
    for code, key, value in open_points:
        if value is None:
            yield Question(code, f"organisation.{key}", params)
    if "approval" not in organisation.model_fields_set:
        yield Question("plan.ask_approval", "organisation.approval", params)
    if head.replaces and head.replaces.date is None:
        yield Question("plan.ask_replaced_date", "organisation.plan.replaces.date", {"number": head.replaces.number})


def _about_groups(plan: PlanFile) -> Iterator[Question]:
    names = {unit.code: unit.short_name for unit in plan.units}
    for number, group in enumerate(plan.groups):
        path = path_text(("groups", number, "members"))
        if group.members is None:
            yield Question("plan.ask_members", path, {"group": group.name})
        elif group.members_chosen_by is ChosenBy.ADMINISTRATOR:
            members = ", ".join(names[code] for code in group.members)
            yield Question("plan.confirm_members", path, {"group": group.name, "members": members})


def _about_regimes(plan: PlanFile) -> Iterator[Question]:
    for number, regime in enumerate(plan.regimes):
        if regime.chosen_by is ChosenBy.ADMINISTRATOR:
            yield Question("plan.confirm_regime", path_text(("regimes", number)), {"regime": regime.name})


def _about_leads(plan: PlanFile) -> Iterator[Question]:
    for place, entry in plan.assigned():
        if entry.lead is None:
            yield Question("plan.ask_lead", path_text((*place, "lead")), {"code": entry.code, "name": entry.name})


def _about_indicators(plan: PlanFile) -> Iterator[Question]:
    for number, one in enumerate(plan.indicators):
        params = {"indicator": one.code, "name": one.name}
        if one.comparator is Comparator.PENDING:
            yield Question("plan.ask_pending_target", path_text(("indicators", number, "target")), params)
        elif one.comparator is Comparator.NONE and one.kind not in (Kind.YES_NO, Kind.MILESTONE):
            yield Question("plan.ask_target", path_text(("indicators", number, "target")), params)


def _about_tasks(plan: PlanFile) -> Iterator[Question]:
    for number, task in enumerate(plan.tasks):
        params = {"task": task.code, "name": task.name}
        if task.due is None and task.due_text is None:
            yield Question("plan.ask_task_due", path_text(("tasks", number, "due")), params)
        if task.product is None:
            yield Question("plan.ask_task_product", path_text(("tasks", number, "product")), params)


def _about_rule(number: int, rule: ReportingRule) -> Iterator[Question]:
    open_points = (
        (
            "plan.ask_rule_who",
            "who",
            rule.who or rule.tasks or None,
        ),  # where it speaks of rows, their leads report
        ("plan.ask_rule_to", "to", rule.to),
        ("plan.ask_rule_frequency", "frequency", rule.frequency),
        ("plan.ask_rule_deadline", "deadline", rule.deadline),
    )
    for code, key, value in open_points:
        if value is None:
            yield Question(code, path_text(("rules", number, key)), {"rule": rule.code, "section": rule.section})
