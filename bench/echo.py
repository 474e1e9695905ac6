"""The yardstick of handling: a stock aiogram bot behind its own web hook that echoes and stores nothing."""

import asyncio

from aiogram import Bot, Dispatcher, F
from aiogram.types import Message
from aiogram.webhook.aiohttp_server import SimpleRequestHandler
from aiohttp import web

from bench.beside import ready

TOKEN = "7000000001:" + "A" * 35
PATH = "/telegram"


async def serve() -> None:
    """As its documentation shows it, the answer in the web hook's reply."""
    dispatcher, bot, app = Dispatcher(), Bot(TOKEN), web.Application()

    @dispatcher.message(F.text)
    async def echo(message: Message) -> object:
        return message.answer(message.text or "")

    SimpleRequestHandler(dispatcher, bot, handle_in_background=False).register(app, path=PATH)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    await ready(f"http://127.0.0.1:{runner.addresses[0][1]}{PATH}")
    await runner.cleanup()
    await bot.session.close()


if __name__ == "__main__":
    asyncio.run(serve())
