"""Says that the bot is ready, alive or stopping: to systemd, and in a file for whoever watches a container."""

import socket
from pathlib import Path

import structlog

from channels.veil import named

log = structlog.get_logger()


class Signs:
    """Signs of life in systemd's own protocol (sd_notify(3)): one datagram each; nowhere to send is no fault.

    `notify_socket`: its path, or "@name" of an abstract socket; "" where systemd did not start us.
    `alive_file`: its time of change is when the bot was last alive; None where nobody looks.
    """

    def __init__(self, notify_socket: str = "", alive_file: Path | None = None) -> None:
        self._address = "\0" + notify_socket[1:] if notify_socket.startswith("@") else notify_socket
        self._alive_file = alive_file

    def ready(self) -> None:
        """The database is up to date and the messengers can reach us."""
        self._say("READY=1")

    def alive(self) -> None:
        """A round of work has just ended. Called by the loop that works, so that a stuck one falls silent."""
        self._say("WATCHDOG=1")
        if self._alive_file is not None:
            try:
                self._alive_file.touch()
            except OSError as error:
                log.warning("the file that shows we are alive cannot be written", error=named(error))

    def stopping(self) -> None:
        """We were asked to stop and are doing so."""
        self._say("STOPPING=1")

    def _say(self, state: str) -> None:
        """Never waits: a sign that cannot be given now is as good as none."""
        if not self._address:
            return
        try:
            with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as speaking:
                speaking.setblocking(False)
                speaking.sendto(state.encode(), self._address)
        except OSError as error:
            log.warning("systemd does not hear us", error=named(error))
