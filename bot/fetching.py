"""Brings a wanted file in: fetched within its limits, then looked through in a thread, one file at a time."""

import asyncio
import errno

from channels.channel import Channel
from domain.attachments import Attachment, Fault, Wanted
from domain.chat import Inbound
from files.looking import look
from storage.files import EvidenceFiles

MAX_FILE = 20_000_000  # bytes; what Telegram gives to bots at the most
LOOK_SECONDS = 30.0  # the largest photo takes three; nobody waits longer for an answer


class NotGivenError(Exception):
    """The messenger does not give a file now. No OSError any more: those are our own disk's, and nobody's fault."""


class Fetching:
    """Fetches several files at once, but opens one at a time: a large picture may take 300 MB while it is open."""

    def __init__(self, files: EvidenceFiles, look_seconds: float = LOOK_SECONDS) -> None:
        self._files = files
        self._look_seconds = look_seconds
        self._one_at_a_time = asyncio.Semaphore(1)

    async def fetched(self, channel: Channel, heard: Inbound, wanted: Wanted, *, is_last: bool = False) -> Attachment:
        """What came along. Raises NotGivenError when the messenger does not give the file now: it is asked again later.

        `is_last`: not again; what was said beside the file counts all the same.
        """
        name = heard.file_name
        if not self._files.has_room():
            return Attachment(name, fault=Fault.NO_ROOM)
        if heard.file_size > MAX_FILE:
            return Attachment(name, fault=Fault.TOO_LARGE)
        try:
            content = await channel.download(heard.files[0], MAX_FILE)
        except ValueError:
            return Attachment(name, fault=Fault.TOO_LARGE)
        except OSError as error:
            if not is_last:
                raise NotGivenError(str(error)) from None
            return Attachment(name, fault=Fault.AWAY)
        async with self._one_at_a_time:
            try:
                async with asyncio.timeout(self._look_seconds):
                    return await asyncio.to_thread(look, name, content, wanted, self._files.keep)
            except TimeoutError:
                return Attachment(name, fault=Fault.BOMB)
            except OSError as error:
                if error.errno != errno.ENOSPC:
                    raise
                return Attachment(name, fault=Fault.NO_ROOM)
