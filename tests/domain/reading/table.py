"""All of the table, by group."""

from tests.domain.reading.digits import DOUBTFUL_SPELLING, PERCENTAGES, TOLD_TWICE, VIETNAMESE_SPELLING
from tests.domain.reading.refused import REFUSED, UNREADABLE
from tests.domain.reading.terms import Case
from tests.domain.reading.words import (
    HEDGED_OR_SEVERAL,
    INSTEAD_OF_A_FIGURE,
    MULTIPLIERS,
    NUMBERS_IN_WORDS,
    UNITS_AND_WORDS_AROUND,
    YES_AND_NO,
)

GROUPS: dict[str, list[Case]] = {
    "vietnamese": VIETNAMESE_SPELLING,
    "doubtful": DOUBTFUL_SPELLING,
    "percent": PERCENTAGES,
    "told-twice": TOLD_TWICE,
    "words": NUMBERS_IN_WORDS,
    "multipliers": MULTIPLIERS,
    "around": UNITS_AND_WORDS_AROUND,
    "hedged": HEDGED_OR_SEVERAL,
    "instead": INSTEAD_OF_A_FIGURE,
    "yes-no": YES_AND_NO,
    "refused": REFUSED,
    "unreadable": UNREADABLE,
}
