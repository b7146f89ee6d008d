"""Conversations as members have them, each turn with what has to come back: written before the code that answers them.

Texts that begin with "@" name a question of the development set; its facts are named the same way, "/1" being the
second of its groups. So nothing of that set stands here.
"""

from __future__ import annotations

from dataclasses import dataclass

from bot.answering.answers import Outcome

ANSWERED, NOT_FOUND, CLARIFY = Outcome.ANSWERED, Outcome.NOT_FOUND, Outcome.CLARIFY


@dataclass(frozen=True)
class Turn:
    """What a member types, and what has to come back."""

    typed: str
    facts: tuple[str, ...] = ()  # each in the answer; alternatives are separated by "|"
    outcome: Outcome = ANSWERED
    means: tuple[str, ...] = ()  # what the line "Hiểu là" has to name
    is_own: bool = False  # a question of its own: taken as typed
    repeats_sources: bool = False  # cites what the turn before cited


def ask(typed: str, *facts: str, outcome: Outcome = ANSWERED, means: tuple[str, ...] = ()) -> Turn:
    return Turn(typed, facts, outcome, means)


def own(typed: str, *facts: str, outcome: Outcome = ANSWERED) -> Turn:
    return Turn(typed, facts, outcome, is_own=True)


def sources(typed: str, *facts: str) -> Turn:
    return Turn(typed, facts, repeats_sources=True)


Conversation = tuple[Turn, ...]

