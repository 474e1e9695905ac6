"""`đột xuất`, `sơ kết`: the aggregating office asks out of turn, in one message or step by step, after one yes."""

import re
from dataclasses import replace
from datetime import datetime

from domain import periods, timetables
from domain import rounds as rules
from domain.chat import Button
from domain.folding import plain
from domain.indicators import Kind
from domain.roles import Role
from domain.round_form import Form, read_form
from handlers import pin, refusing, round_draft, round_opening, running_rounds, secrecy, trail
from handlers.round_draft import Desk, Draft
from handlers.talk import Talk
from locales import Speaker
from storage import conversations, days_off, people, rounds
from storage.conversations import Step

ASKING = frozenset({Role.AGGREGATOR, Role.ADMINISTRATOR})
_NAMES_AT_MOST = 12
_LEAD = re.compile(r"^/?\s*(?:(?:báo cáo|bao cao) )?(?:đột ?xuất|dot ?xuat|ad ?hoc)[\s:]*", re.IGNORECASE)
_PHASE = re.compile(r"^/?\s*(?P<lead>(?:sơ|so|tổng|tong) ?(?:kết|ket))\b[ ]*(?P<of>[^;:\n]*)[;:\n]?", re.IGNORECASE)
_YES = frozenset({"1", "dong y", "dong y hoi", "dung", "yes", "ok", "hoi"})
_INDICATORS = frozenset({"chi tieu", "indicators", "danh sach"})


async def begin(talk: Talk, said: str = "") -> None:
    """`đột xuất: …`; alone it shows the rounds under way, or begins with the first question."""
    at = await _desk(talk)
    if at is None:
        return
    rest = _LEAD.sub("", talk.heard.text.strip(), count=1)
    if not rest and await running_rounds.show(talk):
        return
    await _take(talk, at, Draft(), read_form(rest))


async def begin_phase(talk: Talk, said: str = "") -> None:
    """`sơ kết 6 tháng`: every unit is asked for all it leads, over a longer stretch."""
    at = await _desk(talk)
    found = _PHASE.match(talk.heard.text.strip())
    if at is None or found is None:
        return
    is_summing_up = plain(found["lead"]).startswith("tong")
    stretch = rules.read_stretch(found["of"] or ("nam" if is_summing_up else ""), at.now.astimezone(at.zone).date())
    if stretch is None:
        await talk.reply(talk.say("rounds.which_stretch"))
        return
    days = await days_off.around(talk.session, at.organisation.id, talk.now)
    about = periods.period(at.regime, *stretch, days)
    title = round_draft.phase_title(
        talk.say, talk.say("rounds.summing_up" if is_summing_up else "rounds.interim"), about.key
    )
    draft = Draft(title=title, phase=about.key, units=await round_draft.leading(at))
    await _take(talk, at, draft, read_form(talk.heard.text.strip()[found.end() :], first="due"))


async def heard(talk: Talk) -> None:
    """The next piece of a round being put together, or the yes to it; else a word about a round under way."""
    held = talk.known.conversation.candidates or {}
    at = await _desk(talk)
    if at is None:
        return
    if "title" not in held:
        if plain(talk.heard.text) in ("moi", "new"):
            await _take(talk, at, Draft(), Form())
        else:
            await running_rounds.heard(talk)
        return
    draft = round_draft.from_json(held)
    missing = round_draft.missing(draft)
    if not missing and plain(talk.heard.text) in _YES:
        await _ask(talk, at, draft)
    elif missing == "ask" and plain(talk.heard.text) in _INDICATORS:
        await _list_indicators(talk, at)
    else:
        text = await _picked(at, talk.heard.text) if missing == "to" else talk.heard.text
        await _take(talk, at, draft, read_form(text, first=missing or "due"))


async def tapped(talk: Talk, mark: str) -> None:
    """[Đồng ý] under a preview: it counts while that very round waits."""
    held = talk.known.conversation.candidates or {}
    waits = talk.known.conversation.step == Step.ROUND and "title" in held
    draft = round_draft.from_json(held) if waits else None
    if draft is None or draft.mark != mark or round_draft.missing(draft):
        await talk.reply(talk.say("todo.stale_button"))
        return
    at = await _desk(talk)
    if at is not None:
        await _ask(talk, at, draft)


async def _desk(talk: Talk) -> Desk | None:
    """Where the person may put a round together; None: why not was said."""
    if not await talk.holds(ASKING):
        await refusing.say(talk, "rounds.not_for_you", "round")
        return None
    at = await round_draft.desk(talk.session, talk.known.organisation, talk.now, talk.say)
    if at is None:
        await talk.reply(talk.say("rounds.no_plan"))
    return at


async def _take(talk: Talk, at: Desk, draft: Draft, form: Form) -> None:
    """One more piece; asks for what is missing, or shows the whole for a yes."""
    if talk.refusal:
        await talk.reply(secrecy.said_first(talk, talk.say("rounds.again")))
        return
    draft, wrong = await round_draft.fill(at, draft, form)
    conversations.take_up(talk.known.conversation, None, Step.ROUND, round_draft.to_json(draft))
    missing = round_draft.missing(draft)
    if wrong or missing:
        if wrong and missing in ("", "due"):
            missing, wrong = "", [*wrong, talk.say("rounds.rest_stands")]
        await talk.reply("\n".join([*wrong, *([await _asked_for(at, missing)] if missing else [])]))
        return
    text = await preview(at, draft)
    if text is None:
        await talk.reply(talk.say("rounds.asks_nobody"))
        return
    text = f"{text}\n{talk.say('rounds.how')}"
    await talk.reply(text, buttons=[[Button(talk.say("button.agree"), f"round:ask:{draft.mark}")]])


