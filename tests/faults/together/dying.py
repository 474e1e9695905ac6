"""A process that migrates and dies before a chosen change: run in children of their own."""

import asyncio
import multiprocessing
import os
import signal
from itertools import count
from typing import Any

from sqlalchemy import Engine, event

from storage.database import migrate, open_database

CHANGES = ("CREATE", "ALTER", "DROP", "INSERT", "UPDATE", "DELETE")
OUT_OF_ONE = multiprocessing.get_context("forkserver")
OUT_OF_ONE.set_forkserver_preload([__name__])  # imported once for all of them


def upgrade(address: str, revision: str, nth: int) -> bool:
    """Migrate in another process that is killed before its nth change. False: it was done before that."""
    child = OUT_OF_ONE.Process(target=_upgrade, args=(address, revision, nth))
    child.start()
    child.join()
    assert child.exitcode in (0, -signal.SIGKILL), child.exitcode
    return child.exitcode != 0


def _upgrade(address: str, revision: str, nth: int) -> None:
    changes = count(1)

    def before(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if statement.lstrip().startswith(CHANGES) and next(changes) == nth:
            os.kill(os.getpid(), signal.SIGKILL)

    async def go() -> None:
        database = open_database(address)
        await migrate(database, revision)
        await database.close()

    event.listen(Engine, "before_cursor_execute", before)
    asyncio.run(go())
