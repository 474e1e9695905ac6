"""What a channel is called, and which one is meant by a word: the catalogue knows the messengers, handlers do not."""

from collections.abc import Collection

from domain.values import plain
from locales import Speaker


def name(say: Speaker, channel: str) -> str:
    """As people call it; its own word where the catalogue does not know it."""
    try:
        return say(f"channel.{channel}")
    except KeyError:
        return channel


def meant(say: Speaker, said: str, channels: Collection[str]) -> str | None:
    """The one of these channels that is called so, or whose name begins so."""
    wanted = plain(said)
    for channel in channels:
        if wanted in (plain(name(say, channel)), plain(channel)):
            return channel
    return next((one for one in channels if wanted and plain(name(say, one)).startswith(wanted)), None)
