import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('people', '__first__'),
        ('tandems', '0004_lists'),
        ('work', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Meeting',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=1)),
                ('starts_at', models.DateTimeField(verbose_name='begins')),
                ('minutes', models.PositiveSmallIntegerField(default=30, verbose_name='minutes')),
                ('held_at', models.DateTimeField(null=True)),
                ('closed_at', models.DateTimeField(null=True)),
                ('closed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('next', models.OneToOneField(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='former', to='together.meeting')),
                ('planned_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('tandem', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='meetings', to='tandems.tandem')),
            ],
            options={
                'ordering': ['-starts_at', '-id'],
                'indexes': [models.Index(fields=['tandem', '-starts_at'], name='together_meetings')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('closed_at', None)), fields=('tandem',), name='together_one_open')],
            },
        ),
        migrations.CreateModel(
            name='MinuteItem',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=1)),
                ('kind', models.CharField(choices=[('topic', 'Point'), ('note', 'Note'), ('decision', 'Decision'), ('promise', 'Promise')], default='note', max_length=8, verbose_name='kind')),
                ('text', models.TextField(verbose_name='text')),
                ('written_at', models.DateTimeField()),
                ('kept', models.BooleanField(null=True, verbose_name='kept')),
                ('removed_at', models.DateTimeField(null=True)),
                ('author', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('meeting', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='items', to='together.meeting')),
                ('todo', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='work.todo')),
            ],
            options={
                'ordering': ['written_at', 'id'],
                'constraints': [models.CheckConstraint(condition=models.Q(('kind__in', ['topic', 'note', 'decision', 'promise'])), name='together_item_kind'), models.UniqueConstraint(condition=models.Q(('kind', 'promise'), ('removed_at', None)), fields=('meeting', 'author'), name='together_one_promise_each')],
            },
        ),
    ]
