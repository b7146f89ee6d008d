"""Invented reports of real provinces, and what a question needs of them: their lexicon, passages, hits and an index."""

from __future__ import annotations

import hashlib
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from datetime import date
from pathlib import Path

from fake_index import FakeEmbedder

from bot.answering.questions import Question, analyse
from bot.answering.sentences import Sentence, split_passage
from index.builder import BuildOptions, build_generation
from index.documents import Document, Passage, Section, Source
from index.embedders import Embedder
from index.fields import embedded_text, index_fields
from index.lexicon import Lexicon
from index.library import Library
from index.passages import split_document
from index.retrieval import Hit
from index.store import Store

TODAY = date(2024, 3, 15)

Part = str | tuple[str, str] | tuple[str, str, str]  # text; heading and text; heading, text and a table's header


def report(source: Source, *parts: Part) -> Document:
    """An article of sections, one for each part."""
    text, sections = "", []
    for part in parts:
        heading, body, header = part if isinstance(part, tuple) and len(part) == 3 else (*_headed(part), "")
        text += f"{header}\n" if header else ""
        sections.append(Section(len(text), len(text) + len(body), heading, header))
        text += f"{body}\n"
    return Document(source, text, tuple(sections), hashlib.sha256(f"{source}{text}".encode()).hexdigest())


def _headed(part: Part) -> tuple[str, str]:
    return ("", part) if isinstance(part, str) else (part[0], part[1])


def source(id: str, organisation: str, province: str, period: str | None, published: date | None = None) -> Source:
    """Where a report stands, with the title that follows from whose it is."""
    about = f" {period}" if period else ""
    return Source(id, f"{organisation}: kết quả công tác Hội{about}", organisation, province, published, period)


HOA_BINH_2021 = report(
    source("hoa-binh-2021.txt", "Hội LHPN tỉnh Hòa Bình", "Hòa Bình", "năm 2021", date(2022, 1, 14)),
    (
        "I. Kết quả",
        "Năm 2021, các cấp Hội trong tỉnh đã xây mới 31 mái ấm tình thương, tổng trị giá 1 tỷ 860 triệu đồng. "
        "Các cấp Hội giúp 742 hộ phụ nữ nghèo phát triển kinh tế, trong đó 215 hộ thoát nghèo. "
        "Toàn tỉnh kết nạp 3.104 hội viên mới, nâng tỷ lệ tập hợp lên 78,5% phụ nữ từ 18 tuổi trở lên.\n"
        "Huyện Mai Châu trao 6 mái ấm tình thương. Huyện Lạc Sơn thành lập 9 câu lạc bộ dân vũ.",
    ),
    (
        "II. Hạn chế",
        "Hạn chế: một số cơ sở Hội còn lúng túng khi sử dụng mạng xã hội. "
        "Nguyên nhân là do cán bộ cơ sở kiêm nhiệm nhiều việc, ít thời gian học.",
    ),
    (
        "III. Phương hướng, nhiệm vụ năm 2022",
        "Phấn đấu xây 36 mái ấm tình thương; kết nạp 3.500 hội viên mới; trồng 20.000 cây xanh.",
    ),
)
HOA_BINH_2022 = report(
    source("hoa-binh-2022.txt", "Hội LHPN tỉnh Hòa Bình", "Hòa Bình", "năm 2022", date(2023, 1, 12)),
    (
        "I. Kết quả",
        "Năm 2022, các cấp Hội trong tỉnh đã xây mới 38 mái ấm tình thương, tổng trị giá 2 tỷ 280 triệu đồng. "
        "Các cấp Hội giúp 801 hộ phụ nữ nghèo phát triển kinh tế, trong đó 264 hộ thoát nghèo. "
        "Toàn tỉnh kết nạp 2.987 hội viên mới, nâng tỷ lệ tập hợp lên 80,1% phụ nữ từ 18 tuổi trở lên.\n"
        "Bà Bùi Thị Hoài Thu, Chủ tịch Hội LHPN tỉnh, chủ trì hội nghị tổng kết ngày 12/01/2023.",
    ),
)
KON_TUM_2022 = report(
    source("kon-tum-2022.txt", "Hội LHPN tỉnh Kon Tum", "Kon Tum", "6 tháng đầu năm 2022", date(2022, 7, 8)),
    (
        "Kết quả 6 tháng đầu năm 2022",
        "6 tháng đầu năm 2022, các cấp Hội trong tỉnh đã xây mới 17 mái ấm tình thương, tổng trị giá 980 triệu đồng. "
        "Dư nợ ủy thác qua Ngân hàng Chính sách xã hội đạt 412,6 tỷ đồng cho 9.870 hộ vay. "
        "Hội trồng 5.400 cây xanh và thu gom 12,5 tấn rác thải nhựa.",
    ),
)
DAK_HA_2022 = report(
    source("dak-ha-2022.txt", "Hội LHPN huyện Đắk Hà", "Kon Tum", "năm 2022", date(2022, 12, 20)),
    (
        "Kết quả năm 2022",
        "Năm 2022, Hội LHPN huyện Đắk Hà nhận đỡ đầu 24 trẻ mồ côi, mỗi cháu 500.000 đồng mỗi tháng. "
        "Toàn huyện có 11 cơ sở Hội với 8.215 hội viên.",
    ),
)
BINH_PHUOC_2023 = report(
    source("binh-phuoc-2023.txt", "Hội LHPN tỉnh Bình Phước", "Bình Phước", "năm 2023"),
    (
        "Phụ lục: chỉ tiêu thi đua",
        "| Mái ấm tình thương (căn) | 40 | 45 |\n| Hội viên mới | 2.500 | 2.731 |\n| Tổ hợp tác | 12 | 10 |",
        "| Nội dung | Kế hoạch | Thực hiện |",
    ),
    (
        "Dư nợ ủy thác theo huyện",
        "| Bù Đăng | 61 | 158.300 |\n| Lộc Ninh | 54 | 143.900 |",
        "| Huyện | Số tổ | Dư nợ (triệu đồng) |",
    ),
)
BEN_TRE_NEWS = report(
    source("ben-tre-lop-may.txt", "Hội LHPN tỉnh Bến Tre", "Bến Tre", None, date(2023, 10, 6)),
    "Ngày 05/10/2023, Hội LHPN tỉnh Bến Tre khai giảng lớp may công nghiệp cho 45 hội viên và trao 20 máy may. "
    "Lễ khai giảng diễn ra tại xã Tân Phú, huyện Châu Thành, do chị Lê Thị Bé Sáu, Giám đốc trung tâm dạy nghề, "
    "chủ trì. Học viên được làm quen với lĩnh vực may xuất khẩu; tính đến nay, công tác dạy nghề của Hội đạt các chỉ "
    "tiêu đề ra, chị em có thêm việc làm tại chỗ.\n"
    "Dịp này, Hội chia sẻ khó khăn với 30 hộ hội viên và tặng 30 suất quà, mở đầu mùa Tết nhân ái ở đây.",
)
REPORTS = (HOA_BINH_2021, HOA_BINH_2022, KON_TUM_2022, DAK_HA_2022, BINH_PHUOC_2023, BEN_TRE_NEWS)


