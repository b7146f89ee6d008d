"""The administrators' desk: what is done to the articles and the index, each act with its line in the audit log."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from bot.administration.building import Builder
from bot.administration.corrections import row_of
from bot.administration.inspection import Inspection
from bot.administration.uploads import Upload, Uploads, forget
from bot.people.audit import Act, Audit, Entry, Person, write_entry
from index.adding import Read, add_fetched, save_article
from index.corpus_files import remove_article, stated_when_removed
from index.documents import Source
from index.embedders import embedder_name
from index.errors import IndexingError, IndexMissingError, NoEarlierGenerationError
from index.history import BuiltGeneration, RolledBack, earlier_generation, list_generations, rollback
from index.holds import holds, release
from index.library import Snapshots
from index.reading.articles import ARCHIVE
from index.reading.web import FetchedFile, fetch_article
from index.store import Store
from index.vietnamese.text import fold

_KEY_LETTERS = 16  # of a hash: enough for a button to name one article of all
_NEVER = date.min


@dataclass(frozen=True, slots=True)
class Listed:
    """An article that answers now."""

    source: Source
    passages: int

    @property
    def key(self) -> str:
        """A short name for a button: article ids may be long."""
        return hashlib.sha256(self.source.id.encode()).hexdigest()[:_KEY_LETTERS]


@dataclass(frozen=True)
class Desk:
    """The corpus folder, the index and what keeps them."""

    corpus: Path
    data: Path
    model: str
    snapshots: Snapshots  # the index as it answers now
    builder: Builder
    uploads: Uploads
    audit: Audit
    allow_private: bool = False  # whether links to this machine's network may be followed
    kept_generations: int = 5

    async def take(self, user_id: int, name: str, content: bytes, url: str | None = None) -> Upload:
        """Keep what somebody sent until she says yes; what was stated of it before it was removed is stated again."""
        stated = await asyncio.to_thread(stated_when_removed, self.data, content)
        return await self.uploads.keep(user_id, name, content, stated, url)

    async def fetch(self, user_id: int, url: str) -> Upload:
        """Keep what an address gives.

        Raises:
            FetchError: if it gives nothing.
        """
        fetched = await fetch_article(url, allow_private=self.allow_private)
        return await self.take(user_id, fetched.name, fetched.content, fetched.url)

    async def inspect(self, upload: Upload) -> Inspection:
        """What is read from an upload, with what is stated of it."""
        return await self.builder.inspect(upload.path, upload.name, row_of(upload.stated))

    async def save(self, upload: Upload, by: Person) -> Read:
        """Make an upload a file of the corpus folder; done again after a crash it changes nothing more.

        A roll-back may hold back the very file: who sends it again wants it.

        Raises:
            UnreadableArticleError: if nothing of it can be read; then nothing is saved.
            CorpusError: if the folder cannot be written.
        """
        name, read = await asyncio.to_thread(_save, self.corpus, upload)
        await self._release(name)
        said = "; ".join([name, *(f"{field}: {value}" for field, value in upload.stated.items())])
        async with self.uploads.database.transaction() as connection:
            await forget(connection, upload)
            await write_entry(connection, Entry(self.audit.now(), by, Act.ARTICLE_SAVED, said))
        await self.uploads.clear(upload)
        return name, read

    async def articles(self, words: str = "") -> Sequence[Listed]:
        """The articles that answer now and have all of some words in their title, place or name; newest first."""
        snapshot = await self.snapshots.snapshot()
        wanted = fold(words).split()
        listed = [Listed(source, len(snapshot.members.get(source.id, ()))) for source in snapshot.sources]
        found = [each for each in listed if all(word in _described(each.source) for word in wanted)]
        return sorted(found, key=lambda each: (each.source.published or _NEVER, each.source.id), reverse=True)

    async def article(self, key: str) -> Listed | None:
        """The article that a button names; None if it answers no more."""
        return next((each for each in await self.articles() if each.key == key), None)

    async def figures_of(self, article: Listed) -> int:
        """How many figures are known from an article."""
        return await (await self.snapshots.snapshot()).generation.figure_count(article.source.id)

    async def remove(self, article: str, by: Person) -> None:
        """Move an article out of the corpus folder.

        Raises:
            ArticleMissingError: if it is not there any more.
            PartOfArchiveError: if it cannot be moved alone.
            CorpusError: if the folder cannot be written.
        """
        await asyncio.to_thread(remove_article, self.corpus, self.data, article)
        await self.audit.record(by, Act.ARTICLE_REMOVED, article)

    async def generations(self) -> tuple[BuiltGeneration, BuiltGeneration]:
        """The generation that answers, and the one that a roll-back would go to.

        Raises:
            NoEarlierGenerationError: if there is none.
            IndexingError: if there is no index.
        """
        async with await Store.open(self.data) as store:
            built = {one.id: one for one in await list_generations(store)}
        live = next((one for one in built.values() if one.is_active), None)
        if live is None:
            raise IndexMissingError(f"there is no index in {self.data} yet: run hoidap index")
        earlier = earlier_generation(built, live.id)
        if earlier is None:
            raise NoEarlierGenerationError("there is no earlier generation to roll back to")
        return live, built[earlier]

    async def roll_back(self, leaving: int, to: int, by: Person) -> RolledBack:
        """Let an earlier generation answer again, if the one to leave still answers.

        Raises:
            OtherGenerationError: if another generation answers by now.
            IndexingError: see `index.history.rollback`.
        """
        embedder = await asyncio.to_thread(embedder_name, self.model, self.data)
        async with await Store.open(self.data) as store:
            done = await rollback(store, to, leaving=leaving, by=str(by), expected_embedder=embedder)
        await self.audit.record(by, Act.ROLLED_BACK, f"{done.left} → {done.generation}")
        return done

    async def release_all(self, by: Person) -> Sequence[str]:
        """Let the next build take everything that a roll-back holds back."""
        async with await Store.open(self.data) as store:
            released = await release(store)
        await self.audit.record(by, Act.HELD_RELEASED, ", ".join(released))
        return released

    async def _release(self, name: str) -> None:
        """Hold back a file, and what an archive of this name holds, no longer."""
        try:
            store = await Store.open(self.data)
        except IndexingError:
            return  # no index yet holds nothing back
        async with store:
            held = [one.document for one in await holds(store)]
            await release(store, [id for id in held if id == name or id.startswith(f"{name}/")])


def _save(corpus: Path, upload: Upload) -> Read:
    content, stated = upload.path.read_bytes(), row_of(upload.stated)
    if upload.url is None:
        return save_article(corpus, upload.name, content, None if upload.path.suffix == ARCHIVE else stated)
    fetched = FetchedFile(upload.url, upload.name, content)
    return add_fetched(corpus, fetched, stated) if stated else add_fetched(corpus, fetched)


def _described(source: Source) -> str:
    said = (source.title, source.organisation, source.province, source.period, source.id)
    return fold(" ".join(filter(None, said)))
