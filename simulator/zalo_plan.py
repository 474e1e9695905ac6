"""What the free plan of a Zalo bot carries: so many people, so many groups, so many messages a month."""

from datetime import datetime, timedelta

from simulator.errors import RefusalError
from simulator.model import Bot, Chat

_VIETNAM = timedelta(hours=7)


def admits(bot: Bot, chat: Chat) -> bool:
    """Whether the bot has this chat among its users or groups, or has room for it. Nobody gives a place back."""
    account = bot.zalo
    if chat.id in account.met:
        return True
    is_group = chat.kind != "private"
    cap = account.groups if is_group else account.users
    if cap is not None and sum((one < 0) == is_group for one in account.met) >= cap:
        return False
    account.met.add(chat.id)
    return True


def spend(bot: Bot, chat: Chat, now: datetime) -> None:
    """Count one message of the bot; what the plan does not carry is refused without a word of when it will be."""
    local = now + _VIETNAM
    month = (local.year, local.month)
    cap = bot.zalo.messages
    if not admits(bot, chat) or (cap is not None and bot.zalo.spent[month] >= cap):
        raise quota_exceeded()
    bot.zalo.spent[month] += 1


def quota_exceeded() -> RefusalError:
    """There is no `retry_after` on Zalo."""
    return RefusalError(429, "Quota exceeded")
