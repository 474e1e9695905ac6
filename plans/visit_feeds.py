"""Checks of what the teams' visits feed: activities that exist, and a sum that can be the answer."""

from collections.abc import Iterator

from domain.activities import SHIPPED
from domain.indicators import Kind, Nature
from domain.visit_feeds import Counts
from plans.faults import Finding, Place
from plans.format import PlanFile, PlanIndicator, PlanTask, VisitFeed
from plans.nearest import nearest


def wrong_feeds(plan: PlanFile) -> Iterator[Finding]:
    """Visits that name unknown activities, or would answer what no sum of them can."""
    known = [one.code for one in SHIPPED] + [one.code for one in plan.team_visits.activities]
    for place, one in plan.assigned():
        if one.visits:
            yield from _wrong_activities((*place, "visits"), one.visits, known)
            yield from _misfits((*place, "visits"), one, one.visits)


def _wrong_activities(place: Place, feed: VisitFeed, known: list[str]) -> Iterator[Finding]:
    for at, code in enumerate(feed.activities):
        if code not in known:
            yield Finding(
                (*place, "activities", at), "plan.unknown_activity", {"given": code, "nearest": nearest(code, known)}
            )
    only_classes = set(feed.counts) == {Counts.CLASSES}
    if only_classes and feed.activities:
        yield Finding((*place, "activities"), "plan.classes_have_no_activity")
    if not only_classes and not feed.activities:
        yield Finding((*place, "activities"), "plan.visits_of_what")


def _misfits(place: Place, one: PlanIndicator | PlanTask, feed: VisitFeed) -> Iterator[Finding]:
    if isinstance(one, PlanTask):
        if one.indicators:
            yield Finding(place, "plan.visits_of_unasked_task", {"task": one.code})
        return
    if len(feed.counts) > 1:
        yield Finding((*place, "counts"), "plan.visits_count_one")
    if not feed.beside and (one.kind is not Kind.COUNT or one.nature is Nature.AS_OF):
        yield Finding(place, "plan.visits_only_beside", {"indicator": one.code})
