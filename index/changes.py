"""What a build would change: the articles of the folder held against those of the index. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum, auto

from index.documents import HASH_SEPARATOR, Document, Unread
from index.errors import Fault, Reason

GONE = ""  # stands for the content of an article that is not there
LARGE_SHARE = 0.2  # of the articles: if more would vanish, somebody is asked first


class Change(Enum):
    """What becomes of one article."""

    UNCHANGED = auto()
    NEW = auto()
    CHANGED = auto()
    HELD = auto()  # stays as it is in the index, or outside


def content_of(content_hash: str) -> str:
    """The part of a content hash that stays when only the way of reading changes."""
    return content_hash.partition(HASH_SEPARATOR)[0]


@dataclass(frozen=True, slots=True)
class Known:
    """What the index holds, and what it must not take."""

    articles: Mapping[str, tuple[str, int]]  # name -> content hash, version
    held: Mapping[str, frozenset[str]] = field(default_factory=dict)  # name -> contents, see content_of

    def change(self, id: str, content_hash: str) -> Change:
        """What becomes of an article that has been found in the folder."""
        if content_of(content_hash) in self.held.get(id, ()):
            return Change.HELD
        if id not in self.articles:
            return Change.NEW
        return Change.UNCHANGED if self.articles[id][0] == content_hash else Change.CHANGED

    def is_known(self, id: str, content_hash: str) -> bool:
        """Whether an article need not be read to know what becomes of it."""
        return self.change(id, content_hash) in (Change.UNCHANGED, Change.HELD)

    def version(self, id: str) -> int | None:
        return self.articles[id][1] if id in self.articles else None


@dataclass(frozen=True, slots=True)
class Changes:
    """Every article by what becomes of it; each name stands in one field alone."""

    new: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    moved: tuple[tuple[str, str], ...] = ()  # (old name, new name) of the same content
    gone: tuple[str, ...] = ()
    broken: tuple[tuple[str, str], ...] = ()  # (name, reason): not in the index
    held: tuple[str, ...] = ()
    unchanged: int = 0

    @property
    def is_empty(self) -> bool:
        """Whether the index stays as it is; broken articles that were not in it change nothing."""
        return not (self.new or self.changed or self.moved or self.gone)


class Comparison:
    """Takes note of each article of the folder, and tells at the end what has changed."""

    def __init__(self, known: Known) -> None:
        self.known = known
        self.broken: dict[str, str] = {}
        self._seen: dict[str, str] = {}  # name -> content hash, of all that is to be in the index
        self._held: set[str] = set()

    def note(self, article: Document | Unread) -> Change | None:
        """What becomes of an article; None if its name is taken."""
        if article.id in self._seen or article.id in self._held:
            self.refuse(article.id, Reason("has the same name as another article: rename it", Fault.NAME))
            return None
        change = self.known.change(article.id, article.content_hash)
        if change is Change.HELD:
            self._held.add(article.id)
        else:
            self._seen[article.id] = article.content_hash
        return change

    def refuse(self, id: str, reason: str) -> None:
        """Take note of an article that cannot be indexed."""
        self.broken[id] = reason

    def withdraw(self, id: str, reason: str) -> None:
        """Refuse an article that was noted before."""
        del self._seen[id]
        self.refuse(id, reason)

    @property
    def found_nothing(self) -> bool:
        return not (self._seen or self.held_versions)

    @property
    def indexed(self) -> int:
        """How many articles the index will hold."""
        return len(self._seen) + len(self.held_versions)

    @property
    def held_versions(self) -> list[int]:
        """What stays in the index of the articles that are held."""
        versions = map(self.known.version, sorted({*self._held, *self.kept_absent}))
        return [version for version in versions if version is not None]

    @property
    def kept_absent(self) -> list[str]:
        """Articles of the index that are not found, but whose absence is held."""
        missing = self.known.articles.keys() - self._seen.keys() - self._held
        return sorted(id for id in missing if GONE in self.known.held.get(id, ()))

    @property
    def released(self) -> list[str]:
        """Articles that were held and have changed since."""
        return sorted(self.known.held.keys() - self._held - set(self.kept_absent))

    @property
    def vanishing(self) -> list[str]:
        """Articles that would leave the index, because they are gone or cannot be read any more."""
        away = {old for old, _ in self._moved}
        return [id for id in self._leaving if id not in away]

    @property
    def _leaving(self) -> list[str]:
        kept = self._seen.keys() | self._held | set(self.kept_absent)
        return sorted(self.known.articles.keys() - kept)

    @property
    def _moved(self) -> tuple[tuple[str, str], ...]:
        known = self.known.articles
        new = {id: self._seen[id] for id in sorted(self._seen.keys() - known.keys())}
        return _moved({id: known[id][0] for id in self._leaving}, new)

    def changes(self) -> Changes:
        known, moved = self.known.articles, self._moved
        new = sorted(self._seen.keys() - known.keys())
        arrived = {name for _, name in moved}
        changed = [id for id in self._seen.keys() & known.keys() if self._seen[id] != known[id][0]]
        return Changes(
            new=tuple(id for id in new if id not in arrived),
            changed=tuple(sorted(changed)),
            moved=moved,
            gone=tuple(id for id in self.vanishing if id not in self.broken),
            broken=tuple(sorted(self.broken.items())),
            held=tuple(sorted({*self._held, *self.kept_absent})),
            unchanged=len(self._seen) - len(new) - len(changed),
        )

    def differs(self) -> bool:
        """Whether the index must change."""
        return not self.changes().is_empty or bool(self.vanishing)  # a broken one leaves too


def _moved(gone: Mapping[str, str], new: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """Pairs of names, old and new, of the same content; each name once."""
    left: dict[str, list[str]] = {}
    for id, content_hash in gone.items():
        left.setdefault(content_hash, []).append(id)
    return tuple((left[hash].pop(0), id) for id, hash in new.items() if left.get(hash))
