"""Telephone numbers are sealed, each under a key of its person

The master key is made where there is none and a number has to be sealed. What the file of the database still
holds of the plain numbers is cleared away once this is committed (`models.migration.upgrade`).

Revision: 0013, after 0012.
"""

import os
from typing import Any

import sqlalchemy as sa
from alembic import context, op
from cryptography.hazmat.primitives import hashes, hmac
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

FIELD = "phone"
# What the keys are derived for, and bound to.
WRAPPING, INDEX = "luzhi persons 1", "luzhi index 1"
# A sealed value begins with the number of its suite: AES-256-GCM, which is opened whatever the key file says.
AES, NONCE = b"\1", 12
PERSONS = sa.table(
    "persons",
    sa.column("id", sa.BigInteger),
    sa.column("plain", sa.String),
    sa.column("key", sa.LargeBinary),
    sa.column("sealed", sa.LargeBinary),
    sa.column("phone_index", sa.String),
)


def upgrade() -> None:
    _rename("phone", "plain", sa.String(40))
    with op.batch_alter_table("persons") as table:
        table.add_column(sa.Column("key", sa.LargeBinary(), nullable=True))
        table.add_column(sa.Column("sealed", sa.LargeBinary(), nullable=True))
        table.add_column(sa.Column("phone_index", sa.String(64), nullable=True))
    keys = context.config.attributes["keys"]
    proved = op.get_bind().scalar(sa.text("SELECT count(*) FROM committees WHERE trail_key IS NOT NULL"))
    for person, plain in _rows(PERSONS.c.id, PERSONS.c.plain, of=PERSONS.c.plain):
        key = os.urandom(32)
        # A database whose trail has a key is not sealed with another.
        wrapped = _sealed(keys.key(WRAPPING, make=not proved), WRAPPING, key)
        _set(person, key=wrapped, sealed=_sealed(key, FIELD, plain.encode()), phone_index=_index(keys, plain))
    with op.batch_alter_table("persons") as table:
        table.drop_column("plain")
        table.create_index(op.f("ix_persons_committee_id_phone_index"), ["committee_id", "phone_index"])
    _rename("sealed", "phone", sa.LargeBinary())


def downgrade() -> None:
    _rename("phone", "sealed", sa.LargeBinary())
    with op.batch_alter_table("persons") as table:
        table.drop_index(op.f("ix_persons_committee_id_phone_index"))
        table.add_column(sa.Column("plain", sa.String(40), nullable=True))
    keys = context.config.attributes["keys"]
    for person, key, sealed in _rows(PERSONS.c.id, PERSONS.c.key, PERSONS.c.sealed, of=PERSONS.c.sealed):
        opened = _opened(keys.key(WRAPPING), WRAPPING, bytes(key))
        _set(person, plain=_opened(opened, FIELD, bytes(sealed)).decode())
    with op.batch_alter_table("persons") as table:
        for name in ("key", "sealed", "phone_index"):
            table.drop_column(name)
    _rename("plain", "phone", sa.String(40))


def _rename(name: str, to: str, kind: sa.types.TypeEngine[Any]) -> None:
    with op.batch_alter_table("persons") as table:
        table.alter_column(name, new_column_name=to, existing_type=kind, existing_nullable=True)


def _sealed(key: bytes, field: str, value: bytes) -> bytes:
    nonce = os.urandom(NONCE)
    return AES + nonce + AESGCM(key).encrypt(nonce, value, field.encode())


def _opened(key: bytes, field: str, value: bytes) -> bytes:
    if value[:1] != AES:
        raise ValueError("sealed by another suite than that of the former program")
    return AESGCM(key).decrypt(value[1 : 1 + NONCE], value[1 + NONCE :], field.encode())


def _index(keys: Any, phone: str) -> str:
    key = keys.key(INDEX, make=True)
    digest: hashes.HashAlgorithm = hashes.SM3() if keys.suite == "sm" else hashes.SHA256()
    found = hmac.HMAC(key, digest)
    found.update(f"{FIELD}\n{phone}".encode())
    return found.finalize().hex()


def _rows(*columns: sa.ColumnElement[Any], of: sa.ColumnElement[Any]) -> list[Any]:
    return list(op.get_bind().execute(sa.select(*columns).where(of.is_not(None)).order_by(PERSONS.c.id)))


def _set(person: int, **values: object) -> None:
    op.get_bind().execute(sa.update(PERSONS).where(PERSONS.c.id == person).values(values))
