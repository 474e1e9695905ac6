"""How far a task has come: what was read becomes an answer, and an answer becomes its official writing."""

from decimal import Decimal

from domain.progress import Progress, TaskState
from domain.values import Value
from locales import Speaker, figures
from storage.reports import Answer


def answer(read: Progress) -> Answer:
    """A progress as a figure holds it; the per cent done is its number."""
    return Answer(
        value=Value(read.percent) if read.percent is not None else None,
        words=read.words or None,
        progress=read.state,
        document=read.document or None,
    )


def told(given: Answer) -> Progress | None:
    """The progress a figure holds; None when it holds none."""
    if given.progress is None:
        return None
    percent = given.value.number if given.value else None
    return Progress(given.progress, percent, given.document or "", given.words or "")


def written(say: Speaker, given: Answer) -> str:
    """ "đang làm 60% · đã họp hai buổi", "hoàn thành, sản phẩm 123/BC-UBND", "vướng: thiếu kinh phí".

    A task under way of which nothing but words was said is written in these words.
    """
    words = given.words or ""
    if given.progress == TaskState.BLOCKED:
        stuck = say("progress.blocked", reason=words)
        return f"{_percent(say, given)}, {stuck}" if given.value else stuck
    if given.progress == TaskState.IN_PROGRESS and given.value is None and words:
        return words
    state = state_text(say, given)
    if given.document:
        state = say("progress.with_product", state=state, document=given.document)
    return f"{state} · {words}" if words else state


def state_text(say: Speaker, given: Answer) -> str:
    """The state alone, short enough for a button: "đang làm 60%"."""
    if given.progress == TaskState.IN_PROGRESS and given.value is not None:
        return _percent(say, given)
    return say(f"progress.{given.progress}", reason="").rstrip(" :")


def _percent(say: Speaker, given: Answer) -> str:
    number = given.value.number if given.value else Decimal(0)
    return say("progress.percent", percent=figures.with_unit(say, number, "%"))
