"""Offers of freed times to those who wait: what was offered, and lines of their own kind in the ledger.

The code before it runs on this as long as no planner writes offers: dispatchers, senders and ``rpc`` of the new code
come first, for the ones before cannot read such lines.
"""

from alembic import op
from chassis.tables import separate_practices_v1

revision = "0008"
down_revision = "0007"

APP = "notifications_app"

OFFERS = """
CREATE TABLE offers (
    offer_id uuid NOT NULL,
    practice_id uuid NOT NULL,
    patient_id uuid,
    starts_at timestamptz,
    service_name text,
    expires_at timestamptz,
    trace_id text NOT NULL,
    ended boolean NOT NULL,
    PRIMARY KEY (practice_id, offer_id),
    -- Nothing but that it ended, where that is heard of first.
    CONSTRAINT known_unless_ended
        CHECK (ended OR (patient_id IS NOT NULL AND starts_at IS NOT NULL AND expires_at IS NOT NULL))
)
"""


def upgrade() -> None:
    op.execute(OFFERS)
    op.execute("CREATE INDEX offers_of_patient ON offers (patient_id)")
    op.execute("CREATE INDEX offers_that_last ON offers (practice_id, expires_at) WHERE NOT ended")
    separate_practices_v1(op, "offers")
    op.execute(f"GRANT SELECT, INSERT, UPDATE ON offers TO {APP}")
    op.execute(
        """
        ALTER TABLE messages
            ADD COLUMN offer_id uuid,
            DROP CONSTRAINT messages_kind_check,
            ADD CONSTRAINT messages_kind_check CHECK (kind IN ('reminder', 'written', 'offer')),
            ADD CONSTRAINT offer_has_end CHECK (kind <> 'offer' OR expires_at IS NOT NULL),
            ADD CONSTRAINT only_offer_has_offer CHECK ((kind = 'offer') = (offer_id IS NOT NULL)),
            ADD CONSTRAINT of_own_offer FOREIGN KEY (practice_id, offer_id) REFERENCES offers (practice_id, offer_id)
        """
    )
    op.execute(
        "CREATE UNIQUE INDEX one_message_of_offer ON messages (practice_id, offer_id, channel)"
        " WHERE offer_id IS NOT NULL"
    )
