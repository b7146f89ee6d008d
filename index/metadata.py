"""Title, date, organisation, province and reporting period, read from an article's own lines.

Pure. Nothing is invented: what the text does not say stays None. Evidence is weighed by where it stands: a title says
more than the first paragraph, and that more than the rest.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from index.evidence import is_plan_title
from index.reading.furniture import is_furniture, is_motto, is_prose, is_upper, opens_other_articles
from index.vietnamese.periods import Period, PeriodKind, PeriodMention, find_periods
from index.vietnamese.places import Level, Mention, Place, find_places, province_named, resolve
from index.vietnamese.text import count_syllables, fold, squeeze

HEAD_LINES = 14  # how far down a date line may stand


@dataclass(frozen=True, slots=True)
class Metadata:
    """What an article says of itself, and which of its lines say it."""

    title: str
    organisation: str | None
    province: str | None
    published: date | None
    period: str | None
    lines: frozenset[int]  # numbers of lines that are title, date or letterhead, not text


def read_metadata(lines: Sequence[str], fallback_title: str) -> Metadata:
    """Read an article's metadata from its NFC lines; without any title line the fallback is the title."""
    menu = _menu(lines) | _paths(lines)
    title, title_lines = _read_title(["" if n in menu else line for n, line in enumerate(lines)])
    published, date_lines = _read_date(lines, min(title_lines, default=0))
    published = published or _dateline(title, lines)
    letterhead = _letterhead(lines, min(title_lines, default=0))
    paragraphs = [squeeze(line) for n, line in enumerate(lines) if is_prose(line) and n not in title_lines]
    organisation, province = _read_organisation(title, [lines[n] for n in letterhead], paragraphs, _signature(lines))
    period = _read_period(title, paragraphs, [line for line in lines if not is_prose(line)], published)
    return Metadata(
        title=title or fallback_title,
        organisation=organisation,
        province=province,
        published=published,
        period=period.label if period else None,
        lines=frozenset(menu | title_lines | date_lines | letterhead),
    )


MENU_SYLLABLES = 6  # of the longest entry
SECTION_SYLLABLES = 4  # of the name of a section that stands alone: "Gương sáng quanh ta"
TITLE_SYLLABLES = 7  # from which a line is no entry of a menu: a shorter one is a title only where no other line is


def _menu(lines: Sequence[str]) -> set[int]:
    """The lines of a menu that stands above an article, an entry a line: some entry is one that every site has."""
    first = next((n for n, line in enumerate(lines) if line.strip()), len(lines))
    end = next((n for n in range(first, len(lines)) if not lines[n].strip()), len(lines))
    short = all(count_syllables(lines[n]) <= MENU_SYLLABLES for n in range(first, end))
    if (
        end - first < 3
        or not short
        or not any(_MENU_ENTRY.fullmatch(fold(squeeze(lines[n]))) for n in range(first, end))
    ):
        return set()
    return set(range(first, end))


def _paths(lines: Sequence[str]) -> set[int]:
    """The lines of the head that are menus or paths in one line: "Tin tức | Văn bản | Hỏi đáp pháp luật"."""
    head = [n for n, line in enumerate(lines) if line.strip()][:HEAD_LINES]
    end = next((at for at, n in enumerate(head) if is_prose(lines[n]) or _is_row(lines[n])), len(head))
    above_row = head[end - 1 : end] if end < len(head) and _is_row(lines[head[end]]) else []  # a table's header
    return {n for n in head[:end] if _is_path(lines[n])} - set(above_row)


def _is_row(line: str) -> bool:
    return line.lstrip().startswith("|") or bool(re.search(r"\d.*\s\|\s|\s\|\s.*\d", line))


def _is_path(line: str) -> bool:
    entries = re.split(r"\s[|>/]\s", line.strip())
    least = 3 if "|" in line else 2
    return len(entries) >= least and all(0 < count_syllables(each) <= MENU_SYLLABLES for each in entries)


