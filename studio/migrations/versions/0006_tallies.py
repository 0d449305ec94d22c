"""what happened by hour and day, whose calls they were, since when a generation is in line"""

import sqlalchemy as sa
from alembic import op

from studio.brief import ENDED
from studio.tables import Moment

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "tally",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("span", sa.String(length=20), nullable=False),
        sa.Column("starts_at", Moment(), nullable=False),
        sa.Column("provider", sa.String(), nullable=False),
        sa.Column("model", sa.String(), nullable=False),
        sa.Column("operation", sa.String(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("milliseconds", sa.BigInteger(), nullable=False),
        sa.Column("histogram", sa.LargeBinary(), nullable=False),
        sa.Column("estimate_micro_usd", sa.BigInteger(), nullable=False),
        sa.Column("charge_micro_usd", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("tally", schema=None) as batch_op:
        kind = ["span", "person", "starts_at", "provider", "model", "operation", "outcome"]
        batch_op.create_index("ix_tally_of", kind, unique=True)
    with op.batch_alter_table("call", schema=None) as batch_op:
        batch_op.add_column(sa.Column("person", sa.String(), nullable=False, server_default=""))
    with op.batch_alter_table("call", schema=None) as batch_op:
        batch_op.alter_column("person", server_default=None)
    with op.batch_alter_table("generation", schema=None) as batch_op:
        batch_op.add_column(sa.Column("queued_at", Moment(), nullable=True))
        batch_op.add_column(sa.Column("is_tally_due", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.add_column(sa.Column("tallied", sa.JSON(), nullable=False, server_default="[]"))
    generation = sa.table("generation", *map(sa.column, ("queued_at", "created_at", "is_tally_due", "state")))
    op.execute(generation.update().values(queued_at=generation.c.created_at))
    has_ended = generation.c.state.in_([state.value for state in ENDED])
    op.execute(generation.update().where(has_ended).values(is_tally_due=sa.true()))
    with op.batch_alter_table("generation", schema=None) as batch_op:
        batch_op.alter_column("queued_at", nullable=False)
        batch_op.alter_column("is_tally_due", server_default=None)
        batch_op.alter_column("tallied", server_default=None)
        batch_op.create_index("ix_generation_tally", ["is_tally_due"], unique=False)
        batch_op.create_index("ix_generation_ended", ["ended_at", "failure"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("generation", schema=None) as batch_op:
        batch_op.drop_index("ix_generation_ended")
        batch_op.drop_index("ix_generation_tally")
        batch_op.drop_column("tallied")
        batch_op.drop_column("is_tally_due")
        batch_op.drop_column("queued_at")
    with op.batch_alter_table("call", schema=None) as batch_op:
        batch_op.drop_column("person")
    op.drop_table("tally")
