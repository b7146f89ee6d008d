"""Whether a sentence of an article says what a claim says. Pure.

It errs on the side of "no": a claim may leave things out and use the words of `data/paraphrases.txt`, but whatever it
states must stand in one sentence of its source, in the title, organisation or period of the article, or in the heading
that the sentence stands under. Each figure must be the one that the sentence gives for the same thing.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence

from bot.answering.claims import names
from bot.answering.claims.evidence import Evidence, reporting
from bot.answering.claims.figures import Figure, currency_key, figures_of, labels_of, ratios_of
from bot.answering.claims.plans import Reality, plan_words, result_words
from bot.answering.claims.statements import Statement
from bot.answering.claims.times import overlaps
from index.vietnamese.places import Level
from index.vietnamese.text import fold

MIN_OWN_KEYS = 2  # words that a claim without figures shares with the very sentence that supports it

_AMBIGUOUS = re.compile(r"\d{1,3}(?:,\d{3})+(?!\d)")  # "9,238" is nine and a bit in Vietnamese
_PEOPLE = (("người",), ("nguoi",))
_RELATIVE = re.compile(
    r"(?<!\w)(?:nam (?:nay|ngoai|truoc|kia|toi|sau)|hom (?:nay|qua)|hien (?:nay|tai)|thang (?:truoc|nay))(?!\w)"
)


def objection(claim: Statement, evidence: Evidence) -> str | None:
    """What in a claim the sentence does not support, in a word; None if it supports all of it."""
    checks = (
        ("letters", _has_foreign_letters),
        ("figure", _has_wrong_figure),
        ("label", _has_wrong_label),
        ("time", _has_wrong_time),
        ("place", _has_wrong_place),
        ("name", _has_wrong_name),
        ("office", _has_wrong_office),
        ("plan", _has_wrong_plan),
        ("negation", _has_wrong_negation),
        ("words", _has_foreign_words),
    )
    return next((name for name, check in checks if check(claim, evidence)), None)


def _has_foreign_letters(claim: Statement, evidence: Evidence) -> bool:
    """Letters, digits or marks that only look like those of the language."""
    return any(_is_foreign(c) and c not in evidence.statement.text for c in claim.text)


def _is_foreign(character: str) -> bool:
    kind = unicodedata.category(character)[0]
    if kind == "L":
        return not unicodedata.name(character, "").startswith("LATIN")
    return kind == "M" or (kind == "N" and not character.isascii())


def _has_wrong_figure(claim: Statement, evidence: Evidence) -> bool:
    given = figures_of(evidence.statement)
    return any(not any(_is_same(shown, own, evidence) for own in given) for shown in figures_of(claim))


def _is_same(shown: Figure, own: Figure, evidence: Evidence) -> bool:
    """Whether a figure of a claim is a given one, said of the same thing."""
    return (
        (shown.value, shown.percent) == (own.value, own.percent)
        and (shown.written == own.written or not (shown.value is None or _AMBIGUOUS.match(shown.written)))
        and (shown.bound == own.bound or (not shown.bound and own.bound in ("over", "about")))
        and shown.marks == own.marks
        and _is_as_real(shown.reality, own.reality)
        and _counts_same(shown, own, evidence)
        and not _fits_another(shown, own, figures_of(evidence.statement))
    )


def _is_as_real(shown: Reality, own: Reality) -> bool:
    """Whether a plan is told as one and a result as one; a target may be told as what is wished."""
    return shown == own or (shown is Reality.WISHED and own is Reality.PLANNED)


def _counts_same(shown: Figure, own: Figure, evidence: Evidence) -> bool:
    """Whether the thing counted is the same, wherever it is written."""
    if shown.counted[:1] in _PEOPLE and own.counted and own.counted[0] in shown.scope:
        return True  # "số phụ nữ ... là 731 người"
    if shown.counted and own.counted:
        first = shown.counted[0]
        if first != own.counted[0]:
            return False
        if first.startswith("=") or len(shown.counted) == 1 or len(own.counted) == 1:
            return _follows(shown, own)
        return shown.counted[1] == own.counted[1] and _follows(shown, own)
    if shown.counted:
        return shown.counted[0] in own.scope | evidence.background.heading_keys
    if own.counted and not shown.percent:
        return own.counted[0] in shown.scope
    return bool(shown.scope & own.scope - {currency_key(evidence.statement)})


def _follows(shown: Figure, own: Figure) -> bool:
    """Whether at least half of what follows a figure belongs to the given one."""
    return 2 * len(set(shown.counted) & own.scope) >= len(set(shown.counted))


def _fits_another(shown: Figure, own: Figure, given: Iterable[Figure]) -> bool:
    """Whether the claim's words stand rather by another figure that counts the same thing in the sentence."""
    fit = len(shown.scope & own.scope)
    alike = (other for other in given if (other.percent, other.counted[:1]) == (own.percent, own.counted[:1]))
    return any(other.value != own.value and len(shown.scope & other.scope) > fit for other in alike)


def _has_wrong_label(claim: Statement, evidence: Evidence) -> bool:
    if ratios_of(claim) - ratios_of(evidence.statement):
        return True
    allowed = labels_of(evidence.statement).union(*map(labels_of, evidence.around))
    months = {str(time.value[1]) for time in evidence.statement.times if isinstance(time.value, tuple)}
    return any(pair not in allowed and pair[1] not in _months(pair[0], months) for pair in labels_of(claim))


