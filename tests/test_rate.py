"""So many in a time for each key, at once or spread; what is not used is not saved up."""

from __future__ import annotations

from rate import Rate


class Clock:
    """A clock that stands until it is put on."""

    def __init__(self) -> None:
        self.at = 1_000.0

    def __call__(self) -> float:
        return self.at


def test_six_a_minute_are_six_at_once_or_one_every_ten_seconds() -> None:
    clock = Clock()
    rate = Rate(6, 60, clock)
    assert [rate.take("a") for _ in range(8)] == [0, 0, 0, 0, 0, 0, 10, 10]
    clock.at += 9
    assert rate.take("a") == 1
    clock.at += 1
    assert [rate.take("a"), rate.take("a")] == [0, 10]
    clock.at += 3_600
    assert [rate.take("a") for _ in range(7)] == [0] * 6 + [10]


def test_keys_are_apart_and_one_may_be_given_back() -> None:
    rate = Rate(1, 3_600, Clock())
    assert [rate.take("a"), rate.take("b"), rate.take("a")] == [0, 0, 3_600]
    rate.give_back("a")
    assert [rate.take("a"), rate.take("a")] == [0, 3_600]
    rate.give_back("never seen")


def test_no_limit_and_no_more_keys_than_are_kept() -> None:
    assert {Rate(0, 60, Clock()).take("a") for _ in range(100)} == {0}
    rate = Rate(1, 60, Clock(), keys=2)
    assert [rate.take(key) for key in "abcbca"] == [0, 0, 0, 60, 60, 0]
