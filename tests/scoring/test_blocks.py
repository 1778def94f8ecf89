"""Passes in blocks say what one pass over everything says."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring import blocks


def test_rows_come_group_after_group_and_as_they_stood() -> None:
    codes = np.array([2, 0, 2, 1, 0], np.uint8)
    places, letters, starts = blocks.grouped(codes, 4, np.array([7, 8, 9, 5, 6]))
    assert places.tolist() == [1, 4, 3, 0, 2]
    assert letters.tolist() == [8, 6, 5, 7, 9]
    assert starts.tolist() == [0, 2, 3, 5, 5]


def test_which_numbers_occur_and_what_stands_at_their_places() -> None:
    codes = np.array([3, 1, 3], np.uint16)
    assert blocks.occurring(codes, 5).tolist() == [False, True, False, True, False]
    assert blocks.looked_up(np.array([10, 11, 12, 13]), codes).tolist() == [13, 11, 13]


def test_of_nothing() -> None:
    none = np.zeros(0, np.uint16)
    assert blocks.occurring(none, 2).tolist() == [False, False]
    assert blocks.looked_up(np.array([1]), none).tolist() == []
    assert [part.tolist() for part in blocks.grouped(none, 2, none)] == [[], [], [0, 0, 0]]


@settings(max_examples=60)
@given(
    st.integers(1, 4) | st.integers(5, 400),
    st.integers(0, 3000),
    st.integers(1, 900),
    st.randoms(use_true_random=False),
)
def test_blocks_make_no_difference(count: int, n: int, block: int, random: Any) -> None:
    codes = np.array([random.randrange(count) for _ in range(n)], np.uint16)
    table = np.arange(count) * 3
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(blocks, "BLOCK", block)
        found, again, starts = blocks.grouped(codes, count, np.arange(n))
        assert found.tolist() == again.tolist() == sorted(range(n), key=lambda at: codes[at])
        assert [len(part) for part in np.split(found, starts[1:-1])] == [
            int((codes == code).sum()) for code in range(count)
        ]
        assert blocks.looked_up(table, codes).tolist() == [3 * code for code in codes.tolist()]
        assert np.flatnonzero(blocks.occurring(codes, count)).tolist() == sorted(set(codes.tolist()))