# On the project's own five articles.
ON_SEEDS: tuple[Conversation, ...] = (
    # another thing of the same report
    (own("Năm 2018 Thừa Thiên Huế giúp bao nhiêu hộ thoát nghèo?", "152"), ask("còn khởi nghiệp?", "116")),
    (
        own("Dự án 8 ở Sóc Trăng thành lập mới bao nhiêu tổ truyền thông cộng đồng?", "118"),
        ask("còn CLB Thủ lĩnh của sự thay đổi?", "24"),
        ask("địa chỉ tin cậy thì sao?", "14"),
    ),
    (
        own("TP Bắc Kạn 6 tháng đầu năm 2023 có bao nhiêu phụ nữ tiêu biểu?", "731"),
        ask("Ai chủ trì?", "Vũ Thị Kim Quỳnh", means=("Bắc Kạn",)),
    ),
    (
        own("Sóc Trăng năm 2023 có bao nhiêu cơ sở Hội?", "109"),
        ask("Ủy ban kiểm tra thì sao?", "11/11"),
    ),
    (
        own("Phụ nữ Bắc Giang ủng hộ miền Trung bao nhiêu tiền năm 2020?", "5 tỷ"),
        ask("còn phòng chống dịch Covid?", "07 tỷ|7 tỷ"),
    ),
    (
        own("Bắc Giang năm 2020 tăng bao nhiêu hội viên?", "6.602"),
        ask("the con ho dat 5 khong 3 sach?", "650"),
    ),
    (
        own("Năm 2018 Thừa Thiên Huế thành lập hợp tác xã nào?", "A Lưới"),
        ask("còn bao nhiêu tổ liên kết, tổ hợp tác?", "28"),
        ask("thế đào tạo nghề?", "2.260"),
    ),
    # more about the same thing
    (
        own("Năm 2020 Bắc Giang xây được bao nhiêu nhà mái ấm tình thương?", "85"),
        ask("bao nhiêu tiền?", "1,78", means=("Bắc Giang", "2020")),
        sources("nguồn đâu?"),
    ),
    (
        own("Năm 2018 Huế sửa chữa, trao tặng bao nhiêu nhà cho phụ nữ nghèo?", "42"),
        ask("trị giá bao nhiêu?", "1,4"),
        ask("Còn Bắc Giang năm 2020?", "1,78", means=("Bắc Giang", "2020")),
    ),
    (
        own("Ai chủ trì hội nghị sơ kết của Hội LHPN thành phố Bắc Kạn 6 tháng đầu năm 2023?", "Vũ Thị Kim Quỳnh"),
        ask("vào ngày nào?", "13/7"),
    ),
    (
        own("Kế hoạch 192/KH-UBND của tỉnh Thừa Thiên Huế ban hành ngày nào?", "20/11"),
        ask("nội dung kế hoạch đó là gì?", "bình đẳng giới"),
    ),
    # another place
    (
        own("Ai là Chủ tịch Hội LHPN tỉnh Bắc Giang?", "Ngụy Thị Tuyến"),
        ask("Còn Bắc Kạn?", "Vũ Thị Kim Quỳnh", means=("Bắc Kạn",)),
    ),
    (
        own("chu tich hoi phu nu thanh pho bac kan la ai", "Vũ Thị Kim Quỳnh"),
        ask("con bac giang thi sao", "Ngụy Thị Tuyến", means=("Bắc Giang",)),
    ),
    (
        own("Hội LHPN huyện Cù Lao Dung có hoạt động gì?", "hội viên danh dự"),
        ask("Ở huyện Mỹ Xuyên?", "Thủ lĩnh của sự thay đổi", means=("huyện Mỹ Xuyên",)),
    ),
    (
        own("hue nam 2018 trao bao nhieu suat hoc bong nguyen thi dinh", "2.156"),
        ask("con bac giang thi sao", outcome=NOT_FOUND, means=("Bắc Giang", "2018")),
    ),
    (
        own("Năm 2020 Bắc Giang gắn biển bao nhiêu con đường?", "206"),
        ask("Còn Hà Nội?", outcome=NOT_FOUND, means=("Hà Nội",)),
    ),
    # another period
    (
        own("Bắc Giang năm 2020 quản lý bao nhiêu vốn vay cho phụ nữ?", "3.152"),
        ask("Thế còn năm 2022?", outcome=NOT_FOUND, means=("Bắc Giang", "năm 2022")),
    ),
    (
        own("Năm 2022 TP Bắc Kạn có bao nhiêu phụ nữ tiêu biểu?", outcome=NOT_FOUND),
        ask("thế 6 tháng đầu năm 2023?", "731", means=("Bắc Kạn", "6 tháng đầu năm 2023")),
    ),
    (
        own("Hội LHPN tỉnh Bắc Giang có những nhiệm vụ trọng tâm gì năm 2021?", "mục tiêu kép"),
        ask("thế còn 6 tháng cuối năm 2023?", "Xay Sổm Bun|đối thoại|cơ sở giỏi"),
    ),
    # both
    (
        own("bac giang 2020 tang bao nhieu hoi vien", "6.602"),
        ask("con hue 2018 thi sao", "5.886", means=("Huế", "2018")),
    ),
    (
        own("Bắc Giang năm 2020 tăng bao nhiêu hội viên?", "6.602"),
        ask("so với Huế năm 2018 thì sao?", "6.602", "5.886"),
    ),
    # more words, sources
    (
        own("Bắc Giang 6 tháng đầu năm 2023 có những hoạt động nổi bật nào?", "dân vũ"),
        ask("nói rõ hơn", "Đề án số 15|Nữ chủ nhà trọ|tập huấn|Mẹ đỡ đầu"),
    ),
    (
        own("TP Bắc Kạn tập huấn chuyển đổi số cho bao nhiêu lượt phụ nữ?", "3343"),
        ask("chi tiết hơn đi em", "731|127|8.538|10.058|117"),
        sources("dẫn nguồn giúp chị"),
    ),
    (
        own("Đề án số 15 ở Bắc Giang nói về việc gì?", "cán bộ nữ"),
        sources("lấy ở đâu ra vậy?"),
    ),
    (
        own("Năm 2020 Bắc Giang phát hành bao nhiêu tờ rơi tuyên truyền?", "20.000"),
        ask("con bao nhieu htx duoc ho tro thanh lap?", "03|3", means=("Bắc Giang", "2020")),
    ),
    (
        own("Hội LHPN tỉnh Bắc Giang ký thỏa thuận hợp tác với tỉnh nào của Lào?", "Xay Sổm Bun"),
        ask("giai đoạn nào?", "2022-2025"),
    ),
    (
        own("Huế năm 2018 trao tặng bao nhiêu suất học bổng?", "2.156"),
        ask("còn nhà cho phụ nữ nghèo?", "42"),
        ask("nói rõ hơn đi"),
    ),
    (
        own("6 thang dau nam 2023 tp bac kan xay dung bao nhieu tin bai tuyen truyen", "127"),
        ask("van dong xay MATT duoc bao nhieu tien?", "17 triệu", means=("Bắc Kạn",)),
    ),
    (
        own("Ai là Chủ tịch Hội LHPN thành phố Bắc Kạn?", "Vũ Thị Kim Quỳnh"),
        ask("ở đó có bao nhiêu phụ nữ tiêu biểu?", "731", means=("Bắc Kạn",)),
    ),
    (
        own("Năm 2020 Bắc Giang có bao nhiêu ý tưởng tham gia cuộc thi Phụ nữ khởi nghiệp?", "42"),
        ask("cuộc thi đó do ai phát động?", "TW Hội|Trung ương Hội"),
    ),
    (
        own("hue nam 2018 gioi thieu dao tao nghe cho bao nhieu lao dong nu", "2.260"),
        ask("the con khoi nghiep", "116"),
        ask("the nam 2020?", outcome=NOT_FOUND, means=("Huế", "2020")),
    ),
    # nothing before it
    (ask("Thế còn năm 2022?", outcome=CLARIFY),),
    (ask("nguồn đâu?", outcome=CLARIFY),),
    (ask("con bac kan thi sao", outcome=CLARIFY),),
    # questions of their own
    (
        own("Bắc Giang năm 2020 khám sàng lọc ung thư vú cho bao nhiêu người?", "1.266"),
        own("Ai là Chủ tịch Hội LHPN thành phố Bắc Kạn?", "Vũ Thị Kim Quỳnh"),
    ),
    (
        own("Huế năm 2018 giúp bao nhiêu phụ nữ khởi nghiệp?", "116"),
        Turn("cảm ơn em nhé", outcome=NOT_FOUND, is_own=True),
        ask("thế còn học bổng?", "2.156", means=("Huế", "2018")),
    ),
    (
        own("Năm 2018 Huế tăng bao nhiêu hội viên?", "5.886"),
        own("Thời tiết Hà Nội ngày mai thế nào?", outcome=NOT_FOUND),
    ),
)

