"""`make audit`: asks the OSV database whether anything is known against the locked packages.

Ends with 0 when nothing is known, 1 when something is, 69 when it could not be asked: not knowing is not being safe.
"""

import json
import sys
import urllib.error
import urllib.request
from collections.abc import Callable, Sequence

from supply.locked import EVERYTHING, Locked, packages

OSV = "https://api.osv.dev/v1/querybatch"  # https://google.github.io/osv.dev/post-v1-querybatch/
SECONDS = 30
NOTHING, SOMETHING, NOT_ASKED = 0, 1, 69

Tell = Callable[[str], object]


def audited(locked: Sequence[Locked], tell: Tell, url: str = OSV) -> int:
    """The exit code; what was found is told line by line, also that nothing could be found out."""
    try:
        known = _asked(locked, url)
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        why = str(error).splitlines()[0] if str(error) else type(error).__name__
        tell(f"NOT AUDITED: the vulnerability database could not be asked ({why}). Nothing is known, good or bad.")
        return NOT_ASKED
    for one, found in zip(locked, known, strict=True):
        if found:
            tell(f"{one.name} {one.version}: {', '.join(found)}")
    told = sum(map(bool, known))
    tell(f"{len(locked)} packages asked about, {told} with known vulnerabilities")
    return SOMETHING if told else NOTHING


def _asked(locked: Sequence[Locked], url: str) -> list[list[str]]:
    """The ids of what is known, for each package in order. Raises OSError, and ValueError and others for nonsense."""
    queries = [{"package": {"name": one.name, "ecosystem": "PyPI"}, "version": one.version} for one in locked]
    body = json.dumps({"queries": queries}).encode()
    request = urllib.request.Request(url, body, {"Content-Type": "application/json"})  # noqa: S310 - our own address
    with urllib.request.urlopen(request, timeout=SECONDS) as answer:  # noqa: S310 - as above
        results = json.load(answer)["results"]
    if len(results) != len(locked):
        raise ValueError("an answer about other packages")
    return [[str(one["id"]) for one in result.get("vulns", [])] for result in results]


if __name__ == "__main__":
    sys.exit(audited(packages(EVERYTHING), print))
