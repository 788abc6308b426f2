"""What the practice does and what it costs; and who changed what."""

from alembic import op
from chassis.tables import create_audit_v1, separate_practices_v1

revision = "0003"
down_revision = "0002"

APP = "scheduling_app"

SERVICES = """
CREATE TABLE services (
    practice_id uuid NOT NULL REFERENCES practices,
    id uuid NOT NULL,
    name text NOT NULL,
    minutes integer NOT NULL CHECK (minutes > 0),
    color text NOT NULL,
    price_grosze integer CHECK (price_grosze >= 0),
    bookable_online boolean NOT NULL,
    active boolean NOT NULL DEFAULT true,
    position integer NOT NULL,
    version integer NOT NULL,
    PRIMARY KEY (practice_id, id)
);
"""


def upgrade() -> None:
    op.execute(SERVICES)
    separate_practices_v1(op, "services")
    op.execute(f"GRANT SELECT, INSERT, UPDATE ON services TO {APP}")
    create_audit_v1(op, APP)
