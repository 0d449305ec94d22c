"""what a production costs; productions on boards"""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

SUMMED = ["kind", "counts_at", "provider", "created_by"]
MADE_FOR_IT = """
    UPDATE generation SET production_id = (
        SELECT take.production_id FROM take WHERE take.generation_id = generation.id
        AND (generation.ended_at IS NULL OR generation.ended_at > take.created_at)
    ) WHERE id IN (SELECT generation_id FROM take)
"""  # what had ended before it became a take was brought in: it was not paid for this
THEIR_CHARGES = """
    UPDATE charge SET production_id = (SELECT production_id FROM generation WHERE generation.id = charge.generation_id)
    WHERE generation_id IN (SELECT id FROM generation WHERE production_id IS NOT NULL)
"""


def upgrade() -> None:
    for table in ("generation", "writing", "charge", "card"):
        op.add_column(table, sa.Column("production_id", sa.String(), nullable=True))
    op.execute(MADE_FOR_IT)
    op.execute(THEIR_CHARGES)
    op.drop_index("ix_charge_sum", "charge")
    op.create_index("ix_charge_sum", "charge", [*SUMMED, "production_id", "micro_usd"], unique=False)
    its = ["production_id", "counts_at", "kind", "micro_usd"]
    op.create_index("ix_charge_production", "charge", its, unique=False)


def downgrade() -> None:
    op.drop_index("ix_charge_production", "charge")
    op.drop_index("ix_charge_sum", "charge")
    op.create_index("ix_charge_sum", "charge", [*SUMMED, "micro_usd"], unique=False)
    for table in ("card", "charge", "writing", "generation"):
        op.drop_column(table, "production_id")
