from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("work", "0002_calendar"), ("work", "0002_handoffs"), ("work", "0002_requests")]
    operations = []
