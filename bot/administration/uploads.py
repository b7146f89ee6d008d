"""Articles that were sent and wait for a yes: the file in a folder of the data folder, the rest in a table.

The file is there before its row, and goes after it: what a crash leaves without a row is cleared.
"""

from __future__ import annotations

import asyncio
import json
import logging
import secrets
import shutil
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from bot.administration.corrections import Field
from index.adding import safe_name
from index.database import Connection, Database
from index.errors import IndexingError
from index.files import write_durably

FOLDER = "uploads"  # of the data folder
LIFETIME_S = 24 * 3600.0
ASKED_S = 15 * 60.0  # a later message is no answer to the question for a correction any more
_ID_BYTES = 9
logger = logging.getLogger(__name__)

SCHEMA = """
CREATE TABLE IF NOT EXISTS uploads (
    id TEXT PRIMARY KEY,
    user_id INTEGER NOT NULL,
    name TEXT NOT NULL,  -- of its file, in a folder of the upload's id
    url TEXT,  -- where it was fetched
    stated TEXT NOT NULL,  -- JSON: column of the manifest -> value
    asked TEXT,  -- the column whose value its sender is asked for
    asked_at REAL NOT NULL,  -- seconds since 1970
    at REAL NOT NULL
);
"""


@dataclass(frozen=True, slots=True)
class Upload:
    """An article that waits."""

    id: str
    user_id: int  # who sent it
    path: Path
    url: str | None
    stated: Mapping[str, str]  # column of the manifest -> value
    asked: Field | None = None

    @property
    def name(self) -> str:
        """What its file shall be called in the corpus folder, unless another has the name."""
        return self.path.name


@dataclass(frozen=True)
class Uploads:
    """The uploads of a data folder, whose records have this module's `SCHEMA`."""

    database: Database
    data: Path
    now: Callable[[], float] = time.time

    async def keep(
        self, user_id: int, name: str, content: bytes, stated: Mapping[str, str], url: str | None = None
    ) -> Upload:
        """Keep what somebody sent.

        Raises:
            OSError: if the file cannot be written.
        """
        await self.purge()
        id = secrets.token_urlsafe(_ID_BYTES)
        upload = Upload(id, user_id, self._folder / id / safe_name(name), url, dict(stated))
        await asyncio.to_thread(write_durably, upload.path, content)
        async with self.database.transaction() as connection:
            await connection.execute(
                "INSERT INTO uploads (id, user_id, name, url, stated, asked_at, at) VALUES (?, ?, ?, ?, ?, 0, ?)",
                (id, user_id, upload.name, url, _written(stated), self.now()),
            )
        return upload

    async def find(self, id: str, user_id: int) -> Upload | None:
        """Somebody's upload; None if it is another's, or there no more."""
        return await self._one("id = ? AND user_id = ?", id, user_id)

    async def asked_of(self, user_id: int) -> Upload | None:
        """The upload of which somebody is asked for a correction right now."""
        return await self._one("user_id = ? AND asked IS NOT NULL AND asked_at >= ?", user_id, self.now() - ASKED_S)

    async def ask(self, upload: Upload, field: Field | None) -> None:
        """Note that its sender is asked for a correction, or is not any more; never for two at once."""
        async with self.database.transaction() as connection:
            await connection.execute("UPDATE uploads SET asked = NULL WHERE user_id = ?", (upload.user_id,))
            await connection.execute(
                "UPDATE uploads SET asked = ?, asked_at = ? WHERE id = ?", (field, self.now(), upload.id)
            )

    async def correct(self, upload: Upload, stated: Mapping[str, str]) -> None:
        """Note what is stated of it; the question for that is answered."""
        async with self.database.transaction() as connection:
            await connection.execute(
                "UPDATE uploads SET stated = ?, asked = NULL WHERE id = ?", (_written(stated), upload.id)
            )

    async def discard(self, upload: Upload) -> None:
        """Forget an upload."""
        async with self.database.transaction() as connection:
            await forget(connection, upload)
        await self.clear(upload)

    async def clear(self, upload: Upload) -> None:
        """Remove the file of an upload that is forgotten."""
        await asyncio.to_thread(shutil.rmtree, upload.path.parent, ignore_errors=True)

    async def purge(self) -> None:
        """Forget what waits too long, and clear what a crash left."""
        async with self.database.transaction() as connection:
            await connection.execute("DELETE FROM uploads WHERE at < ?", (self.now() - LIFETIME_S,))
        known = {row["id"] for row in await self.database.fetch("SELECT id FROM uploads")}
        await asyncio.to_thread(self._clear_others, known)

    async def purge_daily(self) -> None:
        """Purge now and every day, until cancelled."""
        while True:
            try:
                await self.purge()
            except (IndexingError, OSError) as exc:
                logger.error("What was sent long ago could not be cleared: %s", exc)
            await asyncio.sleep(LIFETIME_S)

    async def _one(self, where: str, *parameters: object) -> Upload | None:
        rows = await self.database.fetch(f"SELECT * FROM uploads WHERE {where} ORDER BY at DESC LIMIT 1", parameters)
        for row in rows:
            path = self._folder / row["id"] / row["name"]
            asked = Field(row["asked"]) if row["asked"] else None
            return Upload(row["id"], row["user_id"], path, row["url"], json.loads(row["stated"]), asked)
        return None

    def _clear_others(self, known: set[str]) -> None:
        """Remove old folders without a row; a young one may be of a file that is being kept."""
        for folder in self._folder.iterdir() if self._folder.is_dir() else ():
            if folder.name not in known and folder.stat().st_mtime < self.now() - LIFETIME_S:
                shutil.rmtree(folder, ignore_errors=True)

    @property
    def _folder(self) -> Path:
        return self.data / FOLDER


async def forget(connection: Connection, upload: Upload) -> None:
    """Forget an upload within a transaction; its file is cleared after that."""
    await connection.execute("DELETE FROM uploads WHERE id = ?", (upload.id,))


def _written(stated: Mapping[str, str]) -> str:
    return json.dumps(dict(stated), ensure_ascii=False)
