"""Names of people for what is counted: a salted hash, so that the records alone do not tell who asked what."""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
from dataclasses import dataclass, field
from pathlib import Path

from bot.people.errors import PeopleError

FILE = "salt"  # in the data folder; who has it and a user's id can tell her hash
_BYTES = 32


@dataclass(frozen=True)
class Pseudonyms:
    """Hashes by one salt."""

    salt: bytes = field(repr=False)

    @classmethod
    def open(cls, data: Path) -> Pseudonyms:
        """Those of a data folder; its salt is made at the first time, to be read by its owner alone.

        Raises:
            PeopleError: if the salt cannot be read or made.
        """
        path = data / FILE
        try:
            if not path.exists():
                _make(path)
            salt = path.read_bytes()
        except OSError as exc:
            raise PeopleError(f"cannot use {path} ({exc.strerror}): check the folder's permissions") from exc
        if len(salt) != _BYTES:
            raise PeopleError(
                f"{path} is damaged: restore it from a backup, or delete it and lose whose votes are whose"
            )
        return cls(salt)

    def of(self, user_id: int) -> str:
        """Somebody's pseudonym: the same each time, 32 hexadecimal digits."""
        return hmac.new(self.salt, str(user_id).encode(), hashlib.sha256).hexdigest()[:32]


def _make(path: Path) -> None:
    """Write a salt whole or not at all; of two processes that begin at once, the first one's stays."""
    partial = path.with_name(f".{path.name}.{secrets.token_hex(8)}.partial")
    descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(secrets.token_bytes(_BYTES))
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(partial, path)
        except FileExistsError:
            return
    finally:
        partial.unlink(missing_ok=True)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
