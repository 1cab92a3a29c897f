"""Employees with their teams, working time, absence and cover, and the works agreements."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tandem.core.fields import SetField
from tandem.core.locking import Versioned
from tandem.core.search import fold
from tandem.core.spans import Spanned, span_check


class Role(models.TextChoices):
    """What a person does here; a person may have several roles."""

    INSIDE = "inside", _("Inside sales")
    FIELD = "field", _("Field sales")
    MANAGER = "manager", _("Sales manager")
    PAYROLL = "payroll", _("Payroll")
    COUNCIL = "council", _("Works council")
    ADMIN = "admin", _("Administrator")


SALES = frozenset({Role.INSIDE, Role.FIELD, Role.MANAGER})


class Language(models.TextChoices):
    """Languages that people and customers speak with us."""

    DE = "de", _("German")
    EN = "en", _("English")
    FR = "fr", _("French")
    IT = "it", _("Italian")
    NL = "nl", _("Dutch")
    PL = "pl", _("Polish")
    ES = "es", _("Spanish")
    CS = "cs", _("Czech")
    DA = "da", _("Danish")
    TR = "tr", _("Turkish")


class Team(Versioned):
    """Employees under one sales manager."""

    ref_kind = "team"

    name = models.CharField(_("name"), max_length=80, unique=True)
    manager = models.ForeignKey(
        "people.Employee", models.PROTECT, null=True, blank=True, related_name="led_teams", verbose_name=_("manager")
    )
    region = models.CharField(_("public holidays of"), max_length=6, default="DE")  # country, or country-state
    source_key = models.CharField(max_length=60, null=True, unique=True)

    class Meta:
        ordering: ClassVar = ["name"]

    def __str__(self) -> str:
        return self.name


class EmployeeManager(BaseUserManager["Employee"]):
    """Finds people by their address, whatever its case; keeps the sort key in bulk paths too."""

    def bulk_create(self, objs: Iterable[Employee], *args: Any, **options: Any) -> list[Employee]:
        people = list(objs)
        for person in people:
            person.name_key = person.sort_key
        return super().bulk_create(people, *args, **options)

    def get_by_natural_key(self, username: str | None) -> Employee:
        return self.get(email__iexact=username)


class Employee(Versioned, AbstractBaseUser):
    """A person of the company. Without a usable password nobody can sign in as them."""

    ref_kind = "employee"
    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    email = models.EmailField(_("e-mail"), unique=True)
    first_name = models.CharField(_("first name"), max_length=60)
    last_name = models.CharField(_("last name"), max_length=60)
    name_key = models.CharField(max_length=200, default="", editable=False)  # last name first, folded: lists sort by it
    roles = SetField(_("roles"), choices=Role.choices, default=frozenset)
    team = models.ForeignKey(
        Team, models.PROTECT, null=True, blank=True, related_name="members", verbose_name=_("team")
    )
    personnel_number = models.CharField(_("personnel number"), max_length=20, blank=True)
    cost_centre = models.CharField(_("cost centre"), max_length=20, blank=True)
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    job_title = models.CharField(_("job title"), max_length=80, blank=True)
    photo = models.CharField(max_length=80, blank=True)  # name of the file below TANDEM_HOME/files/photos
    language = models.CharField(_("language of the screens"), max_length=2, default="de")
    languages = SetField(_("languages"), choices=Language.choices, default=frozenset)
    joined_on = models.DateField(_("joined on"), null=True, blank=True)
    left_on = models.DateField(_("left on"), null=True, blank=True)  # first day on which the person is gone
    is_active = models.BooleanField(default=True)
    invited_at = models.DateTimeField(null=True, blank=True)  # since then a link by mail may set the password
    current_tandem = models.BigIntegerField(null=True)  # the tandem chosen in the bar; an id, for tandems lie above
    source_key = models.CharField(max_length=60, null=True, unique=True)

    objects: ClassVar[EmployeeManager] = EmployeeManager()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["name_key", "id"], name="people_by_name")]
        constraints: ClassVar = [
            models.UniqueConstraint(Lower("email"), name="people_email_once"),
            models.UniqueConstraint(
                fields=["personnel_number"], condition=~Q(personnel_number=""), name="people_number_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.first_name} {self.last_name}".strip()

    def save(self, *args: Any, **options: Any) -> None:
        self.name_key = self.sort_key
        fields = options.get("update_fields")
        if fields is not None and {"first_name", "last_name"} & set(fields):
            options["update_fields"] = {*fields, "name_key"}
        super().save(*args, **options)

    @property
    def sort_key(self) -> str:
        """Last name first, so that Özdemir stands between Otto and Pahl on every database."""
        return fold(f"{self.last_name} {self.first_name}").strip()[:200]

    def works_here_on(self, day: date) -> bool:
        """Whether the person may still sign in on that day."""
        return self.is_active and (self.left_on is None or day < self.left_on)

    @property
    def half(self) -> str:
        """The half of a tandem this person works in; a field seat wins where somebody has both roles."""
        if Role.FIELD in self.roles:
            return "field"
        return "inside" if Role.INSIDE in self.roles else ""

    @property
    def role_labels(self) -> list[str]:
        """What the person does here, in words, in the order of the roles."""
        return [str(role.label) for role in Role if role in self.roles]

    @property
    def language_labels(self) -> list[str]:
        """What the person speaks, in words."""
        return [str(language.label) for language in Language if language in self.languages]

    @property
    def last_day(self) -> date | None:
        """The last day here, as people say it."""
        return self.left_on - timedelta(1) if self.left_on else None

    @property
    def photo_url(self) -> str:
        """Address of the person's photo; empty when there is none, and initials stand in."""
        return reverse("people:photo", args=[self.pk]) + f"?{self.photo[:8]}" if self.photo else ""

    @property
    def sells(self) -> bool:
        """Whether this person serves customers at all."""
        return bool(SALES & frozenset(self.roles))

    def has_role(self, *roles: str) -> bool:
        """Whether the person has one of the roles."""
        return any(role in self.roles for role in roles)


