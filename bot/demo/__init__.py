"""The demo: the bot, the local messenger and a real plan, in one program; the tests' stories use the same stage."""
