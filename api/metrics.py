"""Figures of this process, for Prometheus: route templates and codes as labels, nothing of anybody's."""

from collections.abc import Callable
from functools import partial

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 25)
AUDIENCES = ("staff", "reporter")


class Metrics:
    """One registry an application, so that several can live in one process."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        self._requests = Counter(
            "tuntas_http_requests",
            "Requests answered",
            ("method", "route", "status"),
            registry=self._registry,
        )
        self._seconds = Histogram(
            "tuntas_http_seconds",
            "How long answers took",
            ("method", "route"),
            registry=self._registry,
            buckets=BUCKETS,
        )
        self._decisions = Counter(
            "tuntas_decisions", "Decisions by kind and outcome", ("kind", "outcome"), registry=self._registry
        )

    def watch_streams(self, count: Callable[[str], int]) -> None:
        """Shows how many event streams are open, by whose they are."""
        gauge = Gauge("tuntas_event_streams", "Event streams open", ("audience",), registry=self._registry)
        for audience in AUDIENCES:
            gauge.labels(audience).set_function(partial(count, audience))

    def answered(self, method: str, route: str, status: int, seconds: float) -> None:
        """A request was answered."""
        self._requests.labels(method, route, str(status)).inc()
        self._seconds.labels(method, route).observe(seconds)

    def decided(self, kind: str, outcome: str) -> None:
        """A decision stood, or met a refusal of that code."""
        self._decisions.labels(kind, outcome).inc()

    def shown(self) -> bytes:
        """All figures in Prometheus' text form."""
        return generate_latest(self._registry)
