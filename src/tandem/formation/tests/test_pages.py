"""The studio and one's own entries as people use them."""

from __future__ import annotations

import pytest
from django.urls import reverse
from django.utils import timezone

from tandem.core.models import Job
from tandem.formation.models import Opinion, Profile, Proposal, Rollout
from tandem.people.tests.factories import an_employee, signed_in_client
from tandem.tandems.models import Tandem

from .world import a_proposal, a_world, an_agreement, everything, opinion, solved

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def test_from_a_new_proposal_to_a_job_once() -> None:
    world = a_world()
    client, url = signed_in_client(world.manager), reverse("formation:new")
    key = client.get(url).context["form"].initial.get("once", "k1")
    body = {"title": "Frühjahr", "team": world.team.pk, "starts_on": timezone.localdate(), "once": key}
    body |= {"seats_inside": 1, "seats_field": 2}
    for _twice in range(2):
        assert client.post(url, body).status_code == 302
    proposal = Proposal.objects.get()
    assert (proposal.title, proposal.seats_field, proposal.created_by) == ("Frühjahr", 2, world.manager)
    answer = client.post(reverse("formation:solve", args=[proposal.pk]))
    job = Job.objects.get()
    assert answer["Location"] == f"/jobs/{job.pk}/"
    assert (job.name, job.params) == ("pairing.solve", {"proposal": proposal.pk, "version": 1})
    page = client.get(proposal.get_absolute_url()).content.decode()
    assert "This is being solved." in page


def test_wrong_input_is_told_and_nothing_lost() -> None:
    world = a_world()
    client = signed_in_client(world.manager)
    body = {"title": "a\0b", "team": world.team.pk, "starts_on": "2020-01-01", "seats_inside": 9, "seats_field": 1}
    answer = client.post(reverse("formation:new"), body)
    assert answer.status_code == 422
    assert set(answer.context["form"].errors) >= {"title", "seats_inside"}
    assert not Proposal.objects.exists()


def test_plans_with_reasons_and_the_choice_between_them() -> None:
    world = a_world()
    proposal = solved(a_proposal(world, starts_on=timezone.localdate()), world)
    client = signed_in_client(world.manager)
    best, other = (client.get(proposal.get_absolute_url() + query) for query in ("", "?plan=1"))
    assert "Proven: no plan from what is known is better." in best.content.decode()
    assert "They are a tandem today." in best.content.decode()
    assert (best.context["studio"].number, other.context["studio"].number) == (0, 1)
    assert client.get(proposal.get_absolute_url() + "?plan=99").context["studio"].number == 0
    assert client.get(proposal.get_absolute_url() + "?plan=x").status_code == 200


def test_keep_rule_out_and_what_is_not_available() -> None:
    world = a_world()
    proposal = a_proposal(world, starts_on=timezone.localdate())
    opinion(world.field[1], world.inside[1], veto=True)
    client, url = signed_in_client(world.manager), reverse("formation:mark", args=[proposal.pk])
    body = {"inside": world.inside[2].pk, "field": world.field[1].pk, "mark": "locked"}
    assert client.post(url, body).status_code == 302
    assert Proposal.objects.get().locked == [[world.inside[2].pk, world.field[1].pk]]
    refused = client.post(url, body | {"inside": world.inside[1].pk})
    assert refused.status_code == 403
    assert "This pair is not available." in refused.content.decode()
    assert Proposal.objects.get().locked == [[world.inside[2].pk, world.field[1].pk]]
    for wrong in ({"inside": "x"}, {"field": 999_999}, {"mark": "gone"}):
        before = everything()
        assert client.post(url, body | wrong).status_code == 302
        assert everything() == before


def test_rolled_out_once_and_read_afterwards() -> None:
    world = a_world()
    proposal = solved(a_proposal(world, starts_on=timezone.localdate()), world)
    client, url = signed_in_client(world.manager), reverse("formation:rollout", args=[proposal.pk])
    page = client.get(url + "?plan=0").content.decode()
    assert "Accept and roll out" in page
    body = {"plan": "0", "version": str(proposal.version)}
    assert client.post(url, body).status_code == 302
    assert client.post(url, body).status_code == 403
    assert Rollout.objects.count() == 1
    assert Tandem.objects.count() == 3
    assert "Hand-over list" in client.get(url).content.decode()
    assert "Roll out this plan" not in client.get(proposal.get_absolute_url()).content.decode()


def test_off_without_an_agreement() -> None:
    world = a_world(agreed=False)
    client = signed_in_client(world.manager)
    assert "Pairing is off" in client.get(reverse("formation:proposals")).content.decode()
    assert client.get(reverse("formation:new")).status_code == 403
    own = signed_in_client(world.inside[0]).get(reverse("formation:own")).content.decode()
    assert "Pairing is off" in own
    assert reverse("formation:speak", args=[world.field[0].pk]) not in own


def test_an_agreement_that_is_over_switches_it_off() -> None:
    world = a_world(agreed=False)
    day = timezone.localdate()
    agreement = an_agreement(day.replace(year=day.year - 1))
    agreement.end = day
    agreement.save()
    assert signed_in_client(world.manager).get(reverse("formation:new")).status_code == 403


def test_own_entries_given_changed_and_deleted() -> None:
    world = a_world()
    about = world.field[1]
    client = signed_in_client(world.inside[1])
    url = reverse("formation:speak", args=[about.pk])
    assert client.post(url, {"rating": ""}).status_code == 422
    for answer, kept in (("2", (2, False)), ("no", (None, True))):
        assert client.post(url, {"rating": answer}).status_code == 302
        assert Opinion.objects.values_list("rating", "veto").get() == kept
    assert "not with this person" in client.get(reverse("formation:own")).content.decode()
    assert client.post(reverse("formation:forget", args=[about.pk])).status_code == 302
    assert client.post(reverse("formation:forget", args=[about.pk])).status_code == 404
    assert not Opinion.objects.exists()


def test_whom_one_spoke_of_stays_deletable_when_they_have_gone() -> None:
    world = a_world()
    other = an_employee(["field"], first_name="Zoe")
    opinion(world.inside[1], other, 1)
    client = signed_in_client(world.inside[1])
    assert "Zoe" in client.get(reverse("formation:own")).content.decode()
    assert client.post(reverse("formation:forget", args=[other.pk])).status_code == 302


def test_about_oneself() -> None:
    world = a_world()
    client, url = signed_in_client(world.inside[1]), reverse("formation:profile")
    assert client.post(url, {"regions": "20, 21 99x"}).status_code == 422
    assert not Profile.objects.exists()
    assert client.post(url, {"regions": "21, 20 21"}).status_code == 302
    assert Profile.objects.values_list("regions", flat=True).get() == ["20", "21"]
    client.post(reverse("formation:forget_all"))
    assert not Profile.objects.exists()
