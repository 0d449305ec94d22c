"""sums of money are read from an index alone"""

from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    summed = ["kind", "counts_at", "provider", "created_by", "micro_usd"]
    op.create_index("ix_charge_sum", "charge", summed, unique=False)


def downgrade() -> None:
    op.drop_index("ix_charge_sum", "charge")
