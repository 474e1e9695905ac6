"""House rules for the pages about safety: what they name is there, and no threat stands without a test."""

import re
from collections.abc import Iterator

import pytest

from bot.backing_up import KEPT_FILES, RECIPIENT
from bot.settings import Settings
from bot.token_seal import NAME as ZALO
from domain.roles import Role
from storage import visit_tables  # noqa: F401 - so that its tables are there
from storage.tables import Table
from tests.house.files import HOUSE

THREATS = (HOUSE / "docs" / "threats.md").read_text(encoding="utf-8")
DOSSIER = (HOUSE / "docs" / "ho-so-an-toan.md").read_text(encoding="utf-8")
SECURITY = (HOUSE / "SECURITY.md").read_text(encoding="utf-8")
ROW = re.compile(r"^\| (?!Mối nguy|---)([^|]+) \| ([^|]+) \| ([^|]+) \|$", re.MULTILINE)
TEST = re.compile(r"`(tests/[\w/]+\.py)(?:::(\w+))?`")
ROWS = ROW.findall(THREATS)

# What every row of the design's table of threats is about, by a word that only its row has.
ASKED_FOR = (
    "mã mời",
    "danh thiếp",
    "Máy dùng chung",
    "Quyền cũ",
    "IDOR",
    "bấm nút trong nhóm",
    "nhóm lạ",
    "Lộ thông tin trong nhóm",
    "Webhook giả mạo",
    "Excel, CSV",
    "HTML, Markdown",
    "template injection",
    "Ảnh bom",
    "Bom ZIP",
    "Tên tệp",
    "SSRF",
    "Token lọt",
    "chèn dòng",
    "Gửi dồn dập",
    "Phát lại",
    "Số sai",
    "Thư viện",
    "bị lấy trộm",
    "Trang web",
    "fail-open",
)


def _named(text: str) -> Iterator[tuple[str, str]]:
    yield from TEST.findall(text)


@pytest.mark.parametrize("threat", ASKED_FOR)
def test_every_threat_of_the_design_has_its_row(threat: str) -> None:
    assert [row for row in ROWS if threat in row[0]]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0])
def test_every_threat_has_a_measure_and_a_test_that_is_there(row: tuple[str, str, str]) -> None:
    assert len(row[1]) > 20
    named = list(_named(row[2]))
    assert named
    assert [one for one in named if not _is_there(*one)] == []


def _is_there(file: str, test: str) -> bool:
    path = HOUSE / file
    return path.exists() and (not test or f"def {test}(" in path.read_text(encoding="utf-8"))


def test_what_the_dossier_gives_as_evidence_is_there() -> None:
    assert len(list(_named(DOSSIER))) > 10
    assert [one for one in _named(DOSSIER + SECURITY) if not _is_there(*one)] == []


def test_the_ports_the_dossier_tells_are_those_of_the_settings() -> None:
    told = DOSSIER.split("## Cổng")[1].split("\n## ")[0]
    plain = Settings.model_construct()
    assert f"| {plain.site.port}/TCP | bot | `{plain.site.host}`" in told
    composed = re.search(r"ports: \[(.+)\]", (HOUSE / "deploy" / "compose.yaml").read_text(encoding="utf-8"))
    assert composed is not None
    opened = {one.split(":")[1].upper() for one in re.findall(r'"([^"]+)"', composed[1])}
    assert opened == {"80", "443", "443/UDP"}
    assert "443/TCP, 443/UDP, 80/TCP" in told
    hosts = (plain.telegram.base_url, plain.zalo_bot.base_url, plain.zalo_oa.api_url, plain.zalo_oa.oauth_url)
    assert [host for host in hosts if host.removeprefix("https://") not in told] == []


def test_the_roles_the_dossier_tells_are_all_there_are() -> None:
    told = DOSSIER.split("## Tài khoản và vai trò")[1].split("\n## ")[0]
    assert set(re.findall(r"^\| [^|]+ \| `(\w+)` \|", told, re.MULTILINE)) == set(Role)


def test_the_tables_the_dossier_tells_are_there() -> None:
    told = DOSSIER.split("## Nhật ký")[1].split("\n## ")[0]
    named = {one for line in re.findall(r"bảng ((?:`\w+`(?:, )?)+)", told) for one in re.findall(r"`(\w+)`", line)}
    assert {"audit", "seals", "inbox", "outbox"} <= named <= set(Table.metadata.tables)


def test_the_keys_are_told_with_whether_backups_hold_them() -> None:
    told = dict(re.findall(r"^\| `([\w.]+)` \| [^|]+ \| (có|không) \|$", DOSSIER, re.MULTILINE))
    assert set(told) == {"audit.key", "links.key", f"{ZALO}.key", RECIPIENT}
    assert {key for key, kept in told.items() if kept == "có"} == set(told) & set(KEPT_FILES)
    assert [key for key in told if f"`{key}`" not in SECURITY] == []
