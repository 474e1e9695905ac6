"""`parse_mode=HTML`: tags become entities; other parse modes are refused, saying so."""

import html
import re
from dataclasses import dataclass, field

from simulator.errors import bad_request
from simulator.texts import Entity, units

_TAGS = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "tg-spoiler": "spoiler",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
    "a": "text_link",
}
_TOKEN = re.compile(r"<(/?)([A-Za-z][\w-]*)((?:\s[^<>]*)?)>|<")
_LINK = re.compile(r"""href\s*=\s*(?:"([^"]*)"|'([^']*)')""")


def parse(text: str, parse_mode: str) -> tuple[str, list[Entity]]:
    """Plain text and its entities. An unknown or unclosed tag is a 400, as on the real server."""
    if not parse_mode:
        return text, []
    if parse_mode.lower() != "html":
        raise bad_request(f"parse_mode {parse_mode} is not spoken by the local messenger: use HTML or entities")
    return _Reader(text).read()


@dataclass
class _Reader:
    source: str
    plain: str = ""
    entities: list[Entity] = field(default_factory=list)
    open_tags: list[tuple[str, Entity]] = field(default_factory=list)

    def read(self) -> tuple[str, list[Entity]]:
        done = 0
        for token in _TOKEN.finditer(self.source):
            self.plain += html.unescape(self.source[done : token.start()])
            self._tag(token)
            done = token.end()
        self.plain += html.unescape(self.source[done:])
        if self.open_tags:
            raise _unreadable(f'can\'t find end tag corresponding to start tag "{self.open_tags[-1][0]}"')
        return self.plain, sorted(self.entities, key=lambda entity: (entity["offset"], -entity["length"]))

    def _tag(self, token: re.Match[str]) -> None:
        closing, name, attributes = token.group(1), (token.group(2) or "").lower(), token.group(3) or ""
        at = len(self.source[: token.start()].encode())
        if name not in _TAGS:
            raise _unreadable(f'unsupported start tag "{name}" at byte offset {at}')
        if closing:
            self._close(name, at)
        else:
            self.open_tags.append((name, self._opened(name, attributes)))

    def _opened(self, name: str, attributes: str) -> Entity:
        entity: Entity = {"type": _TAGS[name], "offset": units(self.plain)}
        link = _LINK.search(attributes)
        if name == "a" and link:
            entity["url"] = html.unescape(link.group(1) or link.group(2) or "")
        return entity

    def _close(self, name: str, at: int) -> None:
        if not self.open_tags or self.open_tags[-1][0] != name:
            raise _unreadable(f"unexpected end tag at byte offset {at}")
        _, entity = self.open_tags.pop()
        entity["length"] = units(self.plain) - entity["offset"]
        is_empty_link = entity["type"] == "text_link" and not entity.get("url")
        if entity["length"] and not is_empty_link:
            self.entities.append(entity)


def _unreadable(why: str) -> Exception:
    return bad_request(f"can't parse entities: {why}")
