"""The command `hoidap`: the contract that people, tools and tests rely on.

Settings are read here alone; everything below takes plain arguments. What is heavy is imported by the command that
needs it, so that `hoidap --help` answers at once.
"""

from __future__ import annotations

import io
import json
import logging
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from pydantic import ValidationError
from rich.console import Console

from bot import cli_index
from bot.cli_options import CorpusOption, DataOption, JsonOption, UsageError, current_user, read_settings, wait_for

if TYPE_CHECKING:
    from bot.settings import Settings
    from index.embedders import Embedder

app = typer.Typer(
    name="hoidap",
    help="Ask the Vietnam Women's Union's reports, and get an answer with its source.",
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)
errors = Console(stderr=True, soft_wrap=True)
app.add_typer(cli_index.app)


def main() -> None:
    """Run a command; every error is one line on standard error: exit code 1 for a failure, 2 for wrong use."""
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # Vietnamese whatever the locale, and no failure on a stray byte
            stream.reconfigure(encoding="utf-8", errors="replace")
    sys.exit(run(sys.argv[1:]))


def run(arguments: list[str]) -> int:
    """Run the command line and return its exit code."""
    from bot.answering.errors import AnsweringError
    from bot.errors import BotError
    from index.errors import IndexingError

    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    logging.getLogger("sentence_transformers").setLevel(logging.ERROR)  # its warnings come with an error of our own
    try:
        return int(app(args=arguments or ["--help"], prog_name="hoidap", standalone_mode=False) or 0)
    except (IndexingError, AnsweringError, BotError) as error:
        return _fail(str(error), 1)
    except ValidationError as error:
        return _fail(_setting_error(error), 2)
    except UsageError as error:
        return _fail(str(error), 2)
    except typer.Abort:
        return 1
    except KeyboardInterrupt:
        return 130
    except Exception as error:
        if hasattr(error, "format_message"):  # typer's own: an unknown option, a missing argument
            return _fail(f"{error.format_message().rstrip('.')}: see hoidap --help", 2)
        raise


def _fail(message: str, code: int) -> int:
    print(" ".join(message.split()), file=sys.stderr)  # noqa: T201
    return code


def _setting_error(error: ValidationError) -> str:
    first = error.errors()[0]
    name = str(first["loc"][0]).upper()
    return f"the setting HOIDAP_{name.removeprefix('HOIDAP_')} is wrong ({first['msg']}): correct it and start again"


@app.command()
def add(
    url: Annotated[str, typer.Argument(help="address of a page or file, https://…", metavar="URL", show_default=False)],
    corpus: CorpusOption = None,
) -> None:
    """Save a page or file of the web as an article. Its citation leads to the address."""
    from bot.adding import add_address, added_lines

    settings = read_settings(corpus)
    added = wait_for(add_address(url, settings.corpus, allow_private=settings.allow_private_urls))
    for line in added_lines(*added):
        typer.echo(line)


@app.command()
def ask(
    question: Annotated[str | None, typer.Argument(help="the question", show_default=False)] = None,
    batch: Annotated[Path | None, typer.Option("--batch", help="JSON lines with id and question; - is stdin")] = None,
    as_json: JsonOption = False,
    data: DataOption = None,
) -> None:
    """Answer one question, or a file of them."""
    from bot.asking import ask_batch, ask_one

    if (question is None) == (batch is None):
        raise UsageError('give one question, hoidap ask "…", or a file of them, hoidap ask --batch FILE --json')
    settings = read_settings(data=data)
    if batch is not None:
        if not as_json:
            raise UsageError("--batch prints JSON lines: add --json")
        wait_for(ask_batch(settings, batch))
    elif question is not None:
        wait_for(ask_one(settings, question, as_json=as_json))


@app.command(name="eval")
def evaluate_answers(
    questions: Annotated[
        Path | None, typer.Option(help="JSON lines; without it questions.jsonl of the corpus", metavar="FILE")
    ] = None,
    corpus: CorpusOption = None,
    data: Annotated[
        Path | None, typer.Option(help="keeps the index; without it a temporary folder is used", metavar="DIR")
    ] = None,
    as_json: JsonOption = False,
    wrong: Annotated[
        Path | None, typer.Option(help="write what went wrong here, as JSON lines", metavar="FILE")
    ] = None,
) -> None:
    """Ask questions whose answers are known, and show how many are answered rightly."""
    from bot.scoreboard import evaluate, print_scoreboard, write_wrong

    settings = read_settings(corpus)
    asked = questions or settings.corpus / "questions.jsonl"
    board = wait_for(evaluate(asked, settings, data))
    if wrong is not None:
        write_wrong(board, wrong)
    if as_json:
        typer.echo(json.dumps(board.as_json(), ensure_ascii=False))
    else:
        print_scoreboard(board)


