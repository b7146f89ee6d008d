"""Administrators send an article or its address, see what was read from it, correct that, and say yes."""

from __future__ import annotations

from collections.abc import Awaitable, Sequence
from dataclasses import dataclass

from telegram import Bot, Document, InlineKeyboardMarkup, Update
from telegram.constants import FileSizeLimit
from telegram.error import TelegramError
from telegram.ext import ContextTypes, filters

from bot.administration.building import BuildFailedError
from bot.administration.corrections import Field, corrected
from bot.administration.uploads import Upload
from bot.people.roles import Role
from bot.telegram.admin import faults
from bot.telegram.admin import upload_replies as replies
from bot.telegram.admin.builds import Builds
from bot.telegram.admin.keyboards import keyboard, pressed, sender
from bot.telegram.callbacks import acknowledge, pack
from bot.telegram.commands import Feature, Incoming, Press
from bot.telegram.delivery import edit, reply, typing
from index.errors import IndexingError, StatedValueError

Context = ContextTypes.DEFAULT_TYPE

MAX_BYTES = int(FileSizeLimit.FILESIZE_DOWNLOAD)
SAVE, DISCARD, CORRECT, KEEP = "bvluu", "bvbo", "bvsua", "bvthoi"  # prefixes; each carries an upload's id
_PRIVATE = filters.ChatType.PRIVATE
_LINK = filters.Regex(r"^\s*https?://\S+\s*$")


