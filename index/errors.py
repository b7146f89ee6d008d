"""What can go wrong while articles are read, indexed and searched; each message says what to do.

A message is for the person at the keyboard. Whoever words it otherwise, for a chat, goes by the class and the fault.
"""

from __future__ import annotations

from enum import StrEnum, auto
from typing import Any


class IndexingError(Exception):
    """Base of every error of this package; its text is one sentence for the person at the keyboard."""


class Fault(StrEnum):
    """What kind of fault keeps an article from being read."""

    UNREADABLE = auto()  # none of those below
    EMPTY = auto()
    NO_TEXT = auto()  # it opens, but holds no article
    TYPE = auto()  # files of its type are not read
    TOO_LARGE = auto()  # in bytes, packed or unpacked, or in the memory it takes
    TOO_LONG = auto()  # in pages, rows or letters
    DAMAGED = auto()
    PROTECTED = auto()  # by a password
    OLD_WORD = auto()  # needs a LibreOffice that can read it
    SCAN = auto()  # pictures of text
    ENCODING = auto()
    MACROS = auto()
    HOSTILE = auto()  # made as no honest file is: a bomb, a path out of the archive, endless nesting
    SLOW = auto()
    NESTED = auto()  # an archive within an archive
    NAME = auto()  # its name is no text, or taken
    MISSING = auto()
    UNOPENED = auto()  # the system does not let it be opened


class FetchFault(StrEnum):
    """What kind of fault keeps an address from giving an article."""

    SILENT = auto()
    SLOW = auto()
    LEADS_ON = auto()
    NO_ADDRESS = auto()
    SECRET = auto()  # it holds a name or password
    UNKNOWN = auto()
    PRIVATE = auto()  # of this machine or its network
    REFUSED = auto()  # its server answers with an error
    TOO_LARGE = auto()


class Reason(str):
    """A sentence that says why an article is refused, and what kind of fault that is."""

    __slots__ = ("fault",)
    fault: Fault

    def __new__(cls, sentence: str, fault: Fault) -> Reason:
        self = super().__new__(cls, sentence)
        self.fault = fault
        return self

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (str(self), self.fault)


NOTHING_TO_INDEX = Reason("holds no text to index: fill it, or remove it", Fault.NO_TEXT)


class UnreadableArticleError(IndexingError):
    """One article cannot be read; the others go on."""

    def __init__(self, document: str, reason: str, fault: Fault = Fault.UNREADABLE) -> None:
        super().__init__(f"{document}: {reason}")
        self.document = document
        self.reason = reason if isinstance(reason, Reason) else Reason(reason, fault)

    def __reduce__(self) -> tuple[Any, ...]:  # between processes; else the message would be taken for the arguments
        return type(self), (self.document, self.reason)


class FetchError(IndexingError):
    """An address of the web gives no article."""

    def __init__(self, url: str, reason: str, fault: FetchFault = FetchFault.SILENT) -> None:
        super().__init__(f"{url}: {reason}")
        self.url = url
        self.reason = reason
        self.fault = fault

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self.url, self.reason, self.fault)


class CorpusError(IndexingError):
    """The corpus folder as a whole cannot be used."""


class StatedValueError(CorpusError):
    """What is stated of an article cannot be understood."""

    def __init__(self, message: str, field: str) -> None:
        super().__init__(message)
        self.field = field

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (str(self), self.field)


class ArticleMissingError(CorpusError):
    """The corpus folder holds no article of this name."""


class PartOfArchiveError(CorpusError):
    """An article cannot be taken out alone, because it is part of an archive."""


class IndexMissingError(IndexingError):
    """There is no index to search yet."""


class IndexMismatchError(IndexingError):
    """The index was built with another embedding model than the settings ask for."""


class IndexBusyError(IndexingError):
    """Another process is building the index right now."""


class OtherGenerationError(IndexingError):
    """Another generation answers than the one that was to be left."""


class NoEarlierGenerationError(IndexingError):
    """There is no generation to go back to."""


class ArticlesVanishError(IndexingError):
    """So many articles would leave the index that somebody must agree first."""

    def __init__(self, vanishing: tuple[str, ...], articles: int) -> None:
        super().__init__(
            f"{len(vanishing)} of {articles} articles would leave the index, {vanishing[0]} for one: "
            "look at hoidap index --dry-run, and go on with hoidap index --yes if that is meant"
        )
        self.vanishing = vanishing
        self.articles = articles

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self.vanishing, self.articles)


class WorseAnswersError(IndexingError):
    """The new generation answers fewer of the corpus's questions rightly than the one that answers now."""

    def __init__(self, fallen: tuple[str, ...], right: int, right_before: int, asked: int) -> None:
        super().__init__(
            f"the index stays as it is: with the new articles {right} of {asked} questions are answered rightly, "
            f"{right_before} before, and these no longer: {', '.join(fallen)}; "
            "hoidap index --force takes them all the same"
        )
        self.fallen = fallen
        self.right = right
        self.right_before = right_before
        self.asked = asked

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self.fallen, self.right, self.right_before, self.asked)


class EmbeddingModelError(IndexingError):
    """The embedding model cannot be prepared or loaded."""
