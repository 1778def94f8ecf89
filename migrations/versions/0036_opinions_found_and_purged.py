"""Opinion items: texts are read on from where a committee's were read last; what is classified is purged

Revision: 0036, after 0035. What was submitted still stays as it is, but for an item that has the step
`purge`: its rows may go, and what was said in its steps. A step itself never goes.
"""

from alembic import op

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None

FORMER = "state in ('draft', 'submitted', 'returned', 'accepted', 'edited', 'signed', 'kept', 'withdrawn')"
NEXT = f"{FORMER[:-1]}, 'purged')"
INDEX = "ix_opinion_texts_committee_id_id"
SAID = "what was submitted or done about an item stays as it is"
GOING = ("opinion_texts", "opinion_authors")
OF_STEP = ("id", "committee_id", "opinion_id", "action", "at", "actor", "text_number", "reason")
PURGED = (
    "exists (select 1 from opinion_steps purged where purged.opinion_id = old.opinion_id"
    " and purged.action = 'purge')"
)


def upgrade() -> None:
    op.create_index(op.f(INDEX), "opinion_texts", ["committee_id", "id"])
    _allow(NEXT)
    for statement in _on_sqlite(purging=True) if _is_sqlite() else [_on_postgresql(purging=True)]:
        op.execute(statement)


def downgrade() -> None:
    for statement in _on_sqlite(purging=False) if _is_sqlite() else [_on_postgresql(purging=False)]:
        op.execute(statement)
    op.execute("update opinions set state = 'withdrawn' where state = 'purged'")
    _allow(FORMER)
    op.drop_index(op.f(INDEX), "opinion_texts")


def _is_sqlite() -> bool:
    return op.get_bind().dialect.name == "sqlite"


def _allow(states: str) -> None:
    with op.batch_alter_table("opinions") as opinions:
        opinions.drop_constraint(op.f("ck_opinions_state"), type_="check")
        opinions.create_check_constraint(op.f("ck_opinions_state"), states)


def _on_sqlite(*, purging: bool) -> list[str]:
    same = ", ".join(f"new.{name}" for name in OF_STEP), ", ".join(f"old.{name}" for name in OF_STEP)
    unsaid = f"when new.words is not null or not {PURGED} or ({same[0]}) is not ({same[1]})"
    guards = [(table, "delete", f"when not {PURGED}") for table in GOING] + [
        ("opinion_steps", "update", unsaid)
    ]
    return [
        statement
        for table, done, unless in guards
        for statement in (
            f"drop trigger {table}_{done}",
            f"create trigger {table}_{done} before {done} on {table} {unless if purging else ''}"
            f" begin select raise(abort, '{SAID}'); end",
        )
    ]


def _on_postgresql(*, purging: bool) -> str:
    goes = (
        f"if {PURGED} then"
        " if tg_op = 'DELETE' and tg_table_name <> 'opinion_steps' then return old; end if;"
        " if tg_op = 'UPDATE' and tg_table_name = 'opinion_steps' and to_jsonb(new) ->> 'words' is null"
        " and to_jsonb(new) - 'words' = to_jsonb(old) - 'words' then return new; end if;"
        " end if;"
    )
    raised = f"raise exception '{SAID}' using errcode = 'integrity_constraint_violation';"
    return (
        "create or replace function opinion_changed() returns trigger language plpgsql as"
        f" $$ begin {goes if purging else ''} {raised} end $$"
    )
