"""The proofs of lines, against values worked out with openssl."""

from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

from models.key import TRAIL, KeyFile, fingerprint
from models.sickness import Sick, Sickness
from services.chain import NOTHING, Line, proof_of, told

MASTER = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"
# printf 'luzhi trail 1' | openssl dgst -sha256 -mac HMAC -macopt hexkey:$MASTER
DERIVED = "be9d17a65e425171f5ddc207c7d7b5e34af6759e5e0b23da658d560183ac7218"
CHINA = timezone(timedelta(hours=8))


def test_a_line_is_proved_by_what_it_says_and_the_proof_before_it() -> None:
    line = Line(
        revision=12,
        at=datetime(2026, 11, 29, 16, 30, 0, 250, CHINA),
        actor="张三",
        department="提案委员会",
        channel="web",
        action="change",
        entity="record",
        entity_id=41,
        before='{"title":"甲"}',
        after=None,
        reason="改正",
    )
    said = told(7, 3, line)
    assert said == (
        '[1,7,3,12,"2026-11-29T08:30:00.000250+00:00","张三","提案委员会","web","change","record",41,'
        '"{\\"title\\":\\"甲\\"}",null,"改正"]'
    )
    # printf '%s\n%s' 000…0 "$said" | openssl dgst -sha256 -mac HMAC -macopt hexkey:$DERIVED
    expected = "88ad07d884f8219edde1dfbcf48bb1da8971e176ab27104a7b58bc269ad511b4"
    assert proof_of(bytes.fromhex(DERIVED), NOTHING, said) == expected


def test_a_key_is_derived_for_its_purpose_and_tells_nothing_but_its_mark(tmp_path: Path) -> None:
    file = tmp_path / "key"
    file.write_text(f"{MASTER}\n")
    key = KeyFile(file).key(TRAIL)
    assert key.hex() == DERIVED
    # printf fingerprint | openssl dgst -sha256 -mac HMAC -macopt hexkey:$DERIVED
    assert fingerprint(key) == "4f010988b095383d"


def test_a_key_file_is_made_once_and_for_its_owner_only(tmp_path: Path) -> None:
    file = tmp_path / "key"
    with pytest.raises(Sick, match="KEY_MISSING"):
        KeyFile(file).key(TRAIL)
    assert not file.exists()
    first, second = KeyFile(file), KeyFile(file)
    assert first.key(TRAIL, make=True) == second.key(TRAIL, make=True) == KeyFile(file).key(TRAIL)
    assert file.stat().st_mode & 0o777 == 0o600
    assert [one.name for one in tmp_path.iterdir()] == ["key"]


@pytest.mark.parametrize("text", ["", "abc", "00" * 31, "00" * 33, "钥匙"])
def test_a_file_without_a_key_is_never_replaced(tmp_path: Path, text: str) -> None:
    file = tmp_path / "key"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(Sick) as refused:
        KeyFile(file).key(TRAIL, make=True)
    assert refused.value.sickness is Sickness.KEYLESS
    assert file.read_text(encoding="utf-8") == text


def test_another_key_is_refused_until_the_right_one_lies_there(tmp_path: Path) -> None:
    file = tmp_path / "key"
    keys = KeyFile(file)
    mark = fingerprint(keys.goes_on(TRAIL, None))
    right = file.read_text()
    file.write_text(f"{MASTER}\n")
    other = KeyFile(file)
    with pytest.raises(Sick, match="KEY_MISSING"):
        other.goes_on(TRAIL, mark)
    file.write_text(right)
    assert fingerprint(other.goes_on(TRAIL, mark)) == mark
