"""`hoidap bot`: the answerer meets Telegram."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from dataclasses import replace
from typing import Any

from bot.administration.desk import Desk
from bot.administration.running_builds import RunningBuilds
from bot.administration.uploads import Uploads
from bot.answering.suggestions import Asked, Suggestions
from bot.archive.answers import Archive
from bot.archive.curated import CuratedAnswers
from bot.archive.curated_search import CuratedSearch
from bot.archive.offers import Offers
from bot.archive.votes import Votes
from bot.build_process import BuildProcess
from bot.figures.current import CurrentLedger
from bot.figures.ledger import Ledgers
from bot.figures.saved import SavedLookups
from bot.language import speak
from bot.opening import open_answerer
from bot.people.audit import Audit
from bot.people.languages import Languages
from bot.people.open_questions import OpenQuestions
from bot.people.outbox import Kind, Outbox
from bot.people.prompts import Prompts
from bot.people.pseudonyms import Pseudonyms
from bot.people.responses import Responses
from bot.people.roles import Roles
from bot.people.units import Units
from bot.people.watches import Watches
from bot.personal_data import PersonalData
from bot.reasking import Reasking
from bot.records import Records
from bot.settings import Settings
from bot.telegram.access import Gate
from bot.telegram.activity import Activity
from bot.telegram.admin.builds import Builds
from bot.telegram.admin.listing import Listing
from bot.telegram.admin.undoing import Undoing
from bot.telegram.admin.updating import Updating
from bot.telegram.admin.uploading import Uploading
from bot.telegram.alone import only_bot
from bot.telegram.app import Operation, run_bot
from bot.telegram.asking import Answers, Asking
from bot.telegram.budgets import Budgets
from bot.telegram.buttons import OfferedQuestions
from bot.telegram.cancelling import Cancelling
from bot.telegram.cards import Cards
from bot.telegram.cited_passages import Articles, CitedPassages
from bot.telegram.commands import Feature
from bot.telegram.courier import Courier
from bot.telegram.curating import Curating
from bot.telegram.desk import OfficerDesk
from bot.telegram.edits import Edits
from bot.telegram.feedback import Feedback
from bot.telegram.groups import Groups
from bot.telegram.inline import Inline
from bot.telegram.later_answers import Articles as Anew
from bot.telegram.later_answers import LaterAnswers, LaterLetters
from bot.telegram.letters import Letters
from bot.telegram.logs import log_as_json
from bot.telegram.measuring import MeasuredAnswers
from bot.telegram.members import Members
from bot.telegram.menus import Menus
from bot.telegram.metrics import Metrics
from bot.telegram.officers import Officers
from bot.telegram.onboarding import Onboarding
from bot.telegram.own_language import OwnLanguage
from bot.telegram.own_unit import OwnUnit
from bot.telegram.people import People
from bot.telegram.privacy import Privacy
from bot.telegram.shared_passages import SharedPassages
from bot.telegram.supplemented import SupplementedAnswers
from bot.telegram.webhook import Webhook
from index.database import Database
from index.embedders import Embedder
from index.library import Library


async def serve(settings: Settings, token: str, *, embedder: Embedder | None = None) -> None:
    """Answer in Telegram until stopped.

    Raises:
        IndexingError: if there is no index to answer from.
        BotStartError: if the bot cannot start.
    """
    logging.getLogger("bot").setLevel(logging.INFO)
    if settings.log_format == "json":
        log_as_json()
    speak(settings.interface_language)
    metrics = Metrics()
    async with open_answerer(settings, embedder=embedder) as answerer, await Records.open(settings.data) as records:
        roles = Roles(records.database, settings.owners)
        menus = Menus(roles)
        budgets = Budgets(settings.user_questions_per_hour, settings.group_questions_per_hour)
        pseudonyms = Pseudonyms.open(settings.data)
        data = PersonalData(records.database, pseudonyms, settings.retention_days)
        library = answerer.library
        assert isinstance(library, Library)  # what `open_answerer` opens
        tried = replace(answerer, writer=None)
        builds = _builds(settings, library, records.database)
        ledgers = CurrentLedger(library)
        statements = CuratedSearch(CuratedAnswers(records.database), library.embedder)
        measured = SupplementedAnswers(MeasuredAnswers(answerer, metrics), statements)
        anew = Reasking(settings.data, library, library.embedder)
        offered = features(
            measured,
            ledgers,
            roles,
            menus,
            budgets,
            articles=library,
            data=data,
            builds=builds,
            tried=tried,
            anew=anew,
            metrics=metrics,
        )
        gate = Gate(settings.access, roles)
        operation = _operation(settings, token, anew.generation_id)
        with only_bot(settings.data):
            uploads = builds.desk.uploads
            async with in_background(data.purge_daily()), in_background(uploads.purge_daily()), builds:
                await run_bot(token, offered, roles, menus, gate, operation, metrics)


def _operation(settings: Settings, token: str, generation_id: Callable[[], Awaitable[int]]) -> Operation:
    url, listen = settings.webhook_url, settings.webhook_listen
    return Operation(
        api_url=settings.telegram_api_url or None,
        webhook=Webhook(url, listen, token) if url else None,
        max_age_s=settings.backlog_minutes * 60.0,
        metrics_port=settings.metrics_port,
        generation_id=generation_id,
    )


def _builds(settings: Settings, library: Library, database: Database) -> Builds:
    corpus, data, model = settings.corpus, settings.data, settings.embedding_model
    desk = Desk(
        corpus,
        data,
        model,
        library,
        BuildProcess(corpus, data, model),
        Uploads(database, data),
        Audit(database),
        settings.allow_private_urls,
        settings.kept_generations,
    )
    return Builds(desk, RunningBuilds(database))


def features(
    answers: Answers,
    ledgers: Ledgers,
    roles: Roles,
    menus: Menus,
    budgets: Budgets,
    *,
    articles: Articles,
    data: PersonalData,
    builds: Builds,
    tried: Asked | None = None,
    anew: Anew | None = None,
    metrics: Metrics | None = None,
) -> list[Feature]:
    """The parts of the bot, in the order in which /help and the menus list their commands.

    Args:
        tried: what questions are tried on before they are offered, and what inline queries are answered with, if that
            is not `answers`.
        anew: who asks a new build of the index what earlier ones did not answer; nobody if left out.
        metrics: counts the inline queries.
    """
    database, pseudonyms = data.database, data.pseudonyms
    archive = Archive(database, pseudonyms)
    suggestions = Suggestions(tried or answers, ledgers)
    cards, units = Cards(archive, suggestions), Units(database, pseudonyms)
    asking = Asking(answers, budgets, cards, units)
    offers = Offers(database)
    offered = OfferedQuestions(offers)
    questions, responses, prompts = OpenQuestions(database), Responses(database), Prompts(database)
    curated = CuratedAnswers(database)
    watches = Watches(database)
    letters = Letters(questions, responses, roles, {Kind.LATER: LaterLetters(watches, cards).write})
    courier = Courier(Outbox(database), prompts, letters)
    later = [LaterAnswers(watches, archive, anew, courier)] if anew else []
    return [
        Curating(curated, questions, responses, prompts, units, roles),  # replies come before questions
        OfficerDesk(questions, responses, curated, prompts, units, courier),
        courier,
        *later,
        Uploading(builds),  # sees an administrator's messages before they are taken for questions
        Members(asking, offered),
        Groups(asking),
        Edits(asking),
        Cancelling(),
        OwnUnit(units, archive),
        OwnLanguage(Languages(database, pseudonyms), menus),
        Privacy(data, courier.wake),
        CitedPassages(cards, articles),
        SharedPassages(articles, answers),
        Inline(tried or answers, suggestions, budgets, metrics or Metrics()),
        Feedback(cards, Votes(database, pseudonyms), questions, roles, courier, watches),
        Onboarding(suggestions, offered),
        Officers(ledgers, SavedLookups(database)),
        Updating(builds),
        Listing(builds, offers),
        Undoing(builds),
        Activity(database),
        People(roles, Audit(database), menus),
    ]


@contextlib.asynccontextmanager
async def in_background(work: Coroutine[Any, Any, None]) -> AsyncIterator[None]:
    """Do something beside the block, until it ends."""
    task = asyncio.create_task(work)
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
