import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("customers", "0010_mentions"),
        ("people", "0003_team_region"),
        ("people", "__first__"),
        ("tandems", "0004_lists"),
    ]

    operations = [
        migrations.CreateModel(
            name="Appointment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1)),
                ("about_kind", models.CharField(blank=True, max_length=20)),
                ("about_id", models.BigIntegerField(null=True)),
                ("snoozed_until", models.DateTimeField(null=True, verbose_name="put off until")),
                ("created_at", models.DateTimeField()),
                (
                    "kind",
                    models.CharField(
                        choices=[("visit", "Visit"), ("video", "Video"), ("phone", "Phone"), ("internal", "Internal")],
                        default="visit",
                        max_length=8,
                        verbose_name="kind",
                    ),
                ),
                ("title", models.CharField(max_length=160, verbose_name="what it is about")),
                ("start", models.DateTimeField(verbose_name="from")),
                ("end", models.DateTimeField(verbose_name="to")),
                ("place", models.CharField(blank=True, max_length=200, verbose_name="place")),
                ("text", models.TextField(blank=True, verbose_name="notes")),
                ("private", models.BooleanField(default=False, verbose_name="private")),
                ("uid", models.CharField(max_length=80, unique=True)),
                ("sequence", models.PositiveIntegerField(default=0)),
                ("cancelled_at", models.DateTimeField(null=True)),
                ("cancel_reason", models.CharField(blank=True, max_length=200, verbose_name="reason")),
                ("over_at", models.DateTimeField(null=True)),
                ("report_due_at", models.DateTimeField(null=True)),
                (
                    "created_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "customer",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="%(class)ss",
                        to="customers.customer",
                        verbose_name="customer",
                    ),
                ),
                (
                    "holder",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="holder",
                    ),
                ),
                (
                    "site",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="customers.site",
                        verbose_name="site",
                    ),
                ),
                (
                    "tandem",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="tandems.tandem",
                    ),
                ),
                (
                    "team",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.team"),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["start", "id"], name="work_appointments_start"),
                    models.Index(
                        condition=models.Q(("cancelled_at", None), ("over_at", None)),
                        fields=["end"],
                        name="work_appointments_ahead",
                    ),
                    models.Index(
                        condition=models.Q(("report_due_at__isnull", False)),
                        fields=["report_due_at"],
                        name="work_reports_due",
                    ),
                    models.Index(fields=["holder", "start"], name="work_appointments_of"),
                    models.Index(fields=["tandem", "start"], name="work_appointments_tandem"),
                    models.Index(fields=["customer", "-start"], name="work_appointments_cust"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("end__gt", models.F("start"))), name="work_appointment_forward"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Attendee",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "reply",
                    models.CharField(
                        choices=[
                            ("waiting", "no answer yet"),
                            ("accepted", "accepted"),
                            ("tentative", "perhaps"),
                            ("declined", "declined"),
                        ],
                        default="waiting",
                        max_length=9,
                    ),
                ),
                ("replied_at", models.DateTimeField(null=True)),
                ("invited_at", models.DateTimeField(null=True)),
                ("told_sequence", models.IntegerField(default=-1)),
                ("removed_at", models.DateTimeField(null=True)),
                ("token", models.CharField(max_length=40, null=True, unique=True)),
                (
                    "appointment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="attendees", to="work.appointment"
                    ),
                ),
                (
                    "contact",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="attendances",
                        to="customers.contact",
                    ),
                ),
                (
                    "employee",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="attendances",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("contact__isnull", False), ("employee__isnull", True)),
                            models.Q(("contact__isnull", True), ("employee__isnull", False)),
                            _connector="OR",
                        ),
                        name="work_attendee_one_of",
                    ),
                    models.UniqueConstraint(fields=("appointment", "employee"), name="work_attendee_employee"),
                    models.UniqueConstraint(fields=("appointment", "contact"), name="work_attendee_contact"),
                ],
            },
        ),
        migrations.CreateModel(
            name="CallLease",
            fields=[
                (
                    "customer",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="call_lease",
                        serialize=False,
                        to="customers.customer",
                    ),
                ),
                ("until", models.DateTimeField()),
                (
                    "employee",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Handoff",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1)),
                ("about_kind", models.CharField(blank=True, max_length=20)),
                ("about_id", models.BigIntegerField(null=True)),
                ("snoozed_until", models.DateTimeField(null=True, verbose_name="put off until")),
                ("created_at", models.DateTimeField()),
                ("title", models.CharField(max_length=160, verbose_name="what it is about")),
                ("expected", models.TextField(verbose_name="expected result")),
                ("promised", models.TextField(blank=True, verbose_name="promised to the customer")),
                ("due_at", models.DateTimeField(verbose_name="due")),
                ("accept_by", models.DateTimeField(verbose_name="to be accepted by")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("offered", "Offered"),
                            ("accepted", "Accepted"),
                            ("done", "Done"),
                            ("returned", "Returned"),
                            ("withdrawn", "Withdrawn"),
                        ],
                        default="offered",
                        max_length=9,
                        verbose_name="state",
                    ),
                ),
                ("accepted_at", models.DateTimeField(null=True, verbose_name="accepted on")),
                ("ended_at", models.DateTimeField(null=True, verbose_name="ended on")),
                ("reason", models.TextField(blank=True, verbose_name="reason")),
                ("result", models.TextField(blank=True, verbose_name="result")),
                (
                    "turn_by",
                    models.GeneratedField(
                        db_persist=True,
                        expression=models.Case(
                            models.When(state="offered", then=models.F("accept_by")), default=models.F("due_at")
                        ),
                        output_field=models.DateTimeField(),
                    ),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "customer",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="%(class)ss",
                        to="customers.customer",
                        verbose_name="customer",
                    ),
                ),
                (
                    "giver",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="from",
                    ),
                ),
                (
                    "holder",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="holder",
                    ),
                ),
                (
                    "taker",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="to",
                    ),
                ),
                (
                    "tandem",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="tandems.tandem",
                    ),
                ),
                (
                    "team",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.team"),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["tandem", "-created_at"], name="work_handoffs_tandem"),
                    models.Index(fields=["taker", "state", "accept_by"], name="work_handoffs_to"),
                    models.Index(fields=["giver", "state", "accept_by"], name="work_handoffs_from"),
                    models.Index(fields=["customer", "-created_at"], name="work_handoffs_customer"),
                    models.Index(
                        condition=models.Q(("state", "offered")),
                        fields=["team", "accept_by"],
                        name="work_handoffs_waiting",
                    ),
                    models.Index(
                        condition=models.Q(("state__in", ["offered", "accepted"])),
                        fields=["turn_by", "id"],
                        name="work_handoffs_turn",
                    ),
                    models.Index(fields=["about_kind", "about_id"], name="work_handoffs_about"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("giver", models.F("taker")), _negated=True), name="work_handoff_other"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "returned"), _negated=True),
                            models.Q(("reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="work_handoff_returned_why",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("about_id__isnull", False), ("state__in", ["offered", "accepted"])),
                        fields=("about_kind", "about_id"),
                        name="work_handoff_one_open",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="NextStep",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=20)),
                ("object_id", models.BigIntegerField()),
                ("due_at", models.DateTimeField()),
                ("timed", models.BooleanField(default=True)),
                ("weight", models.PositiveSmallIntegerField(default=2)),
                ("title", models.CharField(default="", max_length=200)),
                ("data", models.JSONField(default=dict)),
                (
                    "customer",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="next_steps",
                        to="customers.customer",
                    ),
                ),
                (
                    "holder",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "tandem",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="tandems.tandem"
                    ),
                ),
                (
                    "team",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="people.team"),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["tandem", "due_at", "id"], name="work_steps_of_tandem"),
                    models.Index(fields=["tandem", "weight", "due_at"], name="work_steps_late"),
                    models.Index(fields=["tandem", "kind", "holder"], name="work_steps_counted"),
                    models.Index(fields=["holder", "due_at", "id"], name="work_steps_of_holder"),
                    models.Index(fields=["customer", "due_at"], name="work_steps_of_customer"),
                    models.Index(
                        condition=models.Q(("tandem__isnull", True)),
                        fields=["team", "due_at", "id"],
                        name="work_steps_in_queue",
                    ),
                ],
                "constraints": [models.UniqueConstraint(fields=("kind", "object_id"), name="work_step_once")],
            },
        ),
        migrations.CreateModel(
            name="Pace",
            fields=[
                (
                    "customer",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="pace",
                        serialize=False,
                        to="customers.customer",
                    ),
                ),
                ("talked_at", models.DateTimeField(null=True)),
                ("visited_at", models.DateTimeField(null=True)),
                ("call_due_on", models.DateField(null=True)),
                ("visit_due_on", models.DateField(null=True)),
                ("put_off_until", models.DateField(null=True, verbose_name="put off until")),
            ],
            options={
                "indexes": [
                    models.Index(fields=["call_due_on", "customer"], name="work_calls_due"),
                    models.Index(fields=["visit_due_on", "customer"], name="work_visits_due"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Request",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1)),
                ("about_kind", models.CharField(blank=True, max_length=20)),
                ("about_id", models.BigIntegerField(null=True)),
                ("snoozed_until", models.DateTimeField(null=True, verbose_name="put off until")),
                ("created_at", models.DateTimeField()),
                (
                    "source",
                    models.CharField(
                        choices=[
                            ("phone", "Phone"),
                            ("mail", "Mail"),
                            ("visit", "Visit"),
                            ("portal", "Portal"),
                            ("other", "Other way"),
                        ],
                        default="phone",
                        max_length=6,
                        verbose_name="came by",
                    ),
                ),
                ("wish", models.TextField(verbose_name="what the customer wants")),
                ("received_at", models.DateTimeField()),
                ("due_at", models.DateTimeField()),
                ("answer_minutes", models.PositiveIntegerField(default=0)),
                ("rules_version", models.PositiveIntegerField(default=0)),
                ("answered_at", models.DateTimeField(null=True)),
                ("closed_at", models.DateTimeField(null=True)),
                ("source_key", models.CharField(max_length=200, null=True, unique=True)),
                (
                    "closed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "contact",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="requests",
                        to="customers.contact",
                        verbose_name="contact",
                    ),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "customer",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="%(class)ss",
                        to="customers.customer",
                        verbose_name="customer",
                    ),
                ),
                (
                    "holder",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="holder",
                    ),
                ),
                (
                    "kind",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="tandems.requestkind",
                        verbose_name="kind",
                    ),
                ),
                (
                    "merged_into",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="merged_from",
                        to="work.request",
                    ),
                ),
                (
                    "tandem",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="tandems.tandem",
                    ),
                ),
                (
                    "team",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.team"),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("answered_at", None), ("closed_at", None)),
                        fields=["due_at", "id"],
                        name="work_req_waits_all_due",
                    ),
                    models.Index(
                        condition=models.Q(("answered_at", None), ("closed_at", None)),
                        fields=["received_at", "id"],
                        name="work_req_waits_all_rec",
                    ),
                    models.Index(
                        condition=models.Q(("answered_at", None), ("closed_at", None)),
                        fields=["team", "due_at", "id"],
                        name="work_req_waits_team_due",
                    ),
                    models.Index(
                        condition=models.Q(("answered_at", None), ("closed_at", None)),
                        fields=["team", "received_at", "id"],
                        name="work_req_waits_team_rec",
                    ),
                    models.Index(
                        condition=models.Q(("answered_at", None), ("closed_at", None)),
                        fields=["tandem", "due_at", "id"],
                        name="work_req_waits_tandem_due",
                    ),
                    models.Index(
                        condition=models.Q(("answered_at", None), ("closed_at", None)),
                        fields=["tandem", "received_at", "id"],
                        name="work_req_waits_tandem_rec",
                    ),
                    models.Index(
                        condition=models.Q(("answered_at__isnull", False), ("closed_at", None)),
                        fields=["due_at", "id"],
                        name="work_req_heard_all_due",
                    ),
                    models.Index(
                        condition=models.Q(("answered_at__isnull", False), ("closed_at", None)),
                        fields=["received_at", "id"],
                        name="work_req_heard_all_rec",
                    ),
                    models.Index(
                        condition=models.Q(("answered_at__isnull", False), ("closed_at", None)),
                        fields=["team", "due_at", "id"],
                        name="work_req_heard_team_due",
                    ),
                    models.Index(
                        condition=models.Q(("answered_at__isnull", False), ("closed_at", None)),
                        fields=["team", "received_at", "id"],
                        name="work_req_heard_team_rec",
                    ),
                    models.Index(
                        condition=models.Q(("answered_at__isnull", False), ("closed_at", None)),
                        fields=["tandem", "due_at", "id"],
                        name="work_req_heard_tandem_due",
                    ),
                    models.Index(
                        condition=models.Q(("answered_at__isnull", False), ("closed_at", None)),
                        fields=["tandem", "received_at", "id"],
                        name="work_req_heard_tandem_rec",
                    ),
                    models.Index(
                        condition=models.Q(("closed_at__isnull", False)),
                        fields=["due_at", "id"],
                        name="work_req_closed_all_due",
                    ),
                    models.Index(
                        condition=models.Q(("closed_at__isnull", False)),
                        fields=["received_at", "id"],
                        name="work_req_closed_all_rec",
                    ),
                    models.Index(
                        condition=models.Q(("closed_at__isnull", False)),
                        fields=["team", "due_at", "id"],
                        name="work_req_closed_team_due",
                    ),
                    models.Index(
                        condition=models.Q(("closed_at__isnull", False)),
                        fields=["team", "received_at", "id"],
                        name="work_req_closed_team_rec",
                    ),
                    models.Index(
                        condition=models.Q(("closed_at__isnull", False)),
                        fields=["tandem", "due_at", "id"],
                        name="work_req_closed_tandem_due",
                    ),
                    models.Index(
                        condition=models.Q(("closed_at__isnull", False)),
                        fields=["tandem", "received_at", "id"],
                        name="work_req_closed_tandem_rec",
                    ),
                    models.Index(
                        condition=models.Q(("answer_minutes__gte", 0)),
                        fields=["due_at", "id"],
                        name="work_req_any_all_due",
                    ),
                    models.Index(
                        condition=models.Q(("answer_minutes__gte", 0)),
                        fields=["received_at", "id"],
                        name="work_req_any_all_rec",
                    ),
                    models.Index(
                        condition=models.Q(("answer_minutes__gte", 0)),
                        fields=["team", "due_at", "id"],
                        name="work_req_any_team_due",
                    ),
                    models.Index(
                        condition=models.Q(("answer_minutes__gte", 0)),
                        fields=["team", "received_at", "id"],
                        name="work_req_any_team_rec",
                    ),
                    models.Index(
                        condition=models.Q(("answer_minutes__gte", 0)),
                        fields=["tandem", "due_at", "id"],
                        name="work_req_any_tandem_due",
                    ),
                    models.Index(
                        condition=models.Q(("answer_minutes__gte", 0)),
                        fields=["tandem", "received_at", "id"],
                        name="work_req_any_tandem_rec",
                    ),
                    models.Index(
                        condition=models.Q(("answered_at", None), ("closed_at", None)),
                        fields=["kind", "due_at", "id"],
                        name="work_requests_kind",
                    ),
                    models.Index(
                        condition=models.Q(("answered_at", None), ("closed_at", None)),
                        fields=["team", "kind", "due_at", "id"],
                        name="work_requests_kind_team",
                    ),
                    models.Index(
                        condition=models.Q(("answered_at", None), ("closed_at", None)),
                        fields=["holder", "due_at", "id"],
                        name="work_requests_held",
                    ),
                    models.Index(fields=["customer", "-received_at"], name="work_requests_customer"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("merged_into__isnull", True), ("closed_at__isnull", False), _connector="OR"
                        ),
                        name="work_request_merged_closed",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Answer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[("call", "Call"), ("mail", "Mail"), ("note", "Note")],
                        default="call",
                        max_length=4,
                        verbose_name="kind",
                    ),
                ),
                ("text", models.TextField(verbose_name="text")),
                ("at", models.DateTimeField()),
                (
                    "author",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "request",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="answers", to="work.request"
                    ),
                ),
            ],
            options={
                "ordering": ["at", "id"],
            },
        ),
        migrations.CreateModel(
            name="Todo",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1)),
                ("about_kind", models.CharField(blank=True, max_length=20)),
                ("about_id", models.BigIntegerField(null=True)),
                ("snoozed_until", models.DateTimeField(null=True, verbose_name="put off until")),
                ("created_at", models.DateTimeField()),
                ("title", models.CharField(max_length=200, verbose_name="what is to be done")),
                ("text", models.TextField(blank=True, verbose_name="details")),
                ("due_at", models.DateTimeField(verbose_name="due")),
                ("timed", models.BooleanField(default=False, verbose_name="at an hour")),
                (
                    "repeat",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("day", "every working day"),
                            ("week", "every week"),
                            ("fortnight", "every two weeks"),
                            ("month", "every month"),
                            ("quarter", "every quarter"),
                            ("year", "every year"),
                        ],
                        max_length=9,
                        verbose_name="comes again",
                    ),
                ),
                ("repeat_from", models.DateField(null=True, verbose_name="counts from")),
                ("step", models.SlugField(blank=True, max_length=40)),
                ("done_at", models.DateTimeField(null=True, verbose_name="done")),
                ("removed_at", models.DateTimeField(null=True, verbose_name="removed")),
                ("source_key", models.CharField(max_length=80, null=True, unique=True)),
                (
                    "created_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "customer",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="%(class)ss",
                        to="customers.customer",
                        verbose_name="customer",
                    ),
                ),
                (
                    "done_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="done by",
                    ),
                ),
                (
                    "holder",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="holder",
                    ),
                ),
                (
                    "repeats",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="work.todo"
                    ),
                ),
                (
                    "tandem",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="tandems.tandem",
                    ),
                ),
                (
                    "team",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.team"),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("done_at", None), ("removed_at", None)),
                        fields=["tandem", "due_at", "id"],
                        name="work_todos_open",
                    ),
                    models.Index(fields=["tandem", "-done_at"], name="work_todos_done"),
                    models.Index(fields=["customer", "due_at"], name="work_todos_customer"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("repeats__isnull", False)), fields=("repeats",), name="work_todo_one_next"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Call",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField()),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("interested", "Interested"),
                            ("agreed", "Agreed on the next step"),
                            ("later", "Not now"),
                            ("refused", "No interest"),
                            ("missed", "Not reached"),
                        ],
                        max_length=10,
                        verbose_name="outcome",
                    ),
                ),
                ("text", models.TextField(blank=True, verbose_name="what was said")),
                ("removed_at", models.DateTimeField(null=True)),
                (
                    "caller",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "contact",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="customers.contact",
                    ),
                ),
                (
                    "customer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="calls", to="customers.customer"
                    ),
                ),
                (
                    "next_todo",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="work.todo"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["customer", "-at"], name="work_calls_customer")],
            },
        ),
        migrations.CreateModel(
            name="TodoItem",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.PositiveSmallIntegerField(default=0)),
                ("text", models.CharField(max_length=200, verbose_name="text")),
                ("done_at", models.DateTimeField(null=True)),
                (
                    "done_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "todo",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="items", to="work.todo"
                    ),
                ),
            ],
            options={
                "ordering": ["position", "id"],
            },
        ),
        migrations.CreateModel(
            name="VisitReport",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1)),
                ("at", models.DateTimeField()),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("interested", "Interested"),
                            ("agreed", "Agreed on the next step"),
                            ("later", "Not now"),
                            ("refused", "No interest"),
                            ("missed", "Not reached"),
                        ],
                        max_length=10,
                        verbose_name="outcome",
                    ),
                ),
                ("needs", models.TextField(blank=True, verbose_name="what the customer needs")),
                ("text", models.TextField(blank=True, verbose_name="what was said")),
                ("written_at", models.DateTimeField()),
                (
                    "appointment",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="report",
                        to="work.appointment",
                    ),
                ),
                (
                    "author",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "contact",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="customers.contact",
                    ),
                ),
                (
                    "customer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="visit_reports",
                        to="customers.customer",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["customer", "-at"], name="work_reports_customer")],
            },
        ),
    ]
