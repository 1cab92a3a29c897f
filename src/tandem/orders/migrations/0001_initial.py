import django.db.models.deletion
import tandem.core.fields
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('catalogue', '0001_initial'),
        ('customers', '0001_initial'),
        ('people', '__first__'),
        ('tandems', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='NumberRange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=30, unique=True)),
                ('next', models.PositiveIntegerField(default=1)),
            ],
        ),
        migrations.CreateModel(
            name='Order',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=1)),
                ('number', models.CharField(max_length=20, unique=True, verbose_name='order number')),
                ('ordered_on', models.DateField(verbose_name='ordered on')),
                ('status', models.CharField(choices=[('captured', 'Captured'), ('confirmed', 'Confirmed'), ('cancelled', 'Cancelled')], default='captured', max_length=10, verbose_name='status')),
                ('currency', models.CharField(max_length=3, verbose_name='currency')),
                ('net_cents', tandem.core.fields.CentsField(default=0, verbose_name='net')),
                ('customer_reference', models.CharField(blank=True, max_length=60, verbose_name="customer's reference")),
                ('wanted_on', models.DateField(blank=True, null=True, verbose_name='wanted on')),
                ('remark', models.TextField(blank=True, verbose_name='remark')),
                ('source_key', models.CharField(max_length=60, null=True, unique=True)),
                ('contact', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='customers.contact', verbose_name='contact')),
                ('customer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='orders', to='customers.customer', verbose_name='customer')),
                ('seller', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='orders', to=settings.AUTH_USER_MODEL, verbose_name='seller')),
                ('tandem', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='orders', to='tandems.tandem', verbose_name='tandem')),
            ],
            options={
                'indexes': [models.Index(fields=['ordered_on', 'id'], name='orders_by_day'), models.Index(fields=['customer', 'ordered_on'], name='orders_of_customer'), models.Index(fields=['tandem', 'ordered_on'], name='orders_of_tandem'), models.Index(fields=['net_cents', 'id'], name='orders_by_net'), models.Index(condition=models.Q(('status', 'captured')), fields=['ordered_on'], name='orders_to_confirm')],
            },
        ),
        migrations.CreateModel(
            name='CreditNote',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.CharField(max_length=20, unique=True, verbose_name='credit note number')),
                ('issued_on', models.DateField(verbose_name='issued on')),
                ('net_cents', tandem.core.fields.CentsField(verbose_name='net')),
                ('reason', models.CharField(max_length=200, verbose_name='reason')),
                ('at', models.DateTimeField()),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('order', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='credit_notes', to='orders.order')),
            ],
            options={
                'ordering': ['issued_on', 'id'],
                'constraints': [models.CheckConstraint(condition=models.Q(('net_cents__gt', 0)), name='orders_note_positive')],
            },
        ),
        migrations.CreateModel(
            name='Credit',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('seat', models.CharField(choices=[('inside', 'Inside sales'), ('field', 'Field sales')], max_length=6)),
                ('weight', models.PositiveIntegerField()),
                ('net_cents', tandem.core.fields.CentsField()),
                ('employee', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='credits', to=settings.AUTH_USER_MODEL)),
                ('tandem', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='credits', to='tandems.tandem')),
                ('order', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='credits', to='orders.order')),
            ],
            options={
                'ordering': ['-seat'],
                'constraints': [models.UniqueConstraint(fields=('order', 'seat'), name='orders_credit_once')],
            },
        ),
        migrations.CreateModel(
            name='OrderCancellation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('reason', models.CharField(max_length=200, verbose_name='reason')),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('order', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='cancellation', to='orders.order')),
            ],
        ),
        migrations.CreateModel(
            name='OrderConfirmation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('order', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='confirmation', to='orders.order')),
            ],
        ),
        migrations.CreateModel(
            name='OrderLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveIntegerField(verbose_name='position')),
                ('text', models.CharField(max_length=200, verbose_name='text')),
                ('quantity', models.BigIntegerField(verbose_name='quantity')),
                ('unit', models.CharField(default='pc', max_length=10, verbose_name='unit')),
                ('unit_price', models.BigIntegerField(verbose_name='unit price')),
                ('discount_ppm', models.PositiveIntegerField(default=0, verbose_name='discount')),
                ('net_cents', tandem.core.fields.CentsField(verbose_name='net')),
                ('source_key', models.CharField(max_length=60, null=True, unique=True)),
                ('order', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='lines', to='orders.order')),
                ('product', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='order_lines', to='catalogue.product', verbose_name='product')),
            ],
            options={
                'ordering': ['position'],
                'constraints': [models.UniqueConstraint(fields=('order', 'position'), name='orders_line_position'), models.CheckConstraint(condition=models.Q(('quantity__gt', 0)), name='orders_line_quantity'), models.CheckConstraint(condition=models.Q(('unit_price__gte', 0)), name='orders_line_price'), models.CheckConstraint(condition=models.Q(('discount_ppm__lte', 1000000)), name='orders_line_discount')],
            },
        ),
        migrations.CreateModel(
            name='CreditNoteLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('quantity', models.BigIntegerField(verbose_name='quantity')),
                ('net_cents', tandem.core.fields.CentsField(verbose_name='net')),
                ('note', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='lines', to='orders.creditnote')),
                ('line', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='credited', to='orders.orderline')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('note', 'line'), name='orders_note_line_once'), models.CheckConstraint(condition=models.Q(('net_cents__gte', 0), ('quantity__gt', 0)), name='orders_note_line_positive')],
            },
        ),
    ]
