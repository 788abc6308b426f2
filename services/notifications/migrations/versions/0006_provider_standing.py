"""What the senders know of the providers, for whoever asks why messages are late.

The code before it runs on this: it does not look at the table.
"""

from alembic import op

revision = "0006"
down_revision = "0005"

APP = "notifications_app"


def upgrade() -> None:
    # One row for a provider; no practice's data, so no row-level security.
    op.execute(
        """
        CREATE TABLE provider_standing (
            provider text PRIMARY KEY,
            worked_at timestamptz,
            down_since timestamptz,
            down_at timestamptz,
            CONSTRAINT down_has_both_times CHECK ((down_since IS NULL) = (down_at IS NULL))
        )
        """
    )
    op.execute(f"GRANT SELECT, INSERT, UPDATE ON provider_standing TO {APP}")
