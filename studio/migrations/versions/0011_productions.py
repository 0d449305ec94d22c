"""movies, books and explainers: their outlines with every version, and the takes of their scenes"""

import sqlalchemy as sa
from alembic import op

from studio.tables import Moment

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "production",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("sort", sa.String(length=20), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_by", sa.String(), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("changed_at", Moment(), nullable=False),
        sa.Column("deleted_at", Moment(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("production", schema=None) as batch_op:
        batch_op.create_index("ix_production_changed_at", ["changed_at"], unique=False)
    op.create_table(
        "outline_version",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("production_id", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("outline", sa.JSON(), nullable=False),
        sa.Column("edit", sa.String(), nullable=False),
        sa.Column("edited_by", sa.String(), nullable=False),
        sa.Column("edited_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["production_id"], ["production.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("outline_version", schema=None) as batch_op:
        batch_op.create_index("ix_outline_version_number", ["production_id", "number"], unique=True)
    op.create_table(
        "take",
        sa.Column("generation_id", sa.String(), nullable=False),
        sa.Column("production_id", sa.String(), nullable=False),
        sa.Column("scene_id", sa.String(), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["generation_id"], ["generation.id"]),
        sa.ForeignKeyConstraint(["production_id"], ["production.id"]),
        sa.PrimaryKeyConstraint("generation_id"),
    )
    with op.batch_alter_table("take", schema=None) as batch_op:
        batch_op.create_index("ix_take_production_id", ["production_id"], unique=False)
        batch_op.create_index("ix_take_scene_id", ["scene_id"], unique=False)


def downgrade() -> None:
    for table in ("take", "outline_version", "production"):
        op.drop_table(table)
