"""What can go wrong while articles are read, indexed and searched; each message says what to do."""


class IndexingError(Exception):
    """Base of every error of this package; its text is one sentence for the person at the keyboard."""


class UnreadableArticleError(IndexingError):
    """One article cannot be read; the others go on."""

    def __init__(self, document: str, reason: str) -> None:
        super().__init__(f"{document}: {reason}")
        self.document = document
        self.reason = reason


class FetchError(IndexingError):
    """An address of the web gives no article."""

    def __init__(self, url: str, reason: str) -> None:
        super().__init__(f"{url}: {reason}")
        self.url = url
        self.reason = reason


class CorpusError(IndexingError):
    """The corpus folder as a whole cannot be used."""


class IndexMissingError(IndexingError):
    """There is no index to search yet."""


class IndexMismatchError(IndexingError):
    """The index was built with another embedding model than the settings ask for."""


class IndexBusyError(IndexingError):
    """Another process is building the index right now."""


class ArticlesVanishError(IndexingError):
    """So many articles would leave the index that somebody must agree first."""

    def __init__(self, vanishing: tuple[str, ...], articles: int) -> None:
        super().__init__(
            f"{len(vanishing)} of {articles} articles would leave the index, {vanishing[0]} for one: "
            "look at hoidap index --dry-run, and go on with hoidap index --yes if that is meant"
        )
        self.vanishing = vanishing
        self.articles = articles


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


class EmbeddingModelError(IndexingError):
    """The embedding model cannot be prepared or loaded."""