async def _asked_for(at: Desk, missing: str) -> str:
    if missing != "to":
        example = at.say.moment(at.now, at.zone)
        return at.say(f"rounds.ask.{missing}", example=example)
    leading = await round_draft.leading(at)
    lines = [at.say("rounds.ask.to"), at.say.count("rounds.all_units", len(leading))]
    groups = (await rounds.groups(at.session, at.organisation.id))[: rounds.MOST_SHOWN - 1]
    lines += [
        at.say.count("rounds.group", len(members), which=number, name=group.name)
        for number, (group, members) in enumerate(groups, start=2)
    ]
    return "\n".join([*lines, at.say("rounds.or_units")])


async def _picked(at: Desk, said: str) -> str:
    """A digit of the list of recipients as the name it stands for."""
    if not said.strip().isdecimal():
        return said
    groups = (await rounds.groups(at.session, at.organisation.id))[: rounds.MOST_SHOWN - 1]
    names = [round_draft.ALL[0], *(group.name for group, _ in groups)]
    number = int(said.strip()[:4])
    return names[number - 1] if 0 < number <= len(names) else said


async def _list_indicators(talk: Talk, at: Desk) -> None:
    listed = await rounds.indicators(talk.session, at.plan.id)
    lines = [f"{number}. {one.name}" for number, one in enumerate(listed, start=1)]
    await talk.reply("\n".join([talk.say("rounds.indicators"), *lines, talk.say("rounds.indicators_how")]))


async def preview(at: Desk, draft: Draft) -> str | None:
    """The whole round as it would be asked, with what speaks against it; None where nobody would be asked."""
    shares = await round_draft.shares(at, draft)
    due_at = draft.due_at
    if not shares or due_at is None:
        return None
    lines = [draft.title if draft.phase else at.say("rounds.head", title=draft.title), *await _questions(at, draft)]
    heard, unheard = await _people(at, shares)
    asked_at = timetables.out_of_quiet(at.regime, at.now)
    names = _some(at.say, [one.unit.short_name for one in shares])
    words = {"people": heard, "at": at.say.moment(asked_at, at.zone), "names": names}
    lines.append(at.say.count("rounds.to", len(shares), **words))
    if left := set(draft.units) - {one.unit.id for one in shares}:
        every = await rounds.units(at.session, at.organisation.id)
        lines.append(
            at.say("rounds.left_out", names=_some(at.say, [one.short_name for one in every if one.id in left]))
        )
    if unheard:
        lines.append(at.say("rounds.nobody_there", names=_some(at.say, unheard)))
    lines.append(at.say("rounds.due", due=at.say.moment(due_at, at.zone)))
    lines += await _warnings(at, due_at)
    return "\n".join(lines)


async def _questions(at: Desk, draft: Draft) -> list[str]:
    if draft.phase:
        lines = [at.say("rounds.phase")]
    else:
        listed = await rounds.indicators(at.session, at.plan.id)
        names = [one.name for one in listed if one.id in draft.indicators]
        lines = [f"{number}. {name}" for number, name in enumerate(names, start=1)]
    first = 1 if draft.phase else len(lines) + 1
    for number, one in enumerate(draft.questions, start=first):
        how = one.unit_of_measure if one.kind is not Kind.PERCENT and one.unit_of_measure else ""
        lines.append(f"{number}. {one.text} ({how or at.say(f'rounds.kind.{one.kind}')})")
    return lines


async def _people(at: Desk, shares: list[round_draft.Share]) -> tuple[int, list[str]]:
    """How many people are asked, and the units in which nobody is."""
    heard: set[int] = set()
    unheard = []
    for share in shares:
        officers = await people.holders(at.session, at.organisation.id, [Role.OFFICER], at.now, share.unit.id)
        heard |= {person.id for _, person in officers}
        unheard += [] if officers else [share.unit.short_name]
    return len(heard), unheard


async def _warnings(at: Desk, due_at: datetime) -> list[str]:
    """What may be wrong with a deadline; it is taken all the same."""
    days = await days_off.around(at.session, at.organisation.id, due_at)
    found = []
    if not days.is_working(due_at.astimezone(at.zone).date()):
        found.append("rounds.warn_day_off")
    if timetables.out_of_quiet(at.regime, due_at) > due_at:
        found.append("rounds.warn_quiet")
    if due_at - at.now < rules.SHORT:
        found.append("rounds.warn_short")
    return [at.say(key) for key in found]


async def _ask(talk: Talk, at: Desk, draft: Draft) -> None:
    due_at = draft.due_at
    if due_at is None or due_at <= talk.now:
        await _take(talk, at, replace(draft, due_at=None), Form())
        return
    if await pin.is_asked(talk):
        return
    conversations.take_up(talk.known.conversation, None, Step.IDLE)
    shares, due = await round_draft.shares(at, draft), talk.say.moment(due_at, at.zone)
    if not shares:  # the plan has changed since the preview
        await talk.reply(talk.say("rounds.asks_nobody"))
        return
    await talk.reply(talk.say.count("rounds.asked", len(shares), title=draft.title, due=due))
    period = await round_opening.open_round(at, draft, due_at, talk.known.account.id)
    await trail.note(talk, at.organisation.id, "ask_round", f"period:{period.id}", new=draft.title)


def _some(say: Speaker, names: list[str]) -> str:
    """Names one after another; of many the first and how many more."""
    left = len(names) - _NAMES_AT_MOST
    named = ", ".join(names[:_NAMES_AT_MOST])
    return f"{named} {say.count('digest.and_more', left)}" if left > 0 else named
