"""Roles in the chat: giving them by a link, taking them back, inviting members, reading the audit log."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, Update, User
from telegram.ext import ContextTypes
from telegram.helpers import create_deep_linked_url

from bot.people.audit import Audit, Person
from bot.people.errors import CodeError, NotAllowedError
from bot.people.roles import Holder, Role, Roles
from bot.telegram import replies, role_replies
from bot.telegram.callbacks import pack
from bot.telegram.commands import Command, DeepLink, Feature, Press
from bot.telegram.delivery import edit, notify, reply
from bot.telegram.menus import Menus

Context = ContextTypes.DEFAULT_TYPE

CODE_LINK = "q_"  # the deep link that carries a one-time code
LOG_PAGE = 10  # entries
_GIVE, _TAKE, _LOG = "give", "take", "log"
_ASK_FIRST, _NOW, _NOT = "?", "!", "-"


@dataclass(frozen=True)
class People(Feature):
    """The commands about roles; what they refuse, `Roles` refuses at the moment of the act."""

    roles: Roles
    audit: Audit
    menus: Menus

    @property
    def commands(self) -> Sequence[Command]:
        return (
            Command("moi", "Tạo liên kết mời một hội viên", Role.OFFICER, self.invite),
            Command("capquyen", "Cấp quyền bằng liên kết dùng một lần", Role.ADMINISTRATOR, self.offer),
            Command("thuquyen", "Thu lại quyền đã cấp", Role.ADMINISTRATOR, self.choose_holder),
            Command("phanquyen", "Ai đang có quyền gì", Role.ADMINISTRATOR, self.list_holders),
            Command("nhatky", "Nhật ký quản trị: ai làm gì, khi nào", Role.ADMINISTRATOR, self.read_log),
        )

    @property
    def presses(self) -> Sequence[Press]:
        return (
            Press(_GIVE, Role.ADMINISTRATOR, self.give),
            Press(_TAKE, Role.ADMINISTRATOR, self.take),
            Press(_LOG, Role.ADMINISTRATOR, self.turn_log),
        )

    @property
    def links(self) -> Sequence[DeepLink]:
        return (DeepLink(CODE_LINK, Role.MEMBER, self.redeem),)

    async def invite(self, update: Update, context: Context) -> None:
        """Make a link that invites a member."""
        await reply(update, context, role_replies.invitation(await self._link(update, context, Role.MEMBER)))

    async def offer(self, update: Update, context: Context) -> None:
        """Ask which role the link is to give; only those below one's own are offered."""
        own = await self.roles.role_of(_person(update).id)
        buttons = [(role.label, pack(_GIVE, role.value)) for role in Role if Role.MEMBER < role < own]
        await reply(update, context, [role_replies.CHOOSE_ROLE], keyboard=_keyboard(buttons))

    async def give(self, update: Update, context: Context, parts: Sequence[str]) -> None:
        """Make the link."""
        role = _role(parts)
        if role is None:
            await reply(update, context, [replies.OLD_BUTTON])
            return
        try:
            link = await self._link(update, context, role)
        except NotAllowedError:
            await reply(update, context, [replies.not_allowed(Role(role + 1))])
            return
        await reply(update, context, role_replies.role_link(role, link))

    async def redeem(self, update: Update, context: Context, parts: Sequence[str]) -> None:
        """Give the role of a code to who opened its link."""
        person = _person(update)
        try:
            role = await self.roles.redeem(parts[0], person)
        except CodeError:
            await reply(update, context, [role_replies.CODE_REFUSED])
            return
        await reply(update, context, role_replies.role_received(role) if role > Role.MEMBER else replies.welcome())
        await self.menus.refresh(context.bot, person.id)

    async def list_holders(self, update: Update, context: Context) -> None:
        """List who has which role."""
        await reply(update, context, role_replies.role_list(await self.roles.holders()))

    async def choose_holder(self, update: Update, context: Context) -> None:
        """Ask whose role is to be taken back."""
        own = await self.roles.role_of(_person(update).id)
        below = [holder for holder in await self.roles.holders() if holder.role < own][:100]  # buttons of a message
        if not below:
            await reply(update, context, [role_replies.NOBODY_TO_TAKE])
            return
        buttons = [(_label(holder), pack(_TAKE, _ASK_FIRST, holder.person.id)) for holder in below]
        await reply(update, context, [role_replies.CHOOSE_HOLDER], keyboard=_keyboard(buttons))

    async def take(self, update: Update, context: Context, parts: Sequence[str]) -> None:
        """Ask once more, then take a role back."""
        step, user_id = (parts[0], _number(parts[1])) if len(parts) == 2 else (_NOT, None)
        holder = next((holder for holder in await self.roles.holders() if holder.person.id == user_id), None)
        if step == _NOT:
            await edit(update, context, role_replies.LEFT_ALONE)
        elif holder is None:
            await edit(update, context, role_replies.GONE)
        elif step == _ASK_FIRST:
            sure = [(role_replies.CONFIRM, pack(_TAKE, _NOW, user_id)), (role_replies.CANCEL, pack(_TAKE, _NOT, "0"))]
            await edit(update, context, role_replies.confirm_taking(holder), keyboard=_keyboard(sure))
        else:
            await self._take(update, context, holder)

    async def read_log(self, update: Update, context: Context) -> None:
        """Show the last acts."""
        text, keyboard = await self._log(1)
        await reply(update, context, [text], keyboard=keyboard)

    async def turn_log(self, update: Update, context: Context, parts: Sequence[str]) -> None:
        """Show another page of the log in the same message."""
        text, keyboard = await self._log(_number("".join(parts)) or 1)
        await edit(update, context, text, keyboard=keyboard)

    async def _link(self, update: Update, context: Context, role: Role) -> str:
        code = await self.roles.offer(role, _person(update))
        return create_deep_linked_url(context.bot.username, CODE_LINK + code)

    async def _take(self, update: Update, context: Context, holder: Holder) -> None:
        try:
            await self.roles.take(holder.person.id, _person(update))
        except NotAllowedError:
            await edit(update, context, replies.not_allowed(Role(min(holder.role + 1, Role.OWNER))))
            return
        await edit(update, context, role_replies.taken(holder))
        await self.menus.refresh(context.bot, holder.person.id, lost=True)
        await notify(context.bot, holder.person.id, role_replies.role_lost(holder.role))

    async def _log(self, page: int) -> tuple[str, InlineKeyboardMarkup | None]:
        pages = max(1, -(-await self.audit.count() // LOG_PAGE))
        page = min(max(page, 1), pages)
        entries = await self.audit.entries((page - 1) * LOG_PAGE, LOG_PAGE)
        turns = [(role_replies.NEWER, page - 1), (role_replies.OLDER, page + 1)]
        buttons = [(label, pack(_LOG, to)) for label, to in turns if 1 <= to <= pages]
        return role_replies.log_page(entries, page, pages), _keyboard(buttons, in_one_row=True)


def _person(update: Update) -> Person:
    user: User | None = update.effective_user
    assert user  # commands, presses and links come from somebody
    return Person(user.id, user.full_name)


def _role(parts: Sequence[str]) -> Role | None:
    return Role(int(parts[0])) if len(parts) == 1 and parts[0] in {str(role.value) for role in Role} else None


def _number(part: str) -> int | None:
    return int(part) if part.isascii() and part.isdigit() and len(part) < 20 else None


def _label(holder: Holder) -> str:
    return f"{holder.person.name[:40]} – {holder.role.label}"


def _keyboard(buttons: Sequence[tuple[str, str]], *, in_one_row: bool = False) -> InlineKeyboardMarkup | None:
    row = [InlineKeyboardButton(label, callback_data=data) for label, data in buttons]
    rows = [row] if in_one_row else [[button] for button in row]
    return InlineKeyboardMarkup(rows) if row else None
