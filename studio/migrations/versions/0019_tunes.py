"""music that is made here is a tune; score is what a review gives"""

from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _rename("score", "tune")


def downgrade() -> None:
    _rename("tune", "score")


def _rename(old: str, new: str) -> None:
    with op.batch_alter_table(old) as batch_op:
        batch_op.drop_index(f"ix_{old}_due")
    op.rename_table(old, new)
    with op.batch_alter_table(new) as batch_op:
        batch_op.create_index(f"ix_{new}_due", ["state", "next_step_at"])
