import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('people', '__first__'),
        ('tandems', '0002_no_overlap'),
    ]

    operations = [
        migrations.CreateModel(
            name='ClassPace',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=1)),
                ('customer_class', models.CharField(max_length=1, unique=True, verbose_name='class')),
                ('call_days', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='days between calls')),
                ('visit_days', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='days between visits')),
            ],
            options={
                'ordering': ['customer_class'],
            },
        ),
        migrations.CreateModel(
            name='RequestKind',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=1)),
                ('key', models.SlugField(max_length=40, unique=True, verbose_name='key')),
                ('name_de', models.CharField(max_length=80, verbose_name='name in German')),
                ('name_en', models.CharField(blank=True, max_length=80, verbose_name='name in English')),
                ('position', models.PositiveSmallIntegerField(default=0, verbose_name='position')),
                ('retired_at', models.DateTimeField(null=True)),
                ('minutes_a', models.PositiveIntegerField(default=120, verbose_name='first answer, class A')),
                ('minutes_b', models.PositiveIntegerField(default=240, verbose_name='first answer, class B')),
                ('minutes_c', models.PositiveIntegerField(default=480, verbose_name='first answer, class C')),
            ],
            options={
                'ordering': ['position', 'id'],
            },
        ),
        migrations.CreateModel(
            name='PlaybookStep',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=1)),
                ('key', models.SlugField(max_length=40, unique=True, verbose_name='key')),
                ('name_de', models.CharField(max_length=80, verbose_name='name in German')),
                ('name_en', models.CharField(blank=True, max_length=80, verbose_name='name in English')),
                ('position', models.PositiveSmallIntegerField(default=0, verbose_name='position')),
                ('retired_at', models.DateTimeField(null=True)),
                ('lead', models.CharField(choices=[('inside', 'Inside sales'), ('field', 'Field sales'), ('both', 'Both')], default='inside', max_length=6, verbose_name='led by')),
                ('about', models.CharField(blank=True, max_length=200, verbose_name='what it gives')),
            ],
            options={
                'ordering': ['position', 'id'],
                'constraints': [models.CheckConstraint(condition=models.Q(('lead__in', ['inside', 'field', 'both'])), name='tandems_step_lead')],
            },
        ),
        migrations.CreateModel(
            name='RulesOfPlay',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=1)),
                ('number', models.PositiveIntegerField(verbose_name='version')),
                ('terms', models.JSONField(default=dict)),
                ('note', models.TextField(blank=True, verbose_name='why this way')),
                ('proposed_at', models.DateTimeField()),
                ('in_force_at', models.DateTimeField(null=True)),
                ('ended_at', models.DateTimeField(null=True)),
                ('withdrawn_at', models.DateTimeField(null=True)),
                ('proposed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('tandem', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='rules_of_play', to='tandems.tandem')),
            ],
            options={
                'ordering': ['-number'],
                'constraints': [models.UniqueConstraint(fields=('tandem', 'number'), name='tandems_rules_number'), models.UniqueConstraint(condition=models.Q(('in_force_at__isnull', True), ('withdrawn_at__isnull', True)), fields=('tandem',), name='tandems_rules_one_proposal'), models.UniqueConstraint(condition=models.Q(('ended_at__isnull', True), ('in_force_at__isnull', False)), fields=('tandem',), name='tandems_rules_one_in_force')],
            },
        ),
        migrations.CreateModel(
            name='RulesConsent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('employee', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('rules', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='consents', to='tandems.rulesofplay')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('rules', 'employee'), name='tandems_consent_once')],
            },
        ),
    ]
