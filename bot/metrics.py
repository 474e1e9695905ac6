"""What the bot counts of its own work, in the words of Prometheus: in memory, so that counting costs nothing."""

from collections.abc import Iterable, Iterator
from functools import cache

from prometheus_client import CollectorRegistry, Counter, Histogram, ProcessCollector
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.exposition import generate_latest
from prometheus_client.registry import Collector

from domain.chat import Later, Outcome

ANSWERED, SENT = "answer", "send"
"""The two legs of `dunghan_dwell_seconds`: from what was said to the committed answer, from due to sent."""

_SECONDS = (0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 900, 3600)
_RESULTS = ("sent", "later", "blocked", "moved", "refused", "ambiguous")


class Metrics:
    """Counters in a registry of their own: each bot has its own, however many there are in one process."""

    def __init__(self, channels: Iterable[str] = ()) -> None:
        self._registry = CollectorRegistry()
        self._dwell = Histogram(
            "dunghan_dwell_seconds",
            "leg=answer: from the arrival of a message to its committed answer; leg=send: from due to sent",
            ["leg", "channel"],
            buckets=_SECONDS,
            registry=self._registry,
        )
        self._sends = self._counter("dunghan_sends", "Tries to send, by what came of them", "channel", "result")
        self._too_many = self._counter("dunghan_too_many_requests", "Sends answered with too many (429)", "channel")
        updates = self._counter("dunghan_updates", "Updates stored (new) or dropped", "channel", "result")
        self._updates = cache(updates.labels)  # looked up for every update: that takes longer than counting
        self._given_up = self._counter("dunghan_updates_given_up", "Updates that could not be handled", "channel")
        self._refused = self._counter("dunghan_tokens_refused", "Times a messenger did not know our token", "channel")
        for channel in channels:
            self._begin(channel)
        ProcessCollector(registry=self._registry)

    def answered(self, channel: str, seconds: float) -> None:
        """What somebody said is answered, and that is committed, so long after it came."""
        self._dwell.labels(ANSWERED, channel).observe(max(seconds, 0.0))

    def sent(self, channel: str, seconds: float) -> None:
        """A message is with the messenger, so long after it was due."""
        self._dwell.labels(SENT, channel).observe(max(seconds, 0.0))

    def tried(self, channel: str, outcome: Outcome) -> None:
        """What came of a try to send."""
        self._sends.labels(channel, type(outcome).__name__.lower()).inc()
        if isinstance(outcome, Later) and outcome.is_too_many:
            self._too_many.labels(channel).inc()

    def stored(self, channel: str, new: int, given: int) -> None:
        """So many updates came, of which so many were new: the others were there already."""
        self._updates(channel, "new").inc(new)
        self._updates(channel, "duplicate").inc(given - new)

    def given_up(self, channel: str) -> None:
        """An update is not tried again."""
        self._given_up.labels(channel).inc()

    def refused(self, channel: str) -> None:
        """A messenger does not know our token."""
        self._refused.labels(channel).inc()

    def page(self, gauges: Iterable[GaugeMetricFamily]) -> bytes:
        """Everything, with what was found just now, in Prometheus' text format."""
        found = CollectorRegistry(auto_describe=False)
        found.register(_Found(gauges))
        return generate_latest(self._registry) + generate_latest(found)

    def _counter(self, name: str, about: str, *labels: str) -> Counter:
        return Counter(name, about, labels, registry=self._registry)

    def _begin(self, channel: str) -> None:
        """At nought, not missing: an alarm on a rise must see the first one."""
        for result in _RESULTS:
            self._sends.labels(channel, result)
        for result in ("new", "duplicate"):
            self._updates(channel, result)
        for counter in (self._too_many, self._given_up, self._refused):
            counter.labels(channel)


class _Found(Collector):
    """Gauges that somebody else has read."""

    def __init__(self, gauges: Iterable[GaugeMetricFamily]) -> None:
        self._gauges = list(gauges)

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """See Collector."""
        yield from self._gauges
