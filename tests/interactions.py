"""A long script of people who use the bot in every way that it knows, and the account that is taken afterwards.

Every question holds a number of its own, and the answers repeat the question: so it can be counted how often each was
answered.
"""

from __future__ import annotations

import asyncio
import random
import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from fake_telegram import FakeTelegram, Sent
from telegram_bot import SOURCE, FakeAnswers
from telegram_chats import BOT

from bot.answering.answers import Answer, Citation, Outcome
from bot.answering.previews import Show
from bot.telegram import apologies, replies
from index.vietnamese.places import Place

USERS = range(101, 161)
GROUPS = tuple(range(-205, -200))
TOPIC = 7  # of each group
APOLOGIES = {
    apologies.BROKEN_OFF, apologies.MAY_BE_LOST, apologies.STOPPING, apologies.TOO_OLD, replies.FAILURE,
}  # fmt: skip
_NUMBER = re.compile(r"câu số (\d+)\b")
_STICKER = {
    "file_id": "1", "file_unique_id": "1", "width": 1, "height": 1, "is_animated": False, "is_video": False,
    "type": "regular",
}  # fmt: skip
_SPICE = ("", " <b>&amp;</i>", " 😀🇻🇳", " ‮đảo‬", " _*`[]()", " năm 2022?\nVà năm 2023?", " " + "dài " * 200)


class ScriptedAnswers(FakeAnswers):
    """Answers by what the question holds: short, very long, with sources, with a choice, or after a part was shown."""

    async def answer(
        self, question: str, *, asker: str | None = None, own: Place | None = None, show: Show | None = None
    ) -> Answer:
        await asyncio.sleep(0)
        [number] = _NUMBER.findall(question)[:1] or ["0"]
        text = f"Trả lời câu số {number} <nguyên văn> & đủ"
        kind = int(number) % 10
        if kind > 5 and show:
            for step in ("Một phần <trả lời>.", "Một phần <trả lời>. Phần nữa."):
                show(step)
                await asyncio.sleep(0.02)
        if kind == 1:
            text += "\n\n" + "Một câu rất dài <về> phong trào. " * 300
        if kind == 2:
            return Answer(Outcome.CLARIFY, text, choices=(f"Chọn câu số {int(number) + 100_000}?",))
        citations = tuple(Citation(n, SOURCE, "giúp 12 chị", 0, 11) for n in range(1, 4))
        return Answer(Outcome.ANSWERED, text, citations if kind == 3 else ())


@dataclass
class Script:
    """Sends interactions to a server, and keeps which questions were asked where."""

    telegram: FakeTelegram
    seed: int = 0
    asked: dict[int, tuple[int, int]] = field(default_factory=dict)  # number -> chat and message

    def __post_init__(self) -> None:
        self._random = random.Random(self.seed)
        for group in GROUPS:
            self.telegram.chats.topics[group].add(TOPIC)
        self._number = 0
        self._acts: list[tuple[Callable[[], None], int]] = [
            (self._ask, 50), (self._ask_in_group, 10), (self._command, 12), (self._press, 12), (self._sticker, 5),
            (self._edit, 3), (self._chat_in_group, 5), (self._forged, 3), (self._inline, 5),
        ]  # fmt: skip

    def play(self, interactions: int) -> Iterator[None]:
        """One interaction after another."""
        acts, weights = zip(*self._acts, strict=True)
        for _ in range(interactions):
            [act] = self._random.choices(acts, weights)
            act()
            yield

    def _ask(self) -> None:
        self._number += 1
        user = self._random.choice(USERS)
        text = f"Hỏi câu số {self._number}?{self._random.choice(_SPICE)}"
        self.asked[self._number] = (user, self.telegram.write(user, text))

    def _ask_in_group(self) -> None:
        self._number += 1
        group, topic = self._random.choice(GROUPS), self._random.choice((None, TOPIC))
        said = f"Hỏi câu số {self._number}?{self._random.choice(_SPICE)}"
        text = self._random.choice(("/hoi {}", f"/hoi@{BOT['username']} {{}}", f"@{BOT['username']} {{}}")).format(said)
        where = {"message_thread_id": topic, "is_topic_message": True} if topic else {}
        asked = self.telegram.write(group, text, sender=self._random.choice(USERS), **where)
        self.asked[self._number] = (group, asked)

    def _command(self) -> None:
        commands = (
            "/start",
            "/help",
            "/nguon",
            "/moi",
            "/nhatky",
            "/lenhkhac",
            "/start q_sai",
            "/help@hoidap_test_bot",
        )
        command = self._random.choice(commands)
        self.telegram.write(self._random.choice(USERS), command + BOT["username"] * command.endswith("@"))

    def _press(self) -> None:
        offers = [sent for sent in self.telegram.sent if sent.buttons]
        if offers:
            button = self._random.choice(self._random.choice(offers).buttons)
            self.telegram.press(button)

    def _sticker(self) -> None:
        self.telegram.write(self._random.choice(USERS), sticker=_STICKER)

    def _edit(self) -> None:
        if self.asked:
            number = self._random.choice(list(self.asked))
            self.telegram.edit(*self.asked[number], f"Sửa câu số {number}?")

    def _chat_in_group(self) -> None:
        group, user = self._random.choice(GROUPS), self._random.choice(USERS)
        text = self._random.choice(("chào cả nhà", "/help", f"@{BOT['username']} chào", "/start@bot_khac"))
        self.telegram.write(group, text, sender=user)

    def _inline(self) -> None:
        user, words = self._random.choice(USERS), self._random.choice(("", "?", "Hỏi câu số 3", "Hỏi câu số 12"))
        for length in {len(words) // 2, len(words)}:
            self.telegram.inline(user, words[:length] + self._random.choice(_SPICE)[:200])
        self.telegram.choose(user, self._random.choice(("answer-0", "x")), words)

    def _forged(self) -> None:
        if self.telegram.sent:
            sent = self._random.choice(self.telegram.sent)
            data = self._random.choice(("", "?", "ask:x", "take:!:1", "give:9", "log:99", "😀"))
            message = self.telegram.chats.messages[sent.chat_id][sent.message_id]
            query = {"id": "0", "from": {"id": sent.chat_id, "is_bot": False, "first_name": "x"}, "chat_instance": "1"}
            if sent.chat_id > 0:
                query_id = str(10**9 + self._random.randrange(10**9))
                self.telegram.methods.open_presses.add(query_id)
                self.telegram.push({"callback_query": query | {"id": query_id, "message": message, "data": data}})


@dataclass(frozen=True)
class Account:
    """How the questions of a script ended."""

    answered: Counter[int]
    apologised: Counter[int]
    neither: list[int]
    apologies: Counter[str]  # by their first words

    @property
    def twice(self) -> list[int]:
        return [number for number, count in self.answered.items() if count > 1]


def account(script: Script) -> Account:
    """Count the answers and the apologies of each question; an answer begins with its question's number."""
    answered: Counter[int] = Counter()
    apologised: Counter[int] = Counter()
    words: Counter[str] = Counter()
    numbers = {place: number for number, place in script.asked.items()}
    for sent in script.telegram.sent:
        number = numbers.get((sent.chat_id, sent.reply_to or 0))
        if number is None:
            continue
        if sent.text in APOLOGIES:
            apologised[number] += 1
            words[sent.text[:40]] += 1
        elif _answers(sent, number):
            answered[number] += 1
    neither = [number for number in script.asked if not answered[number] and not apologised[number]]
    return Account(answered, apologised, neither, words)


def _answers(sent: Sent, number: int) -> bool:
    return f"Trả lời câu số {number} " in sent.text
