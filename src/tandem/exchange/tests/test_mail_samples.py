"""The mails of the demo company: every kind of them, so that the list is worth looking at."""

from __future__ import annotations

from collections import Counter

import pytest

from tandem.customers.actions import add_contact
from tandem.customers.tests.factories import AT, a_customer, system
from tandem.exchange.mail.models import Mail
from tandem.exchange.mail.samples import write_samples
from tandem.tandems.tests.factories import a_tandem
from tandem.work.tests.factories import a_kind

pytestmark = pytest.mark.django_db


def test_there_is_one_of_each() -> None:
    a_kind()
    tandem = a_tandem()
    for number in range(5):
        values = {"last_name": f"Person{number}", "email": f"p@firma{number}.example"}
        add_contact(a_customer(tandem), values=values, actor=system(), at=AT)
    assert write_samples(AT) == 9
    shapes = Counter((mail.state, mail.became, mail.suggested is not None) for mail in Mail.objects.all())
    assert shapes == {
        ("taken", "request", False): 3,
        ("waiting", "", True): 1,
        ("waiting", "", False): 3,
        ("automatic", "", True): 1,
        ("automatic", "", False): 1,
    }
    assert all(mail.request and mail.request.tandem == tandem for mail in Mail.objects.filter(became="request"))


def test_without_customers_only_strangers_write() -> None:
    assert write_samples(AT) == 4
