"""The draw that anyone can repeat: against the package whose order it is, and its published vectors."""

from __future__ import annotations

import subprocess
import sys
from hashlib import sha256
from pathlib import Path

import pytest
from consistent_sampler import sampler
from hypothesis import given
from hypothesis import strategies as st

from scoring.draw import SCRIPT, order, seed_of, ticket
from scoring.sample_size import enough, interval

TICKET = "0.26299714122838008416507544297546663599715395525154425586041245287750224561854"


def test_the_published_vectors() -> None:
    assert ticket("01382438112797316654", "AB-130") == TICKET
    assert order("31", "abcd") == ["b", "a", "d", "c"]
    assert order("41", map(str, range(100)))[:5] == ["73", "51", "17", "58", "38"]
    records = [f"R-{at:04}" for at in range(1, 11)]
    assert order("17375457525601938264", records)[:4] == ["R-0003", "R-0002", "R-0004", "R-0007"]


@given(st.text("0123456789abcdef", min_size=1), st.sets(st.integers(1, 10**12), max_size=60))
def test_the_order_is_that_of_the_package(seed: str, numbers: set[int]) -> None:
    names = [str(one) for one in sorted(numbers)]
    assert order(seed, names) == list(sampler(names, seed=seed, output="id"))


@given(st.sets(st.integers(1, 10**6), min_size=1, max_size=60), st.data())
def test_a_part_has_the_order_of_the_whole(numbers: set[int], data: st.DataObject) -> None:
    names = [str(one) for one in sorted(numbers)]
    part = data.draw(st.sets(st.sampled_from(names)))
    assert order("7", part) == [one for one in order("7", names) if one in part]


def test_the_seed_is_the_digits_and_the_hash_of_the_frame() -> None:
    # SHA-256 of "abc", as FIPS 180-4 has it.
    digest = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    assert seed_of("01234567890123456789", b"abc") == f"01234567890123456789{digest}"


def test_the_script_is_short_and_repeats_the_draw(tmp_path: Path) -> None:
    assert len(SCRIPT.splitlines()) <= 20
    frame = "\n".join(["frame", *(f"{at}\t1\t调研\t提案委员会" for at in range(100)), ""]).encode()
    seed = "12345678901234567890" + sha256(frame).hexdigest()
    (tmp_path / "frame.txt").write_bytes(frame)
    (tmp_path / "seed.txt").write_text(f"{seed}\n", encoding="utf-8")
    (tmp_path / "repeat.py").write_text(SCRIPT, encoding="utf-8")

    def repeated() -> subprocess.CompletedProcess[str]:
        words = [sys.executable, str(tmp_path / "repeat.py"), "39"]
        return subprocess.run(words, capture_output=True, text=True, check=False)

    expected = list(sampler([str(at) for at in range(100)], seed=seed, take=39, output="id"))
    assert repeated().stdout.split() == expected
    (tmp_path / "frame.txt").write_bytes(frame.replace(b"99", b"98"))
    assert repeated().returncode == 1


@pytest.mark.parametrize(
    ("population", "size"),
    [(0, 0), (1, 1), (50, 39), (100, 45), (200, 51), (500, 56), (1_000, 57), (10**9, 59)],
)
def test_how_many_find_five_percent_with_certainty_of_ninety_five(population: int, size: int) -> None:
    # The hypergeometric figures of the facts; of one record it is the one.
    assert enough(population) == size


@pytest.mark.parametrize(
    ("faults", "size", "expected"),
    [
        # The limits of Clopper and Pearson in percent: 16.843; 1.235 and 31.698; 1.043 and 13.916.
        (0, 20, (0, 169)),
        (2, 20, (12, 317)),
        (3, 60, (10, 140)),
        # 1 - 0.025^(1/20) = 16.84, the other way round.
        (20, 20, (831, 1000)),
        (1, 1, (25, 1000)),
        (0, 1, (0, 975)),
    ],
)
def test_the_exact_interval(faults: int, size: int, expected: tuple[int, int]) -> None:
    assert interval(faults, size) == expected


@given(st.integers(1, 80), st.data())
def test_the_interval_holds_the_share_that_was_seen(size: int, data: st.DataObject) -> None:
    faults = data.draw(st.integers(0, size))
    low, high = interval(faults, size)
    assert low * size <= faults * 1000 <= high * size
    # Turned round, the sound are what the faulty were.
    assert interval(size - faults, size) == (1000 - high, 1000 - low)