# On the development set.
ON_DEVELOPMENT: tuple[Conversation, ...] = (
    # another period
    (own("@RD-001", "@RD-001"), ask("Thế 6 tháng đầu năm 2023 thì sao?", "@RD-018/1", means=("Thanh Hóa",))),
    (own("@SO-001", "@SO-001"), ask("con 6 thang dau nam 2023", "@SO-021/1", means=("6 tháng đầu năm 2023",))),
    (own("@SO-003", "@SO-003"), ask("còn cả năm?", "@SO-009", means=("năm 2022",))),
    (own("@NB-002", "@NB-002"), ask("con 6 thang dau nam 2023 thi sao", "@NB-019")),
    (own("@NB-018", "@NB-018"), ask("năm trước thì sao?", "@NB-009|1.231", means=("2022",))),
    (own("@NB-021", "@NB-021"), ask("Còn năm 2020?", "@SD-d010/0", means=("Bắc Giang", "năm 2020"))),
    (own("@NB-024", "@NB-024"), ask("năm 2020 thì sao ạ?", "@SD-d011")),
    (own("@NB-023", "@NB-023"), ask("the con nam 2020", "@SD-d012")),
    (own("@CT-023", "@CT-023"), ask("năm 2018 thì sao?", "@SD-d007")),
    (own("@NB-045", "@NB-045"), ask("Thế còn năm 2024?", outcome=NOT_FOUND, means=("Cao Bằng", "2024"))),
    # another place
    (
        own("@CT-008", "@CT-008"),
        ask("Còn Thừa Thiên Huế?", "@CT-024", means=("Thừa Thiên Huế", "2022")),
        ask("Thanh Hóa?", "@RD-010/0", means=("Thanh Hóa", "2022")),
    ),
    (own("@CT-026", "@CT-026"), ask("thế Thanh Hóa", "@RD-008")),
    (own("@RD-035", "@RD-035"), ask("Còn Hoàng Mai?", "@RD-039/1"), ask("thanh chuong thi sao", "@RD-039/0")),
    (own("@RD-024", "@RD-024"), ask("còn cả tỉnh?", "@RD-010/0")),
    (
        own("6 tháng đầu năm 2023 TP Buôn Ma Thuột kết nạp bao nhiêu hội viên mới?"),
        ask("Còn huyện Krông Bông?", "@CT-015", means=("huyện Krông Bông", "6 tháng đầu năm 2023")),
    ),
    (own("@NB-009", "@NB-009"), ask("so với Huế thì sao?", "@NB-009", "@CT-029")),
    # another thing
    (own("@SO-008", "@SO-008"), ask("còn hộ thoát nghèo?", "@SO-010", means=("Tiền Giang", "2022"))),
    (own("@NB-009", "@NB-009"), ask("số trẻ mồ côi được đỡ đầu thì sao?", "@NB-012")),
    (own("@NB-003", "@NB-003"), ask("Ai chủ trì cuộc họp đó?", "@NB-004")),
    (own("@NB-015", "@NB-015"), ask("Vì sao chậm?", "@NB-016/0")),
    (own("@RD-023", "@RD-023"), ask("còn hộ thoát nghèo?", "@RD-024")),
    (own("@SO-038", "@SO-038"), ask("Ai làm chủ tịch?", "@SO-037")),
    (
        own("@CT-052", "@CT-052"),
        ask("bán được bao nhiêu tiền?", "@CT-057"),
        ask("ý tưởng nào đạt giải nhất?", "@CT-054"),
    ),
    (own("@NB-035", "@NB-035/0"), ask("phường nào đạt giải nhất?", "@NB-039")),
    (own("@SO-037", "@SO-037"), ask("Ban chấp hành có bao nhiêu người?", "@SO-038/0")),
    (
        own("Năm 2022 Tiền Giang hỗ trợ bao nhiêu phụ nữ khởi nghiệp?"),
        ask("kế hoạch năm 2023 thì sao?", "@SO-012", means=("Tiền Giang", "2023")),
    ),
    (own("@SO-015", "@SO-015/0"), ask("MATT thì sao?", "@SO-022/1")),
    (own("@CT-017", "@CT-017/0"), ask("còn Buôn Ma Thuột?", "6", means=("Buôn Ma Thuột",))),
    (own("@SO-023", "@SO-023"), ask("nợ quá hạn thì sao?", "@SO-016", means=("Tiền Giang",))),
    # asked back
    (own("@DA-1", outcome=CLARIFY), ask("Tiền Giang", "@SO-010", means=("Tiền Giang",))),
    (own("@DA-2", outcome=CLARIFY), ask("tinh tien giang", "@SO-009/0")),
    (own("@DA-1", outcome=CLARIFY), ask("1")),
    (own("@DA-3", outcome=CLARIFY), ask("tỉnh Tuyên Quang", "@NB-018")),
    (own("@DA-3", outcome=CLARIFY), ask("cái đầu tiên")),
    (own("@DA-2", outcome=CLARIFY), ask("Bắc Giang", "@NB-021")),
    (own("@DA-4", outcome=CLARIFY), ask("thanh hoa", "@RD-008")),
    (own("@DA-1", outcome=CLARIFY), ask("tỉnh Thanh Hóa ạ", "@RD-010/0")),
    # compared
    (
        own("@SO-001", "@SO-001"),
        ask("6 tháng đầu năm 2023 thì sao", "@SO-021/1"),
        ask("tăng hay giảm?", "@SO-021"),
    ),
    (own("@NB-019", "@NB-019"), ask("cùng kỳ năm trước thì sao?", "@NB-002")),
    (own("@RD-001", "@RD-001"), ask("so với cùng kỳ năm 2023?", "@RD-018")),
    (own("@CT-008", "@CT-008"), ask("Huế thì sao?", "@CT-024"), ask("bên nào nhiều hơn?", "@CT-008", "@CT-024")),
    # plans, and other things of the same report
    (own("@SO-009", "@SO-009"), ask("con 6 thang dau nam thi sao", "@SO-003")),
    (own("@RD-015", "@RD-015"), ask("còn hộ thoát nghèo?", "@RD-018/1")),
    (own("@CT-037", "@CT-037"), ask("hỗ trợ khởi nghiệp thì sao?", "@CT-038")),
    (own("@NB-046", "@NB-046"), ask("còn tổ truyền thông cộng đồng?", "@NB-048")),
    (own("@SO-044", "@SO-044"), ask("hợp tác xã thì sao?", "@SO-049")),
    (own("@RD-042", "@RD-042"), ask("khởi nghiệp thì sao", "@RD-043/1")),
    (own("@SO-051", "@SO-051"), own("@SO-052", "@SO-052")),
    (own("@CT-033", "@CT-033"), ask("Còn Cà Mau?", outcome=NOT_FOUND, means=("Cà Mau", "2020"))),
    (own("@RD-033", "@RD-033"), ask("khâu đột phá là gì?", "@RD-031")),
    (own("@CT-001", "@CT-001"), ask("thẻ BHYT thì sao?", "@CT-003")),
    (own("@CT-002", "@CT-002"), ask("đến cuối năm thì sao?", "@CT-013/0")),
    (own("@CT-012", "@CT-012"), ask("còn Thanh Hóa?", "@RD-002/0")),
    (own("@SO-024", "@SO-024"), ask("trao được mấy mái ấm?", "@SO-025/0")),
    (own("@NB-041", "@NB-041"), ask("hội viên mới thì sao?", "@NB-045")),
    # more words, sources
    (own("@RD-009", "@RD-009"), ask("nói rõ hơn"), sources("nguồn đâu")),
    (own("@RD-010", "@RD-010/0"), sources("nguon dau?")),
    (own("@CT-047", "@CT-047/0"), ask("cụ thể hơn đi")),
    # questions of their own
    (own("@NB-040", "@NB-040"), own("@NB-045", "@NB-045")),
    (own("@SO-001", "@SO-001"), own("@RD-047", "@RD-047"), own("@SO-053", "@SO-053/0")),
)
