"""The buttons beside the phones; what they do is given by whoever started the server."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from simulator.model import Json


async def _nothing(_control: str) -> str:
    return ""


@dataclass
class Controls:
    """`buttons` are (id, label); `press` is run with the id and returns what to say. `busy` is shown."""

    title: str = ""
    buttons: list[tuple[str, str]] = field(default_factory=list)
    press: Callable[[str], Awaitable[str]] = _nothing
    busy: bool = False

    def shape(self) -> Json:
        """Without the time, which is the messenger's."""
        listed = [{"id": one, "label": label} for one, label in self.buttons]
        return {"title": self.title, "controls": listed, "busy": self.busy}
