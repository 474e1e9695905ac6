"""How many examples properties draw: a share of them in `make test`, all with `--everywhere`."""

from hypothesis import settings

SHARE = 40  # per cent


def choose(*, everything: bool) -> None:
    """Settle it, before the tests are read."""
    settings.register_profile("all", max_examples=100)
    settings.register_profile("a share", max_examples=SHARE)
    settings.load_profile("all" if everything else "a share")


def drawn(of_all: int) -> int:
    """So many of them are drawn in this run."""
    return of_all * settings().max_examples // 100
