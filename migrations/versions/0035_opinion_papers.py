"""Posts, and the papers that are edited from opinion items and signed by those who hold them

Revision: 0035, after 0034.
"""

import sqlalchemy as sa
from alembic import op

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None

# SQLite gives row numbers of its own only to a column of exactly this type.
IDENTITY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
STATE = "ck_opinions_state"
FORMER = "state in ('draft', 'submitted', 'returned', 'accepted', 'kept', 'withdrawn')"
NEXT = "state in ('draft', 'submitted', 'returned', 'accepted', 'edited', 'signed', 'kept', 'withdrawn')"
FIXED = ("opinion_paper_texts", "opinion_paper_steps")
SAID = "what was written or signed of a paper stays as it is"


def upgrade() -> None:
    _allow(NEXT)
    _posts()
    _papers()
    _contents()
    for statement in _sqlite() if op.get_bind().dialect.name == "sqlite" else _postgresql():
        op.execute(statement)


def downgrade() -> None:
    for table in (
        *("opinion_paper_steps", "opinion_paper_items", "opinion_paper_texts", "opinion_papers"),
        "posts",
    ):
        op.drop_table(table)
    if op.get_bind().dialect.name == "postgresql":
        op.execute("drop function opinion_paper_changed()")
    op.execute("update opinions set state = 'accepted' where state in ('edited', 'signed')")
    _allow(FORMER)


def _allow(states: str) -> None:
    with op.batch_alter_table("opinions") as opinions:
        opinions.drop_constraint(op.f(STATE), type_="check")
        opinions.create_check_constraint(op.f(STATE), states)


def _posts() -> None:
    op.create_table(
        "posts",
        *_own("posts"),
        sa.Column("post", sa.String(length=20), nullable=False),
        sa.Column("account_id", IDENTITY, nullable=False),
        sa.Column("instead_of_id", IDENTITY, nullable=True),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=True),
        sa.Column("noted_by", sa.String(length=100), nullable=False),
        sa.Column("noted_at", MOMENT, nullable=False),
        _to("posts", "account_id", "accounts"),
        _to("posts", "instead_of_id", "posts"),
        sa.CheckConstraint(
            "instead_of_id is null or last_day is not null", name=op.f("ck_posts_substitution_ends")
        ),
    )
    op.create_index(op.f("ix_posts_committee_id_post"), "posts", ["committee_id", "post"])


def _papers() -> None:
    op.create_table(
        "opinion_papers",
        *_own("opinion_papers"),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("key", sa.LargeBinary(), nullable=True),
        sa.Column("text_number", sa.Integer(), nullable=False),
        sa.Column("destination", sa.String(length=20), nullable=True),
        sa.Column("vehicle", sa.String(length=20), nullable=True),
        sa.Column("unit", sa.String(length=40), nullable=True),
        sa.Column("co_units", sa.Text(), nullable=False),
        sa.Column("posts", sa.Text(), nullable=False),
        sa.Column("awaits", sa.String(length=20), nullable=True),
        *(
            sa.Column(name, sa.Integer(), nullable=True)
            for name in ("asked_number", "issue_year", "issue_number")
        ),
        sa.Column("begun_at", MOMENT, nullable=False),
        sa.Column("signed_at", MOMENT, nullable=True),
        sa.UniqueConstraint(
            *("committee_id", "vehicle", "issue_year", "issue_number"), name=op.f("uq_opinion_papers_issue")
        ),
        sa.CheckConstraint(
            "state in ('editing', 'signing', 'signed', 'dropped')", name=op.f("ck_opinion_papers_state")
        ),
        sa.CheckConstraint(
            "(state = 'signing') = (awaits is not null)", name=op.f("ck_opinion_papers_awaits")
        ),
        sa.CheckConstraint(
            "(state = 'signed') = (issue_number is not null)", name=op.f("ck_opinion_papers_issued")
        ),
    )
    op.create_index(op.f("ix_opinion_papers_committee_id_state"), "opinion_papers", ["committee_id", "state"])


def _contents() -> None:
    op.create_table(
        "opinion_paper_texts",
        *_of_paper("opinion_paper_texts"),
        sa.Column("number", sa.Integer(), nullable=False),
        *(
            sa.Column(name, sa.LargeBinary(), nullable=False)
            for name in ("title", "situation", "causes", "advice")
        ),
        sa.Column("saved_at", MOMENT, nullable=False),
        sa.Column("saved_by", sa.String(length=100), nullable=False),
        sa.UniqueConstraint("paper_id", "number", name=op.f("uq_opinion_paper_texts_paper_id_number")),
    )
    op.create_table(
        "opinion_paper_items",
        *_of_paper("opinion_paper_items"),
        sa.Column("opinion_id", IDENTITY, nullable=False),
        sa.Column("place", sa.Integer(), nullable=True),
        _to("opinion_paper_items", "opinion_id", "opinions"),
        sa.UniqueConstraint(
            "paper_id", "opinion_id", name=op.f("uq_opinion_paper_items_paper_id_opinion_id")
        ),
    )
    op.create_index(op.f("ix_opinion_paper_items_opinion_id"), "opinion_paper_items", ["opinion_id"])
    op.create_table(
        "opinion_paper_steps",
        *_of_paper("opinion_paper_steps"),
        sa.Column("action", sa.String(length=20), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("actor", sa.String(length=100), nullable=False),
        sa.Column("account_id", IDENTITY, nullable=True),
        sa.Column("text_number", sa.Integer(), nullable=False),
        sa.Column("post", sa.String(length=20), nullable=True),
        sa.Column("instead_of", sa.String(length=100), nullable=True),
        sa.Column("words", sa.LargeBinary(), nullable=True),
        _to("opinion_paper_steps", "account_id", "accounts"),
    )
    op.create_index(op.f("ix_opinion_paper_steps_paper_id"), "opinion_paper_steps", ["paper_id"])
    op.create_index(op.f("ix_opinion_paper_steps_account_id"), "opinion_paper_steps", ["account_id"])


def _own(table: str) -> tuple[sa.Column[int] | sa.Constraint, ...]:
    return (
        sa.Column("id", IDENTITY, nullable=False),
        sa.Column("committee_id", IDENTITY, nullable=False),
        _to(table, "committee_id", "committees"),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    )


def _of_paper(table: str) -> tuple[sa.Column[int] | sa.Constraint, ...]:
    return (
        *_own(table),
        sa.Column("paper_id", IDENTITY, nullable=False),
        _to(table, "paper_id", "opinion_papers"),
    )


def _to(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}_{other}"))


def _sqlite() -> list[str]:
    raised = f"begin select raise(abort, '{SAID}'); end"
    return [
        f"create trigger {table}_{done} before {done} on {table} {raised}"
        for table in FIXED
        for done in ("update", "delete")
    ]


def _postgresql() -> list[str]:
    raised = f"raise exception '{SAID}' using errcode = 'integrity_constraint_violation';"
    named = "create function opinion_paper_changed() returns trigger language plpgsql"
    return [
        f"{named} as $$ begin {raised} end $$",
        *(
            f"create trigger {table}_changed before update or delete on {table} for each row"
            " execute function opinion_paper_changed()"
            for table in FIXED
        ),
    ]
