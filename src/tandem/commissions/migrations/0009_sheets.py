"""Sheets of facts that lines pay by; those of the books are append-only, as the books are."""

from django.db import migrations, models

from tandem.core.operations import VendorSQL


class Migration(migrations.Migration):

    dependencies = [
        ('commissions', '0008_overlays'),
    ]

    operations = [
        migrations.CreateModel(
            name='Counted',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('digest', models.CharField(max_length=64, unique=True)),
                ('rows', models.TextField()),
            ],
        ),
        migrations.AddField(
            model_name='accrual',
            name='counted',
            field=models.JSONField(default=dict),
        ),
        VendorSQL(
            postgresql=[
                'CREATE TRIGGER "commissions_counted_append" BEFORE UPDATE OR DELETE ON "commissions_counted" '
                "FOR EACH ROW EXECUTE FUNCTION commissions_refuse()",
            ],
            back_postgresql=['DROP TRIGGER "commissions_counted_append" ON "commissions_counted"'],
            sqlite=[
                f'CREATE TRIGGER "commissions_counted_no_{moment}" BEFORE {moment.upper()} ON "commissions_counted" '
                f"BEGIN SELECT RAISE(ABORT, 'the books are append-only'); END"
                for moment in ("update", "delete")
            ],
            back_sqlite=[f'DROP TRIGGER "commissions_counted_no_{moment}"' for moment in ("update", "delete")],
        ),
    ]
