import pytest

from documents.measure import place_in_text


@pytest.mark.parametrize(
    ("citation", "place"),
    [
        ("第六条", (6,)),
        ("第六条第（一）款", (6, 1)),
        ("《办法》第十二条第(三)款第2项", (12, 3, 2)),
        ("第 二十一 条", (21,)),
        ("第一百零五条", (105,)),
        ("第30条（十一）", (30, 11)),
        ("计分规则·提案", None),
        ("某协〔2022〕9号", None),
    ],
)
def test_a_citation_is_placed_by_its_numbers(citation: str, place: tuple[int, ...] | None) -> None:
    assert place_in_text(citation) == place
