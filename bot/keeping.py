"""Keeps the index for the command line: opens it, looks at it, goes back, and prints what was found."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from rich.console import Console
from rich.markup import escape
from rich.table import Column, Table

from index.embedders import embedder_name
from index.fields import embedded_text
from index.history import BuiltGeneration, RolledBack, list_generations, rollback
from index.holds import release
from index.plans import Plan, Preview
from index.store import Store
from index.verifying import Verification, verify

MAX_SHOWN = 100  # rows of a table


async def built_generations(data: Path) -> list[BuiltGeneration]:
    """The builds that are kept, the newest first.

    Raises:
        IndexingError: if there is no index.
    """
    async with await Store.open(data) as store:
        return await list_generations(store)


async def roll_back(data: Path, model: str, to: int | None = None, *, by: str = "") -> RolledBack:
    """See `index.history.rollback`; a generation of another model than the one set is refused."""
    async with await Store.open(data) as store:
        return await rollback(store, to, by=by, expected_embedder=embedder_name(model, data))


async def release_held(data: Path, document: str | None) -> list[str]:
    """See `index.holds.release`; None releases everything."""
    async with await Store.open(data) as store:
        return await release(store, None if document is None else [document])


async def verify_index(data: Path, corpus: Path) -> Verification:
    """See `index.verifying.verify`; the articles of the corpus folder are read again where it exists."""
    async with await Store.open(data) as store:
        return await verify(store, corpus if corpus.is_dir() else None, embedded_text)  # noqa: ASYNC240


def print_plan(plan: Plan) -> None:
    """Show what the next build would do."""
    console = Console()
    changes = plan.changes
    if plan.previews:
        console.print(_previews(plan.previews, {name for _, name in changes.moved}, set(changes.new)))
    _print_named(console, "Moved", [f"{old} → {new}" for old, new in changes.moved])
    _print_named(console, "Gone", changes.gone)
    _print_named(console, "Held back since a roll-back", changes.held)
    _print_named(console, "Not to be indexed", [f"{name}: {reason}" for name, reason in changes.broken])
    _print_named(console, "The same text", [f"{p.first} and {p.second}" for p in plan.like if p.share == 1])
    near = [f"{pair.first} and {pair.second} ({pair.share:.0%})" for pair in plan.like if pair.share < 1]
    _print_named(console, "Nearly the same text", near)
    counts = (
        f"{len(changes.new)} new, {len(changes.changed)} changed, {len(changes.moved)} moved, "
        f"{len(changes.gone)} gone, {changes.unchanged} unchanged"
    )
    total = f"{plan.articles_after} articles, {plan.articles_before} now. Nothing has been changed."
    console.print(f"{counts}: {total}", soft_wrap=True)
    if plan.needs_consent:
        console.print(f"{len(plan.vanishing)} articles would leave the index: hoidap index will ask first.")


def _previews(previews: Sequence[Preview], moved: set[str], new: set[str]) -> Table:
    table = Table("", Column("Document", overflow="fold"), "What was read", "Passages", "Figures", "Look at")
    for one in previews[:MAX_SHOWN]:
        state = "moved" if one.document in moved else "new" if one.document in new else "changed"
        published = one.published.isoformat() if one.published else None
        read = [one.title, published, one.organisation, one.province, one.period]
        cells = (state, one.document, "\n".join(filter(None, read)), one.passages, one.figures, "\n".join(one.doubts))
        table.add_row(*map(_cell, cells))
    if len(previews) > MAX_SHOWN:
        table.caption = f"… and {len(previews) - MAX_SHOWN} more; --json shows all"
    return table


def _print_named(console: Console, what: str, names: Sequence[str]) -> None:
    for name in names[:MAX_SHOWN]:
        console.print(f"{what}: {escape(name)}", soft_wrap=True)
    if len(names) > MAX_SHOWN:
        console.print(f"… and {len(names) - MAX_SHOWN} more.")


def print_generations(built: Iterable[BuiltGeneration]) -> None:
    """Show the builds, the one that answers marked."""
    table = Table("", "Generation", "Built (UTC)", "By", "Articles", "Passages", "What changed", "Seconds", "Right")
    for one in built:
        report = one.report
        changed = [f"{len(report[what])} {what}" for what in ("new", "changed", "moved", "gone") if report.get(what)]
        exam = report.get("exam")
        right = f"{exam['right']} of {exam['asked']}" if exam else None
        cells = (one.id, one.created_at, report.get("by"), one.articles, one.passages, ", ".join(changed))
        table.add_row("●" if one.is_active else "", *map(_cell, (*cells, report.get("seconds"), right)))
    Console().print(table)


def print_verification(verification: Verification) -> None:
    """Show what was looked at, and the faults."""
    console = Console(highlight=False, soft_wrap=True)
    for fault in verification.faults:
        console.print(f"[red]✗[/red] {escape(fault)}")
    console.print(
        f"{verification.generations} generations, {verification.articles} articles, {verification.passages} passages, "
        f"{verification.figures} figures; {verification.compared} articles read again: "
        + (f"{len(verification.faults)} faults" if verification.faults else "no fault")
    )


def _cell(value: object) -> str:
    return "–" if value in (None, "") else escape(str(value))
