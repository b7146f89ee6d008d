"""English beside Vietnamese: the catalogue has what members are told, and each is told it in her language."""

from __future__ import annotations

import ast
import re
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from string import Formatter
from typing import TypeGuard

import pytest
from command_line import PROJECT
from fake_index import FakeEmbedder
from fake_telegram import Button, FakeTelegram, Sent
from invented_reports import TODAY, open_library
from telegram_bot import SOURCE, FakeAnswers, every_command, running

from bot.answering import wording
from bot.answering.answerer import Answerer
from bot.answering.answers import Answer, Citation, Outcome
from bot.language import LANGUAGES, NATIVE, _, catalogue, speak, spoken
from bot.people.languages import Languages
from bot.people.pseudonyms import Pseudonyms
from bot.people.roles import Role
from bot.telegram import (
    apologies,
    card_replies,
    inline_replies,
    own_language,
    privacy_replies,
    replies,
    unit_replies,
)
from index.retrieval import Retriever

pytestmark = pytest.mark.filterwarnings("ignore::telegram.warnings.PTBDeprecationWarning")

CHAT, OTHER, GROUP = 7, 8, -5
OTHERS = [language for language in LANGUAGES if language != NATIVE]
# The modules whose messages members see; what a module beyond them says falls back on Vietnamese.
WORDING = (apologies, card_replies, inline_replies, own_language, privacy_replies, replies, unit_replies)
TREES = [ast.parse(path.read_text(encoding="utf-8")) for path in (PROJECT / "bot").rglob("*.py")]
QUESTION = "giúp mấy chị?"
ANSWER = Answer(Outcome.ANSWERED, "12 chị [1].", (Citation(1, SOURCE, "Hội giúp 12 chị.", 0, 16),))


@pytest.fixture
async def telegram() -> AsyncIterator[FakeTelegram]:
    async with FakeTelegram() as server:
        for chat in (CHAT, OTHER, GROUP):
            server.open_chat(chat)
        yield server


@pytest.fixture
def answers() -> FakeAnswers:
    made = FakeAnswers()
    made.prepared[QUESTION] = ANSWER
    return made


def marked() -> Iterator[ast.expr]:
    """What the code hands to `_`."""
    for tree in TREES:
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "_":
                yield from node.args


def messages() -> set[str]:
    """Every message that members see, in Vietnamese."""
    found = {str(node.value) for node in marked() if isinstance(node, ast.Constant)}
    found |= {getattr(wording, node.attr) for node in marked() if _is_of_answers(node)}
    for module in WORDING:
        for value in (value for name, value in vars(module).items() if not name.startswith("__")):
            values = [*value.values()] if isinstance(value, dict) else list(value) if _is_notes(value) else [value]
            found |= {str(one) for one in values if isinstance(one, str) and _is_vietnamese(str(one))}
    found |= {command.shown for command in every_command() if command.role is Role.MEMBER}
    found |= {role.label for role in Role}
    return found - set(LANGUAGES.values())  # their names are their own


def _is_of_answers(node: ast.expr) -> TypeGuard[ast.Attribute]:
    """Whether a message is one of those that answers and refusals are worded with."""
    return (
        isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in ("wording", "words")
    )


def _is_notes(value: object) -> bool:
    return value is card_replies.Note


def _is_vietnamese(text: str) -> bool:
    return bool(re.search(r"[à-ỹđĐ]", text))


@pytest.mark.parametrize("language", OTHERS)
def test_every_message_for_members_is_translated(language: str) -> None:
    found = messages()
    assert len(found) > 80
    assert found - catalogue(language).keys() == set()


@pytest.mark.parametrize("language", OTHERS)
def test_a_catalogue_holds_no_message_that_the_code_lacks(language: str) -> None:
    said = {node.value for tree in TREES for node in ast.walk(tree) if isinstance(node, ast.Constant)}
    assert catalogue(language).keys() - said == set()


@pytest.mark.parametrize("language", OTHERS)
def test_a_translation_has_the_placeholders_tags_and_edges_of_its_message(language: str) -> None:
    for message, translated in catalogue(language).items():
        assert _parts(message) == _parts(translated), message
        edges = re.compile(r"^\s*|\s*$")
        assert edges.findall(message) == edges.findall(translated), message


def _parts(text: str) -> tuple[set[str | None], list[str], list[str]]:
    names = {name for _before, name, _format, _conversion in Formatter().parse(text)}
    return names, sorted(re.findall(r"</?\w+>", text)), sorted(re.findall(r"(?<!\w)/\w+", text))


def test_a_message_is_marked_before_it_is_filled_in() -> None:
    filled = [node for node in marked() if isinstance(node, ast.JoinedStr)]
    assert filled == []


def test_what_is_not_translated_is_said_in_vietnamese() -> None:
    speak("en")
    assert (_("chưa dịch"), _(replies.SOURCES)) == ("chưa dịch", "Sources:")
    speak("fr")
    assert (spoken(), _(replies.SOURCES)) == (NATIVE, replies.SOURCES)


