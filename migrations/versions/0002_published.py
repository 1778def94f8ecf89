"""Published rule sets and simulations never change: the database itself refuses it

A migration that makes one of these tables anew, by a batch change on SQLite, keeps its triggers; how says
migrations.sqlite.

Revision: 0002, after 0001.
"""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

OPEN = "('draft', 'in_review')"
# All but the state; while a version is open only these two may not change.
TEXT = (
    *("year", "digest", "title", "file", "text", "base_catalogue", "own_catalogue"),
    *("author", "added_at", "document", "publisher", "published_at"),
)
ROW = ("id", "committee_id")
# What may come after a state that a version does not leave again on its way.
NEXT = "(old.state = new.state or (old.state = 'published' and new.state = 'superseded'))"
SAID = "rule set is fixed"
SIMULATED = "simulation is fixed"


def upgrade() -> None:
    make = _sqlite if op.get_bind().dialect.name == "sqlite" else _postgresql
    for statement in make():
        op.execute(statement)


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for name in ("rule_sets_insert", "rule_sets_update", "rule_sets_delete"):
            op.execute(f"drop trigger {name}")
        for name in ("simulations_insert", "simulations_update", "simulations_delete"):
            op.execute(f"drop trigger {name}")
        return
    for table in ("rule_sets", "simulations"):
        op.execute(f"drop trigger {table}_fixed on {table}")
        op.execute(f"drop trigger {table}_kept on {table}")
        op.execute(f"drop function {table}_fixed()")


def _changed(columns: tuple[str, ...], unlike: str) -> str:
    return " or ".join(f"old.{column} {unlike} new.{column}" for column in columns)


def _refused(unlike: str) -> str:
    """When a change of a row is refused."""
    fixed = f"old.state not in {OPEN} and (not {NEXT} or {_changed(TEXT, unlike)})"
    # Whoever publishes a text publishes the one that was reviewed.
    published = (
        f"old.state in {OPEN} and new.state not in {OPEN} and ({_changed(TEXT[:7], unlike)}"
        " or new.state = 'superseded' or (new.state = 'published' and old.state = 'draft'))"
    )
    return f"{_changed(ROW, unlike)} or ({fixed}) or ({published})"


def _sqlite() -> list[str]:
    # `or replace` takes the place of a row without firing what waits for its deletion.
    replaced = (
        f"select 1 from rule_sets as kept where kept.state not in {OPEN} and {{}}(kept.id = new.id"
        " or (kept.committee_id = new.committee_id and (kept.digest = new.digest"
        " or (kept.year = new.year and kept.state = 'published' and new.state = 'published'))))"
    )
    raised = f"begin select raise(abort, '{SAID}'); end"
    statements = [
        f"create trigger rule_sets_insert before insert on rule_sets"
        f" when exists ({replaced.format('')}) {raised}",
        f"create trigger rule_sets_update before update on rule_sets"
        f" when {_refused('is not')} or exists ({replaced.format('kept.id <> old.id and ')}) {raised}",
        f"create trigger rule_sets_delete before delete on rule_sets when old.state not in {OPEN} {raised}",
    ]
    raised = f"begin select raise(abort, '{SIMULATED}'); end"
    statements.append(
        "create trigger simulations_insert before insert on simulations"
        f" when exists (select 1 from simulations as kept where kept.id = new.id) {raised}"
    )
    statements += [
        f"create trigger simulations_{event} before {event} on simulations {raised}"
        for event in ("update", "delete")
    ]
    return statements


def _postgresql() -> list[str]:
    statements = []
    for table, refused, said in (
        ("rule_sets", _refused("is distinct from"), SAID),
        ("simulations", "true", SIMULATED),
    ):
        deleted = f"old.state not in {OPEN}" if table == "rule_sets" else "true"
        statements += [
            f"""
            create function {table}_fixed() returns trigger language plpgsql as $$
            begin
              if tg_op = 'TRUNCATE' then
                raise exception '{said}' using errcode = 'integrity_constraint_violation';
              elsif tg_op = 'DELETE' then
                if {deleted} then
                  raise exception '{said}' using errcode = 'integrity_constraint_violation';
                end if;
                return old;
              end if;
              if {refused} then
                raise exception '{said}' using errcode = 'integrity_constraint_violation';
              end if;
              return new;
            end $$
            """,
            f"create trigger {table}_fixed before update or delete on {table}"
            f" for each row execute function {table}_fixed()",
            f"create trigger {table}_kept before truncate on {table}"
            f" for each statement execute function {table}_fixed()",
        ]
    return statements
