"""refining: scenes that are generated and reviewed round by round; and what writers answered, until somebody takes it"""

import sqlalchemy as sa
from alembic import op

from studio.tables import Moment

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _add_refining()
    _add_rounds()
    op.create_table(
        "kept_answer",
        sa.Column("writing_id", sa.String(), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("given", sa.JSON(), nullable=False),
        sa.Column("answer", sa.String(), nullable=False),
        sa.Column("sentence", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["writing_id"], ["writing.id"]),
        sa.PrimaryKeyConstraint("writing_id"),
    )
    with op.batch_alter_table("kept_answer", schema=None) as batch_op:
        batch_op.create_index("ix_kept_answer_place", ["place"], unique=False)
    with op.batch_alter_table("take", schema=None) as batch_op:
        batch_op.add_column(sa.Column("is_of_round", sa.Boolean(), nullable=False, server_default=sa.false()))
    with op.batch_alter_table("take", schema=None) as batch_op:
        batch_op.alter_column("is_of_round", server_default=None)


def _add_refining() -> None:
    op.create_table(
        "refining",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("group_id", sa.String(), nullable=False),
        sa.Column("production_id", sa.String(), nullable=False),
        sa.Column("scene_id", sa.String(), nullable=False),
        sa.Column("least_score", sa.Float(), nullable=False),
        sa.Column("most_rounds", sa.Integer(), nullable=False),
        sa.Column("limit_micro_usd", sa.BigInteger(), nullable=False),
        sa.Column("writer", sa.String(), nullable=False),
        sa.Column("review_micro_usd", sa.BigInteger(), nullable=True),
        sa.Column("prompt", sa.String(), nullable=False),
        sa.Column("chosen_id", sa.String(), nullable=True),
        sa.Column("first_take_id", sa.String(), nullable=True),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("ending", sa.String(length=20), nullable=True),
        sa.Column("sentence", sa.String(), nullable=False),
        sa.Column("is_stop_asked", sa.Boolean(), nullable=False),
        sa.Column("next_step_at", Moment(), nullable=False),
        sa.Column("moved_by", sa.String(), nullable=True),
        sa.Column("troubles", sa.Integer(), nullable=False),
        sa.Column("created_by", sa.String(), nullable=False),
        sa.Column("token_id", sa.String(), nullable=True),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("ended_at", Moment(), nullable=True),
        sa.ForeignKeyConstraint(["production_id"], ["production.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("refining", schema=None) as batch_op:
        batch_op.create_index("ix_refining_due", ["state", "next_step_at"], unique=False)
        batch_op.create_index("ix_refining_group_id", ["group_id"], unique=False)
        batch_op.create_index("ix_refining_production_id", ["production_id"], unique=False)


def _add_rounds() -> None:
    op.create_table(
        "refining_round",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("refining_id", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("prompt", sa.String(), nullable=False),
        sa.Column("generation_id", sa.String(), nullable=False),
        sa.Column("is_own", sa.Boolean(), nullable=False),
        sa.Column("writing_id", sa.String(), nullable=True),
        sa.Column("score", sa.Float(), nullable=True),
        sa.Column("faults", sa.JSON(), nullable=False),
        sa.Column("better_prompt", sa.String(), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["generation_id"], ["generation.id"]),
        sa.ForeignKeyConstraint(["refining_id"], ["refining.id"]),
        sa.ForeignKeyConstraint(["writing_id"], ["writing.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("refining_round", schema=None) as batch_op:
        batch_op.create_index("ix_refining_round_generation_id", ["generation_id"], unique=False)
        batch_op.create_index("ix_refining_round_refining_id", ["refining_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("take", schema=None) as batch_op:
        batch_op.drop_column("is_of_round")
    for table in ("kept_answer", "refining_round", "refining"):
        op.drop_table(table)