_MENU_ENTRY = re.compile(
    r"trang chu|home|gioi thieu(?: chung)?|lien he|tin tuc(?: (?:- )?su kien)?|so do (?:trang|site|web)"
)
_DOCUMENT_TYPE = re.compile(
    r"(?:ke hoach|bao cao|thong bao|nghi quyet|chuong trinh|huong dan|cong van|quyet dinh|to trinh|de an|chi thi|"
    r"ket luan)"
)
_NUMBER_LINE = re.compile(r"(?:so|so hieu)\s*:.*|\*+")


def _read_title(lines: Sequence[str]) -> tuple[str, set[int]]:
    """The title and the lines that repeat it; "" if there is none before the first prose."""
    typed = _document_type(lines)
    candidates = list(_title_lines(lines)) if typed is None else [typed]
    if not candidates:
        return "", set()
    candidates = [n for n in candidates if not _is_masthead(squeeze(lines[n]))] or candidates
    n = _below_menu(candidates, lines)
    parts, text = {n}, squeeze(lines[n])
    if _DOCUMENT_TYPE.fullmatch(fold(text)):  # an official document: its type on one line, its subject below
        parts |= _lines_until_blank(lines, n + 1)
        text = squeeze(" ".join(lines[m] for m in sorted(parts)))
    return text.rstrip(), parts | {m for m, other in enumerate(lines) if squeeze(other) == text}


_SITE = re.compile(
    r"(?:trang (?:thông tin|tin|web)|cổng thông tin|website|tạp chí|báo (?:điện tử|phụ nữ))\b", re.IGNORECASE
)
_SITE_SECTION = re.compile(r"tin tuc(?: (?:- )?su kien)?|tin (?:hoat dong|trong tinh|co so)|hoat dong (?:cua )?hoi")
_NAME_OF_UNIT = re.compile(
    r"\b(?:trung uong|hoi|lhpn|lien hiep phu nu|phu nu|viet nam|tinh|thanh pho|tp|huyen|thi xa|quan|xa|phuong)\b|\W"
)


def _is_masthead(text: str) -> bool:
    """Whether a line names the site or its owner and nothing else: "Hội Liên hiệp Phụ nữ tỉnh Tây Ninh"."""
    if (_SITE.match(text) and not re.search(r"\d", text)) or _SITE_SECTION.fullmatch(fold(text)):
        return True
    bare = text
    for mention in reversed(find_places(text)):
        bare = bare[: mention.start] + bare[mention.end :]
    return not _NAME_OF_UNIT.sub("", fold(bare))


def _below_menu(candidates: Sequence[int], lines: Sequence[str]) -> int:
    """The first of the lines that may be the title, but for a menu or a section's name above it."""
    menu = [n for at, n in enumerate(candidates) if n - candidates[0] == at]
    longest = max(count_syllables(lines[n]) for n in menu)
    if longest >= TITLE_SYLLABLES or (len(menu) == 1 and longest > SECTION_SYLLABLES):
        return candidates[0]
    below = (n for n in candidates if count_syllables(lines[n]) >= TITLE_SYLLABLES)
    return next(below, candidates[0])


def _title_lines(lines: Sequence[str]) -> Iterator[int]:
    """The lines that may be the title: before the first prose, the first table, and the date that follows a title."""
    any_found = False
    for n, line in enumerate(lines):
        text = squeeze(line)
        if not text or is_furniture(line) or is_motto(text) or _is_letterhead(text):
            continue
        if _date_in(text) or _NUMBER_LINE.fullmatch(fold(text)):
            if any_found:
                return
            continue
        if (is_prose(line) and text.endswith(".")) or text.startswith("|"):
            return
        any_found = True
        yield n


def _document_type(lines: Sequence[str]) -> int | None:
    """The line of an official document's head that says in capitals what it is: "KẾ HOẠCH"."""
    head = [n for n, line in enumerate(lines) if line.strip()][:HEAD_LINES]
    return next((n for n in head if is_upper(lines[n]) and _DOCUMENT_TYPE.fullmatch(fold(squeeze(lines[n])))), None)


