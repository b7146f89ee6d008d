"""What a web page puts around an article: menus, share bars, lists of other articles, captions and bylines.

Pure functions over single lines. The patterns name kinds of lines that Vietnamese news systems print, not any one site.
"""

from __future__ import annotations

import re

from index.vietnamese.text import CAPITALS, count_syllables, fold, squeeze

# Headings of lists of other articles: what follows them, if it is no prose, is not the article.
_OTHER_ARTICLES = re.compile(
    r"(?:cac\s+|nhung\s+)?(?:tin|bai)\s+(?:bai\s+)?(?:viet\s+)?(?:lien\s+quan|cung\s+(?:chuyen\s+muc|loai|chu\s+de)|khac|noi\s+bat|"
    r"moi(?:\s+(?:hon|nhat|dang))?|cu\s+hon|doc\s+nhieu|xem\s+nhieu|da\s+dang|tiep\s+theo)\b.{0,12}"
    r"|co\s+the\s+ban\s+quan\s+tam|(?:doc|xem)\s+(?:nhieu|tiep|them|nhieu\s+nhat)|tam\s+diem|cac\s+de\s+an|van\s+ban\s+moi"
    r"|lien\s+ket\s+(?:website|web)|thong\s+ke\s+truy\s+cap|thu\s+vien\s+(?:anh|video)|lich\s+(?:tiep|cong)\s.{0,30}"
    r"|(?:gui\s+)?(?:phan\s+hoi|binh\s+luan)|y\s+kien\s+ban\s+doc.{0,8}|chuyen\s+muc(?:\s+tin)?|quang\s+cao|video|photo|audio"
)
# Single lines of furniture, wherever they stand.
_FURNITURE = re.compile(
    r"trang\s+chu\s*[»>/|›].*|(?:home)\s*[»>/|›].*"
    r"|(?:in\s+(?:trang|bai|tin)|ban\s+in|gui\s+email|gui\s+bai|chia\s+se|luu\s+bai|tai\s+(?:ve|tep|file)|dinh\s+kem|nghe\s+(?:bai|tin)).{0,80}"
    r"|(?:share|like|tweet|facebook|zalo|print|email|copy\s+link).{0,60}"
    r"|.{0,20}\bluot\s+(?:xem|doc|truy\s+cap).{0,20}|luot\s+(?:xem|doc)\s*:.*"
    r"|\(?\d*\)?\s*binh\s+luan.{0,20}|.{0,14}a\s*-\s+a\s+a\s*\+.{0,10}|(?:tu\s+khoa|tags?|the)\s*:.*"
    r"|(?:nguon|nguon\s+tin|tac\s+gia|nguoi\s+(?:dang|viet|bien\s+tap))\s*:.{0,80}"
    r"|(?:tin|bai|anh|tin\s*,\s*anh|bai\s*,\s*anh|bai\s+va\s+anh|tin\s+va\s+anh|tin,?\s*bai|cong\s+tac\s+vien|ctv|thuc\s+hien|tong\s+hop)\s*:.{0,80}"
    r"|tong\s+so\s+diem.*|danh\s+gia\s+bai\s+viet.*|tham\s+do\s+y\s+kien.*|click\s+de.*|nhung\s+tin\s+(?:moi|cu)\s+hon.*"
    r"|ban\s+dang\s+(?:o|xem)\b.{0,80}|noi\s+nhan\s*:.*|dang\s+nhap.{0,20}|tim\s+kiem.{0,20}|menu|(?:rss|sitemap)|ban\s+quyen.*|copyright.*|[☆★\s\d/]+"
    r"|[^.!?»›]{2,40}(?:\s*[»›]\s*[^.!?»›]{2,50})+"  # the path to a page: "Tin tức » Hoạt động Hội"
    r"|\[?anh\s*\d{1,2}\]?\s*[:.\]]?\s[^.!?]{0,120}"
    r"|(?:https?://|www\.)\S+|chuyen\s+muc\s*:.{0,80}|(?:cong|trang)\s+(?:thong\s+)?tin\b[^.\d]{0,70}"
)
_OFFICE = re.compile(
    r"\b(?:chu\s+tich|bi\s+thu|truong\s+ban|giam\s+doc|uy\s+vien|truong\s+doan|truong\s+phong|pho\s+ban)\b"
)
_NAME = re.compile(rf"(?:[{CAPITALS}][\w’']*\s+){{2,}}[{CAPITALS}][\w’']*")
_CLOSING = re.compile(
    r"(?:nhan )?dip nay\b|tai (?:hoi nghi|buoi|dai hoi|le)\b|(?:phat bieu )?ket luan\b|phat bieu\b|trong thu\b"
    r"|ket thuc (?:hoi nghi|buoi)\b|cung (?:tai|trong) (?:hoi nghi|buoi|dip)\b"
    r"|hoi nghi (?:da |cung )*(?:trao|tang|bieu duong|tuyen duong|khen|bau)\b"
)
_MOTTO = re.compile(
    r"[\W_]*(?:cong hoa xa hoi chu nghia(?: viet nam)?|viet nam|doc lap\W+tu do\W+hanh phuc)[\W_]*"  # may be wrapped
)
_TERMINAL = (".", "!", "?", ":", ";", ",", "…", ".”", '."', "./.", ")")
_NUMBERED = re.compile(
    r"\s*(?:(?P<number>\d{1,2}(?:\.\d{1,2})*)[.)]|(?P<roman>[IVX]{1,5})[.)]|(?P<letter>[a-hđ])[.)])\s+(?=\S)"
)
_BULLET = re.compile(r"\s*[-–+•*·●▪]\s*(?=\S)")
_RULE = re.compile(r"[\s|:_=*+-]*")


