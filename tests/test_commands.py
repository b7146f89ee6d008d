"""Commands by role: what /help, the menus and the router make of the values that the parts of the bot offer."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import pytest
from fake_telegram import Button, FakeTelegram
from telegram import Update
from telegram.ext import filters
from telegram_bot import FakeAnswers, every_command, opened_roles, running, serving

from bot.people.audit import Person
from bot.people.roles import Role, Roles
from bot.telegram import replies
from bot.telegram.access import Gate
from bot.telegram.callbacks import pack
from bot.telegram.commands import Command, DeepLink, Feature, Incoming, Press, commands_for
from bot.telegram.delivery import reply
from bot.telegram.menus import Menus
from bot.telegram.routing import Router

pytestmark = pytest.mark.filterwarnings("ignore::telegram.warnings.PTBDeprecationWarning")

OWNER, ADMINISTRATOR, OFFICER, MEMBER = 1, 2, 3, 4
HOLDERS = {OWNER: Role.OWNER, ADMINISTRATOR: Role.ADMINISTRATOR, OFFICER: Role.OFFICER, MEMBER: Role.MEMBER}
GROUP = -5


@dataclass(frozen=True)
class Probe(Feature):
    """Offers one of everything to each role, and says what was reached."""

    reached: list[str] = field(default_factory=list)

    @property
    def commands(self) -> Sequence[Command]:
        return [Command(f"do_{role.name.lower()}", f"Cho {role.name}", role, self.typed(role)) for role in Role] + [
            Command("chung", "Trong nhóm", Role.MEMBER, self.typed(Role.MEMBER), in_groups=True)
        ]

    @property
    def presses(self) -> Sequence[Press]:
        return [Press(f"p{role}", role, self.followed(role)) for role in Role]

    @property
    def links(self) -> Sequence[DeepLink]:
        return [DeepLink(f"l{role}_", role, self.followed(role)) for role in Role]

    @property
    def incoming(self) -> Sequence[Incoming]:
        return [Incoming(filters.Document.ALL, role, self.typed(role)) for role in reversed(Role)]

    def typed(self, role: Role) -> Any:
        async def run(update: Update, context: Any) -> None:
            self.reached.append(role.name)
            await reply(update, context, [f"reached {role.name}"])

        return run

    def followed(self, role: Role) -> Any:
        async def run(update: Update, context: Any, parts: Sequence[str]) -> None:
            self.reached.append(role.name)
            await reply(update, context, [f"reached {role.name} {parts}"])

        return run


@pytest.fixture
async def telegram() -> AsyncIterator[FakeTelegram]:
    async with FakeTelegram() as server:
        for chat in (*HOLDERS, GROUP):
            server.open_chat(chat)
        yield server


async def give(roles: Roles, role: Role, user_id: int) -> None:
    code = await roles.offer(role, Person(OWNER, "Chủ"))
    await roles.redeem(code, Person(user_id, "Chị"))


@pytest.fixture
async def roles(telegram: FakeTelegram) -> AsyncIterator[Roles]:
    async with (
        opened_roles(owners=[OWNER]) as roles,
        serving(telegram, [Probe()], roles, Menus(roles), Gate("open", roles)),
    ):
        await give(roles, Role.ADMINISTRATOR, ADMINISTRATOR)
        await give(roles, Role.OFFICER, OFFICER)
        yield roles


@pytest.mark.usefixtures("roles")
@pytest.mark.parametrize("who", HOLDERS, ids=lambda who: HOLDERS[who].name)
@pytest.mark.parametrize("needed", Role, ids=lambda role: role.name)
@pytest.mark.parametrize("way", ["command", "button", "link"])
async def test_only_a_role_that_is_high_enough_reaches_an_act(
    telegram: FakeTelegram, who: int, needed: Role, way: str
) -> None:
    if way == "command":
        telegram.write(who, f"/do_{needed.name.lower()}")
    elif way == "link":
        telegram.write(who, f"/start l{needed}_x")
    else:
        telegram.press(Button("?", pack(f"p{needed}", "x"), who, telegram.write(who, message_thread_id=None)))
    if HOLDERS[who] >= needed:
        [answer] = await telegram.replies(who)
        assert answer.text.startswith(f"reached {needed.name}")
    elif way == "button":
        await telegram.wait_until(lambda: bool(telegram.called("answerCallbackQuery")))
        [toast] = telegram.called("answerCallbackQuery")
        assert toast["text"] == replies.not_allowed(needed)
    else:
        [answer] = await telegram.replies(who)
        assert answer.text == replies.not_allowed(needed)


@pytest.mark.usefixtures("roles")
@pytest.mark.parametrize("who", HOLDERS, ids=lambda who: HOLDERS[who].name)
async def test_a_message_goes_to_the_first_rule_that_its_sender_may_use(telegram: FakeTelegram, who: int) -> None:
    telegram.write(who, document={"file_id": "1", "file_unique_id": "1"})
    [answer] = await telegram.replies(who)
    assert answer.text == f"reached {HOLDERS[who].name}"


async def test_a_role_counts_at_the_moment_of_the_press(telegram: FakeTelegram, roles: Roles) -> None:
    message = telegram.write(OFFICER, "/help")
    [_] = await telegram.replies(OFFICER)
    await roles.take(OFFICER, Person(OWNER, "Chủ"))
    telegram.press(Button("?", pack(f"p{Role.OFFICER}"), OFFICER, message))
    await telegram.wait_until(lambda: bool(telegram.called("answerCallbackQuery")))
    assert telegram.called("answerCallbackQuery")[0]["text"] == replies.not_allowed(Role.OFFICER)
    assert len(telegram.messages(OFFICER)) == 1


@pytest.mark.usefixtures("roles")
@pytest.mark.parametrize("data", ["", "unknown", "unknown:1", ":", "p", "P1", "\x00", "đ" * 30, "p1 "])
async def test_a_button_that_nobody_knows_gets_a_sentence(telegram: FakeTelegram, data: str) -> None:
    telegram.press(Button("?", data, MEMBER, telegram.write(MEMBER, "/start")))
    await telegram.wait_until(lambda: bool(telegram.called("answerCallbackQuery")))
    assert telegram.called("answerCallbackQuery")[0]["text"] == replies.OLD_BUTTON


@pytest.mark.usefixtures("roles")
async def test_a_group_reaches_its_own_commands_alone(telegram: FakeTelegram) -> None:
    for text in ("/do_member", "/khonglenh", "/chung@another_bot", "/start", "/chung@Hoidap_Test_Bot"):
        telegram.write(GROUP, text)
    [answer] = await telegram.replies(GROUP)
    assert answer.text == "reached MEMBER"
    telegram.write(MEMBER, "/help")
    await telegram.replies(MEMBER)
    assert len(telegram.messages(GROUP)) == 1


def menu_of(telegram: FakeTelegram, scope: dict[str, Any] | None) -> list[tuple[str, str]]:
    menus = [menu["commands"] for menu in telegram.called("setMyCommands") if menu.get("scope") == scope]
    return [(command["command"], command["description"]) for command in menus[-1]]


def shown_by(commands: Sequence[Command]) -> list[tuple[str, str]]:
    return [(command.name, command.shown) for command in commands]


@pytest.mark.usefixtures("roles")
@pytest.mark.parametrize("who", HOLDERS, ids=lambda who: HOLDERS[who].name)
async def test_the_menu_and_help_show_everybody_her_own_commands(telegram: FakeTelegram, who: int) -> None:
    telegram.write(who, "/start")
    telegram.write(who, "/help")
    guide = (await telegram.replies(who, 2))[1].text
    listed = re.findall(r"^/(\w+) – (.+)$", guide, re.MULTILINE)
    scope = {"type": "chat", "chat_id": who} if who != MEMBER else None
    assert listed == menu_of(telegram, scope)
    assert [name for name, _ in listed if name.startswith("do_")] == [
        f"do_{role.name.lower()}" for role in Role if role <= HOLDERS[who]
    ]


@pytest.mark.usefixtures("roles")
async def test_groups_are_shown_the_commands_that_work_in_groups(telegram: FakeTelegram) -> None:
    await telegram.wait_until(lambda: len(telegram.called("setMyCommands")) >= 2)
    assert menu_of(telegram, {"type": "all_group_chats"}) == [("chung", "Trong nhóm")]


async def test_the_whole_bot_shows_what_it_offers(telegram: FakeTelegram) -> None:
    async with running(telegram, FakeAnswers(), owners=[OWNER]):
        telegram.write(OWNER, "/help")
        telegram.write(MEMBER, "/help")
        [owners] = await telegram.replies(OWNER)
        [members] = await telegram.replies(MEMBER)
    for text, role in ((owners.text, Role.OWNER), (members.text, Role.MEMBER)):
        commands = [command for command in every_command() if command.role <= role]
        assert sorted(re.findall(r"^/(\w+) – (.+)$", text, re.MULTILINE)) == sorted(shown_by(commands))
    assert sorted(menu_of(telegram, None)) == sorted(
        shown_by([command for command in every_command() if command.role == Role.MEMBER])
    )


def test_every_command_of_the_bot_has_a_name_and_a_line_that_telegram_takes() -> None:
    for command in every_command():
        assert re.fullmatch(r"[a-z0-9_]{1,32}", command.name)
        assert 1 <= len(command.shown) <= 256


def test_a_name_that_is_offered_twice_is_refused() -> None:
    nobody: Any = None
    with pytest.raises(ValueError, match="offered twice"):
        Router([Probe(), Probe()], nobody)


def test_a_role_has_the_commands_of_those_below() -> None:
    assert [command.role for command in commands_for(Role.OFFICER, [Probe()])] == [
        Role.MEMBER,
        Role.OFFICER,
        Role.MEMBER,
    ]
