"""`xem`: what this person would look at first, checked or still to be answered."""

from handlers import checking, todo
from handlers.checking import Check
from handlers.talk import Talk


async def see(talk: Talk, said: str = "") -> None:
    """A report that waits for this person's yes, else the person's own work."""
    for what in Check:
        if await checking.waiting_for(talk, what):
            await checking.show(talk, what)
            return
    await todo.show(talk)
