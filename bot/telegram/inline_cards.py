"""An answer becomes the cards of an inline query, each of them a whole message with its sources. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from telegram import (
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InlineQueryResultArticle,
    InputTextMessageContent,
    LinkPreviewOptions,
)
from telegram.constants import InlineQueryLimit, ParseMode
from telegram.helpers import create_deep_linked_url

from bot.answering.answers import Answer, Citation, Outcome
from bot.archive.spots import spot_of
from bot.language import _
from bot.telegram import card_replies, inline_replies
from bot.telegram.shared_passages import PASSAGE_LINK
from index.documents import Passage

Asked = tuple[str, Answer]  # a question with its answer
Cards = list[InlineQueryResultArticle]

MAX_LINKS = 5  # buttons below a card
MAX_OTHERS = 4  # articles that tell of the same place and period
ANSWER, REFUSAL, READING, SOURCE, OTHER, EXAMPLE = "answer", "refusal", "reading", "source", "other", "example"
KINDS = (ANSWER, REFUSAL, READING, SOURCE, OTHER, EXAMPLE)  # of cards: their ids begin with it
_NO_PREVIEW = LinkPreviewOptions(is_disabled=True)


def answer_cards(username: str, asked: Asked, readings: Sequence[Asked] = ()) -> Cards:
    """The answer first; then what else a question may mean, its other sources, and articles about the same.

    Args:
        username: the bot's, for links.
        readings: the answers to the complete questions that an ambiguous one may stand for.
    """
    _, answer = asked
    if answer.outcome is Outcome.NOT_FOUND:
        return [_answer(username, f"{REFUSAL}-0", asked)]
    cards = [_answer(username, f"{ANSWER}-0", asked)]
    cards += [_answer(username, f"{READING}-{n}", reading) for n, reading in enumerate(readings, start=1)]
    further = [cited for cited in _by_number(answer.citations) if cited[0].n > 1]
    cards += [_source(username, f"{SOURCE}-{cited[0].n}", cited, answer.generation) for cited in further]
    others = ([_quoted(passage)] for passage in _others(answer))
    cards += [_source(username, f"{OTHER}-{n}", cited, answer.generation) for n, cited in enumerate(others, start=1)]
    return cards[: InlineQueryLimit.RESULTS]


def example_cards(username: str, examples: Sequence[Asked]) -> Cards:
    """Questions to try, each a card that sends its answer."""
    return [
        _card(
            f"{EXAMPLE}-{n}",
            question,
            _(inline_replies.TRY_THIS),
            inline_replies.answer_message(question, answer),
            _links(username, answer.citations, answer.generation),
        )
        for n, (question, answer) in enumerate(examples, start=1)
    ]


def kind_of(result_id: str) -> str | None:
    """The kind of a card by its id; anybody may send any id."""
    kind = result_id.partition("-")[0]
    return kind if kind in KINDS else None


def _answer(username: str, id: str, asked: Asked) -> InlineQueryResultArticle:
    question, answer = asked
    message = inline_replies.answer_message(question, answer)
    links = _links(username, answer.citations, answer.generation)
    return _card(id, inline_replies.title(answer), inline_replies.description(answer), message, links)


def _source(username: str, id: str, cited: Sequence[Citation], generation: int | None) -> InlineQueryResultArticle:
    source, said = cited[0].source, cited[0].quote
    title, about = inline_replies.source_title(source), inline_replies.source_description(said)
    return _card(id, title, about, inline_replies.source_message(cited), _links(username, cited[:1], generation))


def _card(
    id: str, title: str, about: str, message: str, links: InlineKeyboardMarkup | None
) -> InlineQueryResultArticle:
    content = InputTextMessageContent(message, ParseMode.HTML, link_preview_options=_NO_PREVIEW)
    return InlineQueryResultArticle(id, title, content, links, description=about)


def _links(username: str, citations: Sequence[Citation], generation: int | None) -> InlineKeyboardMarkup | None:
    """Buttons that open the passages in the bot."""
    rows = []
    for first in [cited[0] for cited in _by_number(citations)][:MAX_LINKS]:
        url = create_deep_linked_url(username, PASSAGE_LINK + spot_of(first, generation).pack())
        rows.append([InlineKeyboardButton(card_replies.source_label(first.n, first.source), url=url)])
    return InlineKeyboardMarkup(rows) if rows else None


def _by_number(citations: Iterable[Citation]) -> list[list[Citation]]:
    found: dict[int, list[Citation]] = {}
    for citation in citations:
        found.setdefault(citation.n, []).append(citation)
    return [found[n] for n in sorted(found)]


def _others(answer: Answer) -> list[Passage]:
    """The best passages of articles that are not cited but report of the same place and period."""
    cited = {citation.source.id for citation in answer.citations}
    about = {(citation.source.province, citation.source.period) for citation in answer.citations}
    found: dict[str, Passage] = {}
    for hit in answer.retrieved:
        source = hit.passage.source
        if source.id not in cited and source.period and (source.province, source.period) in about:
            found.setdefault(source.id, hit.passage)
    return list(found.values())[:MAX_OTHERS]


def _quoted(passage: Passage) -> Citation:
    return Citation(1, passage.source, passage.text, passage.start, passage.end)
