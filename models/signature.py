"""Who did something, as it is stored: the number of an account, and where there was none what was said.

A name stands in the row of its account, or of its member's person, and is read from there.
"""

from typing import Any

import sqlalchemy as sql

OF_ACCOUNT = "account:"
_ACCOUNTS = sql.table(
    "accounts",
    sql.column("id", sql.BigInteger),
    sql.column("real_name", sql.String),
    sql.column("person_id", sql.BigInteger),
).alias("signed")
_PERSONS = sql.table("persons", sql.column("id", sql.BigInteger), sql.column("name", sql.String)).alias(
    "signed_as"
)


class Signature(sql.TypeDecorator[str]):
    """An account as `account:12`, or a name that somebody without an account gave; read as a name. Of an
    account that is closed the number is what is left.

    Conditions compare what is stored; `type_coerce(column, String)` reads it.
    """

    impl = sql.String(100)
    cache_ok = True

    def column_expression(self, column: sql.ColumnElement[Any]) -> sql.ColumnElement[Any]:
        stored = sql.type_coerce(column, sql.String)
        number = sql.cast(sql.func.substr(stored, len(OF_ACCOUNT) + 1), sql.BigInteger)
        both = _ACCOUNTS.outerjoin(_PERSONS, _PERSONS.c.id == _ACCOUNTS.c.person_id)
        gone = sql.func.replace(stored, OF_ACCOUNT, "账号").concat("（已注销）")
        called = sql.func.coalesce(_ACCOUNTS.c.real_name, _PERSONS.c.name, gone)
        name = sql.select(called).select_from(both).where(_ACCOUNTS.c.id == number)
        known = sql.func.coalesce(name.correlate_except(_ACCOUNTS, _PERSONS).scalar_subquery(), stored)
        # Only what looks like the number of an account is read as one.
        return sql.case((stored.like(f"{OF_ACCOUNT}%"), known), else_=stored)
