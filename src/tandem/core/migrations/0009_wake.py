"""PostgreSQL says that events were written, at their commit; who holds live streams need not ask every second."""

from django.db import migrations

from tandem.core.operations import VendorSQL

FUNCTION = """
CREATE FUNCTION tandem_wake() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('tandem_events', '');
  RETURN NULL;
END $$
"""
TRIGGER = """
CREATE TRIGGER tandem_wake AFTER INSERT ON core_eventsubject FOR EACH STATEMENT EXECUTE FUNCTION tandem_wake()
"""


class Migration(migrations.Migration):
    dependencies = [("core", "0008_together")]
    operations = [
        VendorSQL(
            postgresql=[FUNCTION, TRIGGER],
            back_postgresql=["DROP TRIGGER tandem_wake ON core_eventsubject", "DROP FUNCTION tandem_wake()"],
        )
    ]
