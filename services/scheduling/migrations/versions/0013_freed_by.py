"""Who left a time is not offered the same one."""

from alembic import op

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    op.execute(
        "ALTER TABLE freed_times ADD COLUMN left_by uuid,"
        " ADD FOREIGN KEY (practice_id, left_by) REFERENCES patients (practice_id, id)"
    )
    op.execute("COMMENT ON COLUMN freed_times.left_by IS 'the patient whose visit it was: they do not want it back'")
