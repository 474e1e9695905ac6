"""Every sentence the code says is in both catalogues, with the words it needs; no catalogue says more."""

import re
from string import Formatter

import pytest
from babel.messages.catalog import Message
from babel.messages.pofile import read_po

from bot import privacy_report
from bot.demo.serve import NEXT_DAY, NEXT_PERIOD, NEXT_STEP
from bot.doctor.checks import CHECKS
from bot.doctor.findings import Level
from bot.reading_settings import Origin
from bot.rehearsal import as_page, as_table, oddities
from domain import data_requests, round_form
from domain.attachments import Fault
from domain.decided import Decided
from domain.digest import EXCEPTIONS
from domain.duties import Gap
from domain.forecast import Untold
from domain.indicators import Kind
from domain.lateness import Status
from domain.pace import Basis, Light, Why
from domain.plausibility import Oddity
from domain.progress import ProgressDoubt, TaskState
from domain.quota import Measure
from domain.regimes import MONTHS, Frequency
from domain.roles import LEADERSHIP_GROUP, OF_A_TEAM, Role
from domain.score import Part
from domain.swaps import SwapFault
from domain.values import Doubt, Refusal, Special
from domain.visit_feeds import Counts
from domain.visits import Counted, Unclear
from domain.visits import Refusal as VisitRefusal
from domain.warnings import Lack
from files import team_list
from handlers import table, template, visit_sheets
from handlers.checking import Check
from handlers.faltering import Trouble
from handlers.returning import REASONS
from handlers.unposted import Lost
from handlers.visit_draft import Also
from locales import CATALOGUES, speak
from plans.difference import How
from plans.format import EvidenceKind
from plans.questions import ORDER
from storage import own_data, retention
from storage.opening import Trouble as DatabaseTrouble
from storage.outbox import Kind as OutboxKind
from storage.personal import Category
from storage.seals import Fault as SealFault
from tests.locales.words_in_code import constants, families, said

