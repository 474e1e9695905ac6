"""`python -m simulator --port 8081 --token 1:local`: a local messenger for a bot of any make."""

import argparse
import asyncio
import sys
from datetime import UTC, datetime

from simulator.messenger import Messenger
from simulator.server import serve


def main() -> None:
    """Run until interrupted."""
    options = _options()
    messenger = Messenger(_real_now)
    messenger.add_bot(options.token, options.name, options.username, reads_groups=options.reads_groups)
    for one in options.people:
        name, _, label = one.partition(",")
        messenger.add_person(name.strip(), label.strip())
    try:
        asyncio.run(_run(messenger, options))
    except KeyboardInterrupt:
        sys.exit(0)


async def _run(messenger: Messenger, options: argparse.Namespace) -> None:
    async with serve(messenger, options.host, options.port) as url:
        sys.stdout.write(_welcome(url, options.token))
        sys.stdout.flush()
        await asyncio.Event().wait()


def _welcome(url: str, token: str) -> str:
    return f"""Phones:                {url}/
Bot API:               {url}/bot{token}/getMe
aiogram:               AiohttpSession(api=TelegramAPIServer.from_base("{url}"))
python-telegram-bot:   ExtBot("{token}", base_url="{url}/bot", base_file_url="{url}/file/bot")
pyTelegramBotAPI:      asyncio_helper.API_URL = "{url}/bot{{0}}/{{1}}"
Stop with Ctrl+C. Nothing is kept.
"""


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m simulator", description=__doc__)
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default: this machine only)")
    parser.add_argument("--port", type=int, default=8081)
    parser.add_argument("--token", default="1:local", help="the bot's token: a number, a colon, anything")
    parser.add_argument("--name", default="Bot", help="the bot's name")
    parser.add_argument("--username", default="local_bot", help="the bot's user name, without @")
    parser.add_argument("--reads-groups", action="store_true", help="switch privacy mode off")
    parser.add_argument(
        "--people",
        nargs="+",
        metavar="NAME,LABEL",
        default=["Trần Thị Mai,Cán bộ đầu mối", "Nguyễn Văn An,Lãnh đạo"],
        help="who holds a phone",
    )
    return parser.parse_args()


def _real_now() -> datetime:
    return datetime.now(UTC)  # noqa: TID251 - run by hand, the local messenger is on the real clock


if __name__ == "__main__":
    main()
