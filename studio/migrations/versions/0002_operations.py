"""what is to be done, what was asked for together, ratings, presets"""

import sqlalchemy as sa
from alembic import op

from studio.tables import BriefColumn, Moment

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("generation", schema=None) as batch_op:
        batch_op.add_column(sa.Column("operation", sa.String(length=20), nullable=False, server_default="make"))
        batch_op.add_column(sa.Column("group_id", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("request_key", sa.String(), nullable=True))
    with op.batch_alter_table("generation", schema=None) as batch_op:
        batch_op.alter_column("operation", server_default=None)
        batch_op.create_index("ix_generation_group_id", ["group_id"], unique=False)
        batch_op.create_index("ix_generation_request_key", ["request_key"], unique=True)
    with op.batch_alter_table("asset", schema=None) as batch_op:
        batch_op.add_column(sa.Column("rating", sa.Integer(), nullable=True))
    op.create_table(
        "preset",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("brief", BriefColumn(), nullable=False),
        sa.Column("created_by", sa.String(), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("deleted_at", Moment(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("preset", schema=None) as batch_op:
        batch_op.create_index("ix_preset_created_at", ["created_at"], unique=False)


def downgrade() -> None:
    op.drop_table("preset")
    with op.batch_alter_table("asset", schema=None) as batch_op:
        batch_op.drop_column("rating")
    with op.batch_alter_table("generation", schema=None) as batch_op:
        batch_op.drop_index("ix_generation_request_key")
        batch_op.drop_index("ix_generation_group_id")
        batch_op.drop_column("request_key")
        batch_op.drop_column("group_id")
        batch_op.drop_column("operation")
