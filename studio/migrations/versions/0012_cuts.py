"""cuts: what is put together of a production"""

import sqlalchemy as sa
from alembic import op

from studio.tables import Moment

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "cut",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("production_id", sa.String(), nullable=False),
        sa.Column("recipe", sa.JSON(), nullable=False),
        sa.Column("is_preview", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("fraction", sa.Float(), nullable=False),
        sa.Column("sentence", sa.String(), nullable=False),
        sa.Column("asset_id", sa.String(), nullable=True),
        sa.Column("is_cancel_asked", sa.Boolean(), nullable=False),
        sa.Column("next_step_at", Moment(), nullable=False),
        sa.Column("rendered_by", sa.String(), nullable=True),
        sa.Column("created_by", sa.String(), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("ended_at", Moment(), nullable=True),
        sa.ForeignKeyConstraint(["asset_id"], ["asset.id"]),
        sa.ForeignKeyConstraint(["production_id"], ["production.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("cut", schema=None) as batch_op:
        batch_op.create_index("ix_cut_due", ["state", "next_step_at"], unique=False)
        batch_op.create_index("ix_cut_production_id", ["production_id"], unique=False)

    with op.batch_alter_table("asset", schema=None) as batch_op:
        batch_op.add_column(sa.Column("title", sa.String(), nullable=False, server_default=""))
    with op.batch_alter_table("asset", schema=None) as batch_op:
        batch_op.alter_column("title", server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("asset", schema=None) as batch_op:
        batch_op.drop_column("title")
    op.drop_table("cut")
