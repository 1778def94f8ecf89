"""What is sealed: opened by its key only, found by its index, and plain in no file."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import insert

from models.key import KeyFile
from models.member import Person
from models.personal import Sealed, Vault
from models.sickness import Sick
from models.store import Store

MASTERS = ("ab" * 32, "sm " + "ab" * 32)
PHONE = "13905800001"


def vault(folder: Path, text: str) -> Vault:
    file = folder / f"{abs(hash(text))}.key"
    file.write_text(f"{text}\n")
    return Vault(KeyFile(file))


@pytest.mark.parametrize("master", MASTERS)
def test_what_is_sealed_is_opened_by_its_key_and_field_only(tmp_path: Path, master: str) -> None:
    own = vault(tmp_path, master)
    key, other = own.new(), own.new()
    sealed = key.seal("phone", PHONE)
    assert own.key(key.wrapped).open("phone", sealed) == PHONE
    assert key.seal("phone", PHONE) != sealed
    assert PHONE.encode() not in sealed.data
    assert repr(sealed) == "Sealed(…)"
    for one, field in ((other, "phone"), (key, "mail")):
        with pytest.raises(Sick, match="KEY_MISSING"):
            one.open(field, sealed)
    for at in range(len(sealed.data)):
        changed = bytearray(sealed.data)
        changed[at] ^= 1
        with pytest.raises(Sick, match="KEY_MISSING"):
            key.open("phone", Sealed(bytes(changed)))
    with pytest.raises(Sick, match="KEY_MISSING"):
        vault(tmp_path, "cd" * 32).key(key.wrapped)


def test_either_suite_opens_what_the_other_sealed(tmp_path: Path) -> None:
    """Of one master key: the office goes over to the national suite, and its old data stays readable."""
    aes, sm = (vault(tmp_path, master) for master in MASTERS)
    key = aes.new()
    sealed = key.seal("phone", PHONE)
    again = sm.key(key.wrapped)
    assert again.open("phone", sealed) == PHONE
    assert again.seal("phone", PHONE).data[:1] == b"\2"
    assert aes.key(key.wrapped).open("phone", again.seal("phone", PHONE)) == PHONE


def test_an_index_is_the_same_for_the_same_and_tells_the_suites_apart(tmp_path: Path) -> None:
    aes, sm = (vault(tmp_path, master) for master in MASTERS)
    # H() { printf "$1" | openssl dgst -$2 -mac HMAC -macopt hexkey:$3; }
    # INDEX=$(H 'luzhi index 1' sha256 abab…ab); H 'phone\n13905800001' sha256 $INDEX; … sm3 $INDEX
    assert aes.index("phone", PHONE) == "5efd48deaf9f23bb3a309c0aeca42168e2be5c7b568fca64e8881ca98f6b0be6"
    assert sm.index("phone", PHONE) == "0b3c1d447d15ec8caa73315a89d295d0778e73a7d13058d3487035d26bc85d7e"
    assert aes.index("phone", "13905800002") != aes.index("phone", PHONE)


@pytest.mark.anyio
async def test_a_plain_value_never_reaches_the_file(store: Store) -> None:
    row = {"committee_id": 1, "name": "甲", "sort_key": "jia", "phone": PHONE}
    with pytest.raises(Exception, match="sealed before it is written") as refused:
        async with store.writing() as connection:
            await connection.execute(insert(Person).values(row))
    assert PHONE not in str(refused.value)
