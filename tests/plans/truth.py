"""Reads a hand-made truth of a document and puts its words into the product's."""

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml

from plans.format import PlanFile, PlanIndicator, PlanTask, ReportingRule

Truth = dict[str, Any]
_KINDS = {"boolean": "yes_no"}
_WITHOUT_FIGURE = ("yes_no", "milestone")


def read_truth(name: str) -> Truth:
    loaded: Truth = yaml.safe_load(Path(__file__).with_name(f"truth_{name}.yaml").read_text(encoding="utf-8"))
    return loaded


def by_id(truth: Truth) -> str:
    return str(truth["id"])


def a_day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def kind(truth: Truth) -> str:
    return str(_KINDS.get(truth["kind"], truth["kind"]))


def target(truth: Truth) -> Decimal | None:
    without = kind(truth) in _WITHOUT_FIGURE or truth["target_value"] is None
    return None if without else Decimal(truth["target_value"])


def unit_of_measure(truth: Truth) -> str | None:
    return None if kind(truth) in _WITHOUT_FIGURE else truth["unit_of_measure"]


def comparator(truth: Truth) -> str:
    """The truth keeps "đạt 95%" as "="; the product reads đạt, tối thiểu and ít nhất as "at least"."""
    if truth["comparator"] is None:
        return "none"
    if truth["target_value"] is None:
        return "pending"
    return ">=" if truth["comparator"] == "min" or truth["comparator_word"] == "đạt" else str(truth["comparator"])


def comparator_of_least(truth: Truth) -> str:
    """Where the truth keeps a bare "70%" as "=", too: reaching more than that is reaching it.

    Of 100 % there is no more to reach, so a bare "100%" stays "=".
    """
    if truth["comparator"] == "=" and truth["target_value"] != 100:
        return ">="
    return comparator(truth)


def lead(truth: Truth) -> str | None:
    """Who leads by the document; None where it names nobody."""
    return str(truth["lead_units"][0]) if truth["lead_units"] else None


def indicator(plan: PlanFile, code: str) -> PlanIndicator:
    return next(one for one in plan.indicators if one.code == code)


def task(plan: PlanFile, code: str) -> PlanTask:
    return next(one for one in plan.tasks if one.code == code)


def rule(plan: PlanFile, code: str) -> ReportingRule:
    return next(one for one in plan.rules if one.code == code)