# What a key with a part to fill in can become: `f"role.{role}"` is every role.
FAMILIES: dict[str, list[str]] = {
    "alarm.unposted.*": list(Lost),
    "answer.*": ["up", "down"],
    "ask.how.*": list(Kind),
    "audit.*": list(SealFault),
    "button.*": list(Check),
    "button.rule.*": list(Decided),
    "button.drop.*": ["photo", "file"],
    "card.about.*": ["person", "group", "team"],
    "card.title.*": ["person", "group", "team"],
    "channel.*": ["telegram", "zalo_bot", "zalo_oa"],
    "check.arrived.*": list(Check),
    "check.done.*": list(Check),
    "check.how.*": list(Check),
    "check.none.*": list(Check),
    "check.not_for_you.*": list(Check),
    "check.told.*": list(Check),
    "check.waits.*": list(Check),
    "check.yes.*": list(Check),
    "cli.change.*": list(How),
    "cli.topic.*": list(ORDER),
    "command.*": [command.name for command in table.COMMANDS],
    "database.*": list(DatabaseTrouble),
    "data_requests.kind.*": list(data_requests.Kind),
    "days_off.is.*": ["off", "worked", "as_country"],
    "days_off.refused.*": list(SwapFault),
    "demo.column.*": ["unit", "asked", "answered", "reminded", "overdue", "status"],
    "demo.control.*": [NEXT_STEP, NEXT_DAY, NEXT_PERIOD],
    "links.*": ["gone", "elsewhere"],
    "derived.sum.*": [one for one in MONTHS if one is not Frequency.YEAR],
    "digest.section.*": list(EXCEPTIONS),
    "doctor.check.*": [check.name for check in CHECKS],
    "doctor.column.*": ["number", "check", "level", "found"],
    "doctor.level.*": list(Level),
    "doubt.*": list(Doubt),
    "doubt.progress.*": [
        one for one in ProgressDoubt if one not in (ProgressDoubt.NOTHING_SAID, ProgressDoubt.TOO_LONG)
    ],
    "evidence.kind.*": list(EvidenceKind),
    "evidence.refused.*": list(Fault),
    "health.*.*": [
        f"{part}.{how}" for part in ("database", "poll", "tick", "outbox", "backup") for how in ("ok", "bad")
    ],
    "health.*.never": ["poll.never", "tick.never"],
    "meter.*": list(Measure),
    "meter.do.*": list(Measure),
    "meter.near.*": list(Measure),
    "odd.*": list(Oddity),
    "own_data.head.*": sorted({head for heads in own_data.HEADS.values() for head in heads}),
    "own_data.list.*": list(own_data.HEADS),
    "pace.how.*": [Basis.CUMULATIVE, Basis.SUMMED],
    "pace.section.*": [Light.RED, Light.AMBER],
    "pace.untold.*": [Untold.TOO_EARLY, Untold.TOO_FEW],
    "pace.verdict.*.*": [f"{kind}.{light}" for kind in ("pace", "limit") for light in Light if light != Light.UNKNOWN],
    "pace.why.*": list(Why),
    "quarterly.section.*": list(Trouble),
    "quarterly.why.*": [Trouble.LATE, Trouble.NO_PRODUCT, Trouble.STUCK_TWICE],
    "ruling.ask.*": [Decided.EXTEND, Decided.ADJUST, Decided.REPLACE],
    "ruling.then.*": list(Decided),
    "ruling.what.*": list(Decided),
    "score.part.*": list(Part),
    "period.*": [Frequency.NINE_MONTHS, Frequency.YEAR],
    "period.half_year.*": ["1", "2"],
    "privacy.category.*": list(Category),
    "privacy.clearing.*": [one.name for one in retention.CLEARINGS],
    "privacy.column.*": [
        *("category", "why", "kept", "seen", "goes", "held", "where", "version", "people"),
        *("number", "kind", "asked", "reply_due", "due", "clearing", "removed", "due_now"),
    ],
    "privacy.kept.*": list(Category),
    "privacy.seen.*": sorted(set(privacy_report.SEEN.values())),
    "privacy.why.*": list(Category),
    "progress.*": list(TaskState),
    "refused.*": list(Refusal),
    "rehearse.column.*": list(as_table.COLUMNS),
    "rehearse.counted.*": list(as_page.COUNTED),
    "rehearse.kind.*": sorted(set(OutboxKind) - {OutboxKind.CHART}),
    "rehearse.odd.*": list(oddities.CODES),
    "return.reason.*": list(REASONS),
    "rounds.ask.*": ["title", "to", "ask", "due"],
    "rounds.kind.*": list(round_form.KINDS),
    "role.*": [*Role, LEADERSHIP_GROUP],
    "setting.origin.*": list(Origin),
    "status.*": list(Status),
    "teams.refused.*": [fault for fault in Fault if fault is not Fault.AWAY],  # a list of teams is never fetched
    "teams.role.*": list(OF_A_TEAM),
    "teams.wrong.*": list(team_list.Wrong),
    "visit.ask.*": [
        *(one for one in Unclear if one not in (Unclear.NOT_A_VISIT, Unclear.NOTHING_LAST)),
        Also.CLASS,
        Also.OTHER,
    ],
    "visit.photo_refused.*": list(Fault),
    "visit.refused.*": list(VisitRefusal),
    "visit.words.*": list(Counted),
    "workbook.head.*": list(template.HEADS),
    "value.*": list(Special),
    "value.*.*": [f"{kind}.{answer}" for kind in (Kind.YES_NO, Kind.MILESTONE) for answer in ("yes", "no")],
    "visit_sheet.by.*": ["team", "member", "activity", "place", "week"],
    "visit_sheet.counted.*": list(Counted),
    "visit_sheet.head.*": list(visit_sheets.HEADS),
    "visit_sheet.page.*": ["team", "member", "activity", "place", "week"],
    "visit_sheet.sum.*": list(visit_sheets.SUMS),
    "visit_feed.*": [Counts.VISITS, Counts.CLASSES],
    "warned.reason.*": [*Lack, *Gap],
}
# Places in a plan file, files and a module, which look like keys.
PLACES = {"plan.number", "plan.date", "plan.signer", "audit.key", "backup.pub", "channels.telegram_incoming"}

KEY = re.compile(r"[a-z_]+(\.[a-z0-9_-]+)+")


def catalogue(locale: str) -> dict[str, Message]:
    with CATALOGUES[locale].open("rb") as source:
        return {_key(message): message for message in read_po(source, locale=locale) if message.id}


def _key(message: Message) -> str:
    return message.id if isinstance(message.id, str) else message.id[0]


