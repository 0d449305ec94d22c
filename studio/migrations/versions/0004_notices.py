"""what people are told, and where it is sent"""

import sqlalchemy as sa
from alembic import op

from studio.tables import Moment

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "notice",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("generation_id", sa.String(), nullable=True),
        sa.Column("seen_at", Moment(), nullable=True),
        sa.Column("sent_at", Moment(), nullable=True),
        sa.Column("sent_to", sa.JSON(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("next_try_at", Moment(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("notice", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_notice_at"), ["at"], unique=False)
        batch_op.create_index(batch_op.f("ix_notice_key"), ["key"], unique=True)
        batch_op.create_index(batch_op.f("ix_notice_next_try_at"), ["next_try_at"], unique=False)
        batch_op.create_index("ix_notice_unseen", ["person", "seen_at"], unique=False)

    op.create_table(
        "receiver",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("ciphertext", sa.String(), nullable=False),
        sa.Column("hint", sa.String(), nullable=False),
        sa.Column("kinds", sa.JSON(), nullable=False),
        sa.Column("saved_by", sa.String(), nullable=False),
        sa.Column("saved_at", Moment(), nullable=False),
        sa.Column("tested_at", Moment(), nullable=True),
        sa.Column("test_is_ok", sa.Boolean(), nullable=True),
        sa.Column("test_sentence", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )


def downgrade() -> None:
    op.drop_table("receiver")
    with op.batch_alter_table("notice", schema=None) as batch_op:
        batch_op.drop_index("ix_notice_unseen")
        batch_op.drop_index(batch_op.f("ix_notice_next_try_at"))
        batch_op.drop_index(batch_op.f("ix_notice_key"))
        batch_op.drop_index(batch_op.f("ix_notice_at"))

    op.drop_table("notice")