async def said(telegram: FakeTelegram, text: str, chat: int = CHAT) -> Sent:
    before = len(telegram.messages(chat))
    telegram.write(chat, text)
    return (await telegram.replies(chat, before + 1))[-1]


async def choose(telegram: FakeTelegram, language: str) -> Sent:
    asked = await said(telegram, "/ngonngu")
    telegram.press(next(button for button in asked.buttons if button.label == LANGUAGES[language]))
    await telegram.wait_until(lambda: bool(asked.edits))
    return asked


async def test_somebody_chooses_english_for_herself_and_keeps_it(
    telegram: FakeTelegram, answers: FakeAnswers, tmp_path: Path
) -> None:
    async with running(telegram, answers, data=tmp_path):
        assert (await said(telegram, "/ngonngu")).text == own_language.CHOOSE
        chosen = await choose(telegram, "en")
        assert (chosen.text, chosen.buttons) == ("Buttons and messages are in English from now on.", [])
    async with running(telegram, answers, data=tmp_path):  # after a restart
        card = await said(telegram, QUESTION)
        assert card.text.startswith("12 chị [1].\n\nSources:")
        assert "Hội giúp 12 chị." in card.text
        labels = [button.label for button in card.buttons]
        assert {"🙋 Ask the officers", "↗️ Share"} <= set(labels)
        assert (await said(telegram, "/khong_co")).text.startswith("There is no such command.")
        help_text = (await said(telegram, "/help")).text
        assert help_text.startswith("How to ask\n• Ask one thing")
        assert "/donvi – State your unit" in help_text
        telegram.press(Button("?", "x", CHAT, card.message_id))
        await telegram.wait_until(lambda: "button is old" in str(telegram.called("answerCallbackQuery")[-1:]))
        theirs = await said(telegram, QUESTION, OTHER)
        assert "Nguồn:" in theirs.text
        await choose(telegram, "vi")
        assert "Nguồn:" in (await said(telegram, QUESTION)).text
    assert [call for call in telegram.rejected if call.code == 400] == []


async def test_her_choice_counts_in_private_alone(telegram: FakeTelegram, answers: FakeAnswers) -> None:
    async with running(telegram, answers):
        await choose(telegram, "en")
        typed = telegram.inline(CHAT, QUESTION)
        await telegram.wait_until(lambda: typed in telegram.inline_answers)
        [card] = telegram.inline_answers[typed]
        assert "Nguồn:" in card["input_message_content"]["message_text"]
        telegram.press(Button("?", "x", GROUP, 1), sender=CHAT)
        await telegram.wait_until(lambda: telegram.called("answerCallbackQuery")[-1].get("text") == replies.OLD_BUTTON)


async def test_the_language_of_the_settings_is_spoken_to_everybody(
    telegram: FakeTelegram, answers: FakeAnswers
) -> None:
    speak("en")  # as `serve` does
    async with running(telegram, answers):
        assert "Sources:" in (await said(telegram, QUESTION)).text
        await choose(telegram, "vi")
        assert "Nguồn:" in (await said(telegram, QUESTION)).text
    menus = dict(telegram.methods.menus[("default", None)])
    assert menus["help"] == "How to ask"


async def test_a_refusal_is_worded_in_the_language_that_is_spoken(tmp_path: Path) -> None:
    async with open_library(tmp_path) as library:
        answerer = Answerer(library, Retriever(FakeEmbedder()), today=lambda: TODAY)
        question = "Năm 2022 Hội LHPN tỉnh Cà Mau xây bao nhiêu mái ấm tình thương?"
        native = await answerer.answer(question)
        speak("en")
        english = await answerer.answer(question)
    assert native.outcome is english.outcome is Outcome.NOT_FOUND
    assert native.text.startswith("Chưa có báo cáo của tỉnh Cà Mau.")
    assert english.text.startswith("There is no report of tỉnh Cà Mau. There are reports of: ")


async def test_a_choice_is_erased_with_the_rest(telegram: FakeTelegram, answers: FakeAnswers, tmp_path: Path) -> None:
    async with running(telegram, answers, data=tmp_path) as roles:
        await choose(telegram, "en")
        asked = await said(telegram, "/xoadulieu")
        telegram.press(asked.buttons[0])
        await telegram.wait_until(lambda: bool(asked.edits))
        assert await roles.database.fetch("SELECT * FROM languages") == []


@pytest.mark.parametrize("data", ["lang", "lang:", "lang:fr", "lang:en:x"])
async def test_a_forged_choice_does_no_harm(telegram: FakeTelegram, answers: FakeAnswers, data: str) -> None:
    async with running(telegram, answers) as roles:
        telegram.press(Button("?", data, CHAT, 1))
        assert (await telegram.replies(CHAT))[0].text == replies.OLD_BUTTON
        assert await Languages(roles.database, Pseudonyms(b"salt")).of(CHAT) is None
