"""Help, language, and the answer to a command nobody knows."""

from handlers import waiting
from handlers.talk import Talk
from locales import speak


async def help_(talk: Talk, said: str = "") -> None:
    """`trợ giúp`: what one can do here, short."""
    if talk.heard.is_group:
        await talk.reply(talk.say("help.group"))
        return
    waits = talk.by is not None and waiting.is_there(talk)
    await talk.reply("\n".join([talk.say("help.private"), *([talk.say("remind.list_waits")] if waits else [])]))


async def language(talk: Talk, said: str = "") -> None:
    """`ngôn ngữ en`: the bot goes on in another language."""
    wanted = {"en": "en", "english": "en", "vi": "vi", "viet": "vi"}.get(said.rpartition(" ")[2].casefold())
    if wanted is None:
        await talk.reply(talk.say("help.language"))
        return
    talk.known.person.locale = wanted
    await talk.reply(speak(wanted)("help.language_set"))


async def unknown(talk: Talk, said: str = "") -> None:
    """A slash and a word that is no command of ours."""
    await talk.reply(talk.say("help.unknown_command", command=said[:40]))
