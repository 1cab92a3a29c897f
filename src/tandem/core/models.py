"""The company, the events, their deliveries, the search rows, jobs and files."""

from __future__ import annotations

import uuid
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .actor import PARTS_OF_THE_HOUSE, SYSTEM
from .documents.models import Document as Document
from .documents.models import Letterhead as Letterhead


class Company(models.Model):
    """The one company this house belongs to."""

    name = models.CharField(_("name"), max_length=200)
    currency = models.CharField(_("currency"), max_length=3, default="EUR")
    source = models.CharField(max_length=60, blank=True)  # where its data came from: demo, adventureworks, …

    class Meta:
        constraints: ClassVar = [models.CheckConstraint(condition=Q(id=1), name="core_one_company")]

    def __str__(self) -> str:
        return self.name


class Event(models.Model):
    """What happened, once and for all: the base of timeline, audit, undo, live updates and reactions."""

    id = models.BigAutoField(primary_key=True)
    verb = models.CharField(max_length=60)
    at = models.DateTimeField()  # when it was so
    recorded_at = models.DateTimeField(auto_now_add=True)  # when we knew it
    actor_kind = models.CharField(max_length=12)
    actor_id = models.BigIntegerField(null=True)
    actor_label = models.CharField(max_length=150, blank=True)
    half = models.CharField(max_length=6, blank=True)  # which half of the tandem: inside, field
    trail = models.UUIDField(default=uuid.uuid4)  # all that came of one deed
    data = models.JSONField(default=dict)  # {"changes": {field: [old, new]}, …}

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["trail"], name="core_event_trail"),
            models.Index(fields=["verb", "id"], name="core_event_verb"),
        ]

    def __str__(self) -> str:
        return f"{self.verb} {self.pk}"

    @property
    def changes(self) -> dict[str, list[Any]]:
        """{field: [old, new]} of this event; empty when it changed no field."""
        changes: dict[str, list[Any]] = self.data.get("changes", {})
        return changes

    @property
    def who(self) -> str:
        """Who did it, as people read it: a person's name, or which part of the house."""
        if self.actor_kind != SYSTEM:
            return self.actor_label
        return str(PARTS_OF_THE_HOUSE.get(self.actor_label, self.actor_label))


class EventSubject(models.Model):
    """One object that an event concerns; the timeline of a customer is its subjects, newest first."""

    id = models.BigAutoField(primary_key=True)
    event = models.ForeignKey(Event, models.CASCADE, related_name="subjects", db_index=False)
    kind = models.CharField(max_length=20)
    object_id = models.BigIntegerField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["event", "kind", "object_id"], name="core_subject_of_event")]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["kind", "object_id", "event"], name="core_subject_once")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.object_id}"


class EventUndo(models.Model):
    """An event that has been taken back; a row of its own so that it happens once."""

    event = models.OneToOneField(Event, models.CASCADE, related_name="undo")
    undone_by = models.ForeignKey(Event, models.CASCADE, related_name="undoes")

    def __str__(self) -> str:
        return f"{self.event_id} undone"


class Delivery(models.Model):
    """One event on its way to one handler: the only job mechanism."""

    id = models.BigAutoField(primary_key=True)
    event = models.ForeignKey(Event, models.CASCADE, related_name="deliveries")
    handler = models.CharField(max_length=120)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)
    parked_at = models.DateTimeField(null=True)
    error = models.TextField(blank=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["event", "handler"], name="core_delivery_once")]
        indexes: ClassVar = [
            models.Index(
                fields=["next_at"],
                condition=Q(done_at__isnull=True, parked_at__isnull=True),
                name="core_delivery_open",
            ),
            models.Index(fields=["parked_at"], condition=Q(parked_at__isnull=False), name="core_delivery_parked"),
        ]

    def __str__(self) -> str:
        return f"{self.handler} of {self.event_id}"


class ScheduledDay(models.Model):
    """The last business day whose recurring work has been put into the outbox; one row."""

    last_day = models.DateField()

    class Meta:
        constraints: ClassVar = [models.CheckConstraint(condition=Q(id=1), name="core_one_schedule")]

    def __str__(self) -> str:
        return f"{self.last_day:%Y-%m-%d}"


class SearchRow(models.Model):
    """What search knows of one object. `text` is folded; its index finds any part of a word."""

    id = models.BigAutoField(primary_key=True)
    kind = models.CharField(max_length=20)
    object_id = models.BigIntegerField()
    owner_id = models.BigIntegerField()  # whose list it is found in: a contact's customer, else the object itself
    number = models.CharField(max_length=40, blank=True)
    title = models.CharField(max_length=200)
    title_key = models.CharField(max_length=200)
    detail = models.CharField(max_length=200, blank=True)
    text = models.TextField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["kind", "object_id"], name="core_searchrow_once")]
        indexes: ClassVar = [
            models.Index(fields=["title_key"], name="core_searchrow_title"),
            models.Index(fields=["number"], name="core_searchrow_number"),
            models.Index(fields=["owner_id"], name="core_searchrow_owner"),
        ]

    def __str__(self) -> str:
        return self.title


