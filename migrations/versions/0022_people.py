"""Members are changed by version, exits are confirmed, a member's name stands with the person alone

The name of an account goes where its person has one, and where the account is closed.

Revision: 0022, after 0021.
"""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
CHECK = "real_name is null or person_id is null"


def upgrade() -> None:
    op.add_column("memberships", sa.Column("version", sa.Integer(), server_default="1", nullable=False))
    op.add_column("committees", sa.Column("names_revision", _identity(), server_default="0", nullable=False))
    op.add_column("persons", sa.Column("exit_asked_at", MOMENT, nullable=True))
    op.add_column("persons", sa.Column("exit_asked_by", sa.String(length=100), nullable=True))
    op.add_column("persons", sa.Column("exited_at", MOMENT, nullable=True))
    with op.batch_alter_table("accounts") as table:
        table.alter_column("real_name", existing_type=sa.String(length=100), nullable=True)
    op.execute("update accounts set real_name = null where person_id is not null or state = 'closed'")
    with op.batch_alter_table("accounts") as table:
        table.create_check_constraint(op.f("ck_accounts_real_name"), CHECK)


def downgrade() -> None:
    with op.batch_alter_table("accounts") as table:
        table.drop_constraint(op.f("ck_accounts_real_name"), type_="check")
    op.execute(
        "update accounts set real_name = coalesce((select name from persons where persons.id = person_id),"
        " '（已注销）') where real_name is null"
    )
    with op.batch_alter_table("accounts") as table:
        table.alter_column("real_name", existing_type=sa.String(length=100), nullable=False)
    for column in ("exited_at", "exit_asked_by", "exit_asked_at"):
        op.drop_column("persons", column)
    op.drop_column("committees", "names_revision")
    op.drop_column("memberships", "version")


def _identity() -> sa.types.TypeEngine[int]:
    # SQLite gives row numbers of its own only to a column of exactly this type.
    return sa.BigInteger().with_variant(sa.Integer(), "sqlite")
