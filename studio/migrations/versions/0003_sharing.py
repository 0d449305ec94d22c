"""keys, budgets, the audit list, people and their tokens"""

import sqlalchemy as sa
from alembic import op

from studio.tables import Moment

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "access_token",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("last_four", sa.String(), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("created_by", sa.String(), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("expires_at", Moment(), nullable=True),
        sa.Column("revoked_at", Moment(), nullable=True),
        sa.Column("used_at", Moment(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("access_token", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_access_token_sha256"), ["sha256"], unique=True)

    op.create_table(
        "audit_entry",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("who", sa.String(), nullable=False),
        sa.Column("deed", sa.String(length=20), nullable=False),
        sa.Column("about", sa.String(), nullable=False),
        sa.Column("sentence", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("audit_entry", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_audit_entry_at"), ["at"], unique=False)
        batch_op.create_index(batch_op.f("ix_audit_entry_deed"), ["deed"], unique=False)

    op.create_table(
        "budget",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("scope", sa.String(length=20), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("micro_usd", sa.BigInteger(), nullable=False),
        sa.Column("saved_by", sa.String(), nullable=False),
        sa.Column("saved_at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("budget", schema=None) as batch_op:
        batch_op.create_index("ix_budget_for", ["scope", "subject"], unique=True)

    op.create_table(
        "person",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("seen_at", Moment(), nullable=True),
        sa.Column("signed_out_at", Moment(), nullable=True),
        sa.Column("is_blocked", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_person_email"), ["email"], unique=True)

    op.create_table(
        "secret",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("provider", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("ciphertext", sa.String(), nullable=False),
        sa.Column("last_four", sa.String(), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("saved_by", sa.String(), nullable=False),
        sa.Column("saved_at", Moment(), nullable=False),
        sa.Column("used_at", Moment(), nullable=True),
        sa.Column("tested_at", Moment(), nullable=True),
        sa.Column("test_is_ok", sa.Boolean(), nullable=True),
        sa.Column("test_sentence", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("secret", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_secret_provider"), ["provider"], unique=False)

    with op.batch_alter_table("charge", schema=None) as batch_op:
        batch_op.add_column(sa.Column("counts_at", Moment(), nullable=True))
        batch_op.add_column(sa.Column("token_id", sa.String(), nullable=True))
    op.execute(
        sa.text("UPDATE charge SET counts_at = at")
    )  # what was reserved before budgets counts for when it was written
    with op.batch_alter_table("charge", schema=None) as batch_op:
        batch_op.alter_column("counts_at", existing_type=Moment(), nullable=False)
        batch_op.create_index(batch_op.f("ix_charge_counts_at"), ["counts_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_charge_token_id"), ["token_id"], unique=False)

    with op.batch_alter_table("generation", schema=None) as batch_op:
        batch_op.add_column(sa.Column("token_id", sa.String(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("generation", schema=None) as batch_op:
        batch_op.drop_column("token_id")

    with op.batch_alter_table("charge", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_charge_token_id"))
        batch_op.drop_index(batch_op.f("ix_charge_counts_at"))
        batch_op.drop_column("token_id")
        batch_op.drop_column("counts_at")

    with op.batch_alter_table("secret", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_secret_provider"))

    op.drop_table("secret")
    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_person_email"))

    op.drop_table("person")
    with op.batch_alter_table("budget", schema=None) as batch_op:
        batch_op.drop_index("ix_budget_for")

    op.drop_table("budget")
    with op.batch_alter_table("audit_entry", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_audit_entry_deed"))
        batch_op.drop_index(batch_op.f("ix_audit_entry_at"))

    op.drop_table("audit_entry")
    with op.batch_alter_table("access_token", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_access_token_sha256"))

    op.drop_table("access_token")