def passages_of(*documents: Document) -> list[Passage]:
    """The passages of articles, in order."""
    return [passage for document in documents for passage in split_document(document)]


def lexicon_of(documents: Iterable[Document]) -> Lexicon:
    """The words of articles, as a generation counts them."""
    return Lexicon.of(index_fields(passage).exact.split() for passage in passages_of(*documents))


LEXICON = lexicon_of(REPORTS)


def ask(text: str) -> Question:
    """A question about the invented reports, asked in March 2024."""
    return analyse(text, LEXICON, today=TODAY)


def passage(source: Source, text: str, heading: str = "", header: str = "", start: int = 0) -> Passage:
    """A passage that stands alone."""
    return Passage(source, start, start + len(text), text, heading, header)


def sentence(text: str, source: Source = HOA_BINH_2022.source, heading: str = "", header: str = "") -> Sentence:
    """The only sentence of a passage."""
    [only] = split_passage(passage(source, text, heading, header))
    return only


def hits_of(*documents: Document) -> list[Hit]:
    """Every passage of some articles, found equally well."""
    return [Hit(each, 1.0, 1.0) for each in passages_of(*documents)]


@asynccontextmanager
async def open_library(folder: Path, documents: Sequence[Document] = REPORTS) -> AsyncIterator[Library]:
    """A library over a new index of some articles."""
    async with await Store.open(folder, create=True) as store:
        await build_index(store, documents)
    library = await Library.open(folder, FakeEmbedder())
    try:
        yield library
    finally:
        await library.close()


async def build_index(
    store: Store, documents: Sequence[Document], embedder: Embedder | None = None, *, rebuild: bool = False
) -> None:
    """Index articles as `hoidap index` does, but with an embedder that counts a few words."""
    chosen = embedder or FakeEmbedder()
    await build_generation(
        store,
        documents,
        split_document,
        lambda: chosen,
        embedder_name=chosen.name,
        index_fields=index_fields,
        embedded_text=embedded_text,
        options=BuildOptions(rebuild=rebuild, may_vanish=True),
    )
