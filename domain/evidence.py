"""What a plan asks for beside an answer (a photo, a file, the number of a document), and what of it has not come."""

from collections.abc import Collection

from domain.progress import TaskState

_PHOTOS = frozenset({"jpeg", "png"})
_NOTHING_TO_SHOW = frozenset({TaskState.NOT_STARTED, TaskState.BLOCKED})


def counts_as(kind: str) -> str:
    """What a kept file counts as: photo or file."""
    return "photo" if kind in _PHOTOS else "file"


def lacking(
    wanted: Collection[str], kept: Collection[str], *, special: str | None, progress: str | None, document: str | None
) -> list[str]:
    """What is wanted beside an answer that was given and has not come, in the order it is wanted.

    `kept`: the kinds of the files that came. Nothing lacks beside an answer that there is nothing to show for: one
    of the special answers, or a task that has not begun or is blocked. A task under way has no document yet.
    """
    if special or progress in _NOTHING_TO_SHOW:
        return []
    come = {counts_as(kind) for kind in kept}
    if document or progress == TaskState.IN_PROGRESS:
        come.add("document_number")
    return [one for one in wanted if one not in come]