def _forms(message: Message) -> tuple[str, ...]:
    return (message.string,) if isinstance(message.string, str) else tuple(message.string or ())


def _blanks(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def _family(pattern: str) -> list[str]:
    head = pattern.partition("*")[0]
    return [f"{head}{value}" for value in FAMILIES[pattern]]


VI, EN = catalogue("vi"), catalogue("en")
ROOMS = {key.partition(".")[0] for key in VI}
SAID = sorted(said(), key=lambda one: one.where)


def _is_key(text: str) -> bool:
    return KEY.fullmatch(text) is not None and text.partition(".")[0] in ROOMS and text not in PLACES


def test_both_catalogues_say_the_same_things() -> None:
    assert set(VI) == set(EN)
    assert set(CATALOGUES) == {"vi", "en"}


def test_the_search_finds_what_the_code_says() -> None:
    assert len(SAID) > 100
    assert {"answer.recorded", "digest.more_units", "error.not_handled"} <= {one.key for one in SAID}


def test_every_sentence_said_is_in_thecatalogue() -> None:
    assert [f"{one.where} {one.key}" for one in SAID if one.key not in VI] == []


def test_every_text_that_looks_like_a_key_is_one() -> None:
    """Keys that travel as values: fault codes and questions of a plan, keys chosen by a condition."""
    assert sorted(text for text in constants() if _is_key(text) and text not in VI) == []


def test_every_family_of_keys_is_known_and_whole() -> None:
    found = {pattern for pattern in families() if _is_key(pattern.replace("*", "x"))}
    assert found == set(FAMILIES), "tell this test what fills the gap"
    assert [key for pattern in FAMILIES for key in _family(pattern) if key not in VI] == []


def test_no_sentence_is_in_the_catalogue_for_nothing() -> None:
    used = constants() | {key for pattern in FAMILIES for key in _family(pattern)}
    assert sorted(set(VI) - used) == []


def test_every_sentence_gets_the_words_it_has_blanks_for() -> None:
    lacking = []
    for one in SAID:
        filled = {"number"} if one.counted else set()
        blanks = {blank for form in _forms(VI[one.key]) for blank in _blanks(form)} - filled
        if one.words is not None and blanks - one.words:
            lacking.append(f"{one.where} {one.key}: {blanks - one.words}")
    assert lacking == []


def test_what_is_counted_has_plural_forms_and_nothing_else_has() -> None:
    wrong = [f"{one.where} {one.key}" for one in SAID if one.counted is isinstance(VI[one.key].id, str)]
    assert wrong == []


@pytest.mark.parametrize("key", VI)
def test_both_languages_leave_the_same_blanks(key: str) -> None:
    vi, en = VI[key], EN[key]
    blanks = {blank for form in _forms(vi) for blank in _blanks(form)}
    assert blanks == {blank for form in _forms(en) for blank in _blanks(form)}
    assert "" not in blanks, "a blank has a name"
    for form in (*_forms(vi), *_forms(en)):
        assert blanks - _blanks(form) <= {"number"}, "only the number may hide in a word: one question"


@pytest.mark.parametrize(("locale", "forms"), [("vi", 1), ("en", 2)])
def test_every_translation_is_there_and_certain(locale: str, forms: int) -> None:
    for key, message in catalogue(locale).items():
        assert not message.fuzzy, key
        assert all(form.strip() for form in _forms(message)), key
        assert len(_forms(message)) == (1 if isinstance(message.id, str) else forms), key
        if not isinstance(message.id, str):
            assert message.id == (key, key), "the key stands for all forms"


@pytest.mark.parametrize("locale", ["vi", "en"])
def test_every_blank_can_be_filled(locale: str) -> None:
    say = speak(locale)
    for key, message in VI.items():
        words = dict.fromkeys({blank for form in _forms(message) for blank in _blanks(form)}, "x")
        if isinstance(message.id, str):
            assert "{" not in say(key, **words)
        else:
            del words["number"]
            assert all("{" not in say.count(key, number, **words) for number in (0, 1, 2, 21))


def test_what_nobody_wrote_cannot_be_said() -> None:
    with pytest.raises(KeyError, match=r"no\.such"):
        speak("vi")("no.such")
    with pytest.raises(KeyError, match=r"no\.such"):
        speak("vi").count("no.such", 2)
