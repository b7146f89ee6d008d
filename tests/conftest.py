"""What every test stands on: no network, no settings of this machine, and models and indexes made once."""

from __future__ import annotations

import asyncio
import os
import shutil
import socket
from pathlib import Path
from typing import Any

import pytest
from command_line import Command
from packed_models import write_packed_wheel

from bot.indexing import build
from bot.settings import Settings
from index.embedded_model import prepare_embedded_model

CORPUS = Path(__file__).parent / "corpus"  # three invented articles
SEEDS = Path(__file__).parents[1] / "docs_corpus"  # the project's own
HOUSES = "Năm 2022, Hội LHPN tỉnh Hà Giang xây mới bao nhiêu mái ấm tình thương?"  # 47, says one of the three
LOOPBACK = {"127.0.0.1", "::1", "localhost"}


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Refuse every connection but loopback and unix sockets."""

    def refusing(connect: Any) -> Any:
        def refuse_others(self: socket.socket, address: Any) -> Any:
            if self.family != socket.AF_UNIX and address[0] not in LOOPBACK:
                raise OSError(f"tests have no network: {address}")
            return connect(self, address)

        return refuse_others

    for name in ("connect", "connect_ex"):
        monkeypatch.setattr(socket.socket, name, refusing(getattr(socket.socket, name)))


@pytest.fixture(autouse=True)
def default_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take away what the environment and a file .env set on this machine."""
    for name in list(os.environ):
        if name == "TELEGRAM_BOT_TOKEN" or (name.startswith("HOIDAP_") and not name.startswith("HOIDAP_TEST_")):
            monkeypatch.delenv(name)
    monkeypatch.setitem(Settings.model_config, "env_file", None)


@pytest.fixture
def hoidap(capsys: pytest.CaptureFixture[str]) -> Command:
    """The command line, called in this process."""
    return Command(capsys)


@pytest.fixture(scope="session")
def tiny_model(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A folder with a tiny model that sentence-transformers loads: a real load, of random weights."""
    folder = tmp_path_factory.mktemp("tiny")
    write_packed_wheel(folder / "site")
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(folder / "site"))
        return str(prepare_embedded_model(folder / "data"))


@pytest.fixture(scope="session")
def tiny_index(tmp_path_factory: pytest.TempPathFactory, tiny_model: str) -> Path:
    """A data folder with the invented articles, indexed by the tiny model; to be read, not to be changed."""
    data = tmp_path_factory.mktemp("tiny-index")
    asyncio.run(build(CORPUS, data, tiny_model))
    return data


@pytest.fixture
def copied_index(tmp_path: Path, tiny_index: Path) -> Path:
    """A copy of that data folder, to be changed."""
    return Path(shutil.copytree(tiny_index, tmp_path / "data"))


@pytest.fixture
def tiny_settings(monkeypatch: pytest.MonkeyPatch, tiny_model: str, tiny_index: Path) -> None:
    """Commands use the tiny model and read the index made with it."""
    monkeypatch.setenv("HOIDAP_EMBEDDING_MODEL", tiny_model)
    monkeypatch.setenv("HOIDAP_CORPUS", str(CORPUS))
    monkeypatch.setenv("HOIDAP_DATA", str(tiny_index))


@pytest.fixture(scope="session")
def embedded_data_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with the real embedded model, prepared once.

    Set HOIDAP_TEST_MODEL_CACHE to a folder to keep it from one run to the next.
    """
    kept = os.environ.get("HOIDAP_TEST_MODEL_CACHE")
    data_dir = Path(kept) if kept else tmp_path_factory.mktemp("data")
    prepare_embedded_model(data_dir)
    return data_dir
