"""What can go wrong while articles are read, indexed and searched; each message says what to do."""


class IndexingError(Exception):
    """Base of every error of this package; its text is one sentence for the person at the keyboard."""


class UnreadableArticleError(IndexingError):
    """One article cannot be read; the others go on."""

    def __init__(self, document: str, reason: str) -> None:
        super().__init__(f"{document}: {reason}")
        self.document = document
        self.reason = reason


class CorpusError(IndexingError):
    """The corpus folder as a whole cannot be used."""


class IndexMissingError(IndexingError):
    """There is no index to search yet."""


class IndexMismatchError(IndexingError):
    """The index was built with another embedding model than the settings ask for."""


class IndexBusyError(IndexingError):
    """Another process is building the index right now."""


class EmbeddingModelError(IndexingError):
    """The embedding model cannot be prepared or loaded."""