def _months(label: str, months: set[str]) -> set[str]:
    return months if fold(label) == "thang" else set()


def _has_wrong_time(claim: Statement, evidence: Evidence) -> bool:
    statement = evidence.statement
    if {match[0] for match in _RELATIVE.finditer(fold(claim.text))} - set(_RELATIVE.findall(fold(statement.text))):
        return True
    allowed = list(statement.times)
    if not reporting(statement.times):
        allowed += evidence.earlier or evidence.background.times
    day = evidence.background.passage.source.published
    published = (day.year, day.month, day.day) if day else None
    if any(time.value != published and not any(time.says(other) for other in allowed) for time in claim.times):
        return True
    return bool(figures_of(claim)) and not claim.times and _needs_time(claim, evidence)


def _needs_time(claim: Statement, evidence: Evidence) -> bool:
    """Whether the sentence says its figures of another period than the article reports on, so that it must be said."""
    reported = evidence.background.reported
    for shown in figures_of(claim):
        own = next((own for own in figures_of(evidence.statement) if _is_same(shown, own, evidence)), None)
        for time in reporting(evidence.statement.times) if own else ():
            inside = any(start <= time.start < end for start, end in own.zone) if own else False
            if inside and time.value != reported:
                return True
    return False


def _has_wrong_place(claim: Statement, evidence: Evidence) -> bool:
    if claim.places - evidence.places:
        return True
    unit, own = evidence.background.unit_places, evidence.statement.places
    foreign = own - evidence.background.places
    if figures_of(claim) and foreign and not claim.places & foreign:
        return True  # a figure of one district would pass for one of the whole province
    levels = {level for _, level in claim.places}
    if claim.places and not claim.places & own and any(level in levels for _, level in foreign):
        return True
    lower = {place for place in unit if place[1] is Level.DISTRICT}
    return bool(claim.places and lower and not own and not claim.places & lower)


def _has_wrong_name(claim: Statement, evidence: Evidence) -> bool:
    where = [evidence.statement, *evidence.around]
    for run in names.capitalised(claim):
        shorter = run[1:] if names.opens_with(run, claim) else run
        if not any(names.stands_in(name, text) for name in (run, shorter) if name for text in where):
            return True
    return any(not any(names.stands_in(name, text) for text in where) for name in names.quoted(claim) if name)


def _has_wrong_office(claim: Statement, evidence: Evidence) -> bool:
    where = [evidence.statement, *evidence.around]
    given = [office for statement in where for office in names.offices(statement)]
    if not all(office.is_given_by(given) for office in names.offices(claim)):
        return True
    held = [entry for statement in where for entry in names.offices_of_people(statement)]
    for person, claimed in names.offices_of_people(claim):
        known = [office for other, offices in held if _is_person(person, other) for office in offices]
        if not all(office.is_given_by(known) for office in claimed):
            return True
    return _swaps_names(claim, evidence.statement)


def _is_person(name: Sequence[str], other: Sequence[str]) -> bool:
    return tuple(other[-len(name) :]) == tuple(name)


def _swaps_names(claim: Statement, statement: Statement) -> bool:
    """Whether people stand in another order: who gives and who gets may be exchanged."""
    order = [person for person, _ in names.offices_of_people(statement)]
    shown = [
        next((i for i, other in enumerate(order) if _is_person(person, other)), -1)
        for person, _ in names.offices_of_people(claim)
    ]
    found = [position for position in shown if position >= 0]
    return found != sorted(found)


def _has_wrong_plan(claim: Statement, evidence: Evidence) -> bool:
    """Figures tell by themselves; a claim without any is a plan if its sentence is."""
    statement = evidence.statement
    if plan_words(claim.text) and not (plan_words(statement.text) or statement.before is Reality.PLANNED):
        return True
    if figures_of(claim):
        return False
    shared = claim.keys & statement.keys
    return bool(shared) and not _is_as_real(_mostly(claim, shared), _mostly(statement, shared))


def _mostly(statement: Statement, keys: frozenset[str]) -> Reality:
    """How real most of some words are."""
    tokens = (token for token in statement.tokens if token.key in keys and not token.is_number)
    told = Counter(statement.reality_at(token.end) for token in tokens).most_common(1)
    return told[0][0] if told else statement.before


def _has_wrong_negation(claim: Statement, evidence: Evidence) -> bool:
    statement = evidence.statement
    if claim.negated - statement.negated:
        return True
    return bool((claim.affirmed - claim.negated) & statement.negated - statement.affirmed)


def _has_foreign_words(claim: Statement, evidence: Evidence) -> bool:
    """Words that neither the sentence nor its title and headings have; or too few of the sentence's own."""
    said = _said_words(claim)
    needed = 1 if figures_of(claim) else MIN_OWN_KEYS
    return bool(said - evidence.keys) or len(said & evidence.statement.keys) < needed


def _said_words(claim: Statement) -> set[str]:
    """The claim's words without what is checked on its own: figures, times, whether it is planned."""
    figures = [(figure.start, figure.end) for figure in figures_of(claim)]
    figures += plan_words(claim.text) + result_words(claim.text)
    return {
        token.key
        for token in claim.tokens
        if not any(start < token.end and token.start < end for start, end in figures)
        and not overlaps(token.start, token.end, claim.times)
        and not token.is_number
        and (token.key,) not in _PEOPLE
    }
