"""A version in force can be withdrawn, and the one before it comes back; callers' keys of changes

Only what the triggers of `rule_sets` allow of the state is another than in 0002: `published` may become
`withdrawn`, and `superseded` `published` again. Texts stay as fixed as they were.

Revision: 0005, after 0004.
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

# SQLite gives row numbers of its own only to a column of exactly this type.
IDENTITY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

OPEN = "('draft', 'in_review')"
TEXT = (
    *("year", "digest", "title", "file", "text", "base_catalogue", "own_catalogue"),
    *("author", "added_at", "document", "publisher", "published_at"),
)
ROW = ("id", "committee_id")
SAID = "rule set is fixed"
FORMER = "old.state = 'published' and new.state = 'superseded'"
NEXT = (
    "old.state = 'published' and new.state in ('superseded', 'withdrawn')"
    " or old.state = 'superseded' and new.state = 'published'"
)


def upgrade() -> None:
    op.create_table(
        "request_keys",
        sa.Column("id", IDENTITY, nullable=False),
        sa.Column("committee_id", IDENTITY, nullable=False),
        sa.Column("actor", sa.String(100), nullable=False),
        sa.Column("key", sa.String(100), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("result", IDENTITY, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["committee_id"], ["committees.id"], name=op.f("fk_request_keys_committee_id_committees")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_request_keys")),
        sa.UniqueConstraint(
            "committee_id", "actor", "key", name=op.f("uq_request_keys_committee_id_actor_key")
        ),
    )
    op.create_index(op.f("ix_request_keys_actor_key"), "request_keys", ["actor", "key"])
    op.create_index(op.f("ix_request_keys_committee_id_at"), "request_keys", ["committee_id", "at"])
    _allow(NEXT)


def downgrade() -> None:
    _allow(FORMER)
    op.drop_table("request_keys")


def _allow(after: str) -> None:
    """Puts the triggers of a change of `rule_sets` anew, with what may come after a state."""
    if op.get_bind().dialect.name == "sqlite":
        op.execute("drop trigger rule_sets_update")
        op.execute(_sqlite(after))
    else:
        op.execute(_postgresql(after))


def _changed(columns: tuple[str, ...], unlike: str) -> str:
    return " or ".join(f"old.{column} {unlike} new.{column}" for column in columns)


def _refused(after: str, unlike: str) -> str:
    """When a change of a row is refused."""
    following = f"(old.state = new.state or {after})"
    fixed = f"old.state not in {OPEN} and (not {following} or {_changed(TEXT, unlike)})"
    # Whoever publishes a text publishes the one that was reviewed.
    published = (
        f"old.state in {OPEN} and new.state not in {OPEN} and ({_changed(TEXT[:7], unlike)}"
        " or new.state = 'superseded' or (new.state = 'published' and old.state = 'draft'))"
    )
    return f"{_changed(ROW, unlike)} or ({fixed}) or ({published})"


def _sqlite(after: str) -> str:
    # `or replace` takes the place of a row without firing what waits for its deletion.
    replaced = (
        f"select 1 from rule_sets as kept where kept.state not in {OPEN} and kept.id <> old.id and (kept.id ="
        " new.id or (kept.committee_id = new.committee_id and (kept.digest = new.digest"
        " or (kept.year = new.year and kept.state = 'published' and new.state = 'published'))))"
    )
    return (
        f"create trigger rule_sets_update before update on rule_sets"
        f" when {_refused(after, 'is not')} or exists ({replaced})"
        f" begin select raise(abort, '{SAID}'); end"
    )


def _postgresql(after: str) -> str:
    return f"""
        create or replace function rule_sets_fixed() returns trigger language plpgsql as $$
        begin
          if tg_op = 'TRUNCATE' then
            raise exception '{SAID}' using errcode = 'integrity_constraint_violation';
          elsif tg_op = 'DELETE' then
            if old.state not in {OPEN} then
              raise exception '{SAID}' using errcode = 'integrity_constraint_violation';
            end if;
            return old;
          end if;
          if {_refused(after, "is distinct from")} then
            raise exception '{SAID}' using errcode = 'integrity_constraint_violation';
          end if;
          return new;
        end $$
        """
