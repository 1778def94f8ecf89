"""Who did something, as it is stored: the number of an account, and where there was none what was said.

A name stands in the row of its account alone, and is read from there.
"""

from typing import Any

import sqlalchemy as sql

OF_ACCOUNT = "account:"
_ACCOUNTS = sql.table(
    "accounts", sql.column("id", sql.BigInteger), sql.column("real_name", sql.String)
).alias("signed")


class Signature(sql.TypeDecorator[str]):
    """An account as `account:12`, or a name that somebody without an account gave; read as a name.

    Conditions compare what is stored; `type_coerce(column, String)` reads it.
    """

    impl = sql.String(100)
    cache_ok = True

    def column_expression(self, column: sql.ColumnElement[Any]) -> sql.ColumnElement[Any]:
        stored = sql.type_coerce(column, sql.String)
        number = sql.cast(sql.func.substr(stored, len(OF_ACCOUNT) + 1), sql.BigInteger)
        name = sql.select(_ACCOUNTS.c.real_name).where(_ACCOUNTS.c.id == number)
        known = sql.func.coalesce(name.correlate_except(_ACCOUNTS).scalar_subquery(), stored)
        # Only what looks like the number of an account is read as one.
        return sql.case((stored.like(f"{OF_ACCOUNT}%"), known), else_=stored)
