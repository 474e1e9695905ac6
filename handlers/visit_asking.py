"""What is asked back about a visit: one short question, numbered answers, and a button for each where there are any."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from domain.activities import OTHER
from domain.chat import Button
from domain.visits import Part, Unclear
from handlers import visit_draft, visit_words
from handlers.talk import Talk
from handlers.visit_draft import Also, Draft, Option
from handlers.visit_team import Team

MOST_PLACES = 12  # shown; any other can be typed
FEW = ("1", "2", "3", "5", "10")
PER_ROW = 3


async def ask(talk: Talk, team: Team, draft: Draft, lead: str = "", *, suggestions: Sequence[str] = ()) -> None:
    """Put the question and wait for its answer."""
    draft = replace(draft, options=tuple(_options(talk, team, draft, suggestions)))
    await offer(talk, draft, "\n".join([*([lead] if lead else []), _question(talk, team, draft)]))


async def offer(talk: Talk, draft: Draft, text: str) -> None:
    """Say a question with the answers it offers, and wait."""
    await visit_draft.hold(talk, draft)
    counts = draft.asked == Unclear.HOW_MANY  # there digits are answers
    lines = [] if counts else [f"{n}. {one.label}" for n, one in enumerate(draft.options, start=1)]
    buttons = [Button(one.label, f"visit:{n}:{draft.mark}") for n, one in enumerate(draft.options)]
    rows = [buttons[at : at + PER_ROW] for at in range(0, len(buttons), PER_ROW)]
    await talk.reply("\n".join([text, *lines]), buttons=rows)


def _question(talk: Talk, team: Team, draft: Draft) -> str:
    words = {"so_far": _so_far(talk, team, draft.parts), "said": draft.said[:60]}
    if draft.asked == Unclear.WHAT and draft.said:
        return talk.say("visit.ask.what_unknown", **words)
    if draft.asked == Unclear.WHICH_PLACE and draft.said:
        return talk.say("visit.ask.which_place", **words)
    if draft.asked == Unclear.WHERE and not draft.options:
        return talk.say("visit.ask.where_typed", **words)
    return talk.say(f"visit.ask.{draft.asked}", **words).strip()


def _so_far(talk: Talk, team: Team, parts: Sequence[Part]) -> str:
    """ "VNeID 5 người: " before what is still asked."""
    known = [text for part in parts if (text := visit_words.part(talk.say, team, part))]
    return f"{' · '.join(known)}: " if known else ""


def _options(talk: Talk, team: Team, draft: Draft, suggestions: Sequence[str]) -> list[Option]:
    found = _OF[draft.asked](talk, team, draft, suggestions) if draft.asked in _OF else []
    return list({one.value: one for one in found}.values())


def _of_what(talk: Talk, team: Team, draft: Draft, suggestions: Sequence[str]) -> list[Option]:
    if draft.said:
        near = [Option(team.activity_name(code), f"activity:{code}") for code in suggestions if code != OTHER]
        return [*near, Option(talk.say("visit.option.other_said", said=draft.said[:40]), f"activity:{OTHER}")]
    listed = [Option(one.name, f"activity:{one.code}") for one in team.activities]
    begun = bool(draft.parts) and any(part.number is not None or part.is_class for part in draft.parts)
    return listed if begun else [*listed, Option(talk.say("visit.option.class"), "class:")]


def _of_number(talk: Talk, team: Team, draft: Draft, suggestions: Sequence[str]) -> list[Option]:
    return [Option(number, f"number:{number}") for number in (suggestions or FEW)]


def _of_place(talk: Talk, team: Team, draft: Draft, suggestions: Sequence[str]) -> list[Option]:
    names = suggestions or team.place_names[:MOST_PLACES]
    return [Option(name, f"place:{name}") for name in names]


def _of_day(talk: Talk, team: Team, draft: Draft, suggestions: Sequence[str]) -> list[Option]:
    return [Option(visit_words.iso_day(talk.say, day), f"day:{day}") for day in suggestions]


def _of_yes(talk: Talk, team: Team, draft: Draft, suggestions: Sequence[str]) -> list[Option]:
    return [Option(talk.say("visit.option.right"), "yes:"), Option(talk.say("visit.option.drop"), "no:")]


_OF: dict[str, Callable[[Talk, Team, Draft, Sequence[str]], list[Option]]] = {
    Unclear.WHAT: _of_what,
    Also.CLASS: _of_what,
    Unclear.HOW_MANY: _of_number,
    Unclear.WHERE: _of_place,
    Unclear.WHICH_PLACE: _of_place,
    Unclear.WHEN: _of_day,
    Unclear.CONFIRM: _of_yes,
}
