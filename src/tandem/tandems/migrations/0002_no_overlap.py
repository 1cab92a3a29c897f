"""One person per seat and one weight per tandem on any day."""

from django.db import migrations

from tandem.core.operations import no_overlap


class Migration(migrations.Migration):
    dependencies = [("tandems", "0001_initial")]

    operations = [
        no_overlap("tandems_seat", ["tandem_id", "role"]),
        no_overlap("tandems_seatweight", ["tandem_id"]),
    ]
