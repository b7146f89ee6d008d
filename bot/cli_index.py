"""The commands of `hoidap` that keep the index: build it, look at it, go back, correct what was read."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.cli_options import CorpusOption, DataOption, JsonOption, UsageError, current_user, read_settings, wait_for

if TYPE_CHECKING:
    from bot.settings import Settings
    from index.builder import BuildOptions
    from index.reports import BuildReport

FileArgument = Annotated[str, typer.Argument(help="the article, as hoidap documents names it", metavar="FILE")]

app = typer.Typer()


@app.command()
def index(
    corpus: CorpusOption = None,
    data: DataOption = None,
    rebuild: Annotated[bool, typer.Option("--rebuild", help="index everything anew, with the model set")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="show what would change, and change nothing")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="go on even if many articles would vanish")] = False,
    force: Annotated[bool, typer.Option("--force", help="go on even if fewer questions are answered rightly")] = False,
    as_json: JsonOption = False,
) -> None:
    """Read the articles and make them answerable. Only what changed is embedded."""
    from bot.indexing import plan, report_lines
    from bot.keeping import print_plan
    from index.builder import BuildOptions

    settings = read_settings(corpus, data)
    if dry_run:
        planned = wait_for(plan(settings.corpus, settings.data))
        _print(planned.as_json()) if as_json else print_plan(planned)
        return
    options = BuildOptions(rebuild, yes, force, current_user(), settings.kept_generations)
    report = _build(settings, options)
    if as_json:
        _print(report.as_json())
    else:
        for line in report_lines(report):
            typer.echo(line)


def _build(settings: Settings, options: BuildOptions) -> BuildReport:
    """Build, and ask first if much would vanish; where nobody can be asked, stop."""
    from dataclasses import replace

    from bot.indexing import build
    from index.errors import ArticlesVanishError

    def run(options: BuildOptions) -> BuildReport:
        model, device = settings.embedding_model, settings.embedding_device
        return wait_for(build(settings.corpus, settings.data, model, options, device=device))

    try:
        return run(options)
    except ArticlesVanishError as error:
        if not sys.stdin.isatty():
            raise
        many = f"{len(error.vanishing)} of {error.articles} articles would leave the index. Go on?"
        typer.confirm(many, abort=True, err=True)
        return run(replace(options, may_vanish=True))


@app.command()
def documents(as_json: JsonOption = False, data: DataOption = None) -> None:
    """List the articles of the index with what was read from them."""
    from bot.listing import document_rows, print_documents

    rows = wait_for(document_rows(read_settings(data=data).data))
    if as_json:
        for row in rows:
            _print(row)
    else:
        print_documents(rows)


@app.command()
def generations(as_json: JsonOption = False, data: DataOption = None) -> None:
    """List the builds of the index that are kept, and which one answers."""
    from bot.keeping import built_generations, print_generations

    built = wait_for(built_generations(read_settings(data=data).data))
    if as_json:
        for one in built:
            _print(one.as_json())
    else:
        print_generations(built)


@app.command()
def rollback(
    generation: Annotated[
        int | None, typer.Argument(help="its number; without it the one before", metavar="ID", show_default=False)
    ] = None,
    data: DataOption = None,
) -> None:
    """Let an earlier build answer again. What that undoes is held back from the next builds."""
    from bot.keeping import roll_back

    settings = read_settings(data=data)
    done = wait_for(roll_back(settings.data, settings.embedding_model, generation, by=current_user()))
    typer.echo(f"Generation {done.generation} answers again, {done.left} did before.")
    for name in done.held:
        typer.echo(f"Held back until it changes or hoidap release: {name}")


@app.command()
def release(
    file: Annotated[str | None, typer.Argument(help="an article that is held back", metavar="FILE")] = None,
    everything: Annotated[bool, typer.Option("--all", help="all that are held back")] = False,
    data: DataOption = None,
) -> None:
    """Let the next build take what a roll-back holds back."""
    from bot.keeping import release_held

    if (file is None) == (not everything):
        raise UsageError("name the file to release, hoidap release FILE, or release all with hoidap release --all")
    released = wait_for(release_held(read_settings(data=data).data, file))
    for name in released:
        typer.echo(f"Released: {name}")
    typer.echo("The next hoidap index takes it." if released else "Nothing is held back.")


@app.command()
def verify(corpus: CorpusOption = None, data: DataOption = None, as_json: JsonOption = False) -> None:
    """Hold every file, row and quotation of the index against what it was made from."""
    from bot.keeping import print_verification, verify_index

    settings = read_settings(corpus, data)
    verification = wait_for(verify_index(settings.data, settings.corpus))
    _print(verification.as_json()) if as_json else print_verification(verification)
    if verification.faults:
        raise typer.Exit(1)


@app.command()
def backup(
    file: Annotated[Path, typer.Argument(help="the backup, a ZIP file", metavar="FILE")],
    corpus: CorpusOption = None,
    data: DataOption = None,
) -> None:
    """Save articles, index and what the bot remembers in one file. A bot may run meanwhile."""
    from index.backups import back_up

    settings = read_settings(corpus, data)
    saved = back_up(settings.corpus, settings.data, file.absolute(), current_user())
    typer.echo(f"Saved {len(saved.members)} files, {saved.size / 1e6:.1f} MB, in {file}.")


@app.command()
def restore(
    file: Annotated[Path, typer.Argument(help="what hoidap backup wrote", metavar="FILE")],
    corpus: CorpusOption = None,
    data: DataOption = None,
) -> None:
    """Put everything back as a backup holds it. The bot must be stopped."""
    from index.restoring import restore as restore_backup

    settings = read_settings(corpus, data)
    done = wait_for(restore_backup(file.absolute(), settings.corpus, settings.data, current_user()))
    typer.echo(f"Restored {len(done.members)} files, as they were on {done.created_at}.")


@app.command()
def remove(file: FileArgument, corpus: CorpusOption = None, data: DataOption = None) -> None:
    """Move an article out of the corpus folder. It can be moved back."""
    from index.corpus_files import remove_article

    settings = read_settings(corpus, data)
    typer.echo(f"Moved to {remove_article(settings.corpus, settings.data, file)}: run hoidap index.")


@app.command()
def correct(
    file: FileArgument,
    title: Annotated[str | None, typer.Option("--title", help="title of the article")] = None,
    organisation: Annotated[str | None, typer.Option("--organisation", help="whose report it is")] = None,
    province: Annotated[str | None, typer.Option("--province", help="its province")] = None,
    published: Annotated[str | None, typer.Option("--published", help="2023-07-31 or 31/07/2023")] = None,
    period: Annotated[str | None, typer.Option("--period", help="năm 2023, 6 tháng đầu năm 2023 ...")] = None,
    url: Annotated[str | None, typer.Option("--url", help="address of the original")] = None,
    corpus: CorpusOption = None,
) -> None:
    """State what was read wrongly from an article. An empty value takes a correction back."""
    from index.corpus_files import correct_article

    given = {
        "title": title,
        "organisation": organisation,
        "province": province,
        "published": published,
        "period": period,
        "url": url,
    }
    stated = {name: value for name, value in given.items() if value is not None}
    if not stated:
        raise UsageError("say what to correct: --title, --organisation, --province, --published, --period or --url")
    correct_article(read_settings(corpus).corpus, file, stated)
    typer.echo(f"{file}: noted in manifest.csv: run hoidap index.")


def _print(row: dict[str, Any]) -> None:
    typer.echo(json.dumps(row, ensure_ascii=False))
