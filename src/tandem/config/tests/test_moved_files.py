"""A mail that was filed at the wrong customer takes its files along, and not what was shown of them in the portal."""

from __future__ import annotations

import pytest
from django.utils import timezone

from tandem.core.models import Attachment, Event
from tandem.core.outbox import deliver_due
from tandem.core.undo import undo_event
from tandem.customers.tests.factories import a_contact
from tandem.customers.tests.world import a_world, of
from tandem.exchange.mail.sorting import assign_mail
from tandem.exchange.mail.taking import take_in_mail
from tandem.exchange.tests.mails import a_mail
from tandem.portal.actions.accesses import invite_contact
from tandem.portal.actions.showing import show_file
from tandem.portal.models import Access, Right
from tandem.portal.queries.documents import file_of
from tandem.portal.viewer import Viewer
from tandem.work.tests.factories import a_kind

pytestmark = pytest.mark.django_db


def test_files_of_a_mail_that_was_filed_elsewhere_are_shown_to_nobody_by_that() -> None:
    world, now = a_world(), timezone.now()
    a_kind()
    me = of(world.inside, now)
    contact = a_contact(world.customer, email="ein@kunde.example")
    invite_contact(contact, rights=Right.values, actor=me, at=now)
    viewer = Viewer(Access.objects.select_related("contact__customer").get(), now)
    raw = a_mail(files=(("preis.txt", b"Sonderpreis"),))
    mail = take_in_mail(raw, customer=world.queued, become="filed", actor=me, at=now)
    file = Attachment.objects.get(name="preis.txt")
    show_file(file, world.queued, actor=me, at=now)
    undo_event(Event.objects.get(verb="mail.filed"), actor=me, at=now)
    while deliver_due(at=now):
        pass
    mail.refresh_from_db()
    assign_mail(mail, world.customer, become="filed", actor=me, at=now)
    assert Attachment.objects.get(pk=file.pk).about_id == world.customer.pk
    assert file_of(file.pk, viewer) is None
