"""The locked packages: name, version and hashes, as `make lock` writes them."""

import re
from dataclasses import dataclass
from pathlib import Path

HOUSE = Path(__file__).parents[1]
DEPLOYED, EVERYTHING = HOUSE / "deploy" / "requirements.lock", HOUSE / "requirements.lock"
_PACKAGE = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[^\]]*\])?==([^\s;\\]+)\s*(?:;\s*([^\\\n]*?))?\s*\\?$")
_HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")


@dataclass(frozen=True, slots=True)
class Locked:
    """One package. `when`: on which machines it is needed, "" for all; `hashes`: SHA-256 of each file it comes as."""

    name: str
    version: str
    when: str
    hashes: tuple[str, ...]

    @property
    def purl(self) -> str:
        """What names it everywhere, https://github.com/package-url/purl-spec."""
        return f"pkg:pypi/{self.name}@{self.version}"


def packages(lock: Path) -> list[Locked]:
    """Every package of a lock file. Raises ValueError for a line it does not understand, rather than leave one out."""
    found: list[Locked] = []
    for line in lock.read_text(encoding="utf-8").splitlines():
        if line.startswith("#") or not line.strip():
            continue
        if hashed := _HASH.search(line):
            last = found.pop()
            found.append(Locked(last.name, last.version, last.when, (*last.hashes, hashed[1])))
        elif named := _PACKAGE.match(line):
            name = re.sub(r"[-_.]+", "-", named[1]).lower()
            found.append(Locked(name, named[2], named[3] or "", ()))
        else:
            raise ValueError(f"not understood: {line}")
    return found
