"""Updates as Telegram words them; light, for who posts them must not take long to start."""

import json
from datetime import UTC, datetime

from domain.chat import Update

LOADED = datetime(2026, 10, 20, 1, 0, tzinfo=UTC)


def stranger(number: int) -> Update:
    """A message of somebody the bot does not know."""
    return Update(str(number), str(number), update(number, str(number), "187/200"))


def update(number: int, of: str, text: str) -> str:
    """One text message, as long as Telegram's are."""
    someone = {"id": int(of), "first_name": "Trần Thị", "last_name": "Mai", "username": f"mai_{of}"}
    message = {
        "message_id": number % 100_000,
        "from": {**someone, "is_bot": False, "language_code": "vi"},
        "chat": {**someone, "type": "private"},
        "date": int(LOADED.timestamp()),
        "text": text,
    }
    return json.dumps({"update_id": number, "message": message})
