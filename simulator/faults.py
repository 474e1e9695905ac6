"""What goes wrong on purpose: armed faults, and which call or update each one strikes."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass, field

from simulator.errors import bad_request
from simulator.model import Json

REFUSALS = frozenset(
    {"too_many", "forbidden", "unauthorized", "zalo_error", "bad_request"}
)  # said in each messenger's own words
INSTEAD = REFUSALS | {"refuse_connection", "server_error", "silent"}  # the call is not done
AFTERWARDS = frozenset({"drop_reply", "truncate"})  # the call is done, its answer is spoilt
ON_UPDATES = frozenset({"duplicate_update"})
ON_FILES = frozenset({"file_away"})  # a file that somebody sent cannot be fetched
NEEDS_A_CHAT = frozenset({"forbidden", "too_many"})  # without a method they strike only calls naming a chat


@dataclass
class Fault:
    """One armed fault. `times` 0 means until cleared; `chat` and `method` narrow what it strikes.

    `code` is for `zalo_error`: the number with which the OA API answers. `words` are for `bad_request`: what Telegram
    says beside its 400.
    """

    kind: str
    times: int = 1
    chat: int | None = None
    method: str = ""
    retry_after: int = 5
    seconds: float = 30
    code: int = 0
    words: str = ""
    fired: int = 0

    def armed(self) -> bool:
        """Whether it can still strike."""
        return not self.times or self.fired < self.times

    def strikes_call(self, method: str, chat: int | None) -> bool:
        """Whether it is for this call of the Bot API."""
        if self.kind in ON_UPDATES | ON_FILES or (self.chat is not None and self.chat != chat):
            return False
        if self.method:
            return self.method.lower() == method.lower()
        return chat is not None or self.kind not in NEEDS_A_CHAT

    def strikes_update(self, chat: int) -> bool:
        """Whether it is for an update of this chat."""
        return self.kind in ON_UPDATES and self.chat in {None, chat}


@dataclass
class Faults:
    """All faults since the last clearing, spent ones too, so that a test can see how often each fired."""

    all: list[Fault] = field(default_factory=list)

    def arm(self, fault: Fault) -> None:
        """Add one; an unknown kind is refused."""
        if fault.kind not in INSTEAD | AFTERWARDS | ON_UPDATES | ON_FILES:
            raise bad_request(f"unknown kind of fault: {fault.kind}")
        self.all.append(fault)

    def clear(self) -> None:
        """Nothing goes wrong any more."""
        self.all = []

    def listed(self) -> list[Json]:
        """For `GET /faults`."""
        return [asdict(fault) for fault in self.all]

    def on_call(self, method: str, chat: int | None) -> Fault | None:
        """The first armed fault for this call, counted as fired."""
        return self._fire(fault for fault in self.all if fault.armed() and fault.strikes_call(method, chat))

    def copies_of_update(self, chat: int) -> int:
        """How often an update of this chat is to be delivered: 2 when a duplicate is armed."""
        fault = self._fire(one for one in self.all if one.armed() and one.strikes_update(chat))
        return 2 if fault else 1

    def file_is_away(self) -> bool:
        """Whether a file that is asked for cannot be had now."""
        return self._fire(one for one in self.all if one.armed() and one.kind in ON_FILES) is not None

    @staticmethod
    def _fire(striking: Iterator[Fault]) -> Fault | None:
        fault = next(striking, None)
        if fault:
            fault.fired += 1
        return fault
