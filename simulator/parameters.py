"""The parameters of a call, however it was sent: query, form, multipart or JSON."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from aiohttp import web

from simulator.errors import bad_request


@dataclass(frozen=True)
class Upload:
    """A file part of a multipart call."""

    name: str
    mime: str
    data: bytes


@dataclass(frozen=True)
class Call:
    """Fields by name. A form carries numbers, flags and structures as text, JSON carries them as they are."""

    fields: Mapping[str, Any]
    files: Mapping[str, Upload]

    def has(self, name: str) -> bool:
        """Whether a field was given and is not empty."""
        return self.fields.get(name) not in (None, "")

    def text(self, name: str) -> str:
        """A text, empty when not given."""
        value = self.fields.get(name)
        return value if isinstance(value, str) else "" if value is None else str(value)

    def integer(self, name: str, default: int | None = None) -> int:
        """A whole number; without a default it must be given."""
        if not self.has(name) and default is not None:
            return default
        try:
            return int(self.text(name))
        except ValueError:
            raise bad_request(f"{name} must be a number" if self.has(name) else f"{name} is empty") from None

    def number(self, name: str) -> float:
        """A number that may have a fraction."""
        try:
            return float(self.text(name))
        except ValueError:
            raise bad_request(f"{name} must be a number") from None

    def flag(self, name: str) -> bool:
        """A yes or no: `true`, `True`, `1`."""
        return self.text(name).lower() in {"true", "1", "yes"}

    def structure(self, name: str) -> Any:
        """A JSON value, None when not given."""
        value = self.fields.get(name)
        if not isinstance(value, str):
            return value
        if not value:
            return None
        try:
            return json.loads(value)
        except ValueError:
            raise bad_request(f"can't parse {name} JSON object") from None

    def items(self, name: str) -> list[dict[str, Any]]:
        """A JSON array of objects, empty when not given."""
        value = self.structure(name)
        if value is None:
            return []
        if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
            raise bad_request(f"{name} must be an array of objects")
        return value


async def read(request: web.Request) -> Call:
    """Query parameters, with those of the body over them."""
    fields: dict[str, Any] = dict(request.query)
    files: dict[str, Upload] = {}
    if request.content_type == "application/json":
        fields |= await _json_fields(request)
    elif request.body_exists:
        # aiohttp reads no form of a GET, and one of the client libraries sends forms with GET.
        for name, part in (await request.clone(method="POST").post()).items():
            if isinstance(part, web.FileField):
                with part.file:
                    files[name] = Upload(part.filename, part.content_type, part.file.read())
            else:
                fields[name] = part.decode() if isinstance(part, bytes | bytearray) else part
    return Call(fields, files)


async def _json_fields(request: web.Request) -> dict[str, Any]:
    try:
        body = json.loads(await request.text() or "{}")
    except ValueError:
        raise bad_request("can't parse JSON object") from None
    if not isinstance(body, dict):
        raise bad_request("object expected as JSON")
    return body
