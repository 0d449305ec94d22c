"""first tables"""

import sqlalchemy as sa
from alembic import op

from studio.tables import BriefColumn, Moment

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "asset",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("poster", sa.String(), nullable=True),
        sa.Column("first_frame", sa.String(), nullable=True),
        sa.Column("last_frame", sa.String(), nullable=True),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("size_bytes", sa.BigInteger(), nullable=False),
        sa.Column("duration_s", sa.Float(), nullable=True),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("fps", sa.Float(), nullable=True),
        sa.Column("generation_id", sa.String(), nullable=True),
        sa.Column("created_by", sa.String(), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("deleted_at", Moment(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("asset", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_asset_created_at"), ["created_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_asset_generation_id"), ["generation_id"], unique=False)
        batch_op.create_index("ix_asset_shown", ["kind", "deleted_at", "created_at"], unique=False)

    op.create_table(
        "call",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("provider", sa.String(), nullable=False),
        sa.Column("model", sa.String(), nullable=False),
        sa.Column("operation", sa.String(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("milliseconds", sa.Integer(), nullable=False),
        sa.Column("http_status", sa.Integer(), nullable=True),
        sa.Column("generation_id", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("call", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_call_at"), ["at"], unique=False)

    op.create_table(
        "engine_beat",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("host", sa.String(), nullable=False),
        sa.Column("pid", sa.Integer(), nullable=False),
        sa.Column("started_at", Moment(), nullable=False),
        sa.Column("seen_at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "setting",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("value", sa.JSON(), nullable=True),
        sa.Column("saved_at", Moment(), nullable=False),
        sa.Column("saved_by", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("name"),
    )
    op.create_table(
        "turn",
        sa.Column("provider", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("provider"),
    )
    op.create_table(
        "generation",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("brief", BriefColumn(), nullable=False),
        sa.Column("provider", sa.String(), nullable=False),
        sa.Column("model", sa.String(), nullable=False),
        sa.Column("prompt", sa.String(), nullable=False),
        sa.Column("duration_s", sa.Float(), nullable=False),
        sa.Column("created_by", sa.String(), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("priority", sa.Integer(), nullable=False),
        sa.Column("continues_id", sa.String(), nullable=True),
        sa.Column("waits_for_id", sa.String(), nullable=True),
        sa.Column("next_step_at", Moment(), nullable=False),
        sa.Column("attempt_id", sa.String(), nullable=True),
        sa.Column("remote_id", sa.String(), nullable=True),
        sa.Column("checks", sa.Integer(), nullable=False),
        sa.Column("troubles", sa.Integer(), nullable=False),
        sa.Column("retries", sa.Integer(), nullable=False),
        sa.Column("is_cancel_asked", sa.Boolean(), nullable=False),
        sa.Column("stage", sa.String(), nullable=False),
        sa.Column("fraction", sa.Float(), nullable=True),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("failure", sa.String(length=20), nullable=True),
        sa.Column("failure_sentence", sa.String(), nullable=False),
        sa.Column("was_charged", sa.Boolean(), nullable=True),
        sa.Column("submitted_at", Moment(), nullable=True),
        sa.Column("watched_since", Moment(), nullable=True),
        sa.Column("ended_at", Moment(), nullable=True),
        sa.Column("estimate_micro_usd", sa.BigInteger(), nullable=True),
        sa.Column("asset_id", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["asset_id"],
            ["asset.id"],
        ),
        sa.ForeignKeyConstraint(
            ["continues_id"],
            ["generation.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("generation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_generation_continues_id"), ["continues_id"], unique=False)
        batch_op.create_index("ix_generation_due", ["state", "next_step_at"], unique=False)
        batch_op.create_index("ix_generation_line", ["state", "provider", "priority", "created_at"], unique=False)
        batch_op.create_index("ix_generation_newest", ["created_at"], unique=False)
        batch_op.create_index("ix_generation_pace", ["state", "model", "duration_s", "ended_at"], unique=False)
        batch_op.create_index("ix_generation_remote", ["provider", "remote_id"], unique=False)
        batch_op.create_index("ix_generation_state", ["state", "created_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_generation_waits_for_id"), ["waits_for_id"], unique=False)

    op.create_table(
        "attempt",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("generation_id", sa.String(), nullable=False),
        sa.Column("provider", sa.String(), nullable=False),
        sa.Column("sent_at", Moment(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("remote_id", sa.String(), nullable=True),
        sa.Column("answered_at", Moment(), nullable=True),
        sa.ForeignKeyConstraint(
            ["generation_id"],
            ["generation.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("attempt", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_attempt_generation_id"), ["generation_id"], unique=False)
        batch_op.create_index("ix_attempt_remote", ["provider", "remote_id"], unique=True)
        batch_op.create_index("ix_attempt_turn", ["provider", "sent_at"], unique=False)

    op.create_table(
        "charge",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("generation_id", sa.String(), nullable=False),
        sa.Column("provider", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("micro_usd", sa.BigInteger(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("created_by", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["generation_id"],
            ["generation.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("charge", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_charge_at"), ["at"], unique=False)
        batch_op.create_index(batch_op.f("ix_charge_generation_id"), ["generation_id"], unique=False)

    op.create_table(
        "event",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("generation_id", sa.String(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("sentence", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["generation_id"],
            ["generation.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("event", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_event_generation_id"), ["generation_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("event", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_event_generation_id"))

    op.drop_table("event")
    with op.batch_alter_table("charge", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_charge_generation_id"))
        batch_op.drop_index(batch_op.f("ix_charge_at"))

    op.drop_table("charge")
    with op.batch_alter_table("attempt", schema=None) as batch_op:
        batch_op.drop_index("ix_attempt_turn")
        batch_op.drop_index("ix_attempt_remote")
        batch_op.drop_index(batch_op.f("ix_attempt_generation_id"))

    op.drop_table("attempt")
    with op.batch_alter_table("generation", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_generation_waits_for_id"))
        batch_op.drop_index("ix_generation_state")
        batch_op.drop_index("ix_generation_remote")
        batch_op.drop_index("ix_generation_pace")
        batch_op.drop_index("ix_generation_newest")
        batch_op.drop_index("ix_generation_line")
        batch_op.drop_index("ix_generation_due")
        batch_op.drop_index(batch_op.f("ix_generation_continues_id"))

    op.drop_table("generation")
    op.drop_table("turn")
    op.drop_table("setting")
    op.drop_table("engine_beat")
    with op.batch_alter_table("call", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_call_at"))

    op.drop_table("call")
    with op.batch_alter_table("asset", schema=None) as batch_op:
        batch_op.drop_index("ix_asset_shown")
        batch_op.drop_index(batch_op.f("ix_asset_generation_id"))
        batch_op.drop_index(batch_op.f("ix_asset_created_at"))

    op.drop_table("asset")
