"""Where stories are told, on which messenger and database: a story is told where everything it needs can happen."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from hashlib import sha256

from locales import DEFAULT, speak
from tests.databases import Postgres

MOST_BUTTONS_OF_AN_OA = 5


@dataclass(frozen=True, slots=True)
class Venue:
    """One messenger, with buttons or without, and the server of the bot's database; None: SQLite."""

    channel: str
    has_buttons: bool
    server: Postgres | None = None

    @property
    def name(self) -> str:
        """The messenger, as the bot calls it."""
        return speak(DEFAULT)(f"channel.{self.channel}")

    @property
    def told(self) -> str:
        """Its own name among the venues."""
        how = "tapped" if self.has_buttons else "typed"
        return f"{self.channel}-{how}{ON_POSTGRESQL if self.server else ''}"

    def has(self, needed: Collection[str]) -> bool:
        """Whether everything that is needed exists here."""
        return all(self.channel in NEEDS[one][0] for one in needed)

    def words(self, told: str, *, in_group: bool) -> str:
        """What a story tells, in the words used here: "/tonghop" is not enough in a group of a Zalo bot."""
        if not in_group or self.channel != "zalo_bot":
            return told
        return re.sub(r'"/([^"]+)"', lambda command: speak(DEFAULT)("typed.by_name", words=command[1]), told)

    def shows(self, buttons: list[str], *, in_group: bool) -> list[str]:
        """What is seen of the buttons that a story tells."""
        if not self.has_buttons or (in_group and self.channel == "zalo_oa"):
            return []
        return buttons[:MOST_BUTTONS_OF_AN_OA] if self.channel == "zalo_oa" else buttons


TAPPED = Venue("telegram", has_buttons=True)
VENUES: Mapping[str, Venue] = {
    "telegram-tapped": TAPPED,
    "telegram-typed": Venue("telegram", has_buttons=False),
    "zalo_bot": Venue("zalo_bot", has_buttons=False),
    "zalo_oa": Venue("zalo_oa", has_buttons=True),
}
ON_POSTGRESQL = "-postgresql"
""""zalo_oa-postgresql" is the venue "zalo_oa", where the bot keeps what it knows in PostgreSQL."""
TAPPED_TO_OTHERS = 3  # of the stories that name buttons so many are told tapped, to one on each of the others
SQLITE_TO_POSTGRESQL = 9

TELEGRAM, BUT_ZALO_BOT = frozenset({"telegram"}), frozenset({"telegram", "zalo_oa"})

NEEDS: Mapping[str, tuple[frozenset[str], str]] = {
    "buttons": (TELEGRAM, "the story is about buttons themselves: old ones, others' ones, one tapped twice"),
    "edit": (TELEGRAM, "on Zalo nobody changes what they have sent"),
    "link": (TELEGRAM, "Zalo's links carry no code: it is typed, which every story begins with there"),
    "contact": (TELEGRAM, "a Zalo bot is told of a card only that something came, and an OA's people send none here"),
    "album": (TELEGRAM, "on Zalo each picture is a message of its own"),
    "migration": (TELEGRAM, "only Telegram's groups go on under another address"),
    "raw": (TELEGRAM, "the story is an update of Telegram, word by word; Zalo's are in tests/channels"),
    "menu": (TELEGRAM, "Zalo has no list of commands to fill"),
    "place": (TELEGRAM, "an OA and a Zalo bot are not told that they were added to, or put out of, somebody's group"),
    "file": (BUT_ZALO_BOT, "of a file a Zalo bot is told only that something came"),
    "location": (BUT_ZALO_BOT, "of a place a Zalo bot is told only that something came"),
    "reply": (BUT_ZALO_BOT, "a Zalo bot is not told which message somebody answers"),
    "block": (BUT_ZALO_BOT, "a Zalo bot is not told who blocks it"),
    "refusal": (
        BUT_ZALO_BOT,
        "of many things a Zalo bot hears 403: it counts as a block once it keeps coming",
    ),
}
"""What a story may need, which messengers have it, and why the others have not. `@pytest.mark.needs("edit")`."""

DOING_NEEDS: Mapping[str, str] = {
    "sửa tin cuối": "edit",
    "sửa tin": "edit",
    "mở đường dẫn": "link",
    "danh thiếp": "contact",
    "album ảnh": "album",
    "tệp thật": "file",
    "tệp": "file",
    "điền tệp": "file",
    "vị trí": "location",
    "đáp bằng ảnh": "reply",
    "đáp tin": "reply",
    "chặn bot": "block",
    "bỏ chặn bot": "block",
}
"""What each thing done in a story needs; where `(sửa tin: …)` stands in its text, no mark is wanted."""

# "[Gửi]" in the text of a story, or a button that is tapped by name.
_BUTTON = re.compile(r"\[[^\W\d_a-z][^\]\n\"'.=]{0,40}\]|\.tap\(")
_DOING = re.compile(rf"\(({'|'.join(sorted(DOING_NEEDS, key=len, reverse=True))})[):]")


def needs(source: str, marked: Collection[str] = ()) -> set[str]:
    """What a story needs: what it is marked with, and what is done in it. Raises KeyError for what there is not."""
    sent = {"file"} if '.upload("document"' in source else set()
    return {one for one in marked if NEEDS[one]} | {DOING_NEEDS[doing] for doing in _DOING.findall(source)} | sent


def possible(needed: set[str]) -> list[str]:
    """The venues on which a story can happen; one about buttons is told tapped only."""
    names = ["telegram-tapped"] if "buttons" in needed else VENUES
    return [name for name in names if VENUES[name].has(needed)]


def everywhere(needed: set[str]) -> list[str]:
    """Every venue on which a story can happen, on both databases."""
    return [name + database for name in possible(needed) for database in ("", ON_POSTGRESQL)]


def chosen(story: str, source: str, needed: set[str]) -> str:
    """Where a story is told, always the same for a story: one that names no button is not told tapped."""
    number = int(sha256(story.encode()).hexdigest(), 16)
    names = [name for name in possible(needed) if name != "telegram-tapped"]
    if _BUTTON.search(source) or not names:
        names += ["telegram-tapped"] * TAPPED_TO_OTHERS
    number, at = divmod(number, len(names))
    return names[at] + ("" if number % (SQLITE_TO_POSTGRESQL + 1) else ON_POSTGRESQL)
