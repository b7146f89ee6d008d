"""What a build would do, and what is read from each article: shown before anything is changed. Pure."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Any

from index.changes import LARGE_SHARE, Changes
from index.documents import Document, Passage
from index.figures import Figure, extract_figures
from index.likeness import LikePair
from index.passages import split_document


class Doubt(StrEnum):
    """Something that somebody should look at before an article is indexed."""

    NO_TITLE = "no title found, the file's name is used"
    NO_DATE = "no date found"
    FUTURE_DATE = "the date lies in the future"
    NO_ORGANISATION = "no organisation found"
    NO_PROVINCE = "no province found"
    NO_PERIOD = "no reporting period found"
    NO_FIGURES = "no figures found"


@dataclass(frozen=True, slots=True)
class Preview:
    """What is read from one article."""

    document: str
    title: str
    published: date | None
    organisation: str | None
    province: str | None
    period: str | None
    url: str | None
    passages: int
    figures: int
    doubts: tuple[Doubt, ...]

    def as_json(self) -> dict[str, Any]:
        published = self.published.isoformat() if self.published else None
        return {**asdict(self), "published": published, "doubts": [doubt.value for doubt in self.doubts]}


@dataclass(frozen=True, slots=True)
class Plan:
    """What the next build would do."""

    changes: Changes
    previews: tuple[Preview, ...]  # of what is new, changed or moved
    like: tuple[LikePair, ...]  # duplicates and near duplicates, among all articles of the folder
    vanishing: tuple[str, ...]  # articles of the index that would leave it
    articles_before: int
    articles_after: int

    @property
    def needs_consent(self) -> bool:
        """Whether so much would vanish that somebody must agree first."""
        return len(self.vanishing) > LARGE_SHARE * self.articles_before

    @property
    def changes_nothing(self) -> bool:
        return self.changes.is_empty and not self.vanishing

    def as_json(self) -> dict[str, Any]:
        """The plan as `hoidap index --dry-run --json` prints it."""
        return {
            **asdict(self.changes),
            "previews": [preview.as_json() for preview in self.previews],
            "duplicates": [asdict(pair) for pair in self.like if pair.share == 1],
            "near_duplicates": [asdict(pair) for pair in self.like if pair.share < 1],
            "vanishing": self.vanishing,
            "needs_consent": self.needs_consent,
            "articles_before": self.articles_before,
            "articles_after": self.articles_after,
        }


def preview(
    document: Document,
    split: Callable[[Document], Sequence[Passage]] = split_document,
    figures: Callable[[Document], Sequence[Figure]] = extract_figures,
    today: date | None = None,
) -> Preview:
    """What is read from an article, whether or not it lies in the corpus folder yet."""
    source, reported = document.source, len(figures(document))
    return Preview(
        source.id,
        source.title,
        source.published,
        source.organisation,
        source.province,
        source.period,
        source.url,
        len(split(document)),
        reported,
        tuple(doubt for doubt, applies in _doubts(document, reported, today or date.today()).items() if applies),
    )


def _doubts(document: Document, figures: int, today: date) -> dict[Doubt, bool]:
    source = document.source
    return {
        Doubt.NO_TITLE: source.title == Path(source.id).stem,
        Doubt.NO_DATE: source.published is None,
        Doubt.FUTURE_DATE: source.published is not None and source.published > today,
        Doubt.NO_ORGANISATION: source.organisation is None,
        Doubt.NO_PROVINCE: source.province is None,
        Doubt.NO_PERIOD: source.period is None,
        Doubt.NO_FIGURES: figures == 0,
    }