@dataclass(frozen=True)
class Uploading(Feature):
    """Takes files, links and corrections from administrators before anything else looks at them."""

    builds: Builds

    @property
    def presses(self) -> Sequence[Press]:
        return (
            Press(SAVE, Role.ADMINISTRATOR, self.save, answers_itself=True),
            Press(DISCARD, Role.ADMINISTRATOR, self.discard, answers_itself=True),
            Press(CORRECT, Role.ADMINISTRATOR, self.ask),
            Press(KEEP, Role.ADMINISTRATOR, self.stop_asking),
        )

    @property
    def incoming(self) -> Sequence[Incoming]:
        administrator = Role.ADMINISTRATOR
        return (
            Incoming(_PRIVATE & filters.Document.ALL, administrator, self.take_file),
            Incoming(_PRIVATE & filters.Document.ALL, Role.MEMBER, self.decline),
            Incoming(_PRIVATE & filters.TEXT, administrator, self.correct, applies=self._is_asked),
            Incoming(_PRIVATE & filters.TEXT & _LINK, administrator, self.take_link),
        )

    async def decline(self, update: Update, context: Context) -> None:
        """Tell somebody who may not add articles; her file is not fetched. An album is answered once."""
        message = update.effective_message
        assert message and context.chat_data is not None
        album = message.media_group_id
        if not album or context.chat_data.get("album") != album:
            context.chat_data["album"] = album
            await reply(update, context, [replies.NOT_YOURS])

    async def take_file(self, update: Update, context: Context) -> None:
        """Fetch a file that was sent, and show what is read from it."""
        message = update.effective_message
        assert message and message.document
        if (message.document.file_size or 0) > MAX_BYTES:
            await reply(update, context, [replies.too_large(MAX_BYTES)])
            return
        async with typing(context.bot, message.chat_id):
            content = await _content(context.bot, message.document)
            if content is None:
                await reply(update, context, [replies.NOT_DOWNLOADED])
                return
            name = message.document.file_name or ""
            await self._take(update, context, self.builds.desk.take(sender(update).id, name, content))

    async def take_link(self, update: Update, context: Context) -> None:
        """Fetch what an address gives, and show what is read from it."""
        message = update.effective_message
        assert message and message.text
        async with typing(context.bot, message.chat_id):
            await self._take(update, context, self.builds.desk.fetch(sender(update).id, message.text.strip()))

    async def ask(self, update: Update, context: Context, parts: Sequence[str]) -> None:
        """Ask for the right value of a field."""
        upload, field = await self._upload(update, parts[:1]), parts[1:]
        if upload is None or len(field) != 1 or field[0] not in list(Field):
            await reply(update, context, [replies.GONE])
            return
        await self.builds.desk.uploads.ask(upload, Field(field[0]))
        buttons = keyboard([[(replies.STOP_ASKING, pack(KEEP, upload.id))]])
        await reply(update, context, [replies.ask(Field(field[0]))], keyboard=buttons)

    async def stop_asking(self, update: Update, context: Context, parts: Sequence[str]) -> None:
        """Leave a field as it is."""
        if upload := await self._upload(update, parts):
            await self.builds.desk.uploads.ask(upload, None)
        await edit(update, context, replies.LEFT)

    async def correct(self, update: Update, context: Context) -> None:
        """Take what was typed for the field that is asked for, and show the article anew."""
        message, uploads = update.effective_message, self.builds.desk.uploads
        assert message and message.text
        upload = await uploads.asked_of(sender(update).id)
        if upload is None or upload.asked is None:  # the time for it ended just now
            await reply(update, context, [replies.GONE])
            return
        try:
            stated = corrected(upload.stated, upload.asked, message.text)
        except StatedValueError as error:
            buttons = keyboard([[(replies.STOP_ASKING, pack(KEEP, upload.id))]])
            await reply(update, context, [faults.worded(error)], keyboard=buttons)
            return
        await uploads.correct(upload, stated)
        found = await uploads.find(upload.id, upload.user_id)
        assert found
        async with typing(context.bot, message.chat_id):
            await self._show(update, context, found)

    async def save(self, update: Update, context: Context, parts: Sequence[str]) -> None:
        """Put an article into the corpus folder, and bring the index in line."""
        upload, shown, by = await self._upload(update, parts), pressed(update), sender(update)
        if upload is None or shown is None:  # as of a second press, while the message shows how the build goes on
            await acknowledge(update, replies.GONE, alert=True)
            return
        await acknowledge(update)
        try:
            await self.builds.desk.save(upload, by)
        except IndexingError as error:
            await reply(update, context, [faults.worded(error)])
            return
        await self.builds.start(context.bot, shown, by)

    async def discard(self, update: Update, context: Context, parts: Sequence[str]) -> None:
        """Forget an article that was sent."""
        upload = await self._upload(update, parts)
        if upload is None:
            await acknowledge(update, replies.GONE, alert=True)
            return
        await acknowledge(update)
        await self.builds.desk.uploads.discard(upload)
        await edit(update, context, replies.DISCARDED)

    async def _take(self, update: Update, context: Context, taking: Awaitable[Upload]) -> None:
        """Show what was taken, or say why it was not."""
        try:
            upload = await taking
        except IndexingError as error:
            await reply(update, context, [faults.worded(error)])
        except OSError:
            await reply(update, context, [replies.NOT_KEPT])
        else:
            await self._show(update, context, upload)

    async def _show(self, update: Update, context: Context, upload: Upload) -> None:
        desk = self.builds.desk
        try:
            inspection = await desk.inspect(upload)
        except (IndexingError, BuildFailedError) as error:
            await desk.uploads.discard(upload)
            await reply(update, context, [faults.worded(error)])
            return
        if not inspection.previews:
            await desk.uploads.discard(upload)
            await reply(update, context, [replies.refused(inspection)])
            return
        buttons = _buttons(upload, is_one=len(inspection.previews) == 1 and not inspection.refused)
        await reply(update, context, [replies.preview(upload, inspection)], keyboard=buttons)

    async def _is_asked(self, update: Update) -> bool:
        return await self.builds.desk.uploads.asked_of(sender(update).id) is not None

    async def _upload(self, update: Update, parts: Sequence[str]) -> Upload | None:
        """The upload that a button carries, if it is of who presses it."""
        return await self.builds.desk.uploads.find(parts[0], sender(update).id) if len(parts) == 1 else None


async def _content(bot: Bot, document: Document) -> bytes | None:
    """A file from Telegram; None if it gives none, or more than it said."""
    try:
        file = await bot.get_file(document.file_id)
        if (file.file_size or 0) > MAX_BYTES:
            return None
        content = bytes(await file.download_as_bytearray())
    except TelegramError:
        return None
    return content if len(content) <= MAX_BYTES else None


def _buttons(upload: Upload, *, is_one: bool) -> InlineKeyboardMarkup | None:
    """Yes, no, and the corrections; those of an archive's articles are made in its files."""
    fields = [(f"✏️ {label}", pack(CORRECT, upload.id, field)) for field, label in replies.FIELDS.items()]
    correcting = [fields[:2], fields[2:]] if is_one else []
    return keyboard(
        [[(replies.CONFIRM, pack(SAVE, upload.id)), (replies.CANCEL, pack(DISCARD, upload.id))], *correcting]
    )
