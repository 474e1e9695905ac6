"""Pushes updates to a bot that set a webhook, with its secret in the header, again until it says 200."""

import asyncio

import aiohttp

from simulator.messenger import TELLINGS, Messenger
from simulator.model import Bot, Webhook
from simulator.telling import Push

FIRST_DELAY = 1.0  # real seconds before the second try, doubled for each further one
LONGEST_DELAY = 60.0
ANSWER_WITHIN = 60


async def push_all(messenger: Messenger, first_delay: float = FIRST_DELAY) -> None:
    """Keep one pusher for each bot with a webhook, for as long as it is set."""
    pushing: dict[int, tuple[Webhook, asyncio.Task[None]]] = {}
    patience = aiohttp.ClientTimeout(total=ANSWER_WITHIN)
    async with aiohttp.ClientSession(timeout=patience) as session, asyncio.TaskGroup() as group:
        while True:
            for bot in messenger.bots.values():
                hook, task = pushing.get(bot.id, (None, None))
                if task and hook is not bot.webhook:
                    task.cancel()
                    del pushing[bot.id]
                if bot.webhook and bot.id not in pushing:
                    started = group.create_task(_push(session, messenger, bot, bot.webhook, first_delay))
                    pushing[bot.id] = (bot.webhook, started)
            await messenger.webhooks_changed.wait()
            messenger.webhooks_changed.clear()


async def _push(
    session: aiohttp.ClientSession, messenger: Messenger, bot: Bot, hook: Webhook, first_delay: float
) -> None:
    """One update at a time, in order; the next only after the one before was taken or grew too old."""
    delay, telling = first_delay, TELLINGS[bot.kind]
    for probe in telling.probes(bot, hook):
        await _post(session, hook, probe)
    while True:
        await bot.updates.arrival()
        head = bot.updates.first(messenger.now())
        if head is None:
            continue
        error = await _post(session, hook, telling.push(bot, hook, head.update))
        if error:
            hook.last_error, hook.last_error_at = error, messenger.now()
            await asyncio.sleep(delay)
            delay = min(delay * 2, LONGEST_DELAY)
        else:
            bot.updates.confirm_one(head)
            delay = first_delay


async def _post(session: aiohttp.ClientSession, hook: Webhook, push: Push) -> str:
    """Empty when the bot took it, else why not, in the words of getWebhookInfo."""
    body, headers = push
    try:
        async with session.post(hook.url, data=body, headers=headers, allow_redirects=False) as answer:
            if 200 <= answer.status < 300:
                return ""
            return f"Wrong response from the webhook: {answer.status} {answer.reason}"
    except TimeoutError:
        return "Read timeout expired"
    except aiohttp.ClientError:
        return "Connection refused"
