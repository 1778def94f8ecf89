"""No text reaches the matchers: whatever stands in a roster or a measure is compared, and breaks nothing."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.scoring.by_hand import attended, member, scored, totals

ODD = [
    *(
        "'",
        '"',
        "\\",
        '"; DROP',
        "{{}}",
        "%s",
        "$and",
        "a.b",
        "id",
        "sid",
        "all",
        "r0",
        "\t",
        "\n",
        "\u2028",
        "\x00",
    ),
    *(
        "是",
        "否",
        "0",
        "1",
        "-1",
        "true",
        "null",
        "é",
        "e\u0301",
        "𠮷",
        "👨‍👩‍👧",
        "\u202eab",
        " 工会",
        "工会 ",
        "工会\u3000",
    ),
]
texts = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=20) | st.sampled_from(ODD)


def quoted(text: str) -> str:
    """The text as a double-quoted scalar, with escapes for what would end it or could not stand in it."""
    return '"' + "".join(c if c.isprintable() and c not in '"\\' else f"\\U{ord(c):08x}" for c in text) + '"'


def rules(words: list[str]) -> list[str]:
    """One point for each word that is the member's sector, ten for each that it is not."""
    found = []
    for at, word in enumerate(words):
        taking = "title: 题, take: participation, when: {kind: 调研, 界别: "
        found.append(f"{{id: A{at}, {taking}{quoted(word)}}}, points: 1}}")
        found.append(f"{{id: B{at}, {taking}{{not: {quoted(word)}}}}}, points: 10}}")
    return found


@settings(max_examples=100)
@given(st.lists(texts, min_size=1, max_size=4), st.lists(texts, min_size=1, max_size=4))
@example(ODD, ODD)
@example(["é"], ["e\u0301"])
def test_labels_are_equal_or_not_whatever_they_are(words: list[str], sectors: list[str]) -> None:
    members = [member(f"{at}", 界别=sector) for at, sector in enumerate(sectors)]
    run = scored(rules(words), members, [attended("1", "调研", "2022-03-01", *(one.key for one in members))])
    expected = {
        f"{at}": sum(1 if word == sector else 10 for word in words) for at, sector in enumerate(sectors)
    }
    assert totals(run) == expected


@pytest.mark.parametrize("character", ["a", "字", "👍", "\u0301"])
def test_a_label_of_65536_characters(character: str) -> None:
    """The engine's strings wrap at 65,535 bytes; it never sees one. A measure's texts end at a million."""
    long = character * 65_536
    members = [member("甲", 界别=long), member("乙", 界别=long + "！"), member("丙", 界别=long[:-1])]
    run = scored(rules([long]), members, [attended("1", "调研", "2022-03-01", "甲", "乙", "丙")])
    assert totals(run) == {"甲": 1, "乙": 10, "丙": 10}


def test_three_thousand_sectors_of_one_member_each() -> None:
    members = [member(f"{at:04}", 界别=f"界别{at}") for at in range(3000)]
    records = [attended("1", "调研", "2022-03-01", *(one.key for one in members))]
    run = scored(rules(["界别7"]), members, records)
    assert totals(run) == {one.key: 1 if one.key == "0007" else 10 for one in members}
    assert run.fold.counts.of(["B0"], "work").sum() == 2999


@settings(max_examples=50)
@given(texts, texts, texts)
@example("\x00", "'", "9" * 500)
def test_keys_names_and_titles_are_anything(key: str, name: str, title: str) -> None:
    members = [member(name), member(name + "二")]
    records = [attended(key, "调研", "2022-03-01", name), attended(key + "0", "调研", "2022-03-01", name)]
    records[0].title = records[1].title = title
    rule = "{id: A, title: 题, take: participation, when: {kind: 调研}, points: 1, cap: 1}"
    assert totals(scored([rule], members, records))[name] == 1
