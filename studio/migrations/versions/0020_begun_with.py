"""what a production was begun with"""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("production", sa.Column("begun_with", sa.String(), nullable=True))


def downgrade() -> None:
    op.drop_column("production", "begun_with")
