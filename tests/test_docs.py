"""What the documents say is so: settings, commands, columns and names are those of the code."""

from __future__ import annotations

import re
from dataclasses import fields
from pathlib import Path

import pytest
import typer
from command_line import PROJECT
from telegram_bot import every_command

from bot.cli import app
from bot.settings import Settings
from index.manifest import ManifestRow
from index.reading import archives, articles, doc, isolation, packages, pdf, pdf_pages, sheets, text, web

READMES = ("README.md", "README.vi.md")


def text_of(name: str) -> str:
    return (PROJECT / name).read_text(encoding="utf-8")


def table_under(heading: str, name: str = "README.md") -> list[list[str]]:
    """The rows of the first table below a heading, without its header; cells as written, without backquotes."""
    _, _, below = text_of(name).partition(f"\n{heading}\n")
    rows = re.search(r"((?:^\|.*\n)+)", below, re.MULTILINE)
    assert rows, f"no table below {heading}"
    return [
        [cell.strip().strip("`") for cell in line.strip("|").split("|")] for line in rows[1].strip().splitlines()[2:]
    ]


def default_of(value: object) -> str:
    if isinstance(value, Path):
        return value.relative_to(PROJECT).as_posix()
    return str(value) if value else ""


def test_the_table_of_settings_is_that_of_the_code() -> None:
    assert table_under("## Settings") == [
        [
            "TELEGRAM_BOT_TOKEN" if name == "telegram_bot_token" else f"HOIDAP_{name.upper()}",
            default_of(field.default),
            field.description,
        ]
        for name, field in Settings.model_fields.items()
    ]


@pytest.mark.parametrize("readme", READMES)
def test_only_settings_that_exist_are_named(readme: str) -> None:
    known = {row[0] for row in table_under("## Settings")} | {"HOIDAP_TEST_MODEL_CACHE"}
    assert set(re.findall(r"\b(?:HOIDAP|TELEGRAM)_[A-Z_]+", text_of(readme))) <= known


def test_the_telegram_commands_are_listed_as_the_bot_offers_them() -> None:
    commands = every_command()
    assert table_under("## Commands in Telegram") == [
        [f"/{command.name}", f"{command.role.name.lower()}s", command.shown] for command in commands
    ]
    described = re.findall(r"^\| `/(\w+)` \| (.+) \|$", text_of("README.vi.md"), re.MULTILINE)
    assert described == [(command.name, command.shown) for command in commands]


def test_every_command_is_listed_and_every_command_named_exists() -> None:
    command = typer.main.get_command(app)
    commands: dict[str, typer.core.TyperCommand] = command.commands  # type: ignore[attr-defined]
    listed = re.findall(r"^\| `hoidap (\w+)", text_of("README.md"), re.MULTILINE)
    assert sorted(listed) == sorted(name for name, shown in commands.items() if not shown.hidden)
    for readme in READMES:
        for name, options in re.findall(r"`(?:\.venv/bin/)?hoidap (\w+)([^`]*)`", text_of(readme)):
            known = {option for parameter in commands[name].params for option in parameter.opts}
            assert set(re.findall(r"--[a-z-]+", options)) <= known, name


@pytest.mark.parametrize("readme", READMES)
def test_make_knows_the_targets_and_variables_that_are_named(readme: str) -> None:
    makefile = text_of("Makefile")
    for target, variable in re.findall(r"\bmake (run|test|[a-z]+\b(?=`))(?: ([A-Z_]+)=)?", text_of(readme)):
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target
        assert not variable or re.search(rf"^{variable} \?=", makefile, re.MULTILINE), variable


def test_the_limits_are_those_that_hold() -> None:
    stated = {row[0]: row[1] for row in table_under("### What is read at most", "README.md")}
    assert len(stated) == 8
    small, printed, pdf_file, sheet, archive, words, one, fetched = stated.values()
    assert small == megabytes(text.MAX_BYTES)
    assert printed.startswith(
        f"{megabytes(articles.MAX_PRINTED_BYTES)}; unpacked {megabytes(packages.MAX_UNPACKED_BYTES)}"
    )
    assert f"{megabytes(packages.MAX_XML_BYTES)} of it" in printed
    assert f"`.xlsx`: {megabytes(sheets.MAX_XML_BYTES)}" in printed
    assert pdf_file.startswith(f"{pdf_pages.MAX_PAGES} pages, {pdf.MAX_SCANNED_PAGES} of them scanned")
    assert f"{pdf.MAX_RECOGNITION_S / 60:.0f} minutes" in pdf_file
    assert sheet == f"{sheets.MAX_ROWS:,} rows of {sheets.MAX_COLUMNS} columns"
    assert archive.startswith(f"{megabytes(archives.MAX_BYTES)}, {archives.MAX_MEMBERS:,} members; unpacked ")
    assert f"{megabytes(archives.MAX_UNPACKED_BYTES)}, and no more than {archives.MAX_RATIO} times" in archive
    assert words == f"{articles.MAX_CHARS:,} characters, {articles.MAX_LINES:,} lines"
    assert one.startswith(f"{isolation.TIMEOUT_S:.0f} s (LibreOffice: {doc.TIMEOUT_S:.0f} s)")
    assert f"{isolation.MAX_MEMORY_BYTES // 10**9} GB" in one
    assert fetched == f"{megabytes(web.MAX_BYTES)}, {web.TIMEOUT_S:.0f} s, {web.MAX_REDIRECTS} redirects"


def megabytes(size: int) -> str:
    return f"{size // 1_000_000} MB"


@pytest.mark.parametrize(
    ("heading", "readme"),
    [("## Adding an article", "README.md"), ("## 6. Sửa thông tin của bài bằng manifest.csv", "README.vi.md")],
)
def test_the_columns_of_the_manifest_are_those_that_are_read(heading: str, readme: str) -> None:
    assert [row[0] for row in table_under(heading, readme)] == ["file", *(field.name for field in fields(ManifestRow))]


@pytest.mark.parametrize("readme", READMES)
def test_links_and_paths_lead_somewhere(readme: str) -> None:
    text = text_of(readme)
    paths = re.findall(r"\]\((?!https?:)([^)#]+)\)", text)
    paths += re.findall(r"`((?:bot|index|tests|bench|docs_corpus|prompts|\.ci)/[\w/.-]*)`", text)
    assert paths
    for path in paths:
        assert (PROJECT / path).exists() or path == "docs_corpus/manifest.csv", path


def test_how_it_works_names_what_the_code_names() -> None:
    section = text_of("README.md").partition("## How it works")[2].partition("\n## ")[0]
    names = set(re.findall(r"`([A-Za-z_]+)`", section))
    code = "\n".join(
        path.read_text(encoding="utf-8") for folder in ("bot", "index") for path in (PROJECT / folder).rglob("*.py")
    )
    defined = set(re.findall(r"^ *(?:async )?(?:def|class) (\w+)", code, re.MULTILINE)) | {"index"}
    assert len(names) > 10
    assert names <= defined


@pytest.mark.parametrize("readme", READMES)
def test_the_messages_that_are_explained_are_messages_of_the_code(readme: str) -> None:
    code = "\n".join(
        path.read_text(encoding="utf-8") for folder in ("bot", "index") for path in (PROJECT / folder).rglob("*.py")
    )
    explained = re.findall(r"`((?:is|holds|there|files|run) [^`]+)`", text_of(readme))
    for message in explained:
        assert message.replace("…", "{suffix or 'none'}") in code, message
