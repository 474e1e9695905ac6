"""The two community teams of the demo, and what they log at people's doors."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.demo.cast import NGA, TAM, Part
from files.team_list import Team
from handlers import registering
from storage.tables import Organisation

TEAMS = (
    Team(2, TAM.unit, TAM.label, ["tổ 5", "ngõ 45", "ngõ 47"], []),
    Team(3, NGA.unit, NGA.label, ["tổ 12", "ngõ 8"], []),
)

# What each types at a door: a line, one more, the same elsewhere; a word that nobody knows is asked back.
FIRST: dict[Part, tuple[str, ...]] = {
    TAM: ("vneid 5 người tổ 5", "+3", "như trước ngõ 45"),
    NGA: ("cai app 2, dvc 3 to 12", "lớp kỹ năng số 25 người tổ 12"),
}
SECOND: dict[Part, tuple[str, ...]] = {
    TAM: ("thanh toán số 2 hộ", "3", "đội"),  # where? the third place of the list
    NGA: ("vneid 4 ngo 8", "bỏ", "vneid 6 ngõ 8"),  # taken back and logged anew
}


async def register(session: AsyncSession, organisation: Organisation, now: datetime) -> None:
    """As `dunghan teams import` does; the codes are made with those of all others."""
    await registering.register(session, organisation, TEAMS, now)