class Once(models.Model):
    """The key of a form that has been carried out, and what came of it (once.py)."""

    key = models.CharField(max_length=120, unique=True)
    at = models.DateTimeField()
    object_id = models.BigIntegerField(null=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["at"], name="core_once_at")]

    def __str__(self) -> str:
        return self.key


class JobState(models.TextChoices):
    """How far a job is."""

    WAITING = "waiting", _("waiting")
    RUNNING = "running", _("running")
    DONE = "done", _("done")
    FAILED = "failed", _("failed")
    CANCELLED = "cancelled", _("cancelled")


class Job(models.Model):
    """Work that takes longer than a page: an event with its progress and what came of it (jobs.py)."""

    ref_kind = "job"

    id = models.BigAutoField(primary_key=True)
    name = models.CharField(max_length=40)  # of its runner in config/reactions.py
    title = models.CharField(_("title"), max_length=200)
    params = models.JSONField(default=dict)
    actor_kind = models.CharField(max_length=12)
    actor_id = models.BigIntegerField(null=True)  # who started it: theirs are its result and its file
    actor_label = models.CharField(max_length=150, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=JobState.choices, default=JobState.WAITING)
    step = models.CharField(max_length=120, blank=True)
    done = models.BigIntegerField(default=0)
    total = models.BigIntegerField(default=0)  # 0 while nobody knows
    created_at = models.DateTimeField()
    began_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    cancel_asked_at = models.DateTimeField(null=True)
    result = models.JSONField(default=dict)  # {"text": sentence, "url": where to go on}
    file_name = models.CharField(max_length=120, blank=True)  # in TANDEM_HOME/jobs/<id>/, for who started it
    error = models.TextField(blank=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["actor_id", "id"], name="core_job_of_actor"),
            models.Index(fields=["state", "id"], name="core_job_state"),
            models.Index(fields=["name", "id"], name="core_job_name"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_over(self) -> bool:
        """Whether nothing more will come of it by itself."""
        return self.state in (JobState.DONE, JobState.FAILED, JobState.CANCELLED)

    @property
    def percent(self) -> int:
        """How much of it is done; 0 while nobody knows how much there is."""
        return min(100, 100 * self.done // self.total) if self.total else 0


class Looking(models.Model):
    """A lease: somebody has this page open right now, and whether they are writing on it (looking.py)."""

    kind = models.CharField(max_length=20)
    object_id = models.BigIntegerField()
    employee = models.BigIntegerField()  # an id, for people lie above
    name = models.CharField(max_length=150)
    half = models.CharField(max_length=6, blank=True)
    since = models.DateTimeField()
    seen_at = models.DateTimeField()
    writing = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["kind", "object_id", "employee"], name="core_looking_once")
        ]
        indexes: ClassVar = [models.Index(fields=["seen_at"], name="core_looking_age")]

    def __str__(self) -> str:
        return f"{self.name}: {self.kind} {self.object_id}"


class Attachment(models.Model):
    """A file about anything. Its content lies once below TANDEM_HOME/files, by its SHA-256 (attachments/storing.py)."""

    ref_kind = "file"

    id = models.BigAutoField(primary_key=True)
    about_kind = models.CharField(max_length=20)
    about_id = models.BigIntegerField()
    name = models.CharField(_("name"), max_length=200)
    media_type = models.CharField(max_length=100)  # by its content, whatever its name claims
    size = models.BigIntegerField()
    digest = models.CharField(max_length=64)
    width = models.PositiveIntegerField(null=True)  # of a picture that can be shown small; else nothing
    height = models.PositiveIntegerField(null=True)
    actor_kind = models.CharField(max_length=12)  # who added it, as events tell it
    actor_id = models.BigIntegerField(null=True)
    actor_label = models.CharField(max_length=150, blank=True)
    added_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)  # can be brought back until it is swept away

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["about_kind", "about_id", "-id"], name="core_files_about"),
            models.Index(fields=["digest"], name="core_files_digest"),
            models.Index(fields=["removed_at"], condition=Q(removed_at__isnull=False), name="core_files_removed"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def who(self) -> str:
        """Who added it, as people read it: a person's name, or which part of the house."""
        if self.actor_kind != SYSTEM:
            return self.actor_label
        return str(PARTS_OF_THE_HOUSE.get(self.actor_label, self.actor_label))

    @property
    def is_picture(self) -> bool:
        """Whether it can be shown: as it is, and small."""
        return self.width is not None
