"""`hoidap bot`: the answerer meets Telegram."""

from __future__ import annotations

import logging

from bot.figures.current import CurrentLedger
from bot.figures.saved import SavedLookups
from bot.opening import open_answerer
from bot.people.audit import Audit
from bot.people.roles import Roles
from bot.records import Records
from bot.settings import Settings
from bot.telegram.access import Gate
from bot.telegram.app import run_bot
from bot.telegram.budgets import Budgets
from bot.telegram.commands import Feature
from bot.telegram.members import Answers, Members
from bot.telegram.menus import Menus
from bot.telegram.officers import Ledgers, Officers
from bot.telegram.people import People
from index.embedders import Embedder


async def serve(settings: Settings, token: str, *, embedder: Embedder | None = None) -> None:
    """Answer in Telegram until stopped.

    Raises:
        IndexingError: if there is no index to answer from.
        BotStartError: if the bot cannot start.
    """
    logging.getLogger("bot").setLevel(logging.INFO)
    async with open_answerer(settings, embedder=embedder) as answerer, await Records.open(settings.data) as records:
        roles = Roles(records.database, settings.owners)
        menus = Menus(roles)
        budgets = Budgets(settings.user_questions_per_hour, settings.group_questions_per_hour)
        offered = features(answerer, CurrentLedger(answerer.library), roles, menus, budgets)
        gate = Gate(settings.access, roles)
        await run_bot(token, offered, roles, menus, gate, api_url=settings.telegram_api_url or None)


def features(answers: Answers, ledgers: Ledgers, roles: Roles, menus: Menus, budgets: Budgets) -> list[Feature]:
    """The parts of the bot, in the order in which /help and the menus list their commands."""
    return [
        Members(answers, budgets),
        Officers(ledgers, SavedLookups(roles.database)),
        People(roles, Audit(roles.database), menus),
    ]
