"""Names by their sound."""

import pytest

from services.members.name_order import is_found, sort_key


@pytest.mark.parametrize(
    ("name", "typed", "found"),
    [
        *[("张伟", typed, True) for typed in ("zw", "z", "w", "zhang", "zhangwei", "伟")],
        *[("张伟", typed, False) for typed in ("wei", "zhw", "wz", "hang", "1")],
        # A surname has a sound of its own, as 曾 (zeng) and 尉迟 (yuchi) have.
        *[("曾明", typed, True) for typed in ("zm", "zengm")],
        *[("尉迟敬", "ycj", True), ("尉迟敬", "wcj", False)],
        ("阿不都·热合曼", "abdrhm", True),
    ],
)
def test_a_name_is_found_by_its_letters(name: str, typed: str, found: bool) -> None:
    assert is_found(typed, (name,), sort_key(name)) is found


def test_a_key_that_is_no_sound_finds_nobody() -> None:
    assert not is_found("a", ("赵一",), "0001")
