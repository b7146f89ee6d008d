"""Places of figures, as their labels name them: "huyện Krông Bông, Đắk Lắk". Pure."""

from __future__ import annotations

from index.evidence import same_province
from index.vietnamese.places import Level, Place
from index.vietnamese.text import fold


def is_in(label: str | None, place: Place) -> bool:
    """Whether a figure's place is the asked one or lies in it, also under the provinces of today."""
    if label is None:
        return False
    *districts, province = label.split(", ")
    if place.level is Level.PROVINCE:
        return same_province(place.province, province)
    return province == place.province and place.full_name in districts


def is_district(label: str) -> bool:
    """Whether a figure's place is smaller than a province."""
    return ", " in label


def place_order(label: str | None) -> tuple[str, bool, str]:
    """Sorts places by the alphabet of Vietnamese names without diacritics, each province before its districts."""
    *districts, province = fold(label or "").split(", ")
    return province, bool(districts), ", ".join(districts)
