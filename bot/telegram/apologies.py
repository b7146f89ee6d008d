"""What is said when a question got no answer: why, in one courteous sentence, once."""

from __future__ import annotations

import logging

from telegram import Bot, Update
from telegram.error import BadRequest, Forbidden, RetryAfter, TelegramError
from telegram.ext import ContextTypes

from bot.telegram import replies
from bot.telegram.delivery import send
from bot.telegram.errors import InDoubtError
from bot.telegram.intake import Late, Reason
from bot.telegram.journal import State
from bot.telegram.underway import end_as

logger = logging.getLogger(__name__)

TOO_OLD = (
    "Xin lỗi chị/anh, Hỏi đáp bị gián đoạn nên chưa trả lời được những câu hỏi gửi trong lúc đó. "
    "Chị/anh vui lòng gửi lại câu hỏi còn cần."
)
BROKEN_OFF = "Xin lỗi chị/anh, câu trả lời vừa rồi bị ngắt giữa chừng. Chị/anh vui lòng gửi lại câu hỏi."
STOPPING = "Xin lỗi chị/anh, Hỏi đáp đang khởi động lại nên chưa trả lời kịp. Chị/anh vui lòng hỏi lại sau ít phút."
MAY_BE_LOST = (
    "Đường truyền bị ngắt khi Hỏi đáp gửi câu trả lời. Nếu chưa nhận được, chị/anh vui lòng gửi lại câu hỏi giúp."
)
_WORDS = {Reason.TOO_OLD: TOO_OLD, Reason.BROKEN_OFF: BROKEN_OFF, Reason.MAYBE_LOST: MAY_BE_LOST}
_REPEATS = 3  # of a sentence that may have arrived: it does no harm twice
_GONE = ("chat not found", "user is deactivated", "peer_id_invalid", "not enough rights", "chat_write_forbidden")


async def on_error(update: object, context: ContextTypes.DEFAULT_TYPE) -> None:
    """Write the whole error to the log, and one courteous sentence to the member."""
    error = context.error
    if is_gone(error):
        logger.info("A message was not delivered: %s", error)
        end_as(State.UNDELIVERED)
        return
    if not isinstance(error, InDoubtError):
        logger.error("An update could not be handled", exc_info=error)
    if isinstance(update, Update):
        await apologise(context.bot, update, MAY_BE_LOST if isinstance(error, InDoubtError) else replies.FAILURE)


async def on_late(late: Late, context: ContextTypes.DEFAULT_TYPE) -> None:
    """Apologise for an update that is not answered any more."""
    await apologise(context.bot, late.update, _WORDS[late.reason])


async def apologise(bot: Bot, update: Update, words: str) -> bool:
    """Say a sentence in reply to an update; return whether it was taken."""
    chat, message = update.effective_chat, update.effective_message
    if not chat:
        return True  # nobody waits for words
    for _ in range(_REPEATS):
        try:
            await send(bot, chat.id, [words], reply_to=message.message_id if message else None)
        except InDoubtError:
            end_as(State.IN_DOUBT)
            continue
        except TelegramError as exc:
            logger.warning("The apology could not be delivered: %s", exc)
            end_as(State.UNDELIVERED)
            return False
        end_as(State.APOLOGISED)
        return True
    return False


def is_gone(error: Exception | None) -> bool:
    """Whether a chat takes no messages any more, or not for long: the bot was blocked, or it is deleted."""
    if isinstance(error, BadRequest):
        return any(reason in str(error).lower() for reason in _GONE)
    return isinstance(error, Forbidden | RetryAfter)