class WorkingTime(models.Model):
    """One stretch of a weekday on which a person works."""

    employee = models.ForeignKey(Employee, models.CASCADE, related_name="working_times")
    weekday = models.PositiveSmallIntegerField(_("weekday"))  # 0 is Monday
    start = models.TimeField(_("from"))
    end = models.TimeField(_("to"))

    class Meta:
        ordering: ClassVar = ["weekday", "start"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(end__gt=models.F("start")), name="people_work_forward"),
            models.CheckConstraint(condition=Q(weekday__lt=7), name="people_work_weekday"),
            models.UniqueConstraint(fields=["employee", "weekday", "start"], name="people_work_once"),
        ]

    def __str__(self) -> str:
        return f"{self.weekday} {self.start:%H:%M}–{self.end:%H:%M}"


class AbsenceKind(models.TextChoices):
    """Why somebody is away; colleagues only see that they are."""

    HOLIDAY = "holiday", _("Holiday")
    SICK = "sick", _("Sick")
    TRAINING = "training", _("Training")
    OTHER = "other", _("Other")


class Absence(Versioned, Spanned):
    """Days on which a person is away; one at a time."""

    ref_kind = "absence"

    employee = models.ForeignKey(Employee, models.CASCADE, related_name="absences")
    kind = models.CharField(_("kind"), max_length=10, choices=AbsenceKind.choices, default=AbsenceKind.HOLIDAY)

    class Meta:
        ordering: ClassVar = ["start"]
        constraints: ClassVar = [span_check("people_absence_forward")]
        indexes: ClassVar = [
            models.Index(fields=["employee", "start"], name="people_absence_who"),
            models.Index(fields=["start", "id"], name="people_absence_when"),
        ]

    def __str__(self) -> str:
        return f"{self.employee}: {self.start}–{self.end or ''}"

    @property
    def last_day(self) -> date | None:
        """The last day away, as people say it."""
        return self.end - timedelta(1) if self.end else None


class Delegation(Spanned):
    """Who may act for whom, for what, on which days: cover during absence, or a guest on a swap day."""

    ref_kind = "delegation"

    COVER = "cover"
    GUEST = "guest"

    person = models.ForeignKey(Employee, models.CASCADE, related_name="delegations")
    deputy = models.ForeignKey(Employee, models.CASCADE, related_name="deputations")
    purpose = models.CharField(max_length=10, default=COVER)
    scope_kind = models.CharField(max_length=20)  # what it covers: ("tandem", id)
    scope_id = models.BigIntegerField()
    absence = models.ForeignKey(Absence, models.CASCADE, null=True, related_name="delegations")

    class Meta:
        ordering: ClassVar = ["start"]
        constraints: ClassVar = [
            span_check("people_delegation_forward"),
            models.CheckConstraint(condition=~Q(person=models.F("deputy")), name="people_delegation_other"),
        ]
        indexes: ClassVar = [models.Index(fields=["deputy", "scope_kind", "start"], name="people_delegation_to")]

    def __str__(self) -> str:
        return f"{self.deputy} for {self.person}"


class Purpose(models.TextChoices):
    """What may be evaluated about people, once an agreement allows it."""

    ANSWER_TIMES = "answer_times", _("Answer times per person or tandem")
    WORKLOAD = "workload", _("Workload per person or tandem")
    RESULTS = "results", _("Sales results per person or tandem")
    PAIRING = "pairing", _("Pairing by mutual ratings")
    PULSE = "pulse", _("Pulse surveys")
    UPLIFT = "uplift", _("Effect of tandem selling")
    RATINGS = "ratings", _("Answers of customers after a request")


class WorksAgreement(Spanned):
    """The switch that every evaluation of people asks. Without one in force, nothing is evaluated."""

    ref_kind = "agreement"

    title = models.CharField(_("title"), max_length=160)
    purpose = models.CharField(_("purpose"), max_length=20, choices=Purpose.choices)
    audience = SetField(_("who may see it"), choices=Role.choices, default=frozenset)
    reference = models.CharField(_("reference"), max_length=120, blank=True)  # where the signed paper lies
    text = models.TextField(_("what was agreed"), blank=True)

    class Meta:
        ordering: ClassVar = ["-start", "-id"]
        constraints: ClassVar = [span_check("people_agreement_forward")]

    def __str__(self) -> str:
        return self.title

    @property
    def audience_labels(self) -> list[str]:
        """Who may see it, in words."""
        return [str(role.label) for role in Role if role in self.audience]

    @property
    def last_day(self) -> date | None:
        """The last day in force, as people say it."""
        return self.end - timedelta(1) if self.end else None
