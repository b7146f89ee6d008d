"""Rank fusion: several searches over the same passages become one order. Pure."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence


def fuse(legs: Sequence[Mapping[int, float]], weights: Sequence[float]) -> dict[int, float]:
    """Combine the scores of several searches over the same passages by weighted z-scores.

    Each leg is standardised over the passages it scored (mean 0, deviation 1); a passage that a leg lacks gets that
    leg's minimum. An empty leg counts for nothing.

    Args:
        legs: one mapping of passage id to score for each search; scales may differ.
        weights: importance of each leg, same length, not negative.

    Returns:
        Passage id -> fused score, for every id that occurs.

    Raises:
        ValueError: if lengths differ or a weight is negative.

    References: Lee, "Analyses of multiple evidence combination", SIGIR 1997, pp. 267-276.
    """
    if len(legs) != len(weights):
        raise ValueError(f"{len(legs)} legs but {len(weights)} weights")
    if any(weight < 0 for weight in weights):
        raise ValueError("a weight is negative")
    fused = dict.fromkeys((id for leg in legs for id in leg), 0.0)
    for leg, weight in zip(legs, weights, strict=True):
        standard = _standardise(leg)
        lowest = min(standard.values(), default=0.0)
        for id in fused:
            fused[id] += weight * standard.get(id, lowest)
    return fused


def _standardise(leg: Mapping[int, float]) -> dict[int, float]:
    if not leg:
        return {}
    mean = sum(leg.values()) / len(leg)
    deviation = math.sqrt(sum((score - mean) ** 2 for score in leg.values()) / len(leg)) or 1.0
    return {id: (score - mean) / deviation for id, score in leg.items()}
