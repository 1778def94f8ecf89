"""The core's tables

Revision: 0001, the first.
"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


# SQLite gives row numbers of its own only to a column of exactly this type.
IDENTITY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "committees",
        sa.Column("id", IDENTITY, nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("revision", IDENTITY, nullable=False),
        sa.Column("publisher", sa.String(length=100), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_committees")),
        sa.UniqueConstraint("code", name=op.f("uq_committees_code")),
    )
    op.create_table(
        "changes",
        sa.Column("id", IDENTITY, nullable=False),
        sa.Column("committee_id", IDENTITY, nullable=False),
        sa.Column("revision", IDENTITY, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.String(length=100), nullable=False),
        sa.Column("department", sa.String(length=100), nullable=True),
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column("action", sa.String(length=40), nullable=False),
        sa.Column("entity", sa.String(length=20), nullable=False),
        sa.Column("entity_id", IDENTITY, nullable=False),
        sa.Column("before", sa.Text(), nullable=True),
        sa.Column("after", sa.Text(), nullable=True),
        sa.Column("reason", sa.String(length=500), nullable=True),
        sa.ForeignKeyConstraint(
            ["committee_id"], ["committees.id"], name=op.f("fk_changes_committee_id_committees")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_changes")),
    )
    with op.batch_alter_table("changes", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_changes_committee_id_entity_entity_id"),
            ["committee_id", "entity", "entity_id"],
            unique=False,
        )

    op.create_table(
        "departments",
        sa.Column("id", IDENTITY, nullable=False),
        sa.Column("committee_id", IDENTITY, nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=True),
        sa.Column("last_day", sa.Date(), nullable=True),
        sa.Column("successor_id", IDENTITY, nullable=True),
        sa.ForeignKeyConstraint(
            ["committee_id"], ["committees.id"], name=op.f("fk_departments_committee_id_committees")
        ),
        sa.ForeignKeyConstraint(
            ["successor_id"], ["departments.id"], name=op.f("fk_departments_successor_id_departments")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_departments")),
    )
    with op.batch_alter_table("departments", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_departments_committee_id_name_first_day"),
            ["committee_id", "name", "first_day"],
            unique=True,
        )

    op.create_table(
        "groups",
        sa.Column("id", IDENTITY, nullable=False),
        sa.Column("committee_id", IDENTITY, nullable=False),
        sa.Column("attribute", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=True),
        sa.Column("last_day", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["committee_id"], ["committees.id"], name=op.f("fk_groups_committee_id_committees")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_groups")),
    )
    with op.batch_alter_table("groups", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_groups_committee_id_attribute_name_first_day"),
            ["committee_id", "attribute", "name", "first_day"],
            unique=True,
        )

    op.create_table(
        "persons",
        sa.Column("id", IDENTITY, nullable=False),
        sa.Column("committee_id", IDENTITY, nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("sort_key", sa.String(length=400), nullable=False),
        sa.Column("phone", sa.String(length=40), nullable=True),
        sa.ForeignKeyConstraint(
            ["committee_id"], ["committees.id"], name=op.f("fk_persons_committee_id_committees")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_persons")),
    )
    with op.batch_alter_table("persons", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_persons_committee_id_name"), ["committee_id", "name"], unique=False
        )

    op.create_table(
        "records",
        sa.Column("id", IDENTITY, nullable=False),
        sa.Column("committee_id", IDENTITY, nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("form", sa.String(length=10), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("key", sa.String(length=700), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("title", sa.String(length=500), nullable=False),
        sa.Column("attributes", sa.Text(), nullable=False),
        sa.Column("matter", sa.String(length=700), nullable=True),
        sa.Column("outsiders", sa.Integer(), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("source", sa.String(length=10), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("form in ('occasion', 'work')", name=op.f("ck_records_form")),
        sa.CheckConstraint("source in ('import', 'entry')", name=op.f("ck_records_source")),
        sa.CheckConstraint("state in ('approved', 'withdrawn')", name=op.f("ck_records_state")),
        sa.ForeignKeyConstraint(
            ["committee_id"], ["committees.id"], name=op.f("fk_records_committee_id_committees")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_records")),
        sa.UniqueConstraint(
            "committee_id", "year", "kind", "key", name=op.f("uq_records_committee_id_year_kind_key")
        ),
    )
    with op.batch_alter_table("records", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_records_committee_id_day_id"), ["committee_id", "day", "id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_records_committee_id_first_day_last_day"),
            ["committee_id", "first_day", "last_day"],
            unique=False,
        )

    op.create_table(
        "rule_sets",
        sa.Column("id", IDENTITY, nullable=False),
        sa.Column("committee_id", IDENTITY, nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("file", sa.String(length=400), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("base_catalogue", sa.Text(), nullable=False),
        sa.Column("own_catalogue", sa.Text(), nullable=True),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("author", sa.String(length=100), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("document", sa.String(length=200), nullable=True),
        sa.Column("publisher", sa.String(length=100), nullable=True),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "state in ('draft', 'in_review', 'published', 'superseded', 'withdrawn')",
            name=op.f("ck_rule_sets_state"),
        ),
        sa.ForeignKeyConstraint(
            ["committee_id"], ["committees.id"], name=op.f("fk_rule_sets_committee_id_committees")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rule_sets")),
        sa.UniqueConstraint("committee_id", "digest", name=op.f("uq_rule_sets_committee_id_digest")),
    )
    with op.batch_alter_table("rule_sets", schema=None) as batch_op:
        batch_op.create_index(
            "uq_rule_sets_in_force",
            ["committee_id", "year"],
            unique=True,
            sqlite_where=sa.text("state = 'published'"),
            postgresql_where=sa.text("state = 'published'"),
        )

    op.create_table(
        "terms",
        sa.Column("id", IDENTITY, nullable=False),
        sa.Column("committee_id", IDENTITY, nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=True),
        sa.Column("last_day", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["committee_id"], ["committees.id"], name=op.f("fk_terms_committee_id_committees")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_terms")),
        sa.UniqueConstraint("committee_id", "name", name=op.f("uq_terms_committee_id_name")),
    )
    with op.batch_alter_table("terms", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_terms_committee_id_first_day_last_day"),
            ["committee_id", "first_day", "last_day"],
            unique=False,
        )

    op.create_table(
        "department_links",
        sa.Column("id", IDENTITY, nullable=False),
        sa.Column("committee_id", IDENTITY, nullable=False),
        sa.Column("department_id", IDENTITY, nullable=False),
        sa.Column("group_id", IDENTITY, nullable=False),
        sa.Column("first_day", sa.Date(), nullable=True),
        sa.Column("last_day", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["committee_id"], ["committees.id"], name=op.f("fk_department_links_committee_id_committees")
        ),
        sa.ForeignKeyConstraint(
            ["department_id"], ["departments.id"], name=op.f("fk_department_links_department_id_departments")
        ),
        sa.ForeignKeyConstraint(
            ["group_id"], ["groups.id"], name=op.f("fk_department_links_group_id_groups")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_department_links")),
    )
    with op.batch_alter_table("department_links", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_department_links_department_id_group_id_first_day"),
            ["department_id", "group_id", "first_day"],
            unique=True,
        )

    op.create_table(
        "memberships",
        sa.Column("id", IDENTITY, nullable=False),
        sa.Column("committee_id", IDENTITY, nullable=False),
        sa.Column("person_id", IDENTITY, nullable=False),
        sa.Column("term_id", IDENTITY, nullable=False),
        sa.Column("number", sa.String(length=100), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=True),
        sa.Column("last_day", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["committee_id"], ["committees.id"], name=op.f("fk_memberships_committee_id_committees")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["persons.id"], name=op.f("fk_memberships_person_id_persons")),
        sa.ForeignKeyConstraint(["term_id"], ["terms.id"], name=op.f("fk_memberships_term_id_terms")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_memberships")),
        sa.UniqueConstraint("term_id", "number", name=op.f("uq_memberships_term_id_number")),
    )
    with op.batch_alter_table("memberships", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_memberships_committee_id_number"), ["committee_id", "number"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_memberships_person_id"), ["person_id"], unique=False)

    op.create_table(
        "outcomes",
        sa.Column("id", IDENTITY, nullable=False),
        sa.Column("committee_id", IDENTITY, nullable=False),
        sa.Column("record_id", IDENTITY, nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("key", sa.String(length=700), nullable=False),
        sa.Column("attributes", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["committee_id"], ["committees.id"], name=op.f("fk_outcomes_committee_id_committees")
        ),
        sa.ForeignKeyConstraint(
            ["record_id"], ["records.id"], name=op.f("fk_outcomes_record_id_records"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outcomes")),
        sa.UniqueConstraint("record_id", "place", name=op.f("uq_outcomes_record_id_place")),
    )
    op.create_table(
        "score_runs",
        sa.Column("id", IDENTITY, nullable=False),
        sa.Column("committee_id", IDENTITY, nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=True),
        sa.Column("rule_set_id", IDENTITY, nullable=False),
        sa.Column("input", sa.String(length=64), nullable=False),
        sa.Column("members", sa.Integer(), nullable=False),
        sa.Column("revision", IDENTITY, nullable=False),
        sa.Column("roster_revision", IDENTITY, nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["committee_id"], ["committees.id"], name=op.f("fk_score_runs_committee_id_committees")
        ),
        sa.ForeignKeyConstraint(
            ["rule_set_id"], ["rule_sets.id"], name=op.f("fk_score_runs_rule_set_id_rule_sets")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_score_runs")),
        sa.UniqueConstraint(
            "committee_id", "year", "name", name=op.f("uq_score_runs_committee_id_year_name")
        ),
    )
    with op.batch_alter_table("score_runs", schema=None) as batch_op:
        batch_op.create_index(
            "uq_score_runs_live",
            ["committee_id", "year"],
            unique=True,
            sqlite_where=sa.text("name is null"),
            postgresql_where=sa.text("name is null"),
        )

    op.create_table(
        "simulations",
        sa.Column("id", IDENTITY, nullable=False),
        sa.Column("committee_id", IDENTITY, nullable=False),
        sa.Column("rule_set_id", IDENTITY, nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("input", sa.String(length=64), nullable=False),
        sa.Column("actor", sa.String(length=100), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("result", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["committee_id"], ["committees.id"], name=op.f("fk_simulations_committee_id_committees")
        ),
        sa.ForeignKeyConstraint(
            ["rule_set_id"], ["rule_sets.id"], name=op.f("fk_simulations_rule_set_id_rule_sets")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_simulations")),
    )
    with op.batch_alter_table("simulations", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_simulations_committee_id_digest"), ["committee_id", "digest"], unique=False
        )

    op.create_table(
        "ties",
        sa.Column("record_id", IDENTITY, nullable=False),
        sa.Column("tie", sa.String(length=800), nullable=False),
        sa.Column("committee_id", IDENTITY, nullable=False),
        sa.ForeignKeyConstraint(
            ["committee_id"], ["committees.id"], name=op.f("fk_ties_committee_id_committees")
        ),
        sa.ForeignKeyConstraint(
            ["record_id"], ["records.id"], name=op.f("fk_ties_record_id_records"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("record_id", "tie", name=op.f("pk_ties")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("ties", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_ties_committee_id_tie"), ["committee_id", "tie"], unique=False)

    op.create_table(
        "closings",
        sa.Column("id", IDENTITY, nullable=False),
        sa.Column("committee_id", IDENTITY, nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("run_id", IDENTITY, nullable=False),
        sa.Column("revision", IDENTITY, nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_by", sa.String(length=100), nullable=False),
        sa.Column("reopened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reopened_by", sa.String(length=100), nullable=True),
        sa.Column("reason", sa.String(length=500), nullable=True),
        sa.ForeignKeyConstraint(
            ["committee_id"], ["committees.id"], name=op.f("fk_closings_committee_id_committees")
        ),
        sa.ForeignKeyConstraint(["run_id"], ["score_runs.id"], name=op.f("fk_closings_run_id_score_runs")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_closings")),
    )
    with op.batch_alter_table("closings", schema=None) as batch_op:
        batch_op.create_index(
            "uq_closings_in_effect",
            ["committee_id", "year"],
            unique=True,
            sqlite_where=sa.text("reopened_at is null"),
            postgresql_where=sa.text("reopened_at is null"),
        )

    op.create_table(
        "member_attributes",
        sa.Column("id", IDENTITY, nullable=False),
        sa.Column("committee_id", IDENTITY, nullable=False),
        sa.Column("membership_id", IDENTITY, nullable=False),
        sa.Column("attribute", sa.String(length=40), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["committee_id"], ["committees.id"], name=op.f("fk_member_attributes_committee_id_committees")
        ),
        sa.ForeignKeyConstraint(
            ["membership_id"],
            ["memberships.id"],
            name=op.f("fk_member_attributes_membership_id_memberships"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_member_attributes")),
        sa.UniqueConstraint(
            "membership_id",
            "attribute",
            "since",
            name=op.f("uq_member_attributes_membership_id_attribute_since"),
        ),
    )
    op.create_table(
        "member_scores",
        sa.Column("run_id", IDENTITY, nullable=False),
        sa.Column("membership_id", IDENTITY, nullable=False),
        sa.Column("committee_id", IDENTITY, nullable=False),
        sa.Column("total", sa.String(length=60), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=True),
        sa.Column("grade", sa.String(length=100), nullable=True),
        sa.Column("questions", sa.Integer(), nullable=False),
        sa.Column("score", sa.Text(), nullable=False),
        sa.Column("standing", sa.Text(), nullable=False),
        sa.Column("input", sa.String(length=64), nullable=False),
        sa.Column("revision", IDENTITY, nullable=False),
        sa.ForeignKeyConstraint(
            ["committee_id"], ["committees.id"], name=op.f("fk_member_scores_committee_id_committees")
        ),
        sa.ForeignKeyConstraint(
            ["membership_id"], ["memberships.id"], name=op.f("fk_member_scores_membership_id_memberships")
        ),
        sa.ForeignKeyConstraint(
            ["run_id"], ["score_runs.id"], name=op.f("fk_member_scores_run_id_score_runs"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("run_id", "membership_id", name=op.f("pk_member_scores")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("member_scores", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_member_scores_membership_id"), ["membership_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_member_scores_run_id_revision"), ["run_id", "revision"], unique=False
        )

    op.create_table(
        "parts",
        sa.Column("record_id", IDENTITY, nullable=False),
        sa.Column("membership_id", IDENTITY, nullable=False),
        sa.Column("committee_id", IDENTITY, nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("attributes", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["committee_id"], ["committees.id"], name=op.f("fk_parts_committee_id_committees")
        ),
        sa.ForeignKeyConstraint(
            ["membership_id"], ["memberships.id"], name=op.f("fk_parts_membership_id_memberships")
        ),
        sa.ForeignKeyConstraint(
            ["record_id"], ["records.id"], name=op.f("fk_parts_record_id_records"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("record_id", "membership_id", name=op.f("pk_parts")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("parts", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_parts_membership_id_record_id"), ["membership_id", "record_id"], unique=False
        )

    op.create_table(
        "statements",
        sa.Column("id", IDENTITY, nullable=False),
        sa.Column("committee_id", IDENTITY, nullable=False),
        sa.Column("run_id", IDENTITY, nullable=False),
        sa.Column("membership_id", IDENTITY, nullable=False),
        sa.Column("explanation", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["committee_id"], ["committees.id"], name=op.f("fk_statements_committee_id_committees")
        ),
        sa.ForeignKeyConstraint(
            ["membership_id"], ["memberships.id"], name=op.f("fk_statements_membership_id_memberships")
        ),
        sa.ForeignKeyConstraint(["run_id"], ["score_runs.id"], name=op.f("fk_statements_run_id_score_runs")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_statements")),
        sa.UniqueConstraint("run_id", "membership_id", name=op.f("uq_statements_run_id_membership_id")),
    )


def downgrade() -> None:
    op.drop_table("statements")
    with op.batch_alter_table("parts", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_parts_membership_id_record_id"))

    op.drop_table("parts")
    with op.batch_alter_table("member_scores", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_member_scores_run_id_revision"))
        batch_op.drop_index(batch_op.f("ix_member_scores_membership_id"))

    op.drop_table("member_scores")
    op.drop_table("member_attributes")
    with op.batch_alter_table("closings", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_closings_in_effect",
            sqlite_where=sa.text("reopened_at is null"),
            postgresql_where=sa.text("reopened_at is null"),
        )

    op.drop_table("closings")
    with op.batch_alter_table("ties", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_ties_committee_id_tie"))

    op.drop_table("ties")
    with op.batch_alter_table("simulations", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_simulations_committee_id_digest"))

    op.drop_table("simulations")
    with op.batch_alter_table("score_runs", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_score_runs_live",
            sqlite_where=sa.text("name is null"),
            postgresql_where=sa.text("name is null"),
        )

    op.drop_table("score_runs")
    op.drop_table("outcomes")
    with op.batch_alter_table("memberships", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_memberships_person_id"))
        batch_op.drop_index(batch_op.f("ix_memberships_committee_id_number"))

    op.drop_table("memberships")
    with op.batch_alter_table("department_links", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_department_links_department_id_group_id_first_day"))

    op.drop_table("department_links")
    with op.batch_alter_table("terms", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_terms_committee_id_first_day_last_day"))

    op.drop_table("terms")
    with op.batch_alter_table("rule_sets", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_rule_sets_in_force",
            sqlite_where=sa.text("state = 'published'"),
            postgresql_where=sa.text("state = 'published'"),
        )

    op.drop_table("rule_sets")
    with op.batch_alter_table("records", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_records_committee_id_first_day_last_day"))
        batch_op.drop_index(batch_op.f("ix_records_committee_id_day_id"))

    op.drop_table("records")
    with op.batch_alter_table("persons", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_persons_committee_id_name"))

    op.drop_table("persons")
    with op.batch_alter_table("groups", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_groups_committee_id_attribute_name_first_day"))

    op.drop_table("groups")
    with op.batch_alter_table("departments", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_departments_committee_id_name_first_day"))

    op.drop_table("departments")
    with op.batch_alter_table("changes", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_changes_committee_id_entity_entity_id"))

    op.drop_table("changes")
    op.drop_table("committees")