def _lines_until_blank(lines: Sequence[str], start: int) -> set[int]:
    found = set()
    for n in range(start, len(lines)):
        if not lines[n].strip() or is_prose(lines[n]):
            break
        found.add(n)
    return found


_LETTERHEAD = re.compile(
    r"(?:hoi lien hiep phu nu|hoi lhpn|hoi phu nu|ban thuong vu|ban chap hanh|tinh uy|uy ban nhan dan|"
    r"cong hoa xa hoi.*|doc lap.*|(?:tinh|thanh pho|huyen|thi xa|quan|xa|phuong) [\w ]{2,30})"
    r"(?: viet nam| tinh| huyen| thanh pho)*(?:(?: [-–])? [\w ]{2,30})?"
)


def _is_letterhead(text: str) -> bool:
    return is_upper(text) and count_syllables(text) <= 9 and bool(_LETTERHEAD.fullmatch(fold(text)))


def _letterhead(lines: Sequence[str], title: int) -> set[int]:
    return {n for n, line in enumerate(lines) if is_motto(line) or (n < title and _is_letterhead(squeeze(line)))}


_DATES = (
    re.compile(r"ngay\s+(?P<day>\d{1,2})\s+thang\s+(?P<month>\d{1,2})\s*,?\s+nam\s+(?P<year>\d{4})"),
    re.compile(r"(?<!\d)(?P<day>\d{1,2})\s+thang\s+(?P<month>\d{1,2})\s*,?\s+(?:nam\s+)?(?P<year>\d{4})"),
    re.compile(r"(?<![\d/.])(?P<day>\d{1,2})\s*[/.-]\s*(?P<month>\d{1,2})\s*[/.-]\s*(?P<year>(?:19|20)\d\d)(?!\d)"),
    re.compile(r"(?<!\d)(?P<year>20\d\d)-(?P<month>\d{1,2})-(?P<day>\d{1,2})(?!\d)"),
)
_AROUND_DATES = re.compile(
    r"\b(?:thu\s+(?:hai|ba|tu|nam|sau|bay|[2-7])|chu\s+nhat|cap\s+nhat|ngay|dang|luc|dang\s+tai|xuat\s+ban|gmt|am|pm|sang|chieu|"
    r"toi|vao|hoi|gio|phut|[\d:h+]+)\b"
)
MAX_WORDS_BESIDE_DATE = 5  # "Đồng Tháp, 14/09/2023", "17/05/2024 - 07:15 | Gương điển hình"


def _date_in(text: str) -> date | None:
    """The date of a line that holds little else."""
    folded = fold(text)
    for pattern in _DATES:
        match = pattern.search(folded)
        if match is None:
            continue
        rest = _AROUND_DATES.sub(" ", folded[: match.start()] + " " + folded[match.end() :])
        if count_syllables(rest) > MAX_WORDS_BESIDE_DATE:
            return None
        try:
            return date(int(match["year"]), int(match["month"]), int(match["day"]))
        except ValueError:
            return None
    return None


