"""Until when records are entered, by which department, and when they were; working days; notes on rules

Who entered a record when, and for which department, is told by the line of the trail that added it. `due_by`
follows from `due_from` by the calendar, which the program knows and not the database: it is set after this.

Revision: 0026, after 0025.
"""

import json
from datetime import date
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

# SQLite gives row numbers of its own only to a column of exactly this type.
IDENTITY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
COLUMNS = (
    ("department", sa.String(length=100)),
    ("due_from", sa.Date()),
    ("due_by", MOMENT),
    ("submitted_at", MOMENT),
    ("late_reason", sa.String(length=500)),
)
INDEX = "ix_records_committee_id_state_department_due_by"
RECORDS = sa.table(
    "records",
    *(sa.column(name, kind) for name, kind in COLUMNS),
    sa.column("id", sa.BigInteger),
    sa.column("kind", sa.String),
    sa.column("day", sa.Date),
    sa.column("attributes", sa.Text),
)
OUTCOMES = sa.table(
    "outcomes",
    sa.column("record_id", sa.BigInteger),
    sa.column("day", sa.Date),
    sa.column("attributes", sa.Text),
)
CHANGES = sa.table(
    "changes",
    sa.column("id", sa.BigInteger),
    sa.column("entity", sa.String),
    sa.column("entity_id", sa.BigInteger),
    sa.column("action", sa.String),
    sa.column("at", MOMENT),
    sa.column("department", sa.String),
)
# The kinds of the program whose department does not depend on who organised, as they were then (履5).
OFFICE, PROPOSALS, MEMBERS_WORK = "办公室", "提案委员会", "委员工作委员会"
DEPARTMENTS = {
    **dict.fromkeys(("提案", "集体提案"), PROPOSALS),
    **dict.fromkeys(("社情民意", "理论成果", "宣传稿件"), OFFICE),
    "文史资料": "文化文史和学习委员会",
    **dict.fromkeys(("委员工作室", "委员会客厅", "表彰", "酌情加分", "酌情扣分"), MEMBERS_WORK),
}
SPEECH, AT_PLENARY, ITS_DEPARTMENT = "发言", {"场合": "全会"}, "市政协全会大会发言组"
FILED = ("提案", "集体提案")
OPINION = "社情民意"
TOGETHER = 10_000


def upgrade() -> None:
    for name, kind in COLUMNS:
        op.add_column("records", sa.Column(name, kind, nullable=True))
    op.create_index(op.f(INDEX), "records", ["committee_id", "state", "department", "due_by"])
    op.create_table(
        "workdays",
        *_own("workdays"),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("days_off", sa.Text(), nullable=False),
        sa.Column("workdays", sa.Text(), nullable=False),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.UniqueConstraint("committee_id", "year", name=op.f("uq_workdays_committee_id_year")),
    )
    op.create_table(
        "interpretations",
        *_own("interpretations"),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("author", sa.String(length=100), nullable=False),
        sa.Column("written_at", MOMENT, nullable=False),
        sa.Column("withdrawn_at", MOMENT, nullable=True),
    )
    op.create_index(
        op.f("ix_interpretations_committee_id_year_code"), "interpretations", ["committee_id", "year", "code"]
    )
    _fill()


def downgrade() -> None:
    op.drop_table("interpretations")
    op.drop_table("workdays")
    op.drop_index(op.f(INDEX), "records")
    for name, _ in reversed(COLUMNS):
        op.drop_column("records", name)


def _own(table: str) -> tuple[sa.Column[int] | sa.Constraint, ...]:
    return (
        sa.Column("id", IDENTITY, nullable=False),
        sa.Column("committee_id", IDENTITY, nullable=False),
        sa.ForeignKeyConstraint(
            ["committee_id"], ["committees.id"], name=op.f(f"fk_{table}_committee_id_committees")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    )


def _fill() -> None:
    connection, last = op.get_bind(), 0
    columns = sa.select(RECORDS.c.id, RECORDS.c.kind, RECORDS.c.day, RECORDS.c.attributes)
    while True:
        some = columns.where(RECORDS.c.id > last).order_by(RECORDS.c.id).limit(TOGETHER)
        rows = connection.execute(some).all()
        if not rows:
            return
        first, last = rows[0].id, rows[-1].id
        entered, adopted = _entered(first, last), _adopted(first, last)
        of_id = RECORDS.update().where(RECORDS.c.id == sa.bindparam("of_id"))
        values = of_id.values({name: sa.bindparam(f"to_{name}") for name in _FILLED})
        connection.execute(values, [_values(row, entered.get(row.id), adopted.get(row.id)) for row in rows])


_FILLED = ("department", "due_from", "submitted_at")


def _values(row: Any, entered: Any, adopted: date | None) -> dict[str, Any]:
    attributes = json.loads(row.attributes)
    department = DEPARTMENTS.get(row.kind, entered.department if entered else None)
    if row.kind == SPEECH and AT_PLENARY.items() <= attributes.items():
        department = ITS_DEPARTMENT
    return {
        "of_id": row.id,
        "to_department": department,
        "to_due_from": _start(row.kind, row.day, attributes, adopted),
        "to_submitted_at": entered.at if entered else None,
    }


def _start(kind: str, day: date, attributes: dict[str, Any], adopted: date | None) -> date | None:
    if kind in FILED:
        filed = attributes.get("立案日期")
        return date.fromisoformat(filed) if filed else None
    return adopted or day if kind == OPINION else day


def _entered(first: int, last: int) -> dict[int, Any]:
    """Of each record the line of the trail that added it."""
    added = sa.and_(
        CHANGES.c.entity == "record",
        CHANGES.c.action == "add",
        CHANGES.c.entity_id.between(first, last),
    )
    columns = sa.select(CHANGES.c.entity_id, CHANGES.c.at, CHANGES.c.department).where(added)
    return {row.entity_id: row for row in op.get_bind().execute(columns.order_by(CHANGES.c.id.desc()))}


def _adopted(first: int, last: int) -> dict[int, date]:
    """Of each work the day on which it was first adopted."""
    columns = sa.select(OUTCOMES).where(OUTCOMES.c.record_id.between(first, last))
    found: dict[int, date] = {}
    for row in op.get_bind().execute(columns.order_by(OUTCOMES.c.day.desc())):
        if json.loads(row.attributes).get("结果") == "采用":
            found[row.record_id] = row.day
    return found
