"""Makes a folder of invented reports: many provinces, years, units and indicators, in the project's own words.

    .venv/bin/python bench/make_articles.py FOLDER [--articles 1000]

The same arguments make the same files.
"""

from __future__ import annotations

import argparse
import random
import re
from pathlib import Path

PROVINCES = re.split(
    ", ",
    "An Giang, Bà Rịa - Vũng Tàu, Bắc Giang, Bắc Kạn, Bạc Liêu, Bắc Ninh, Bến Tre, Bình Định, Bình Dương, Bình Phước, "
    "Bình Thuận, Cà Mau, Cao Bằng, Đắk Lắk, Đắk Nông, Điện Biên, Đồng Nai, Đồng Tháp, Gia Lai, Hà Giang, Hà Nam, "
    "Hà Tĩnh, Hải Dương, Hậu Giang, Hòa Bình, Hưng Yên, Khánh Hòa, Kiên Giang, Kon Tum, Lai Châu, Lâm Đồng, Lạng Sơn, "
    "Lào Cai, Long An, Nam Định, Nghệ An, Ninh Bình, Ninh Thuận, Phú Thọ, Phú Yên, Quảng Bình, Quảng Nam, Quảng Ngãi, "
    "Quảng Ninh, Quảng Trị, Sóc Trăng, Sơn La, Tây Ninh, Thái Bình, Thái Nguyên, Thanh Hóa, Tiền Giang, Trà Vinh, "
    "Tuyên Quang, Vĩnh Long, Vĩnh Phúc, Yên Bái",
)
PERIODS = ("năm {year}", "6 tháng đầu năm {year}", "9 tháng đầu năm {year}", "quý I năm {year}")
YEARS = range(2012, 2025)
RESULTS = (
    "Toàn tỉnh kết nạp {n} hội viên mới, nâng tổng số hội viên lên {m} chị.",
    "Các cấp Hội vận động xây mới {n} mái ấm tình thương, trị giá {t} tỷ đồng.",
    "Hội nhận ủy thác với Ngân hàng Chính sách xã hội, dư nợ đạt {m} triệu đồng cho {n} hộ vay.",
    "Có {n} phụ nữ được tư vấn khởi nghiệp, trong đó {k} chị lập được cơ sở kinh doanh.",
    "Hội mở {k} lớp tập huấn kỹ năng số cho {n} cán bộ chi hội.",
    "{n} hộ phụ nữ nghèo được giúp cây, con giống; {k} hộ thoát nghèo bền vững.",
    "Thành lập {k} tổ hợp tác và {j} hợp tác xã do phụ nữ quản lý với {n} thành viên.",
    "Khám sức khỏe miễn phí cho {n} lượt phụ nữ vùng sâu, cấp phát {m} phần thuốc.",
    "Trao {n} suất học bổng cho con hội viên khó khăn, tổng trị giá {t} tỷ đồng.",
    "Nhận đỡ đầu {k} trẻ mồ côi trong chương trình Mẹ đỡ đầu, mỗi tháng {n} nghìn đồng mỗi cháu.",
    "Tổ chức {k} buổi truyền thông phòng, chống bạo lực gia đình, thu hút {m} lượt người dự.",
    "Xây dựng {j} mô hình chi hội 5 không, 3 sạch; {n} hộ gia đình đăng ký thực hiện.",
    "Hội phối hợp hòa giải thành {k} vụ việc mâu thuẫn trong gia đình.",
    "Giới thiệu {k} cán bộ, hội viên ưu tú để Đảng xem xét kết nạp, {j} chị đã được kết nạp.",
    "Trồng {n} km đường hoa phụ nữ, thu gom {t} tấn rác thải nhựa.",
)
OPENINGS = (
    "Thực hiện chương trình công tác {period}, các cấp Hội tỉnh {province} bám sát cơ sở, đổi mới cách vận động.",
    "Trong {period}, phong trào phụ nữ tỉnh {province} có nhiều việc làm cụ thể, hướng về chi hội khó khăn.",
    "Nhìn lại {period}, Hội LHPN tỉnh {province} ghi nhận nỗ lực của chị em ở {j} huyện và {k} xã.",
)
DETAILS = (
    "Riêng huyện thứ {j} đạt {n}, tăng {k} so với cùng kỳ, nhờ chị em góp ngày công và quỹ tiết kiệm tại chỗ.",
    "Kết quả này vượt {k} so với chỉ tiêu {n} mà đại hội nhiệm kỳ đã đề ra cho toàn tỉnh.",
    "Nguồn lực đến từ {k} doanh nghiệp, {j} tổ chức và {n} lượt hội viên đóng góp.",
    "Chi hội số {k} là đơn vị dẫn đầu với {n} lượt chị em tham gia trong {j} đợt.",
)


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("folder", type=Path)
    arguments.add_argument("--articles", type=int, default=1000)
    chosen = arguments.parse_args()
    for number in range(chosen.articles):
        write_article(chosen.folder, number)


def write_article(folder: Path, number: int, edition: int = 0) -> Path:
    """Write the report of a number; another edition of it differs in one sentence of its last paragraph."""
    path = folder / f"bao-cao-{number:04}.txt"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(article(number, edition), encoding="utf-8")
    return path


def article(number: int, edition: int = 0) -> str:
    """The text of a report, of about 700 words."""
    chance = random.Random(number)
    province = PROVINCES[number % len(PROVINCES)]
    year = YEARS[number // len(PROVINCES) % len(YEARS)]
    period = PERIODS[number // (len(PROVINCES) * len(YEARS)) % len(PERIODS)].format(year=year)
    chosen = chance.sample(RESULTS, k=12)
    paragraphs = [_filled(chance.choice(OPENINGS), chance, province=province, period=period)]
    for start in range(0, len(chosen), 2):
        sentences = [each for result in chosen[start : start + 2] for each in (result, *chance.sample(DETAILS, 2))]
        paragraphs.append(" ".join(_filled(sentence, chance) for sentence in sentences))
    paragraphs.append(f"Hội nghị tổng kết biểu dương {edition + 10} tập thể và {number % 90 + 5} cá nhân tiêu biểu.")
    title = f"Hội LHPN tỉnh {province} báo cáo kết quả công tác {period}"
    return "\n".join([title, f"Ngày {chance.randint(1, 28)}/{chance.randint(1, 12)}/{year}", "", *paragraphs, ""])


def _filled(sentence: str, chance: random.Random, **known: str) -> str:
    return sentence.format(
        n=chance.randint(100, 9_999),
        m=chance.randint(10_000, 99_999),
        k=chance.randint(11, 99),
        j=chance.randint(2, 10),
        t=f"{chance.randint(1, 40)},{chance.randint(1, 9)}",
        **known,
    )


if __name__ == "__main__":
    main()
