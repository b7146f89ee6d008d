"""Texts become the numbers of their pieces, as the embedded model was trained.

SentencePiece holds the quarter of a million pieces in a fifth of the memory that the library `tokenizers` takes, and is
ready sooner; the numbers are the same, but that the two may differ beside a character that the model does not know.
"""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path
from typing import Any

from index.packed_model import BOS, EOS, MASK, PAD, UNK, PackedModel

# What the model's own table of characters does beyond NFKC.
DELETED = r"[\x00-\x08\x0b\x0e-\x1f\x7f\x8f\x9f]"
SPACES = "[ \\t\\n\\x0c\\r\u1680\u200b-\u200f\u2028\u2029\u2581\ufeff\ufffd]+"
_DELETED, _SPACES = re.compile(DELETED), re.compile(SPACES)


def write_pieces(path: Path, packed: PackedModel) -> None:
    """Write the pieces as a SentencePiece model that leaves the characters as they are."""
    from sentencepiece import sentencepiece_model_pb2

    model: Any = getattr(sentencepiece_model_pb2, "ModelProto")()  # noqa: B009 - made when it is imported
    kinds = model.SentencePiece
    special = {UNK: kinds.UNKNOWN, BOS: kinds.CONTROL, EOS: kinds.CONTROL, PAD: kinds.CONTROL, MASK: kinds.CONTROL}
    for piece, score in packed.pieces:
        model.pieces.add(piece=piece, score=score, type=special.get(piece, kinds.NORMAL))
    ids = packed.special_tokens
    trainer, normaliser = model.trainer_spec, model.normalizer_spec
    trainer.model_type, trainer.vocab_size = trainer.UNIGRAM, len(packed.pieces)
    trainer.unk_id, trainer.bos_id, trainer.eos_id, trainer.pad_id = ids[UNK], ids[BOS], ids[EOS], ids[PAD]
    trainer.unk_piece, trainer.bos_piece, trainer.eos_piece, trainer.pad_piece = UNK, BOS, EOS, PAD
    normaliser.name, normaliser.precompiled_charsmap = "identity", b""
    normaliser.add_dummy_prefix = normaliser.remove_extra_whitespaces = normaliser.escape_whitespaces = True
    path.write_bytes(model.SerializeToString())


class Pieces:
    """Reads what `write_pieces` wrote; may be called from several threads."""

    def __init__(self, path: Path, limit: int) -> None:
        """Open a file; `limit` is the most numbers of a text, with those of its beginning and end."""
        import sentencepiece

        self._processor = sentencepiece.SentencePieceProcessor(model_file=str(path))
        self._bos, self._eos = self._processor.bos_id(), self._processor.eos_id()
        self._limit = limit

    def numbers(self, text: str) -> list[int]:
        """The numbers of a text's pieces, between those of its beginning and end; a long text is cut."""
        numbers: list[int] = self._processor.encode(normalised(text))
        return [self._bos, *numbers[: self._limit - 2], self._eos]


def normalised(text: str) -> str:
    """A text in the characters that the pieces are made of."""
    return _SPACES.sub(" ", _DELETED.sub("", unicodedata.normalize("NFKC", text))).strip()
