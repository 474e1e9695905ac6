"""A refusal, in the real server's words."""

from collections.abc import Mapping


class RefusalError(Exception):
    """Said to a bot as `{"ok": false, …}` and to a phone as `{"error": …}`.

    `parameters` is the Bot API's `ResponseParameters`: `retry_after` or `migrate_to_chat_id`.
    """

    def __init__(self, code: int, description: str, parameters: Mapping[str, int] | None = None) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.parameters = parameters


def bad_request(description: str) -> RefusalError:
    """A 400 as the Bot API words it."""
    return RefusalError(400, f"Bad Request: {description}")


def forbidden(description: str) -> RefusalError:
    """A 403 as the Bot API words it."""
    return RefusalError(403, f"Forbidden: {description}")
