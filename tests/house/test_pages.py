"""House rules for pages: every command and every setting is written down, and links lead somewhere."""

import re
from pathlib import Path
from urllib.parse import unquote

import pytest

from bot.settings import Settings
from handlers import table
from tests.house.files import HOUSE, name, pages
from tests.house.settings import SETTINGS

ROW = re.compile(r"^\| `/(\w+)` \| (.+?) \|", re.MULTILINE)
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)
VIETNAMESE, ENGLISH = (HOUSE / "docs" / "lenh.md").read_text(encoding="utf-8").split("# Commands of the chat")
COMMANDS = [command.name for command in table.COMMANDS]


@pytest.mark.parametrize("half", [VIETNAMESE, ENGLISH], ids=["vi", "en"])
def test_every_chat_command_has_its_line_in_both_languages(half: str) -> None:
    assert [row[0] for row in ROW.findall(half)] == COMMANDS


@pytest.mark.parametrize("row", ROW.findall(VIETNAMESE) + ROW.findall(ENGLISH), ids=lambda row: row[0])
def test_what_the_page_says_to_type_is_understood(row: tuple[str, str]) -> None:
    command, typed = row
    for words in re.findall(r"`([^`]+)`", typed):
        understood = {found.name for found, _ in (table.find(words), table.find(words, groups=True)) if found}
        assert command in understood, words


def _example() -> list[str]:
    lines = (HOUSE / ".env.example").read_text(encoding="utf-8").splitlines()
    return [line.removeprefix("# ") for line in lines if re.match(r"(# )?DUNGHAN_\w+=", line)]


def test_the_example_names_every_setting_once_and_no_other() -> None:
    assert sorted(line.partition("=")[0] for line in _example()) == SETTINGS


def test_the_example_can_be_used_as_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".env").write_text((HOUSE / ".env.example").read_text(encoding="utf-8"), encoding="utf-8")
    for setting in SETTINGS:
        monkeypatch.delenv(setting, raising=False)
    token = Settings().telegram.token
    assert token is None or not token.get_secret_value()


def test_the_defaults_the_example_shows_are_the_defaults(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for setting in SETTINGS:
        monkeypatch.delenv(setting, raising=False)
    plain = Settings()
    own = {"DUNGHAN_DATA", "DUNGHAN_DATABASE_URL"}  # examples of a place, not the default
    shown = [line for line in _example() if not line.endswith("=") and line.partition("=")[0] not in own]
    (tmp_path / ".env").write_text("\n".join(shown), encoding="utf-8")
    assert len(shown) > 4
    assert Settings() == plain


def test_every_setting_is_explained_to_the_operator() -> None:
    told = (HOUSE / "docs" / "go-live.md").read_text(encoding="utf-8")
    assert [setting for setting in SETTINGS if f"`{setting}`" not in told] == []


def _anchors(page: Path) -> set[str]:
    headings = HEADING.findall(page.read_text(encoding="utf-8"))
    return {re.sub(r"[^\w\- ]", "", heading.strip().lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", pages(), ids=name)
def test_links_lead_somewhere(page: Path) -> None:
    broken = []
    for link in LINK.findall(page.read_text(encoding="utf-8")):
        if re.match(r"[a-z]+:", link):
            continue  # the web
        path, _, anchor = unquote(link).partition("#")
        target = (page.parent / path).resolve() if path else page
        lost = anchor and target.suffix == ".md" and target.exists() and anchor not in _anchors(target)
        if not target.exists() or HOUSE not in (target, *target.parents) or lost:
            broken.append(link)
    assert broken == []
