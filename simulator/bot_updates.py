"""Bot API methods by which a bot gets its updates: polling or a webhook, never both."""

import re
from urllib.parse import urlsplit

from simulator import wire
from simulator.errors import RefusalError, bad_request
from simulator.messenger import Messenger
from simulator.model import Bot, Json, Webhook
from simulator.parameters import Call
from simulator.updates import Update

_SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")
_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
_WEBHOOK_ACTIVE = (
    "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
)


async def get_updates(messenger: Messenger, bot: Bot, call: Call) -> list[Update]:
    """https://core.telegram.org/bots/api#getupdates"""
    if bot.webhook is not None:
        raise RefusalError(409, _WEBHOOK_ACTIVE)
    _remember_allowed(bot, call)
    limit = min(max(call.integer("limit", 100), 1), 100)
    timeout = max(call.integer("timeout", 0), 0)
    return await bot.updates.poll(call.integer("offset", 0), limit, timeout, messenger.now())


def set_webhook(messenger: Messenger, bot: Bot, call: Call) -> bool:
    """https://core.telegram.org/bots/api#setwebhook — plain http is allowed to this machine only."""
    url, secret = call.text("url"), call.text("secret_token")
    if not url:
        return delete_webhook(messenger, bot, call)
    address = urlsplit(url)
    if address.scheme != "https" and not (address.scheme == "http" and address.hostname in _LOOPBACK):
        raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
    if secret and not _SECRET.fullmatch(secret):
        raise bad_request("secret token contains unallowed characters")
    _remember_allowed(bot, call)
    _drop_if_asked(bot, call)
    bot.webhook = Webhook(url, secret, call.integer("max_connections", 40))
    bot.updates.end_poll("terminated by setWebhook request")
    messenger.webhooks_changed.set()
    return True


def delete_webhook(messenger: Messenger, bot: Bot, call: Call) -> bool:
    """https://core.telegram.org/bots/api#deletewebhook"""
    _drop_if_asked(bot, call)
    bot.webhook = None
    messenger.webhooks_changed.set()
    return True


def get_webhook_info(messenger: Messenger, bot: Bot, _call: Call) -> Json:
    """https://core.telegram.org/bots/api#getwebhookinfo"""
    hook = bot.webhook or Webhook("")
    shape: Json = {
        "url": hook.url,
        "has_custom_certificate": False,
        "pending_update_count": bot.updates.pending(messenger.now()),
    }
    if hook.url:
        shape["max_connections"] = hook.max_connections
    if hook.last_error_at:
        shape |= {"last_error_date": wire.unix(hook.last_error_at), "last_error_message": hook.last_error}
    if bot.updates.allowed:
        shape["allowed_updates"] = sorted(bot.updates.allowed)
    return shape


def _remember_allowed(bot: Bot, call: Call) -> None:
    """Kept until told otherwise; an empty list means the default again."""
    allowed = call.structure("allowed_updates")
    if isinstance(allowed, list):
        bot.updates.allowed = frozenset(str(kind) for kind in allowed)


def _drop_if_asked(bot: Bot, call: Call) -> None:
    if call.flag("drop_pending_updates"):
        bot.updates.clear()