def is_furniture(line: str) -> bool:
    """Whether a line belongs to the site, not to the article."""
    folded = fold(squeeze(line)).strip(" -–|:•*.")
    if not folded or _RULE.fullmatch(line):
        return True
    cells = [cell.strip() for cell in folded.split("|")]
    if len(cells) > 1 and not any(map(str.isdigit, folded)) and all(_is_menu_entry(cell) for cell in cells):
        return True
    if _is_menu(line):
        return True
    return bool(_FURNITURE.fullmatch(folded) or _OTHER_ARTICLES.fullmatch(folded))


def _is_menu(line: str) -> bool:
    """Whether a line is a site's menu: several entries, at least two of them such as every site has."""
    if line.lstrip().startswith("|") or any(map(str.isdigit, line)):
        return False
    entries = [fold(squeeze(entry)) for entry in _BETWEEN_ENTRIES.split(line.strip())]
    return len(entries) > 2 and sum(_is_menu_entry(e) or bool(_SECTION.fullmatch(e)) for e in entries if e) > 1


_BETWEEN_ENTRIES = re.compile(r"\s*\|\s*|\s{2,}|\t")
_SECTION = re.compile(
    r"trang\s+(?:chu|nhat)|tin\s+(?:tuc|hoi|anh)(?:\s+[-–]?\s*su\s+kien)?|gioi\s+thieu|lien\s+he|van\s+ban|thong\s+bao"
    r"|hoi\s+dap|thu\s+vien(?:\s+anh)?|video|podcast|media|rss|hoat\s+dong(?:\s+(?:hoi|co\s+so))?|khoi\s+nghiep"
    r"|xa\s+hoi|doan\s+the|kinh\s+te|chinh\s+tri|van\s+hoa|the\s+thao|giao\s+duc|phap\s+luat(?:\s+va\s+doi\s+song)?|doi\s+song|gia\s+dinh|suc\s+khoe|guong\s+dien\s+hinh|dang\s+ky|dang\s+nhap"
)


