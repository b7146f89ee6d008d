"""Articles that say the same are found, those that only sound alike are not."""

from __future__ import annotations

import random

from index.likeness import LIKE, like_pairs, runs_of

WORDS = [f"từ{number}" for number in range(3_000)]


def text_of(seed: int, words: int = 400) -> str:
    return " ".join(random.Random(seed).choices(WORDS, k=words))


def changed(text: str, every: int) -> str:
    return " ".join("khác" if n % every == 0 else word for n, word in enumerate(text.split()))


def pairs(**texts: str) -> list[tuple[str, str, float]]:
    return [(p.first, p.second, p.share) for p in like_pairs({id: runs_of(text) for id, text in texts.items()})]


def test_the_same_text_shares_all_whatever_its_accents_and_signs() -> None:
    assert pairs(a="Hội trao 42 mái ấm, cho hội viên.", b="HOI TRAO 42 MAI AM cho hoi vien", c=text_of(1)) == [
        ("a", "b", 1.0)
    ]


def test_a_release_on_two_sites_is_found_though_lead_and_signature_differ() -> None:
    release = text_of(2)
    ((first, second, share),) = pairs(
        ours=f"{text_of(3, 30)} {release}", theirs=f"{release} {text_of(4, 40)}", other=text_of(5)
    )
    assert (first, second) == ("ours", "theirs")
    assert LIKE < share < 1


def test_the_share_is_that_of_the_runs_they_have_in_common() -> None:
    a, b = runs_of(text_of(6)), runs_of(changed(text_of(6), every=40))
    ((_, _, share),) = pairs(a=text_of(6), b=changed(text_of(6), every=40))
    assert share == round(len(a & b) / len(a | b), 3)


def test_reports_with_the_same_phrases_and_other_figures_are_no_duplicates() -> None:
    phrases = [f"các cấp hội {WORDS[n]} giúp {{}} hội viên, đạt {{}} phần trăm" for n in range(40)]
    years = [" ".join(phrase.format(7 * n + year, n + year) for n, phrase in enumerate(phrases)) for year in (1, 2)]
    assert pairs(a=years[0], b=years[1]) == []


def test_no_pair_that_is_like_enough_is_missed() -> None:
    texts = {f"{n}-{copy}": changed(text_of(n), every=9 + n) for n in range(60) for copy in ("a", "b")}
    texts |= {
        id: f"{text} {text_of(int(id.split('-')[0]) + 500, 60)}" for id, text in texts.items() if id.endswith("b")
    }
    runs = {id: runs_of(text) for id, text in texts.items()}
    wanted = {(a, b) for a in runs for b in runs if a < b and len(runs[a] & runs[b]) / len(runs[a] | runs[b]) >= LIKE}
    assert len(wanted) == 60
    assert {(pair.first, pair.second) for pair in like_pairs(runs)} == wanted


def test_a_text_shorter_than_a_run_is_compared_as_a_whole() -> None:
    assert pairs(a="một hai", b="Một hai", c="một ba", d="", e="") == [("a", "b", 1.0)]
