"""How long to wait after failures in a row: twice as long each time, up to an end."""

FIRST_WAIT, LONGEST_WAIT = 0.5, 60.0  # seconds, for receiving


def growing(failures: int, first: float = FIRST_WAIT, longest: float = LONGEST_WAIT) -> float:
    """Seconds to wait when so many failures came before this one."""
    return min(first * 2.0 ** min(failures, 20), longest)
