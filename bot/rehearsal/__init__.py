"""A year played beforehand: the real bot on a scratch database, people who behave as described, a held clock."""
