"""The books take new rows only, none for a closed period; people are on one plan at a time."""

from django.db import migrations

from tandem.core.operations import VendorSQL, no_overlap

TABLES = ("commissions_posting", "commissions_postingline")
REFUSE = """
CREATE FUNCTION commissions_refuse() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'the books are append-only' USING ERRCODE = 'integrity_constraint_violation'; END $$
"""
CLOSED = """
CREATE FUNCTION commissions_closed() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN
  IF EXISTS (SELECT 1 FROM commissions_period WHERE name = NEW.period AND closed_number < NEW.number) THEN
    RAISE EXCEPTION 'the period is closed' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$
"""


def _sqlite(table, moment):
    return (
        f'CREATE TRIGGER "{table}_no_{moment}" BEFORE {moment.upper()} ON "{table}" '
        f"BEGIN SELECT RAISE(ABORT, 'the books are append-only'); END"
    )


class Migration(migrations.Migration):
    dependencies = [("commissions", "0001_initial")]

    operations = [
        no_overlap("commissions_planmember", ["employee_id"]),
        VendorSQL(
            postgresql=[
                REFUSE,
                *(
                    f'CREATE TRIGGER "{table}_append" BEFORE UPDATE OR DELETE ON "{table}" '
                    f"FOR EACH ROW EXECUTE FUNCTION commissions_refuse()"
                    for table in TABLES
                ),
                CLOSED,
                'CREATE TRIGGER "commissions_posting_closed" BEFORE INSERT ON "commissions_posting" '
                "FOR EACH ROW EXECUTE FUNCTION commissions_closed()",
                'CREATE TRIGGER "commissions_period_final" BEFORE UPDATE OR DELETE ON "commissions_period" '
                "FOR EACH ROW WHEN (OLD.closed_number IS NOT NULL) EXECUTE FUNCTION commissions_refuse()",
            ],
            back_postgresql=[
                'DROP TRIGGER "commissions_period_final" ON "commissions_period"',
                'DROP TRIGGER "commissions_posting_closed" ON "commissions_posting"',
                "DROP FUNCTION commissions_closed()",
                *(f'DROP TRIGGER "{table}_append" ON "{table}"' for table in TABLES),
                "DROP FUNCTION commissions_refuse()",
            ],
            sqlite=[
                *(_sqlite(table, moment) for table in TABLES for moment in ("update", "delete")),
                'CREATE TRIGGER "commissions_posting_closed" BEFORE INSERT ON "commissions_posting" '
                'WHEN EXISTS (SELECT 1 FROM "commissions_period" WHERE "name" = NEW."period" '
                'AND "closed_number" < NEW."number") '
                "BEGIN SELECT RAISE(ABORT, 'the period is closed'); END",
                *(
                    f'CREATE TRIGGER "commissions_period_no_{moment}" BEFORE {moment.upper()} ON "commissions_period" '
                    f'WHEN OLD."closed_number" IS NOT NULL '
                    f"BEGIN SELECT RAISE(ABORT, 'a closed period stays closed'); END"
                    for moment in ("update", "delete")
                ),
            ],
            back_sqlite=[
                *(f'DROP TRIGGER "commissions_period_no_{moment}"' for moment in ("update", "delete")),
                'DROP TRIGGER "commissions_posting_closed"',
                *(f'DROP TRIGGER "{table}_no_{moment}"' for table in TABLES for moment in ("update", "delete")),
            ],
        ),
    ]
