"""A wanted file: fetched only within its size, looked through within its time, kept under its hash."""

from pathlib import Path

import pytest

from bot.fetching import MAX_FILE, Fetching
from domain.attachments import Fault, Wanted
from domain.chat import Heard, Inbound
from storage.files import EvidenceFiles
from tests import files
from tests.bot.conftest import Messenger
from tests.rows import NOW

EVIDENCE, WORKBOOK = Wanted(workbook=False, evidence=True), Wanted(workbook=True, evidence=False)


def _sent(size: int = 0) -> Inbound:
    return Inbound("telegram", "1", "7001", Heard.DOCUMENT, NOW, files=("F1",), file_name="../a.pdf", file_size=size)


def _on_disk(folder: Path) -> list[str]:
    return [one.name for one in folder.rglob("*") if one.is_file()]


async def test_evidence_is_kept_under_its_hash_and_nothing_else(messenger: Messenger, tmp_path: Path) -> None:
    messenger.holds = {"F1": files.pdf()}
    seen = await Fetching(EvidenceFiles(tmp_path)).fetched(messenger, _sent(), EVIDENCE)
    assert (seen.kind, seen.fault, seen.name) == ("pdf", None, "../a.pdf")
    assert seen.sha256 == seen.received_sha256
    assert _on_disk(tmp_path) == [seen.sha256]


async def test_twice_is_once(messenger: Messenger, tmp_path: Path) -> None:
    messenger.holds = {"F1": files.photo_with_a_place()}
    fetching = Fetching(EvidenceFiles(tmp_path))
    first = await fetching.fetched(messenger, _sent(), EVIDENCE)
    assert await fetching.fetched(messenger, _sent(), EVIDENCE) == first
    assert _on_disk(tmp_path) == [first.sha256]
    assert first.received_sha256 != first.sha256


async def test_a_file_that_tells_it_is_too_large_is_not_fetched(messenger: Messenger, tmp_path: Path) -> None:
    seen = await Fetching(EvidenceFiles(tmp_path)).fetched(messenger, _sent(MAX_FILE + 1), EVIDENCE)
    assert seen.fault is Fault.TOO_LARGE
    assert messenger.asked_for == []


async def test_a_file_that_turns_out_too_large(messenger: Messenger, tmp_path: Path) -> None:
    messenger.holds = {"F1": bytes(MAX_FILE + 1)}
    seen = await Fetching(EvidenceFiles(tmp_path)).fetched(messenger, _sent(), EVIDENCE)
    assert seen.fault is Fault.TOO_LARGE


async def test_nobody_waits_longer_than_it_may_take(messenger: Messenger, tmp_path: Path) -> None:
    messenger.holds = {"F1": files.pdf()}
    seen = await Fetching(EvidenceFiles(tmp_path), look_seconds=0).fetched(messenger, _sent(), EVIDENCE)
    assert seen.fault is Fault.BOMB


@pytest.mark.parametrize("content", [files.photo(), files.xlsx(), files.pdf()[:20]], ids=["photo", "xlsx", "broken"])
async def test_what_is_no_workbook_of_ours_is_not_kept_as_one(
    messenger: Messenger, tmp_path: Path, content: bytes
) -> None:
    messenger.holds = {"F1": content}
    seen = await Fetching(EvidenceFiles(tmp_path)).fetched(messenger, _sent(), WORKBOOK)
    assert seen.fault is not None
    assert _on_disk(tmp_path) == []
