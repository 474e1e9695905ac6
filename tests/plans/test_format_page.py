"""The page that explains the plan file names every key and value, and its examples are a plan."""

import re
from enum import StrEnum
from pathlib import Path
from typing import Any, get_args

import pytest
from pydantic import BaseModel

from plans.format import PlanFile
from plans.reading import read_text

PAGE = (Path(__file__).parents[2] / "docs" / "plan-format.md").read_text(encoding="utf-8")
MENTIONED = set(re.findall(r"`\"?([^`\"]+)\"?`", re.sub(r"```.*?```", "", PAGE, flags=re.DOTALL)))
NOT_FOR_PLANS = {"progress", "words", "document"}  # how tasks and the questions of rounds are answered


def types_in(annotation: Any) -> list[type]:
    if isinstance(annotation, type) and not get_args(annotation):
        return [annotation]
    return [found for inner in get_args(annotation) for found in types_in(inner)]


def words_of(block: type[BaseModel]) -> set[str]:
    """Every key of a block and of the blocks inside it, and every word a value is chosen from."""
    words: set[str] = set()
    for name, field in block.model_fields.items():
        words.add(field.alias or name)
        for inner in types_in(field.annotation):
            if issubclass(inner, BaseModel):
                words |= words_of(inner)
            elif issubclass(inner, StrEnum):
                words |= {member.value for member in inner}
    return words - NOT_FOR_PLANS


@pytest.mark.parametrize("word", sorted(words_of(PlanFile)))
def test_every_key_and_every_choice_is_explained(word: str) -> None:
    assert word in MENTIONED or f"plan.{word}" in MENTIONED


def test_the_examples_of_the_page_put_together_are_a_plan() -> None:
    examples = re.findall(r"```yaml\n(.*?)```", PAGE, flags=re.DOTALL)
    plan = read_text("\n".join(examples), "plan-format.md")
    assert (plan.format, len(plan.indicators), len(plan.tasks)) == (1, 1, 2)
