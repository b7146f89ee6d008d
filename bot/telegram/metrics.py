"""What the bot counts, for Prometheus: numbers only, of nobody in particular."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

_ANSWER_BUCKETS_S = (0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10, 20, 40, 80)


class Metrics:
    """The counters of one bot."""

    def __init__(self) -> None:
        self._registry = registry = CollectorRegistry()
        self.questions = Counter("hoidap_questions", "Questions by outcome", ["outcome"], registry=registry)
        self.answer_s = Histogram(
            "hoidap_answer_seconds", "Time to find an answer", buckets=_ANSWER_BUCKETS_S, registry=registry
        )
        self.inline = Counter("hoidap_inline_queries", "Inline queries by outcome", ["outcome"], registry=registry)
        self.inline_chosen = Counter("hoidap_inline_chosen", "Inline cards sent", ["kind"], registry=registry)
        self.updates = Counter("hoidap_updates", "Updates handled, by how they ended", ["state"], registry=registry)
        self.unreadable = Counter("hoidap_unreadable_updates", "Updates of an unknown shape", registry=registry)
        self.sends = Counter("hoidap_sends", "Messages sent", registry=registry)
        self.rejected = Counter(
            "hoidap_rejected_calls", "Calls that Telegram did not carry out", ["method", "error"], registry=registry
        )
        self.in_doubt = Counter("hoidap_in_doubt", "Messages that may have arrived; not repeated", registry=registry)
        self.backlog = Gauge("hoidap_backlog", "Updates that are not dealt with yet", registry=registry)
        self.generation = Gauge("hoidap_generation", "The build of the index that answers", registry=registry)
        self.contact_age_s = Gauge(
            "hoidap_contact_age_seconds", "Time since Telegram was last heard", registry=registry
        )

    def exposed(self) -> bytes:
        """All of them in Prometheus' text format."""
        return generate_latest(self._registry)
