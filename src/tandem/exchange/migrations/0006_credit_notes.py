from django.db import migrations, models

KINDS = [('customer', 'Customers'), ('contact', 'Contacts'), ('site', 'Sites'), ('lead', 'Leads'), ('opportunity', 'Opportunities'), ('product', 'Products'), ('price', 'Prices'), ('order', 'Orders'), ('delivery', 'Deliveries and promised days'), ('invoice', 'Invoices'), ('payment', 'Payments'), ('credit_note', 'Credit notes'), ('employee', 'Employees')]


class Migration(migrations.Migration):

    dependencies = [
        ('exchange', '0005_deliveries'),
    ]

    operations = [
        migrations.AlterField(
            model_name='import',
            name='kind',
            field=models.CharField(choices=KINDS, max_length=12, verbose_name='what'),
        ),
        migrations.AlterField(
            model_name='importlayout',
            name='kind',
            field=models.CharField(choices=KINDS, max_length=12),
        ),
    ]
