"""Settings: environment variables HOIDAP_… (and TELEGRAM_BOT_TOKEN), also from a file .env in the project's folder."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import AliasChoices, Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

PROJECT = Path(__file__).resolve().parent.parent


class Settings(BaseSettings):
    """Everything that can be set from outside; the command line's --corpus and --data win over it."""

    model_config = SettingsConfigDict(
        env_prefix="HOIDAP_",
        env_file=PROJECT / ".env",
        env_file_encoding="utf-8",
        env_ignore_empty=True,
        extra="ignore",
    )

    data: Path = Field(PROJECT / "data", description="folder of the index, the model and what the bot remembers")
    corpus: Path = Field(PROJECT / "docs_corpus", description="folder of the articles")
    allow_private_urls: bool = Field(
        False, description="1: articles may be fetched from addresses of this machine and its network"
    )
    embedding_model: str = Field(
        "", description="a sentence-transformers model, by path or hub name; empty: the embedded one, no download"
    )
    embedding_device: str = Field(
        "auto", description="what computes it: `cpu`, `cuda`, …; `auto`: a GPU where there is one"
    )
    kept_generations: int = Field(5, ge=2, description="builds of the index that are kept, to roll back to")
    llm_base_url: str = Field(
        "", description="an OpenAI-compatible server, such as http://localhost:8000/v1; empty: no language model"
    )
    llm_model: str = Field("", description="the language model's name on that server")
    llm_api_key: SecretStr | None = Field(None, description="its key, where it wants one")
    llm_timeout_s: float = Field(
        30, gt=0, description="seconds that a draft may take; then the extracted answer is sent"
    )
    llm_max_tokens: int = Field(700, gt=0, description="length limit of a draft, in tokens")
    llm_concurrency: int = Field(2, gt=0, description="drafts at a time; further questions wait their turn")
    interface_language: Literal["vi", "en"] = Field(
        "vi", description="language of buttons, help and notices, vi or en; by `/ngonngu` everybody chooses her own"
    )
    owners: Annotated[tuple[int, ...], NoDecode] = Field(
        (), description="Telegram user ids of the owners, separated by commas"
    )
    access: str = Field(
        "open",
        pattern=r"^(open|invited|chat:-?\d{1,20})$",
        description="who may use the bot: `open`, `invited` (by `/moi`), or `chat:ID`: also the members of that chat",
    )
    user_questions_per_hour: int = Field(60, gt=0, description="questions that one person may ask in an hour")
    group_questions_per_hour: int = Field(200, gt=0, description="questions that may be asked in a group in an hour")
    retention_days: int = Field(180, gt=0, description="days after which questions, answers and votes are erased")
    backlog_minutes: int = Field(
        120, gt=0, description="older questions, sent while the bot was away, get one apology instead of answers"
    )
    webhook_url: str = Field(
        "", pattern=r"^(https?://\S+)?$", description="address that Telegram posts to, https://…; empty: the bot polls"
    )
    webhook_listen: str = Field(
        "127.0.0.1:8080", description="where that arrives behind the TLS proxy: host:port, or unix:/path"
    )
    metrics_port: int | None = Field(
        None, gt=0, lt=65536, description="local port of /metrics (Prometheus) and /health; empty: none"
    )
    log_format: Literal["text", "json"] = Field("text", description="text, or json: one JSON object a line")
    telegram_api_url: str = Field("", description="address of a self-hosted Bot API server; empty: Telegram's own")
    telegram_bot_token: SecretStr | None = Field(
        None,
        description="the bot's token from @BotFather; without it `make run` opens a terminal chat",
        validation_alias=AliasChoices("TELEGRAM_BOT_TOKEN"),
    )

    @field_validator("owners", mode="before")
    @classmethod
    def _split(cls, value: Any) -> Any:
        return [part.strip() for part in value.split(",") if part.strip()] if isinstance(value, str) else value

    @field_validator("data", "corpus")
    @classmethod
    def _absolute(cls, value: Path) -> Path:
        """A relative path counts from the project's folder, wherever the command is called."""
        return value if value.is_absolute() else PROJECT / value

    @property
    def llm_key(self) -> str | None:
        return self.llm_api_key.get_secret_value() or None if self.llm_api_key else None

    @property
    def token(self) -> str | None:
        return self.telegram_bot_token.get_secret_value() or None if self.telegram_bot_token else None
