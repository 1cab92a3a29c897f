"""What payroll took over stays as it was; plans are tried without posting."""

import django.db.models.deletion
import tandem.core.fields
from django.conf import settings
from django.db import migrations, models

from tandem.core.operations import VendorSQL


class Migration(migrations.Migration):

    dependencies = [
        ('commissions', '0002_books'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='PayrollExport',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('made_at', models.DateTimeField()),
                ('currency', models.CharField(max_length=3)),
                ('total_cents', tandem.core.fields.CentsField()),
                ('people', models.PositiveIntegerField()),
                ('lines', models.JSONField(default=list)),
                ('wage_types', models.JSONField(default=dict)),
                ('csv', models.TextField()),
                ('lodas', models.TextField(blank=True)),
                ('digest', models.CharField(max_length=64)),
                ('made_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('run', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='payroll_export', to='commissions.run')),
            ],
            options={
                'ordering': ['-made_at'],
            },
        ),
        migrations.CreateModel(
            name='PayrollSettings',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=1)),
                ('consultant', models.CharField(blank=True, max_length=7, verbose_name='consultant number')),
                ('client', models.CharField(blank=True, max_length=5, verbose_name='client number')),
                ('wage_types', models.JSONField(default=dict)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('id', 1)), name='commissions_one_payroll_settings')],
            },
        ),
        migrations.CreateModel(
            name='Simulation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('first', models.CharField(max_length=7)),
                ('last', models.CharField(max_length=7)),
                ('document', models.JSONField(default=dict)),
                ('currency', models.CharField(blank=True, max_length=3)),
                ('result', models.JSONField(default=dict)),
                ('made_at', models.DateTimeField()),
                ('job_id', models.BigIntegerField(null=True)),
                ('made_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('plan_version', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='simulations', to='commissions.planversion')),
            ],
            options={
                'ordering': ['-made_at', '-id'],
            },
        ),
        VendorSQL(
            postgresql=[
                'CREATE TRIGGER "commissions_payrollexport_final" BEFORE UPDATE OR DELETE ON "commissions_payrollexport" '
                "FOR EACH ROW EXECUTE FUNCTION commissions_refuse()",
            ],
            back_postgresql=['DROP TRIGGER "commissions_payrollexport_final" ON "commissions_payrollexport"'],
            sqlite=[
                f'CREATE TRIGGER "commissions_payrollexport_no_{moment}" BEFORE {moment.upper()} '
                f'ON "commissions_payrollexport" '
                f"BEGIN SELECT RAISE(ABORT, 'an export stays as it is'); END"
                for moment in ("update", "delete")
            ],
            back_sqlite=[
                f'DROP TRIGGER "commissions_payrollexport_no_{moment}"' for moment in ("update", "delete")
            ],
        ),
    ]
