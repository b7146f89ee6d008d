"""Tables cut into pages of one message each. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from bot.figures.comparison import warnings
from bot.figures.phone import Block, Line
from index.figures import Figure

MAX_ROWS = 14
MAX_CHARS = 3_300  # of a page without its title and warnings; a message holds 4,096
SOURCE_CHARS = 260  # what a source takes at most


@dataclass
class Page:
    """What one message shows."""

    blocks: list[Block] = field(default_factory=list)

    @property
    def figures(self) -> list[Figure]:
        """Every figure on the page, those of its notes too."""
        lines = [line for block in self.blocks for line in (*block.rows, *block.notes)]
        return list(dict.fromkeys(figure for line in lines for figure in line.figures))

    @property
    def warnings(self) -> list[str]:
        """What must be said of the figures that stand side by side here."""
        return warnings(self.figures)

    @property
    def rows(self) -> int:
        return sum(len(block.rows) for block in self.blocks)

    @property
    def chars(self) -> int:
        """At most how long the page is."""
        text = sum(
            len(block.heading) + 3 + sum(len(line.text) + 1 for line in (*block.rows, *block.notes))
            for block in self.blocks
        )
        return text + SOURCE_CHARS * len({figure.document for figure in self.figures})

    def has_room_for(self, block: Block) -> bool:
        """Whether a piece of a block fits; onto an empty page everything does."""
        more = Page([*self.blocks, block])
        return not self.blocks or (more.rows <= MAX_ROWS and more.chars <= MAX_CHARS)


def paged(blocks: Sequence[Block]) -> list[Page]:
    """Blocks on pages, row by row; a block that goes on bears its heading again."""
    pages = [Page()]
    before: Block | None = None  # whose heading stands last on the page
    for block, piece in _pieces(blocks):
        if not pages[-1].has_room_for(piece):
            pages.append(Page())
            before = None
        if before is block:
            last = pages[-1].blocks[-1]
            pages[-1].blocks[-1] = replace(last, rows=last.rows + piece.rows, notes=last.notes + piece.notes)
        else:
            pages[-1].blocks.append(piece)
        before = block
    return [page for page in pages if page.blocks]


def _pieces(blocks: Sequence[Block]) -> Iterator[tuple[Block, Block]]:
    """Each row and each note of a block as a small block."""
    for block in blocks:
        for row in block.rows:
            yield block, replace(block, rows=(row,), notes=())
        for note in block.notes:
            yield block, replace(block, rows=(), notes=(note,))


def with_note(block: Block, note: Line) -> Block:
    """A block with one more note below it."""
    return replace(block, notes=(*block.notes, note))
