"""What a person may be in a unit."""

from enum import StrEnum


class Role(StrEnum):
    """The role of a membership."""

    OFFICER = "officer"
    HEAD = "head"
    AGGREGATOR = "aggregator"
    LEADER = "leader"
    ADMINISTRATOR = "administrator"
    OBSERVER = "observer"
    TEAM_MEMBER = "team_member"
    YOUTH_MEMBER = "youth_member"  # of the youth union, in a team


# Who looks after the reports of all units.
OVERSEEING = frozenset({Role.AGGREGATOR, Role.LEADER, Role.ADMINISTRATOR, Role.OBSERVER})

# Who answers for a unit.
ANSWERING = frozenset({Role.OFFICER, Role.HEAD})

# Who logs visits for a team.
OF_A_TEAM = frozenset({Role.HEAD, Role.TEAM_MEMBER, Role.YOUTH_MEMBER})

# An invite of this kind binds a chat group instead of a person.
LEADERSHIP_GROUP = "leadership_group"

# And one of this kind takes in a further address of a person who is known already.
OWN_ADDRESS = "own_address"

TEAM = "team"  # the kind of unit that a community digital technology team is
