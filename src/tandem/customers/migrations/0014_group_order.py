"""Customers carry the order of their group's name, so that the list of them can be read in it.

Triggers keep it, whichever way a customer gets a group or a group gets a name: by an action, a file, a whole company.
"""

from django.db import migrations, models

from tandem.core.operations import VendorSQL, binary_order

KEY = "COALESCE((SELECT name_key FROM customers_customergroup WHERE id = {group}), '')"
NAMED = "UPDATE customers_customer SET group_key = NEW.name_key WHERE group_id = NEW.id"
FILL = f"UPDATE customers_customer SET group_key = {KEY.format(group='group_id')} WHERE group_id IS NOT NULL"
SET = f"UPDATE customers_customer SET group_key = {KEY.format(group='NEW.group_id')} WHERE id = NEW.id"

SQLITE = [
    "CREATE TRIGGER customers_group_key_insert AFTER INSERT ON customers_customer "
    f"WHEN NEW.group_id IS NOT NULL BEGIN {SET}; END",
    "CREATE TRIGGER customers_group_key_update AFTER UPDATE OF group_id, group_key ON customers_customer "
    f"WHEN NEW.group_key IS NOT {KEY.format(group='NEW.group_id')} BEGIN {SET}; END",
    "CREATE TRIGGER customers_group_named AFTER UPDATE OF name_key ON customers_customergroup "
    f"WHEN NEW.name_key <> OLD.name_key BEGIN {NAMED}; END",
]
POSTGRESQL = [
    "CREATE FUNCTION customers_group_key() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
    f"NEW.group_key := CASE WHEN NEW.group_id IS NULL THEN '' ELSE {KEY.format(group='NEW.group_id')} END; "
    "RETURN NEW; END $$",
    "CREATE TRIGGER customers_group_key BEFORE INSERT OR UPDATE OF group_id, group_key ON customers_customer "
    "FOR EACH ROW EXECUTE FUNCTION customers_group_key()",
    "CREATE FUNCTION customers_group_named() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
    f"{NAMED}; RETURN NULL; END $$",
    "CREATE TRIGGER customers_group_named AFTER UPDATE OF name_key ON customers_customergroup "
    "FOR EACH ROW WHEN (NEW.name_key <> OLD.name_key) EXECUTE FUNCTION customers_group_named()",
]
BACK = [
    "DROP TRIGGER customers_group_named ON customers_customergroup",
    "DROP FUNCTION customers_group_named()",
    "DROP TRIGGER customers_group_key ON customers_customer",
    "DROP FUNCTION customers_group_key()",
]
BACK_SQLITE = [f"DROP TRIGGER customers_group_{name}" for name in ("key_insert", "key_update", "named")]


class Migration(migrations.Migration):
    dependencies = [("customers", "0013_customer_groups")]

    operations = [
        migrations.AddField("customer", "group_key", models.CharField(default="", editable=False, max_length=200)),
        binary_order("customers_customer", ["group_key"]),
        VendorSQL(postgresql=[FILL], sqlite=[FILL]),
        VendorSQL(postgresql=POSTGRESQL, back_postgresql=BACK, sqlite=SQLITE, back_sqlite=BACK_SQLITE),
        migrations.AddIndex("customer", models.Index(fields=["group_key", "id"], name="customers_by_group")),
        migrations.AddIndex("customer", models.Index(fields=["team", "group_key"], name="customers_team_group")),
    ]
