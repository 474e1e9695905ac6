"""The checks, in the order of looking: a new one is a new row."""

from bot.doctor import database, keeping, machine, messengers, queues
from bot.doctor.findings import Check, Needs

CHECKS = (
    Check("settings", machine.settings, Needs.NOTHING),
    Check("room", machine.room),
    Check("rights", machine.rights),
    Check("database", database.whose),
    Check("schema", database.schema),
    Check("engine", database.engine, Needs.ROWS),
    Check("clock", database.clock, Needs.ROWS),
    Check("zones", machine.zones),
    Check("tokens", messengers.tokens),
    Check("menu", messengers.menu),
    Check("leaders", queues.leaders, Needs.ROWS),
    Check("inbox", queues.dead, Needs.ROWS),
    Check("outbox", queues.sent, Needs.ROWS),
    Check("oldest", queues.oldest, Needs.ROWS),
    Check("digests", queues.digests, Needs.ROWS),
    Check("days_off", queues.days, Needs.ROWS),
    Check("backups", keeping.backups),
    Check("sealing", keeping.sealing, Needs.ROWS),
    Check("chain", keeping.chain, Needs.ROWS, is_deep=True),
    Check("deep", database.deep, Needs.ROWS, is_deep=True),
)
"""`name` has its words under `doctor.check.<name>`; what is found, and what to do about it, under keys of its own."""
