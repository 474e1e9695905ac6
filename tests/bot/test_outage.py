"""An outage is told when it begins and when it is over, however often the database fails meanwhile."""

from collections.abc import MutableMapping

import structlog

from bot.outage import QUIET_SECONDS, Outage

BEGINS, ENDS = "the database cannot be worked with, everything waits for it", "the database works again"


def test_it_is_told_once_and_is_over_when_nothing_has_failed_for_a_while() -> None:
    time = [100.0]
    outage = Outage(lambda: time[0])
    with structlog.testing.capture_logs() as lines:
        outage.worked()
        for time[0] in (100.0, 105.0, 110.0):
            outage.met(ConnectionRefusedError())
            outage.worked()  # other work goes well meanwhile: that ends nothing
        assert outage.lasts
        time[0] = 110.1 + QUIET_SECONDS
        outage.worked()
        outage.worked()
    assert not outage.lasts
    assert [_told(line) for line in lines] == [(BEGINS, None), (ENDS, 10)]


def _told(line: MutableMapping[str, object]) -> tuple[object, object]:
    return line["event"], line.get("seconds")