@app.command()
def figures(
    query: Annotated[str | None, typer.Argument(help="indicator, place, period", show_default=False)] = None,
    place: Annotated[str | None, typer.Option("--place", help="province or district")] = None,
    period: Annotated[str | None, typer.Option("--period", help="2023, 6 tháng đầu năm 2023 ...")] = None,
    organisation: Annotated[str | None, typer.Option("--organisation", help="part of its name")] = None,
    kind: Annotated[str | None, typer.Option("--kind", help="result or plan", metavar="KIND")] = None,
    everything: Annotated[bool, typer.Option("--all", help="the whole ledger, as JSON lines")] = False,
    as_json: JsonOption = False,
    csv: Annotated[Path | None, typer.Option("--csv", help="write a CSV file", metavar="FILE")] = None,
    xlsx: Annotated[Path | None, typer.Option("--xlsx", help="write an Excel file", metavar="FILE")] = None,
    chart: Annotated[Path | None, typer.Option("--chart", help="draw a PNG", metavar="FILE")] = None,
    data: DataOption = None,
) -> None:
    """Look up the figures that the articles report. Shows values, units, places, periods and sources."""
    from bot.figures.command import Outputs, Wanted, open_ledger, show_figures
    from index.figures import Kind

    filters = (place, period, organisation, kind)
    if (query is None) == (not everything) or (everything and any(filters)):
        raise UsageError('say what to look up, hoidap figures "…", or dump the whole ledger, hoidap figures --all')
    if kind not in (None, *Kind):
        raise UsageError("--kind is result or plan")
    wanted = Wanted(query, place, period, organisation, Kind(kind) if kind else None)
    outputs = Outputs(as_json or (everything and not (csv or xlsx or chart)), csv, xlsx, chart)
    show_figures(wait_for(open_ledger(read_settings(data=data).data)), wanted, outputs, typer.echo)


@app.command()
def chat(data: DataOption = None) -> None:
    """Ask in the terminal; piped questions are answered one a line."""
    from bot.chat import converse

    settings = read_settings(data=data)
    wait_for(converse(settings))


@app.command()
def bot(data: DataOption = None) -> None:
    """Answer in Telegram until stopped."""
    settings = read_settings(data=data)
    if not settings.token:
        raise UsageError("TELEGRAM_BOT_TOKEN is not set: get a token from @BotFather in Telegram and set it")
    _serve(settings)


@app.command()
def doctor(
    corpus: CorpusOption = None,
    data: DataOption = None,
    telegram: Annotated[bool, typer.Option("--telegram", help="also ask Telegram about the bot")] = False,
    group: Annotated[int | None, typer.Option("--group", help="id of a group that the bot is in")] = None,
) -> None:
    """Tell what is missing and how to mend it. Also says what is installed and what the index holds."""
    from bot.doctor import examine, examine_bot, print_findings

    settings = read_settings(corpus, data)
    findings = wait_for(examine(settings))
    if telegram or group is not None:
        findings += wait_for(examine_bot(settings, group))
    print_findings(findings)
    if any(finding.is_fault for finding in findings):
        raise typer.Exit(1)


@app.command(name="run", hidden=True)
def start(corpus: CorpusOption = None, data: DataOption = None) -> None:
    """Index what changed, then start the bot, or a terminal chat where no token is set: what `make run` does."""
    from bot.chat import converse
    from bot.indexing import build_if_needed
    from index.builder import BuildOptions

    settings = read_settings(corpus, data)
    options = BuildOptions(by=current_user(), keep=settings.kept_generations)
    model, device = settings.embedding_model, settings.embedding_device
    embedder = wait_for(build_if_needed(settings.corpus, settings.data, model, options, ask_golden=True, device=device))
    if settings.token:
        _serve(settings, embedder)
        return
    errors.print("TELEGRAM_BOT_TOKEN is not set: get a token from @BotFather in Telegram to answer there.")
    wait_for(converse(settings, embedder=embedder))


def _serve(settings: Settings, embedder: Embedder | None = None) -> None:
    from bot.serving import serve

    assert settings.token
    wait_for(serve(settings, settings.token, embedder=embedder))
