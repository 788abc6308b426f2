from alembic import op
from chassis.tables import (
    create_audit_v1,
    create_idempotency_v1,
    create_inbox_v1,
    create_outbox_v1,
    separate_practices_v1,
)

revision = "0001"
down_revision = None

APP = "scheduling_app"


def upgrade() -> None:
    create_outbox_v1(op, APP)
    create_inbox_v1(op, APP)
    create_idempotency_v1(op, APP)
    create_audit_v1(op, APP)
    op.execute("CREATE TABLE note (practice_id uuid NOT NULL, phone text PRIMARY KEY)")
    separate_practices_v1(op, "note")
    op.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON note TO {APP}")
