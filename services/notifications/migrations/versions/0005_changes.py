"""The audit trail of what a practice's people write, stop, send again and choose."""

from alembic import op
from chassis.tables import create_audit_v1

revision = "0005"
down_revision = "0004"

APP = "notifications_app"


def upgrade() -> None:
    create_audit_v1(op, APP)
