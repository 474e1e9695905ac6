"""Reads support visits as a team writes them in one line: exactly, or it asks back, or refuses; it never guesses."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from difflib import SequenceMatcher

from domain import confidential, visit_names, visit_parts, visit_places
from domain.activities import OTHER, Activity
from domain.folding import plain, trimmed
from domain.visit_parts import Amount, Found, Moment, Spot, Work
from domain.visit_places import Places
from domain.visit_readings import (
    FEWEST,
    LONGEST,
    MOST,
    MOST_PARTS,
    MOST_SUGGESTIONS,
    Class,
    Counted,
    Done,
    Doubt,
    Part,
    Reading,
    Refusal,
    Refused,
    Unclear,
    Understood,
)
from domain.visit_segments import Scan, Segment, Sort, vocabulary
from domain.visit_text import Text, cut

__all__ = [
    "FEWEST",
    "LONGEST",
    "MOST",
    "MOST_PARTS",
    "MOST_SUGGESTIONS",
    "Class",
    "Counted",
    "Done",
    "Doubt",
    "Part",
    "Reading",
    "Refusal",
    "Refused",
    "Unclear",
    "Understood",
]
