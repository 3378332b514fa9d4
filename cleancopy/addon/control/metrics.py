"""The figures for Prometheus."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    Info,
    ProcessCollector,
    generate_latest,
)

import cleancopy
from cleancopy.addon.chronicle import Passed

SECONDS = (0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10)


class Metrics:
    """Counted as pages pass; what changes by itself is asked for when somebody looks."""

    def __init__(self, gauges: Mapping[str, tuple[str, Callable[[], float]]]) -> None:
        """`gauges`: name to what it is, and how to ask for it."""
        self._registry = CollectorRegistry()
        own: dict[str, Any] = {"registry": self._registry, "namespace": "cleancopy"}
        self._pages = Counter("pages", "Pages that were looked at.", ["outcome", "reason"], **own)
        self._streamed = Counter("streamed", "Responses that passed through unread.", ["reason"], **own)
        self._seconds = Histogram("page_seconds", "From a page's end to its answer.", buckets=SECONDS, **own)
        self._stages = Counter("stage_seconds", "What the stages took.", ["stage"], **own)
        self._removed = Counter("blocks_removed", "Blocks taken out.", **own)
        Info("version", "What runs.", **own).info({"version": cleancopy.__version__})
        ProcessCollector(registry=self._registry)
        for name, (what, ask) in gauges.items():
            Gauge(name, what, **own).set_function(ask)

    def page(self, passed: Passed) -> None:
        self._pages.labels(passed.outcome, passed.reason).inc()
        self._seconds.observe(passed.seconds)
        self._removed.inc(passed.answer.removed)
        for stage, ms in passed.answer.times.items():
            self._stages.labels(stage).inc(ms / 1000)

    def streamed(self, reason: str) -> None:
        self._streamed.labels(reason).inc()

    def text(self) -> bytes:
        """In Prometheus' text format."""
        return generate_latest(self._registry)
