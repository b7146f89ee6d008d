"""Two figures side by side: which is more, and by how much. Pure.

A difference is computed only between figures of one unit, and is marked as computed: `Derived` names what it came from.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from bot.answering.answers import Derived
from bot.answering.extraction import Point
from bot.answering.values import Value
from index.vietnamese.places import Level

_SCALES = ((Decimal(10**9), "tỷ"), (Decimal(10**6), "triệu"))


def compare(points: Sequence[Point]) -> tuple[str, tuple[Derived, ...]]:
    """A sentence that compares two sides, and the figure computed for it; nothing where they do not match."""
    if len(points) != 2 or any(len(point.values) != 1 for point in points):
        return "", ()
    (first, second), (one, other) = points, (points[0].values[0], points[1].values[0])
    if one.unit != other.unit and not _same_thing(points):
        return "", ()
    by_time = first.question.places == second.question.places and first.question.periods != second.question.periods
    if by_time and _unit(first) != _unit(second):
        return "", ()
    if by_time and _end(first) > _end(second):
        first, second, one, other = second, first, other, one
    if one.number == other.number:
        return f"Hai số bằng nhau: {one.written}.", ()
    difference = _shown(abs(other.number - one.number), one)
    derived = Derived(difference, "difference", (_written(other), _written(one)))
    if by_time:
        word = "Tăng" if other.number > one.number else "Giảm"
        return f"{word} {difference} (tính từ {_written(one)} và {_written(other)}).", (derived,)
    more = second if other.number > one.number else first
    return f"{_name(more)} nhiều hơn {difference} (tính từ {_written(one)} và {_written(other)}).", (derived,)


def _same_thing(points: Sequence[Point]) -> bool:
    return all(point.sentence.is_row for point in points)


def _unit(point: Point) -> str | None:
    source = point.sentence.passage.source
    return source.organisation or source.province


def _end(point: Point) -> int:
    return point.question.periods[0].period.last if point.question.periods else 0


def _name(point: Point) -> str:
    place = next(iter(point.question.places), None)
    label = place.full_name if place and place.level is Level.DISTRICT else place.label if place else ""
    name = label or point.sentence.passage.source.organisation or "Bên sau"
    return name[:1].upper() + name[1:]


def _written(value: Value) -> str:
    return value.written


def _shown(number: Decimal, like: Value) -> str:
    """A computed figure written as reports write figures, with the scale of the figures that it came from."""
    for scale, word in _SCALES:
        if like.unit == "dong" and number >= scale:
            return f"{_plain(number / scale)} {word} đồng"
    return _plain(number) + ("%" if like.unit == "%" else "")


def _plain(number: Decimal) -> str:
    whole, _, fraction = f"{number:f}".partition(".")
    grouped = f"{int(whole):,}".replace(",", ".")
    fraction = fraction.rstrip("0")
    return f"{grouped},{fraction}" if fraction else grouped
