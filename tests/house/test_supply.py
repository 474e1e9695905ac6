"""House rules for what we are made of: the bill names all of it, and an audit that could not be made says so."""

import json
import re
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import pytest

from supply.audit import NOT_ASKED, NOTHING, SOMETHING, audited
from supply.locked import DEPLOYED, EVERYTHING, Locked, packages
from supply.sbom import bill

ONE, TWO = Locked("anh", "1.0", "", ()), Locked("binh", "2.0", "", ())


@pytest.mark.parametrize("lock", [DEPLOYED, EVERYTHING], ids=["deployed", "everything"])
def test_the_lock_is_read_whole(lock: Path) -> None:
    text = lock.read_text(encoding="utf-8")
    read = packages(lock)
    assert len(read) == len(re.findall(r"^[^\s#].*==", text, re.MULTILINE)) > 40
    assert sum(len(one.hashes) for one in read) == text.count("--hash=sha256:")
    assert all(one.hashes for one in read)


def test_a_line_nobody_understands_stops_the_reading(tmp_path: Path) -> None:
    lock = tmp_path / "lock"
    lock.write_text("a==1 \\\n    --hash=sha256:" + "0" * 64 + "\nhttps://example.org/b.whl\n")
    with pytest.raises(ValueError, match=r"b\.whl"):
        packages(lock)


def test_the_bill_names_everything_that_is_deployed_and_only_that() -> None:
    made = bill()
    named = {(one["name"], one["version"], one["purl"]) for one in made["components"]}
    assert named == {(one.name, one.version, one.purl) for one in packages(DEPLOYED)}
    refs = [one["bom-ref"] for one in made["components"]]
    assert len(set(refs)) == len(refs)
    assert set(made["dependencies"][0]["dependsOn"]) < set(refs)
    assert (made["bomFormat"], made["specVersion"], made["metadata"]["component"]["name"]) == (
        "CycloneDX",
        "1.6",
        "dunghan",
    )
    assert json.loads(json.dumps(made)) == made == bill()


def test_the_bill_says_the_licence_of_everything_installed_here() -> None:
    silent = []
    for one in bill()["components"]:
        try:
            version(one["name"])
        except PackageNotFoundError:
            continue
        if not one.get("licenses"):
            silent.append(one["name"])
    assert silent == []


@contextmanager
def database(answer: Callable[[int], bytes], status: int = 200) -> Iterator[tuple[str, list[bytes]]]:
    """The vulnerability database, as far as we ask it."""
    asked: list[bytes] = []

    class Far(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            asked.append(body)
            self.send_response(status)
            self.end_headers()
            self.wfile.write(answer(len(json.loads(body)["queries"])))

        def log_message(self, *_about: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Far) as server:
        running = threading.Thread(target=server.serve_forever, args=(0.01,))
        running.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/", asked
        finally:
            server.shutdown()
            running.join()


def heard(locked: Sequence[Locked], url: str) -> tuple[int, list[str]]:
    told: list[str] = []
    return audited(locked, told.append, url), told


def test_what_is_known_against_a_package_is_told() -> None:
    results = json.dumps({"results": [{}, {"vulns": [{"id": "GHSA-1"}, {"id": "PYSEC-2"}]}]}).encode()
    with database(lambda _: results) as (url, asked):
        code, told = heard([ONE, TWO], url)
    assert code == SOMETHING
    assert told == ["binh 2.0: GHSA-1, PYSEC-2", "2 packages asked about, 1 with known vulnerabilities"]
    assert [one["package"]["name"] for one in json.loads(asked[0])["queries"]] == ["anh", "binh"]


def test_nothing_known_is_said_only_after_every_package_was_asked_about() -> None:
    with database(lambda number: json.dumps({"results": [{}] * number}).encode()) as (url, _):
        assert heard([ONE, TWO], url) == (NOTHING, ["2 packages asked about, 0 with known vulnerabilities"])


@pytest.mark.parametrize(
    ("answer", "status"),
    [
        (b'{"results": []}', 200),
        (b"<html>", 200),
        (b"[]", 200),
        (b'{"results": [1, 2]}', 200),
        (b"{}", 200),
        (b"", 503),
    ],
)
def test_an_answer_that_is_none_is_no_audit(answer: bytes, status: int) -> None:
    with database(lambda _: answer, status) as (url, _):
        code, told = heard([ONE, TWO], url)
    assert (code, told[0][:12]) == (NOT_ASKED, "NOT AUDITED:")


def test_a_database_that_cannot_be_reached_is_no_audit() -> None:
    with database(lambda _: b"") as (url, _):
        pass
    assert heard([ONE], url)[0] == NOT_ASKED
