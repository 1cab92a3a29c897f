from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('commissions', '0009_sheets'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='accrual',
            name='commissions_accrual_once',
        ),
        migrations.AddConstraint(
            model_name='accrual',
            constraint=models.UniqueConstraint(fields=('employee', 'period', 'plan', 'currency'), name='commissions_accrual_once'),
        ),
    ]
