"""A number from a chat becomes a row through one door: whoever asks for a row by its bare number says why it may."""

import ast
from pathlib import Path

from tests.house.files import name, python, tree

DOOR = {"reports.get", "reports.holding", "evidence.get", "lock_exceptions.get", "visits.get", "visits.told"}
BARE = DOOR | {"session.get", "session.get_one"}

# Where the number never was in a chat: it was read from a row that this person, or the clock, was led to.
FROM_A_ROW = {
    "handlers/afterwards.py": "the report of a list that is being recorded",
    "handlers/data_requests.py": "the account that a request came from",
    "handlers/deciding.py": "the report of a request that the scope gave",
    "handlers/hand.py": "reports the trail says this person enters, and what somebody who is told has in hand",
    "handlers/join.py": "unit and invite of a code, which is the right itself",
    "handlers/letters.py": "the clock: what is mentioned in a letter",
    "handlers/load_plan.py": "the operator loads a plan",
    "handlers/opening.py": "the clock opens a period",
    "handlers/plan_rows.py": "the operator loads a plan",
    "handlers/rollup.py": "reports of organisations below, found by the tree",
    "handlers/round_opening.py": "the round that was just made",
    "handlers/upward.py": "the clock: the second stage",
    "handlers/visit_aside.py": "unit and person of a visit that the scope gave",
    "handlers/visit_fixing.py": "a team's visits, of which only the person's own are taken; and one just changed",
    "handlers/visit_weekly.py": "the clock: a team's week",
}


def test_no_handler_asks_for_a_row_by_a_bare_number_from_a_chat() -> None:
    asking = {name(file) for file in python() if name(file).startswith("handlers/") and _bare(file)}
    assert asking - set(FROM_A_ROW) == set()
    assert set(FROM_A_ROW) - asking == set(), "no longer an exception"


def test_what_is_tapped_never_asks_past_the_door() -> None:
    past = [
        f"{name(file)} {one.name}"
        for file in python()
        if name(file).startswith("handlers/")
        for one in ast.walk(tree(file))
        if isinstance(one, ast.AsyncFunctionDef) and one.name == "tapped" and _calls(one) & BARE
    ]
    assert past == []


def _bare(file: Path) -> set[str]:
    return _calls(tree(file)) & BARE


def _calls(node: ast.AST) -> set[str]:
    """ "reports.get" of `reports.get(…)` and "session.get" of `talk.session.get(…)`."""
    found = set()
    for one in ast.walk(node):
        if isinstance(one, ast.Call) and isinstance(one.func, ast.Attribute):
            of = one.func.value
            named = of.attr if isinstance(of, ast.Attribute) else of.id if isinstance(of, ast.Name) else ""
            found.add(f"{named}.{one.func.attr}")
    return found