def _read_date(lines: Sequence[str], title: int) -> tuple[date | None, set[int]]:
    """The day of publication and the lines of the head that only give dates; above the title sites give today's."""
    head = [n for n, line in enumerate(lines) if line.strip()][:HEAD_LINES]
    dated = {n: found for n in head if (found := _date_in(squeeze(lines[n])))}
    if dated:
        return dated[min((n for n in dated if n > title), default=min(dated))], set(dated)
    end = next((n for n, line in enumerate(lines) if n > len(lines) // 2 and opens_other_articles(line)), len(lines))
    for n in range(end - 1, max(end - 8, 0), -1):
        if found := _date_in(squeeze(lines[n])):
            return found, {n}
    return None, set()


_DATELINE = re.compile(
    r"(?:\([^)]{3,40}\)\s*[-–—:]*\s*)?(?:(?:sang|trua|chieu|toi)(?:\s+ngay)?|ngay|trong\s+ngay)\s+"
    r"(?P<day>\d{1,2})\s*[/-]\s*(?P<month>\d{1,2})(?!\s*[/-]?\d)"
)


def _dateline(title: str, lines: Sequence[str]) -> date | None:
    """The day that the first paragraph opens with, in the year that it names: the article is of that day."""
    lead = next((squeeze(line) for line in lines if is_prose(line)), "")
    match = _DATELINE.match(fold(lead))
    years = [int(year) for year in re.findall(r"(?<![\d./-])20[0-4]\d(?!\d)", f"{lead} {title}")]
    if match is None or not years:
        return None
    month = int(match["month"])
    looks_back = month <= 3 and "tong ket" in fold(lead) and len(set(years)) == 1
    try:
        return date(max(years[:2]) + looks_back if month <= 3 else years[0], month, int(match["day"]))
    except ValueError:
        return None


_UNION = r"(?:hoi\s+(?:lhpn|lien\s+hiep\s+phu\s+nu|lh\s*pn|phu\s+nu)|phu\s+nu)"
_UNION_BEFORE = re.compile(
    rf"{_UNION}\s+(?:cac\s+(?:cap\s+)?(?:huyen,\s*|thi\s+xa,?\s*)*)?(?:tinh|thanh\s+pho|tp\.?|huyen|thi\s+xa|tx\.?|quan)?\s*$"
)
_KINDS = {"tinh": "tỉnh", "thanh pho": "thành phố", "huyen": "huyện", "thi xa": "thị xã", "quan": "quận"}
_NAMELESS = re.compile(rf"{_UNION}\s+(?P<kind>tinh|thanh\s+pho|huyen|thi\s+xa|quan)\b")
_BODY_PARAGRAPHS = 12
_TITLE_PROVINCE = 4.0  # a province named in a title: the report is its own, unless a district is named too


def _read_organisation(
    title: str, letterhead: Sequence[str], paragraphs: Sequence[str], signature: str
) -> tuple[str | None, str | None]:
    """The unit of the Union that an article reports on, and its province as named before July 2025."""
    regions = [(title, 5.0), (" ".join(letterhead), 6.0), (" ".join(paragraphs[:1]), 3.0), (signature, 2.0)]
    regions += [(paragraph, 1.0) for paragraph in paragraphs[1:_BODY_PARAGRAPHS]]
    everything = [mention for text, _ in regions for mention in find_places(_title_case(text))]
    provinces = _provinces(everything)
    votes: Counter[Place] = Counter()
    places: Counter[str] = Counter()
    titled = _title_case(title)
    for text, weight in regions:
        text = titled if text is title else _title_case(text)
        for mention in find_places(text):
            place = _settled(mention, provinces)
            if place is None:
                continue
            places[place.province] += weight  # type: ignore[assignment]
            if text is titled and place.level is Level.PROVINCE:
                votes[place] += _TITLE_PROVINCE  # type: ignore[assignment]
            if _UNION_BEFORE.search(fold(text[: mention.start])) and "," not in text[mention.end : mention.end + 1]:
                votes[place] += weight  # type: ignore[assignment]
    province = max(places, key=lambda name: places[name]) if places else None
    head = fold(f"{title} {' '.join(paragraphs[:2])}")
    best = _best_unit(votes, _nameless_kind(fold(title)) or _nameless_kind(head), province, title)
    if best:
        return f"Hội LHPN {_as_spelled(best, [text for text, _ in regions]).full_name}", best.province
    return None, province


def _as_spelled(place: Place, texts: Sequence[str]) -> Place:
    """A district under the name and kind that its article uses: "Đakrông" where the map has "Đa Krông"."""
    if place.level is Level.PROVINCE:
        return place
    told = [(text, m) for text in texts if not is_upper(text) for m in find_places(text) if place in m.places]
    names = Counter(text[mention.start : mention.end] for text, mention in told)
    same = [(count, name) for name, count in names.items() if _letters(name) == _letters(place.name)]
    kinds = Counter(mention.kind for _, mention in told if mention.kind and place.has_kind(mention.kind))
    kind = kinds.most_common(1)[0][0] if kinds else place.kind
    return replace(place, name=max(same)[1] if same else place.name, kind=kind or place.kind)


def _letters(name: str) -> str:
    return re.sub(r"\W", "", fold(name)).replace("y", "i")


def _title_case(text: str) -> str:
    """Capital-only headlines as running text, so that names are told from words as elsewhere."""
    return text.title() if is_upper(text) else text


def _provinces(mentions: Iterable[Mention]) -> tuple[str, ...]:
    counts = Counter(
        mention.places[0].province for mention in mentions if len({place.province for place in mention.places}) == 1
    )
    return tuple(name for name, _ in counts.most_common())


def _settled(mention: Mention, provinces: tuple[str, ...]) -> Place | None:
    settled = resolve([mention], hint_provinces=provinces[:1])
    return settled[0] if settled else None


def _nameless_kind(folded: str) -> str | None:
    match = _NAMELESS.search(folded)
    return _KINDS[re.sub(r"\s+", " ", match["kind"])] if match else None


def _best_unit(votes: Counter[Place], kind: str | None, province: str | None, title: str) -> Place | None:
    """The unit with most evidence; an article about several districts of a province is the province's."""
    if province and (kind == "tỉnh" or not votes):
        own = next((p for p in votes if p.level is Level.PROVINCE and p.province == province), None)
        own = own or _province_place(province)
        districts = [p for p in votes if p.level is Level.DISTRICT]
        if own and (kind == "tỉnh" or own in votes) and not any(votes[p] > votes[own] + 4 for p in districts):
            return own
    if not votes:
        return None
    in_title = {place for mention in find_places(_title_case(title)) for place in mention.places}
    return max(votes, key=lambda place: (votes[place] + 2 * (place in in_title), place.level is Level.PROVINCE))


def _province_place(name: str) -> Place | None:
    mentions = find_places(f"tỉnh {name}") or find_places(f"thành phố {name}")
    return next((p for m in mentions for p in m.places if p.level is Level.PROVINCE), None)


def _signature(lines: Sequence[str]) -> str:
    """The line under an article that names its office: "Văn phòng Hội LHPN tỉnh Cao Bằng"."""
    tail = [squeeze(line) for line in lines[-20:] if line.strip() and not is_prose(line) and not is_furniture(line)]
    return next((line for line in reversed(tail) if "hoi" in fold(line)), "")


_FORWARD = re.compile(
    r"(?:nhiem\s+vu|phuong\s+huong|dinh\s+huong|trien\s+khai|buoc\s+(?:vao|sang)|huong\s+(?:toi|den|ve)|ban\s+(?:viec|giai\s+phap|chuong\s+trinh)|"
    r"giao\s+nhiem\s+vu|muc\s+tieu|chi\s+tieu\s+phan\s+dau|ke\s+hoach|cong\s+viec)\b[^.;]{0,60}$"
)
_BACKWARD = re.compile(
    r"(?:so\s+ket|tong\s+ket|kiem\s+diem|ket\s+qua|danh\s+gia|nhin\s+lai|diem\s+lai|hoan\s+thanh|phong\s+trao\s+phu\s+nu|cong\s+tac\s+hoi)\b[^.;]{0,70}$"
)
_SINCE_START = re.compile(r"tu\s+dau\s+(?:nam\s+)?$")
_ROUNDUP = re.compile(r"(?:diem\s+tin|tin\s+(?:hoat\s+dong|co\s+so|van|ngan|tong\s+hop)|ban\s+tin)\b")
_DATELINE_END = re.compile(r"\s*(?:\([^()]{3,60}\)\s*[-–—:]*\s*)?")
_REPORT_KINDS = (PeriodKind.YEAR, PeriodKind.FIRST_MONTHS, PeriodKind.QUARTER, PeriodKind.TERM)


def _read_period(
    title: str, paragraphs: Sequence[str], short_lines: Sequence[str], published: date | None
) -> Period | None:
    """The period that the article reports on, or plans for if it is a plan."""
    said = published or _likely_day([title, *paragraphs])
    plan = is_plan_title(title)
    regions = [(title, False)] if _ROUNDUP.match(fold(title)) else [(title, False), (" ".join(paragraphs[:2]), True)]
    for text, must_look_back in regions:
        mention = _reported(text, said, plan, must_look_back)
        if mention:
            return mention.period
    first = [] if _ROUNDUP.match(fold(title)) else paragraphs[:1]
    return _period_of_body(paragraphs, short_lines, said) or next(iter(_opening(first, said)), None)


def _likely_day(texts: Sequence[str]) -> date | None:
    years = Counter(int(year) for text in texts for year in re.findall(r"(?<![\d./-])20[0-4]\d(?!\d)", text))
    return date(max(years, key=lambda y: (years[y], y)), 12, 31) if years else None


def _reported(text: str, said: date | None, plan: bool, must_look_back: bool) -> PeriodMention | None:
    folded = fold(text)
    for mention in find_periods(text, said=said):
        before = folded[: mention.start]
        if mention.period.kind not in _REPORT_KINDS or mention.moment or _SINCE_START.search(before):
            continue
        if not plan and _FORWARD.search(before) and not _BACKWARD.search(before[-40:]):
            continue
        of_congress = mention.period.kind is PeriodKind.TERM and "dai hoi" in before
        if must_look_back and not of_congress and not _BACKWARD.search(before):
            continue
        return mention
    return None


def _period_of_body(paragraphs: Sequence[str], short_lines: Sequence[str], said: date | None) -> Period | None:
    """The period under whose name results are given: at the start of a sentence, or in a heading about results."""
    votes: Counter[Period] = Counter()
    opening = next(iter(find_periods(paragraphs[0], said=said)), None) if paragraphs else None
    if opening and opening.start == 0 and opening.period.kind in _REPORT_KINDS:  # "Năm 2023, phụ nữ thành phố ..."
        votes[opening.period] += 1
    for paragraph in paragraphs:
        for mention in find_periods(paragraph, said=said):
            start = fold(paragraph[: mention.start])
            opens = re.search(r"(?:^|[.;:]\s+)(?:trong|ca|tron)\s*$", start)
            if (opens or _OF_WORK.match(fold(paragraph[mention.end :]))) and mention.period.kind in _REPORT_KINDS:
                votes[mention.period] += 1
    for line in short_lines:
        for mention in find_periods(line, said=said):
            before = fold(line[: mention.start])
            if mention.period.kind in _REPORT_KINDS and re.search(
                r"(?:ket\s+qua|cong\s+tac\s+hoi|phong\s+trao)\b", before
            ):
                votes[mention.period] += 1
    past = [p for p in votes if said is None or p.first <= said.year * 12 + said.month - 1]
    return max(past, key=lambda p: (votes[p], -p.first)) if past else None


_OF_WORK = re.compile(r",?\s+(?:phong\s+trao\s+phu\s+nu|cong\s+tac\s+hoi)\b")  # "năm 2023 phong trào phụ nữ ..."


def _opening(lead: Sequence[str], said: date | None) -> list[Period]:
    """The period that an article opens with, if it was over, or nearly so, when the article was written."""
    found = [mention for text in lead for mention in find_periods(text, said=said) if not mention.moment]
    opens = [mention for mention in found if _DATELINE_END.fullmatch(lead[0][: mention.start])]
    now = said.year * 12 + said.month if said else 0
    return [m.period for m in opens[:1] if m.period.kind in _REPORT_KINDS and m.period.last <= now]


def canonical_province(name: str) -> str:
    """The usual spelling of a province's name; an unknown one stays as it is."""
    return province_named(name) or name
