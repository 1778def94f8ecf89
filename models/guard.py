"""The triggers by which the database itself refuses to change what is fixed: which there must be.

The migrations make them. Here stands which of them there are after the last one; a migration that adds or
removes one changes this list, and tests compare it with both databases after every migration.
"""

from sqlalchemy import text
from sqlalchemy.engine import Connection

from models.job import PROCRASTINATE

_ROWS = {
    *(("closings", "closing_changed"), ("closings", "closing_deleted")),
    *(("member_scores", f"frozen_score_{done}") for done in ("added", "changed", "deleted")),
    *(("group_scores", f"frozen_group_score_{done}") for done in ("added", "changed", "deleted")),
    *(("score_runs", f"frozen_run_{done}") for done in ("changed", "deleted")),
    *(("statements", f"statement_{done}") for done in ("added", "changed", "deleted")),
    *(("samples", "sample_changed"), ("samples", "sample_deleted")),
}
_FIXED = ("changes", "rule_sets", "simulations")
# What a bulletin was signed with, what was submitted of an item and done about it: rows are added, and none
# is changed; but for those of an item that was purged.
_TOLD = (
    *("analyses", "bulletins", "bulletin_sendings", "opinion_bulletins"),
    *("opinion_texts", "opinion_authors", "opinion_steps", "opinion_ratings"),
    *("opinion_paper_texts", "opinion_paper_steps"),
    *("handling_answers", "handling_steps"),
)
# Table and trigger, for each kind of database.
GUARDS = {
    "sqlite": frozenset(
        _ROWS
        | {(table, f"{table}_{event}") for table in _FIXED for event in ("insert", "update", "delete")}
        | {(table, f"{table}_{event}") for table in _TOLD for event in ("update", "delete")}
    ),
    "postgresql": frozenset(
        _ROWS
        | {(table, f"{table}_{how}") for table in _FIXED for how in ("fixed", "kept")}
        | {(table, f"{table}_changed") for table in _TOLD}
    ),
}
_ASKED = {
    "sqlite": "SELECT tbl_name, name FROM sqlite_schema WHERE type = 'trigger'",
    "postgresql": "SELECT relname, tgname FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid"
    " JOIN pg_namespace ON pg_namespace.oid = relnamespace"
    " WHERE NOT tgisinternal AND tgenabled <> 'D' AND nspname = current_schema()",
}


def guards(connection: Connection) -> frozenset[tuple[str, str]]:
    """Table and name of every trigger that is in force, but for those of the queue's own tables."""
    asked = text(_ASKED[connection.dialect.name])
    found = connection.execute(asked)
    return frozenset((table, name) for table, name in found if not table.startswith(PROCRASTINATE))


def missing(connection: Connection) -> frozenset[tuple[str, str]]:
    """The guards that should be there at the last revision, and are not."""
    return GUARDS[connection.dialect.name] - guards(connection)
