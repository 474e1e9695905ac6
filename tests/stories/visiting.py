"""Two community teams of phường Hồng Bàng, as the stories of visits find them."""

from domain.roles import Role
from files.team_list import Member, Team
from handlers import registering
from storage import plans
from tests.stories.town import Town

TEAMS = (
    Team(2, "TO12", "Tổ CNSCĐ tổ 12", ["tổ 12", "ngõ 45", "ngõ 47"], [Member("Lê Văn Sơn", Role.HEAD)]),
    Team(3, "TO14", "Tổ CNSCĐ tổ 14", ["tổ 14"], [Member("Phạm Thị Hoa", Role.HEAD)]),
)
SON, HOA, TU = "Sơn", "Hoa", "Tú"


async def teams_of(town: Town) -> Town:
    """The teams registered, Sơn the head of one and Tú its member, Hoa the head of the other."""
    await register(town, TEAMS)
    for name, full_name, unit, role in (
        (SON, "Lê Văn Sơn", "TO12", Role.HEAD),
        (TU, "Trần Anh Tú", "TO12", Role.YOUTH_MEMBER),
        (HOA, "Phạm Thị Hoa", "TO14", Role.HEAD),
    ):
        await town.enrol(name, full_name, unit, role)
    return town


async def register(town: Town, teams: tuple[Team, ...]) -> registering.Registered:
    """As `dunghan teams import` does."""
    async with town.stage.database.sessions.begin() as session:
        organisation = await plans.organisation(session, town.stage.organisation)
        assert organisation is not None
        return await registering.register(session, organisation, teams, town.stage.clock.now())


async def logged(town: Town) -> list[tuple[str, int, str]]:
    """Activity, number and place of every visit that stands, in the order they were logged."""
    return await town.rows(
        "select v.activity, v.number, coalesce(p.name, '') from visits v left join places p on p.id = v.place_id"
        " where v.deleted_at is null order by v.id"
    )


async def team_group(town: Town) -> int:
    """A group of team TO12 with the bot in it, bound by its head."""
    members = [town.phones[name].person for name in (SON, TU, HOA)]
    return await town.phones[SON].new_group("Tổ 12", members)
