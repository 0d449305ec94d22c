"""rules for alerts, alerts, and webhooks"""

import sqlalchemy as sa
from alembic import op

from studio.tables import Moment

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "alert_rule",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("provider", sa.String(), nullable=False),
        sa.Column("operation", sa.String(), nullable=False),
        sa.Column("threshold", sa.Float(), nullable=False),
        sa.Column("window_minutes", sa.Integer(), nullable=False),
        sa.Column("for_minutes", sa.Float(), nullable=False),
        sa.Column("least_count", sa.Integer(), nullable=False),
        sa.Column("is_grave", sa.Boolean(), nullable=False),
        sa.Column("is_on", sa.Boolean(), nullable=False),
        sa.Column("quiet_from", sa.String(), nullable=False),
        sa.Column("quiet_to", sa.String(), nullable=False),
        sa.Column("saved_by", sa.String(), nullable=False),
        sa.Column("saved_at", Moment(), nullable=False),
        sa.Column("deleted_at", Moment(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "alert",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("rule_id", sa.String(), nullable=False),
        sa.Column("about", sa.String(), nullable=False),
        sa.Column("open_key", sa.String(), nullable=True),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("is_grave", sa.Boolean(), nullable=False),
        sa.Column("since", Moment(), nullable=False),
        sa.Column("well_since", Moment(), nullable=True),
        sa.Column("fired_at", Moment(), nullable=True),
        sa.Column("held_until", Moment(), nullable=True),
        sa.Column("acknowledged_by", sa.String(), nullable=False),
        sa.Column("acknowledged_at", Moment(), nullable=True),
        sa.Column("cleared_at", Moment(), nullable=True),
        sa.Column("value", sa.Float(), nullable=False),
        sa.Column("threshold", sa.Float(), nullable=False),
        sa.Column("sentence", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("alert", schema=None) as batch_op:
        batch_op.create_index("ix_alert_open_key", ["open_key"], unique=True)
        batch_op.create_index("ix_alert_state", ["state", "is_grave"], unique=False)
        batch_op.create_index("ix_alert_fired", ["fired_at"], unique=False)
    _add("notice", sa.Column("facts", sa.JSON(), nullable=False, server_default="{}"))
    _add("receiver", sa.Column("signing_ciphertext", sa.String(), nullable=False, server_default=""))


def _add(table: str, column: "sa.Column[object]") -> None:
    with op.batch_alter_table(table, schema=None) as batch_op:
        batch_op.add_column(column)
    with op.batch_alter_table(table, schema=None) as batch_op:
        batch_op.alter_column(column.name, server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("receiver", schema=None) as batch_op:
        batch_op.drop_column("signing_ciphertext")
    with op.batch_alter_table("notice", schema=None) as batch_op:
        batch_op.drop_column("facts")
    op.drop_table("alert")
    op.drop_table("alert_rule")
