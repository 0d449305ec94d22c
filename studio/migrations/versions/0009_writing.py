"""what writers were asked for, and what it cost"""

import sqlalchemy as sa
from alembic import op

from studio.tables import Moment

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "writing",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("writer", sa.String(), nullable=False),
        sa.Column("model", sa.String(), nullable=False),
        sa.Column("task", sa.String(), nullable=False),
        sa.Column("sent_at", Moment(), nullable=False),
        sa.Column("answered_at", Moment(), nullable=True),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("estimate_micro_usd", sa.BigInteger(), nullable=True),
        sa.Column("created_by", sa.String(), nullable=False),
        sa.Column("token_id", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("writing", schema=None) as batch_op:
        batch_op.create_index("ix_writing_open", ["outcome", "sent_at"], unique=False)
    with op.batch_alter_table("charge", schema=None) as batch_op:
        batch_op.alter_column("generation_id", existing_type=sa.String(), nullable=True)
        batch_op.add_column(sa.Column("writing_id", sa.String(), nullable=True))
        batch_op.create_foreign_key("fk_charge_writing", "writing", ["writing_id"], ["id"])
        batch_op.create_index("ix_charge_writing_id", ["writing_id"], unique=False)


def downgrade() -> None:
    charge = sa.table("charge", sa.column("writing_id"))
    op.execute(charge.delete().where(charge.c.writing_id.is_not(None)))
    with op.batch_alter_table("charge", schema=None) as batch_op:
        batch_op.drop_index("ix_charge_writing_id")
        batch_op.drop_constraint("fk_charge_writing", type_="foreignkey")
        batch_op.drop_column("writing_id")
        batch_op.alter_column("generation_id", existing_type=sa.String(), nullable=False)
    op.drop_table("writing")
