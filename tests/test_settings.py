"""Settings come from the environment, from a file .env, and from defaults that need nothing."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import ValidationError

from bot.settings import PROJECT, Settings


def test_nothing_has_to_be_set() -> None:
    settings = Settings()
    assert settings.data == PROJECT / "data"
    assert settings.corpus == PROJECT / "docs_corpus"
    assert (settings.embedding_model, settings.owners, settings.token) == ("", (), None)


def test_the_environment_sets_them(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name, value in {
        "HOIDAP_DATA": str(tmp_path),
        "HOIDAP_OWNERS": "12, 345,",
        "HOIDAP_EMBEDDING_MODEL": "nha/mo-hinh",
        "HOIDAP_TELEGRAM_API_URL": "http://127.0.0.1:8081",
        "TELEGRAM_BOT_TOKEN": "1:a",
    }.items():
        monkeypatch.setenv(name, value)
    settings = Settings()
    assert settings.data == tmp_path
    assert settings.owners == (12, 345)
    assert settings.embedding_model == "nha/mo-hinh"
    assert settings.telegram_api_url == "http://127.0.0.1:8081"
    assert settings.token == "1:a"


def test_a_relative_folder_counts_from_the_project(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOIDAP_CORPUS", "bai-viet")
    assert Settings().corpus == PROJECT / "bai-viet"


def test_an_empty_value_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HOIDAP_DATA", "HOIDAP_CORPUS", "HOIDAP_OWNERS", "TELEGRAM_BOT_TOKEN"):
        monkeypatch.setenv(name, "")
    assert Settings() == Settings.model_construct(
        **{name: field.default for name, field in Settings.model_fields.items()}
    )


def test_a_file_sets_them_too_and_the_environment_wins(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_text("HOIDAP_OWNERS=7\nTELEGRAM_BOT_TOKEN=1:a\nUNRELATED=x\n", encoding="utf-8")
    monkeypatch.setitem(Settings.model_config, "env_file", file)
    assert (Settings().owners, Settings().token) == ((7,), "1:a")
    monkeypatch.setenv("HOIDAP_OWNERS", "8")
    assert Settings().owners == (8,)


def test_the_token_is_never_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", "1:secret")
    assert "secret" not in repr(Settings())


def test_an_owner_has_to_be_a_number(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOIDAP_OWNERS", "chị Lan")
    with pytest.raises(ValidationError):
        Settings()
