"""The conversation as it happens, for people without a browser: who said what, in which chat, when."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from rich.console import Console
from rich.text import Text

from locales import Speaker
from simulator.messenger import Messenger

WIDTH = 110


class Transcript:
    """Listens to the messenger and prints. `›` is a person, `‹` the bot; a rule stands before each new day."""

    def __init__(self, messenger: Messenger, console: Console, say: Speaker, zone: ZoneInfo) -> None:
        self._messenger = messenger
        self._console = console
        self._say = say
        self._zone = zone
        self._day = ""
        self._chat = ""
        self.stop = messenger.listen(self._heard)

    def _heard(self, event: str, data: dict[str, Any]) -> None:
        if event in ("message", "edited"):
            self._tell(event, data)

    def _tell(self, event: str, data: dict[str, Any]) -> None:
        message = data["message"]
        at = datetime.fromisoformat(message["at"]) if event == "message" else self._messenger.now()
        local = at.astimezone(self._zone)
        self._heading(local, self._chat_name(data))
        sender = message["from"]
        if message["kind"] == "service" or sender is None:
            self._line(f"  · {message['text']}", "dim")
        elif sender["is_bot"]:
            mark = self._say("demo.edited") if event == "edited" else ""
            self._said("‹", mark + message["text"], "cyan")
            for row in message["buttons"]:
                self._line("      " + " ".join(f"[{button['text']}]" for button in row), "dim")
        else:
            who = f"{sender['name']}: " if data["chat"] < 0 else ""
            self._said("›", who + (message["text"] or f"[{message['kind']}]"), "bold")

    def _heading(self, local: datetime, chat: str) -> None:
        day = self._say.full_day(local.date())
        if day != self._day:
            self._console.print()
            self._console.rule(day, align="left", characters="─")
            self._day, self._chat = day, ""
        heading = f"{local:%H:%M}  {chat}"
        if heading != self._chat:
            self._console.print()
            self._line(heading, "yellow")
            self._chat = heading

    def _chat_name(self, data: dict[str, Any]) -> str:
        if data["chat"] < 0:
            return self._messenger.groups[data["chat"]].title
        person = self._messenger.people[data["people"][0]]
        return f"{person.name} · {person.label}" if person.label else person.name

    def _said(self, mark: str, text: str, style: str) -> None:
        first, *rest = text.split("\n")
        self._line(f"  {mark} {first}", style)
        for line in rest:
            self._line(f"    {line}", style)

    def _line(self, text: str, style: str) -> None:
        self._console.print(Text(text, style=style))
