"""A process beside the bench: started for one measurement, ended by closing its input."""

import asyncio
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def beside(module: str, *options: str) -> Iterator[str]:
    """Run `python -m MODULE …`; yields the line it says when it is ready."""
    pipe = subprocess.PIPE
    command = [sys.executable, "-m", module, *options]
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True) as process:  # noqa: S603 - ourselves
        assert process.stdin is not None  # noqa: S101 - it is a pipe
        assert process.stdout is not None  # noqa: S101 - it is a pipe
        yield process.stdout.readline().strip()
        process.stdin.close()


async def ready(line: str) -> None:
    """In that process: say so, and return when it is to end."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)
