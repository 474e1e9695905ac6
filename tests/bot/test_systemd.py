"""Signs of life: what systemd hears on its socket, and what a file shows."""

import os
import socket
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.systemd import Signs


@pytest.fixture(params=["path", "abstract"])
def systemd(request: pytest.FixtureRequest) -> Iterator[tuple[str, socket.socket]]:
    """What stands in NOTIFY_SOCKET, and the far side of it. Its path is short: the system allows 107 bytes."""
    with tempfile.TemporaryDirectory() as folder, socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as hearing:
        given = f"{folder}/notify" if request.param == "path" else f"@dunghan-{os.getpid()}"
        hearing.bind("\0" + given[1:] if given.startswith("@") else given)
        hearing.settimeout(5)
        yield given, hearing


def _heard(hearing: socket.socket) -> list[bytes]:
    hearing.setblocking(False)
    said = []
    try:
        while True:
            said.append(hearing.recv(4096))
    except BlockingIOError:
        return said


def test_systemd_hears_each_sign_in_a_datagram_of_its_own(systemd: tuple[str, socket.socket]) -> None:
    given, hearing = systemd
    signs = Signs(given)
    signs.ready()
    signs.alive()
    signs.stopping()
    assert _heard(hearing) == [b"READY=1", b"WATCHDOG=1", b"STOPPING=1"]


def test_nobody_waits_for_a_systemd_that_does_not_read(systemd: tuple[str, socket.socket]) -> None:
    given, hearing = systemd
    signs = Signs(given)
    for _ in range(2000):  # more than a socket holds
        signs.alive()
    assert 0 < len(_heard(hearing)) < 2000
    signs.alive()
    assert _heard(hearing) == [b"WATCHDOG=1"]


def test_without_systemd_nothing_is_said() -> None:
    Signs().ready()
    Signs().stopping()


@pytest.mark.parametrize("gone", ["/nowhere/notify", "@nobody-listens-here", "/" + "x" * 200])
def test_a_systemd_that_is_gone_stops_nobody(gone: str) -> None:
    Signs(gone).ready()


def test_the_file_is_as_old_as_the_last_sign(tmp_path: Path) -> None:
    file = tmp_path / "alive"
    signs = Signs(alive_file=file)
    assert not file.exists(), "nobody has shown to be alive yet"
    signs.alive()
    os.utime(file, (0, 0))
    signs.ready()
    signs.stopping()
    assert file.stat().st_mtime == 0
    signs.alive()
    assert file.stat().st_mtime > 0


def test_a_file_that_cannot_be_written_stops_nobody(tmp_path: Path) -> None:
    Signs(alive_file=tmp_path / "no" / "such" / "folder").alive()
