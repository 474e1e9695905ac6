"""The lock: a second bot on the same data is refused, and a dead one holds nothing up."""

import subprocess
import sys
from pathlib import Path

import pytest

from bot.lock import TakenError, only_one

HOLD = """
import sys
from pathlib import Path
from bot.lock import only_one
with only_one(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


def test_a_second_process_is_refused_until_the_first_is_gone(tmp_path: Path) -> None:
    path = tmp_path / "data" / "dunghan.lock"
    command = [sys.executable, "-c", HOLD, str(path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as first:
        assert first.stdout is not None
        assert first.stdout.readline() == "held\n"
        with pytest.raises(TakenError, match=str(path)), only_one(path):
            pass
        first.kill()
    with only_one(path):
        assert path.exists()


def test_the_lock_is_given_back(tmp_path: Path) -> None:
    path = tmp_path / "dunghan.lock"
    for _ in range(2):
        with only_one(path), pytest.raises(TakenError), only_one(path):
            pass
