"""House rules for dependencies: each with a lower bound, all locked by hash, no address of any index."""

import re
import tomllib

import pytest

from tests.house.files import HOUSE

PROJECT = tomllib.loads((HOUSE / "pyproject.toml").read_text(encoding="utf-8"))["project"]
NEEDED: list[str] = PROJECT["dependencies"]
FOR_WORK: list[str] = [one for group in PROJECT["optional-dependencies"].values() for one in group]
LOCK = (HOUSE / "requirements.lock").read_text(encoding="utf-8")


def _name(requirement: str) -> str:
    found = re.match(r"[A-Za-z0-9._-]+", requirement)
    assert found, requirement
    return found[0].lower().replace("_", "-")


@pytest.mark.parametrize("requirement", NEEDED)
def test_a_dependency_has_a_lower_bound(requirement: str) -> None:
    assert re.search(r">=\d", requirement)


@pytest.mark.parametrize("requirement", NEEDED + FOR_WORK)
def test_a_dependency_is_locked(requirement: str) -> None:
    assert re.search(rf"^{re.escape(_name(requirement))}(\[.*\])?==", LOCK, re.MULTILINE)


def test_the_lock_names_no_address() -> None:
    assert not re.search(r"https?:|//|--index-url|--extra-index-url|--find-links|@ ", LOCK)


def test_everything_in_the_lock_has_a_hash() -> None:
    packages = re.findall(r"^[a-z0-9][^\s]*==.*?(?=^[a-z0-9]|\Z)", LOCK, re.MULTILINE | re.DOTALL)
    assert len(packages) > 40
    assert [package.split()[0] for package in packages if "--hash=sha256:" not in package] == []