def _is_menu_entry(cell: str) -> bool:
    return bool(_OTHER_ARTICLES.fullmatch(cell) or _FURNITURE.fullmatch(cell) or not cell)


def opens_other_articles(line: str) -> bool:
    """Whether a line is the heading of a list of other articles ("TIN LIÊN QUAN", "Đọc nhiều")."""
    return bool(_OTHER_ARTICLES.fullmatch(fold(squeeze(line)).strip(" -–|:•*.")))


def is_motto(line: str) -> bool:
    """Whether a line is the state's name or motto: on every official letter, it tells nothing of this one."""
    return bool(_MOTTO.fullmatch(fold(squeeze(line))))


def is_prose(line: str) -> bool:
    """Whether a line is a sentence or more: what an article is made of."""
    return count_syllables(line) >= 25 or (count_syllables(line) >= 8 and line.rstrip().endswith((".", "…", ";")))


def is_bullet(line: str) -> bool:
    return bool(_BULLET.match(line))


_PART = re.compile(r"\s*phan\s+(?:thu\s+)?(?:nhat|hai|ba|tu|bon|nam|[ivx]{1,4}|\d)\s*[.:)–-]\s*(?=\S)")


def number_of(line: str) -> str | None:
    """The section or list number that a line begins with ("1.2", "II", "a"), or None; "Phần thứ hai." is one of "I"."""
    if _PART.match(fold(line)):
        return "I"
    match = _NUMBERED.match(line)
    return (match["number"] or match["roman"] or match["letter"]) if match else None


def is_short_phrase(line: str) -> bool:
    """Whether a line has the form of a heading, caption or byline: short, and ended by no punctuation."""
    return count_syllables(line) <= 32 and not line.rstrip().endswith(_TERMINAL)


MAX_SECTION_SYLLABLES = 14  # of a heading without a number: a longer line is a caption
_SECTION_NAME = re.compile(
    r"(?:(?:mot so|nhung|cac) )?(?:ket qua|nhiem vu|phuong huong|muc tieu|chi tieu|giai phap|kho khan|han che|ton tai"
    r"|nguyen nhan|bai hoc|ke hoach|de xuat|kien nghi|nhin lai|dinh huong|viec (?:can|phai|se) lam|trong tam)\b"
)


def names_section(line: str) -> bool:
    """Whether a line without a number is the heading of a usual part of a report: "Nhiệm vụ 6 tháng cuối năm"."""
    is_short = is_short_phrase(line) and count_syllables(line) <= MAX_SECTION_SYLLABLES
    return is_short and not is_bullet(line) and bool(_SECTION_NAME.match(fold(squeeze(line))))


def is_question(line: str) -> bool:
    """Whether a line only asks, as an interviewer does: what follows it answers."""
    return line.rstrip().endswith("?") and count_syllables(line) <= 60


def ends_with_credit(line: str) -> bool:
    """Whether a line ends with the credit of a photo, as captions do: "(Ảnh: Q. Trung)"."""
    return count_syllables(line) <= 40 and bool(_CREDIT.search(fold(line.rstrip())))


_CREDIT = re.compile(r"\(\s*(?:nguon\s+)?anh(?:\s+minh\s+hoa)?\s*[:.]?[^()]{0,40}\)\.?$|\banh\s*:\s*[^.]{1,30}$")


def names_office_holder(line: str) -> bool:
    """Whether a line tells who holds an office: a caption worth keeping, because it answers "who is"."""
    return bool(_OFFICE.search(fold(line)) and _NAME.search(line))


def is_closing(line: str) -> bool:
    """Whether a paragraph tells how a meeting went on and ended: it is no part of the section before it."""
    return is_prose(line) and bool(_CLOSING.match(fold(line)))


def is_upper(line: str) -> bool:
    """Whether a line is written in capitals."""
    letters = [c for c in line if c.isalpha()]
    return bool(letters) and sum(c.isupper() for c in letters) >= 0.8 * len(letters)
