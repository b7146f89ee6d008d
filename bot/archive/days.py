"""Days as people in Vietnam count them. Pure."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

VIETNAM = timezone(timedelta(hours=7))


def day_of(at: float) -> date:
    """The day in Vietnam of a time, in seconds since 1970."""
    return datetime.fromtimestamp(at, UTC).astimezone(VIETNAM).date()


def start_of(day: date) -> float:
    """When a day begins in Vietnam, in seconds since 1970."""
    return datetime(day.year, day.month, day.day, tzinfo=VIETNAM).timestamp()
