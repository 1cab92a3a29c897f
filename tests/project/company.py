"""The company that the rights are tried in: everybody of rights.py, and one of each thing that an address names."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from io import BytesIO
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from PIL import Image

from tandem.catalogue.actions import create_price_list, set_prices
from tandem.catalogue.models import PriceList, Product
from tandem.catalogue.tests.factories import a_product
from tandem.catalogue.tiers import Tier
from tandem.config.lists import LISTS
from tandem.contracts.actions import create_contract
from tandem.contracts.models import Contract, ContractTemplate
from tandem.contracts.tests.factories import bring_to
from tandem.core.actor import Actor
from tandem.core.attachments.actions import add_file
from tandem.core.attachments.storing import received
from tandem.core.jobs import job_folder
from tandem.core.models import Attachment, Delivery, Document, Event, Job
from tandem.customers.actions import add_contact, add_note, add_site, edit_customer, merge_customers
from tandem.customers.actions.groups import create_group
from tandem.customers.models import (
    AssignmentFreeze,
    Contact,
    Customer,
    CustomerGroup,
    DuplicatePair,
    Merge,
    Note,
    PairKind,
    PriceListUse,
    Site,
)
from tandem.customers.tests.factories import a_customer
from tandem.customers.tests.world import World, a_world, of
from tandem.desk.models import Notice
from tandem.exchange.actions import create_import
from tandem.exchange.mail.models import Mail
from tandem.exchange.mail.taking import take_in_mail
from tandem.exchange.models import Import, ImportRefusal
from tandem.exchange.tests.mails import a_mail
from tandem.formation.models import Opinion, Proposal, Spread, SpreadRollout
from tandem.goals.actions import Wanted, accept_goal, propose_goal
from tandem.goals.models import Goal
from tandem.letters.actions import write_mail
from tandem.letters.models import SentMail, TextTemplate
from tandem.orders.actions import issue_credit_note
from tandem.orders.billing.actions import enter_invoice
from tandem.orders.billing.rates import Part
from tandem.orders.models import Invoice, Order
from tandem.orders.printing import print_confirmation
from tandem.orders.tests.factories import a_line, an_order
from tandem.people.models import Absence, Delegation, Employee, WorksAgreement
from tandem.people.photos import store_photo
from tandem.people.tests.factories import an_employee, signed_in_client
from tandem.pipeline.actions import (
    add_pipeline,
    add_stage,
    create_lead,
    create_opportunity,
    drop_lead,
    move_opportunity,
    note_lead,
    qualify_lead,
    win_opportunity,
)
from tandem.pipeline.models import Lead, Opportunity, Pipeline, Stage
from tandem.portal.actions.quotes import share_quote
from tandem.portal.models import Access, Link
from tandem.programme.actions import change_step, draw_pilot, finish_step, plan_programme
from tandem.programme.models import Programme, ReadinessCheck, Wave
from tandem.programme.readiness.actions import open_check
from tandem.quotes import actions as quotes
from tandem.quotes.models import Approval, Quote, TextBlock
from tandem.quotes.pricing import LineInput as QuoteLine
from tandem.tandems.actions import agree_to_rules, propose_rules
from tandem.tandems.models import ClassPace, PlaybookStep, RequestKind
from tandem.tandems.terms import Lists, company_terms
from tandem.together.actions import close_meeting, make_promise, plan_meeting, write_item
from tandem.together.activities.actions import propose_activity, reply_to_activity
from tandem.together.models import (
    HelpCall,
    Meeting,
    MinuteItem,
    PulseAnswer,
    Survey,
    SwapDay,
    SwapItem,
    TeamActivity,
)
from tandem.together.pulse.actions import answer_pulse, ask_for_help, choose_helper
from tandem.together.survey.actions import open_survey
from tandem.together.swaps.notes import write_note
from tandem.work.actions.answers import answer_request
from tandem.work.actions.appointments import book_appointment
from tandem.work.actions.calls import log_call
from tandem.work.actions.handoffs import Offer, offer_handoff
from tandem.work.actions.reports import report_visit
from tandem.work.actions.requests import close_request, open_request
from tandem.work.actions.todos import add_todo, finish_todo
from tandem.work.days import working_days
from tandem.work.models import Appointment, Handoff, Request, Todo, VisitReport

from .pay import Pay, some_pay


@dataclass(frozen=True)
class Book:
    """A customer with one of everything that belongs to it."""

    customer: Customer
    main: Site
    site: Site
    contact: Contact
    note: Note
    order: Order
    confirmed: Order
    invoice: Invoice  # on the confirmed order, nothing paid
    event: Event  # an edit of `inside` that can be taken back
    twin: Customer  # of the same tandem, looks like the customer
    pair: DuplicatePair  # of the two
    other: Contact  # looks like the contact
    merge: Merge  # of a third one into the customer
    request: Request  # held by `inside`, open
    unheld: Request
    closed: Request
    appointment: Appointment  # of `field`, to which `cover` and the contact are asked
    todo: Todo  # held by `inside`, with one line on its checklist
    done_todo: Todo
    handoff: Handoff  # from `inside` to `field`
    report: VisitReport  # by `inside`
    file: Attachment  # a picture that `inside` added
    mail: Mail  # waits, and may be of the customer
    document: Document  # the confirmation of the confirmed order
    sent: SentMail  # to the contact
    contracts: dict[str, Contract]  # draft, sent, signed, in force
    quotes: dict[str, Quote]  # draft, sent, revised, dear: beyond the limit of inside, asked: with an open approval
    access: Access  # of the contact to the portal
    link: Link  # to the quote that is sent, for the contact
    opportunity: Opportunity  # held by `inside`
    won: Opportunity


@dataclass(frozen=True)
class Company:
    """All of it."""

    world: World
    people: dict[str, Employee]
    clients: dict[str, Client]
    open: Book
    restricted: Book
    product: Product
    price_list: PriceList
    group: CustomerGroup
    absence: Absence
    ended: Absence  # of `inside`, since yesterday
    agreement: WorksAgreement
    delivery: Delivery
    leaver: Employee
    jobs: dict[str, Job]
    imports: dict[str, Import]
    minutes: dict[str, MinuteItem]
    pulse: dict[str, PulseAnswer]  # of this month, shared by both
    help: HelpCall  # from another tandem of the team to `inside`
    survey: Survey  # open today
    readiness: ReadinessCheck  # open today
    programme: Programme  # its first step is of inside, its second is done, and a pilot is drawn
    begun: Programme  # its first wave began long enough ago for a review
    freeze: AssignmentFreeze  # in a year
    activities: dict[str, TeamActivity]  # of the two: poll, and fixed, with the consent of both
    swaps: dict[str, SwapDay]  # planned: with field as host; lived: with a note of each
    goals: dict[str, Goal]  # one that waits for both, one that holds
    proposal: Proposal  # of pairs in the team, solved
    spread: Spread  # of the team's customers, solved
    moved: Spread  # rolled out: the customer has come to the tandem
    notice: Notice  # to `inside`, about the customer
    leads: dict[str, Lead]  # held by `inside`, by how far they are
    pay: Pay

    def book(self, restricted: bool) -> Book:
        """The customer that a route is tried with."""
        return self.restricted if restricted else self.open

    def filled(self, values: Mapping[str, Any], book: Book) -> dict[str, list[Any]]:
        """Form values; @word stands for the key of somebody or something here, for a day or for a picture."""
        day = timezone.localdate()
        words: dict[str, Any] = {
            "@contact": book.contact.pk,
            "@contract_template": ContractTemplate.objects.earliest("pk").pk,
            "@looked": f"customer:{book.customer.pk}",
            "@manager": self.world.manager.pk,
            "@empty": Stage.objects.get(name_de="Leer").pk,
            "@stage": Stage.objects.get(key="sales-solution").pk,
            "@lead": self.leads["lead"].version,
            "@later": (timezone.now() + timedelta(minutes=30)).isoformat(),
            "@customer": book.customer.pk,
            "@mates": self.world.mates.pk,
            "@free": self.world.free.pk,
            "@list": self.price_list.pk,
            "@inside": self.world.inside.pk,
            "@quote": book.quotes["sent"].pk,
            "@option": book.quotes["sent"].revisions.get().options.get().pk,
            "@field": self.world.field.pk,
            "@todo": f"todo:{self.open.todo.pk}",
            "@today": day,
            "@locked": self.pay.runs["locked"].period.name,
            "@swap": _workday(day, 40),
            "@late": day + timedelta(days=60),
            "@soon": day + timedelta(days=3),
            "@picture": _picture(),
            "@mail": SimpleUploadedFile("mail.eml", a_mail(sender="neu@niemand.example")),
            "@sheet": SimpleUploadedFile("liste.csv", b"number;name\n1;Neu GmbH\n"),
        }
        line = str(book.confirmed.lines.get().pk)
        order_line = str(book.order.lines.get().pk)
        named = {name: name.replace("@order_line", order_line).replace("@line", line) for name in values}
        return {named[name]: [words.get(value, value)] for name, value in values.items()}

    def address_of(self, thing: str, *, restricted: bool = False) -> dict[str, Any]:
        """What an address needs to name the thing."""
        return _NAMES[thing](self, self.book(restricted))


def a_company() -> Company:
    """Some hundred rows."""
    world, now = a_world(), timezone.now()
    people = {
        **{name: getattr(world, name) for name in ("inside", "field", "manager", "cover")},
        "team_inside": world.mate,
        "team_field": world.mates.seats.get(role="field").employee,
        "team_manager": an_employee(["manager"], world.team),
        "far_inside": world.stranger,
        "far_field": world.far.seats.get(role="field").employee,
        "far_manager": world.far_manager,
        **{name: getattr(world, name) for name in ("payroll", "council", "admin")},
    }
    PlaybookStep.objects.filter(key="care").update(retired_at=now)
    RequestKind.objects.filter(key="comparison").update(retired_at=now)
    day, product = timezone.localdate(), a_product(number="P-1", name="Motor")
    open_book, restricted_book = (_book(customer, world, product) for customer in (world.customer, world.restricted))
    delivery = Delivery.objects.filter(event__verb="order.captured")[0]
    Delivery.objects.filter(pk=delivery.pk).update(parked_at=now, attempts=5, error="x")
    absence = Absence.objects.create(employee=world.inside, start=day + timedelta(10), end=day + timedelta(12))
    cover = {"person": world.inside, "deputy": world.mate, "scope_kind": "tandem", "scope_id": world.tandem.pk}
    Delegation.objects.create(absence=absence, start=absence.start, end=absence.end, **cover)
    world.inside.photo = store_photo(_picture())
    world.inside.save(update_fields=["photo"])
    _rules(world)
    TextBlock.objects.create(place="intro", language="de", name="Danke", text="vielen Dank")
    TextTemplate.objects.filter(kind="free", language="pl").update(retired_at=now)
    price_list = _prices(world, product)
    for owner in (None, world.customer, world.restricted):
        PriceListUse.objects.create(price_list=price_list, customer=owner, start=day - timedelta(1))
    return Company(
        world=world,
        people=people,
        clients={name: signed_in_client(person) for name, person in people.items()},
        open=open_book,
        restricted=restricted_book,
        product=product,
        price_list=price_list,
        group=create_group(values={"number": "H", "name": "Handel"}, actor=Actor.system(now, "test"), at=now),
        absence=absence,
        ended=Absence.objects.create(employee=world.inside, start=day - timedelta(8), end=day - timedelta(1)),
        agreement=WorksAgreement.objects.create(title="Pilot", purpose="pulse", start=day, audience={"council"}),
        leaver=an_employee(["field"], world.team, left_on=day + timedelta(days=9)),
        delivery=Delivery.objects.get(pk=delivery.pk),
        jobs={state: _job(world.inside, state) for state in ("done", "waiting", "failed")},
        minutes=_minutes(world),
        swaps=_swaps(world),
        pulse=_pulse(world),
        help=_help(world),
        survey=_survey(world),
        readiness=_readiness(world),
        programme=_programme(world),
        begun=_begun(world),
        freeze=AssignmentFreeze.objects.create(start=day + timedelta(400), end=day + timedelta(500), reason="Pilot"),
        activities=_activities(world),
        goals=_goals(world),
        imports={state: _import(world.inside, state) for state in ("draft", "running", "stopped", "done")},
        proposal=_proposal(world),
        spread=_spread(world),
        moved=_moved(world),
        notice=_notice_to(world.inside, open_book.note),
        leads=_leads(world),
        pay=some_pay(world.inside, world.field, world.tandem, world.payroll),
    )


def _rules(world: World) -> None:
    """Version 1 in force, and version 2 that inside proposes."""
    me, partner = of(world.inside, timezone.now()), of(world.field, timezone.now())
    first = propose_rules(world.tandem, actor=me, at=me.at)
    agree_to_rules(first, version=1, actor=partner, at=me.at)
    terms = replace(company_terms(Lists.load()), accept_minutes=90)
    propose_rules(world.tandem, terms=terms, actor=me, at=me.at)


def _proposal(world: World) -> Proposal:
    """Field gets another partner, and has said something of the present one; pairing is allowed."""
    day = timezone.localdate()
    WorksAgreement.objects.create(title="Pairing", purpose="pairing", start=day, audience={"manager"})
    Opinion.objects.create(author=world.field, about=world.inside, rating=3, given_on=day)
    pair = {"pair": [world.free.pk, world.field.pk], "known": 1, "locked": False, "stays": False, "reasons": []}
    plans = [{"short": 0, "lowest": 1, "alone": [world.mate.pk], "pairs": [pair]}]
    return Proposal.objects.create(
        title="Im Winter",
        team=world.team,
        starts_on=day,
        plans=plans,
        created_by=world.manager,
        created_at=timezone.now(),
    )


def _spread(world: World) -> Spread:
    """One customer goes from the tandem to the other one of the team."""
    tables = {"before": 1, "after": 1, "work_before": 600, "work_after": 600}
    rows = [{"tandem": tandem.pk} | tables for tandem in (world.tandem, world.mates)]
    moves = [[world.customer.pk, world.tandem.pk, world.mates.pk]]
    result = {"tandems": rows, "moves": moves, "customers": 2, "gap_ppm": 0, "stopped": False}
    values = {"title": "Im Winter", "starts_on": timezone.localdate(), "created_at": timezone.now()}
    return Spread.objects.create(team=world.team, created_by=world.manager, result=result, **values)


def _moved(world: World) -> Spread:
    """Accepted, and nobody has told the customer yet."""
    values = {"title": "Im Herbst", "starts_on": timezone.localdate(), "created_at": timezone.now()}
    result = {"moves": [[world.customer.pk, world.mates.pk, world.tandem.pk]]}
    spread = Spread.objects.create(team=world.team, created_by=world.manager, result=result, **values)
    SpreadRollout.objects.create(spread=spread, accepted_by=world.manager, accepted_at=timezone.now())
    return spread


def _minutes(world: World) -> dict[str, MinuteItem]:
    """A meeting that was held, with a promise of field, and the next one with a note of inside."""
    me, partner = of(world.inside, timezone.now()), of(world.field, timezone.now())
    first = plan_meeting(world.tandem, actor=me, at=me.at)
    promise = make_promise(first, text="Montags anrufen", actor=partner, at=me.at)
    close_meeting(first, actor=me, at=me.at)
    second = Meeting.objects.get(tandem=world.tandem, closed_at=None)
    return {"promise": promise, "note": write_item(second, kind="note", text="Messe", actor=me, at=me.at)}


def _pulse(world: World) -> dict[str, PulseAnswer]:
    """What both have answered and agreed to share; low enough for a talk."""
    scores = dict.fromkeys(("needs", "openness", "fairness", "learning", "joy"), 3)
    actors = {name: of(getattr(world, name), timezone.now()) for name in ("inside", "field")}
    return {
        name: answer_pulse(world.tandem, scores=scores, share=True, actor=actor, at=actor.at)
        for name, actor in actors.items()
    }


def _help(world: World) -> HelpCall:
    """Two have chosen their manager, two others `inside`, and these have asked."""
    others = [seat.employee for seat in world.mates.seats.order_by("pk")]
    for tandem, helper, people in (
        (world.tandem, world.manager, [world.inside, world.field]),
        (world.mates, world.inside, others),
    ):
        for person in people:
            actor = of(person, timezone.now())
            choose_helper(tandem, helper=helper, actor=actor, at=actor.at)
    me = of(others[0], timezone.now())
    return ask_for_help(world.mates, actor=me, at=me.at)


def _survey(world: World) -> Survey:
    """Of everybody, two weeks long."""
    admin = of(world.admin, timezone.now())
    return open_survey(opens_on=admin.today, closes_on=admin.today + timedelta(13), actor=admin, at=admin.at)


def _readiness(world: World) -> ReadinessCheck:
    """Of both departments, two weeks long."""
    manager = of(world.manager, timezone.now())
    return open_check(opens_on=manager.today, closes_on=manager.today + timedelta(13), actor=manager, at=manager.at)


def _begun(world: World) -> Programme:
    """A month and more ago."""
    manager = of(world.manager, timezone.now())
    begun = plan_programme(title="Begonnen", starts_on=manager.today, actor=manager, at=manager.at)
    Wave.objects.create(programme=begun, title="Pilot", starts_on=manager.today - timedelta(40))
    return begun


def _of_plan(company: Company, place: int) -> dict[str, Any]:
    return {"pk": company.programme.pk, "step": company.programme.steps.order_by("pk")[place].pk}


def _programme(world: World) -> Programme:
    """With an owner, a step that is done, and a draw."""
    manager = of(world.manager, timezone.now())
    programme = plan_programme(title="Einführung", starts_on=manager.today, actor=manager, at=manager.at)
    first, second = programme.steps.order_by("pk")[:2]
    change_step(first, values={"owner": world.inside}, version=first.version, actor=manager, at=manager.at)
    finish_step(second, actor=manager, at=manager.at)
    draw_pilot(programme, size=1, seed="abc", actor=manager, at=manager.at)
    return programme


def _activities(world: World) -> dict[str, TeamActivity]:
    """By inside, who asks field."""
    me, partner = of(world.inside, timezone.now()), of(world.field, timezone.now())
    days = [me.at + timedelta(days=n) for n in (20, 21)]
    wanted: dict[str, Any] = {"circle": "tandem", "tandem": world.tandem, "title": "Kochen", "actor": me, "at": me.at}
    fixed = propose_activity(**wanted, days=days[:1])
    for actor in (me, partner):
        reply_to_activity(fixed, reply="accepted", photos=True, actor=actor, at=me.at)
    return {"poll": propose_activity(**wanted, days=days), "fixed": fixed}


def _workday(day: date, ahead: int) -> date:
    """A day from then on that is no weekend and no holiday."""
    works = working_days("DE-SH", timezone.now())
    return next(one for one in (day + timedelta(ahead + n) for n in range(10)) if works(one))


def _swaps(world: World) -> dict[str, SwapDay]:
    """One to come, and one that is over, on which both have written."""
    me, partner = of(world.inside, timezone.now()), of(world.field, timezone.now())
    day = _workday(me.today, 20)
    appointment = Appointment.objects.filter(holder=world.field, customer__isnull=False).earliest("pk")
    common = {"tandem": world.tandem, "host": world.field, "guest": world.inside, "role": "field"}
    planned = SwapDay.objects.create(**common, start=day, end=day + timedelta(1), planned_at=me.at)
    SwapItem.objects.create(swap=planned, kind="appointment", object_id=appointment.pk, title="Besuch")
    before = me.today - timedelta(40)
    lived = SwapDay.objects.create(**common, start=before, end=before + timedelta(1), planned_at=me.at)
    for actor in (me, partner):
        write_note(lived, values={"should_change": "Montags anrufen"}, actor=actor, at=me.at)
    return {"planned": planned, "lived": lived}


def _goals(world: World) -> dict[str, Goal]:
    """Of the tandem: an own figure that both have accepted, and one that the manager proposes."""
    me, partner, boss = (of(person, timezone.now()) for person in (world.inside, world.field, world.manager))
    wanted = Wanted("tandem", "own", "quarter", me.today, tandem=world.tandem, name="Messekontakte")
    held = propose_goal(wanted, target=5, actor=me, at=me.at)
    accept_goal(held, actor=partner, at=me.at)
    waits = propose_goal(replace(wanted, metric="revenue", currency="EUR"), target=10**7, actor=boss, at=me.at)
    return {"held": held.goal, "waits": waits.goal}


def _meeting(company: Company, item: MinuteItem) -> dict[str, Any]:
    return {"pk": company.world.tandem.pk, "meeting": item.meeting_id}


def _import(person: Employee, state: str) -> Import:
    """A list of customers of the inside half; where it has ended, with a line that was refused."""
    me = of(person, timezone.now())
    text = b"number;name;team\n77001;Neu GmbH;Team\n"
    one = create_import(file_name="liste.csv", chunks=[text], kind="customer", actor=me, at=me.at)
    if state != "draft":
        one.state, one.began_at, one.job = state, me.at, _job(person, "waiting")
        one.save()
        ImportRefusal.objects.create(of=one, line=2, reason="Team", cells=["77001", "Neu GmbH", "Team"])
    return one


def _job(person: Employee, state: str) -> Job:
    """A job of the inside half, with its file where it is done."""
    job = Job.objects.create(
        name="test", title="Lauf", state=state, actor_kind="employee", actor_id=person.pk, created_at=timezone.now()
    )
    if state == "done":
        job_folder(job).mkdir(parents=True, exist_ok=True)
        (job_folder(job) / "a.csv").write_text("x")
        job.file_name = "a.csv"
        job.save(update_fields=["file_name"])
    return job


def _book(customer: Customer, world: World, product: Product) -> Book:
    now = timezone.now()
    me = of(world.inside, now)
    main = add_site(customer, values={"town": "Bonn"}, actor=me, at=now)
    site = add_site(customer, values={"town": "Ulm"}, actor=me, at=now)
    named = {"first_name": "Birte", "last_name": "Thomsen", "email": f"b{customer.pk}@kunde.example"}
    contact = add_contact(customer, values=named, actor=me, at=now)
    note, _event = add_note(customer, values={"text": "Alt"}, actor=me, at=now)
    fresh = Customer.objects.get(pk=customer.pk)
    event = edit_customer(fresh, values={"vat_id": "DE1"}, version=fresh.version, actor=me, at=now)
    assert event
    lines = [a_line(product_id=product.pk, quantity=5000)]
    twin, gone = (a_customer(world.tandem, name=f"{customer.name} {word}") for word in ("zwei", "drei"))
    fresh.refresh_from_db()
    nothing: dict[Any, Any] = {"choices": {}, "same": {}, "versions": (fresh.version, gone.version)}
    merge, _event = merge_customers(fresh, gone, actor=me, at=now, **nothing)
    pair = {"left_customer": customer, "right_customer": twin, "score_ppm": 990_000, "found_at": now}
    other = add_contact(customer, values={"first_name": "B.", "last_name": "Thomsen"}, actor=me, at=now)
    confirmed = an_order(customer, lines, ordered_on=timezone.localdate(), at=now, confirmed=True)
    back = {confirmed.lines.get().pk: 1000}
    issue_credit_note(confirmed, quantities=back, reason="x", issued_on=timezone.localdate(), actor=me, at=now)
    access = _access(contact, now)
    offered = _quotes(Customer.objects.get(pk=customer.pk), world, product)
    return Book(
        customer=Customer.objects.get(pk=customer.pk),
        main=main,
        site=site,
        contact=contact,
        note=note,
        order=an_order(customer, lines, ordered_on=timezone.localdate(), at=now),
        confirmed=Order.objects.get(pk=confirmed.pk),
        invoice=_invoice(customer, confirmed, world),
        event=event,
        twin=twin,
        pair=DuplicatePair.objects.create(kind=PairKind.CUSTOMER, **pair),
        other=other,
        merge=merge,
        **_requests(customer, world.inside),
        appointment=_appointment(customer, world, site, contact),
        **_work(Customer.objects.get(pk=customer.pk), world),
        file=_file(customer, me),
        mail=_mail(customer, now),
        document=print_confirmation(confirmed, actor=me, at=now),
        contracts=_contracts(Customer.objects.get(pk=customer.pk), world, contact),
        quotes=offered,
        access=access,
        link=share_quote(
            Quote.objects.get(pk=offered["sent"].pk), Contact.objects.get(pk=contact.pk), actor=me, at=now
        ),
        sent=write_mail(customer, contact=contact, subject="Hallo", body="Guten Tag", actor=me, at=now),
        **_chances(customer, contact, world),
    )


def _quotes(customer: Customer, world: World, product: Product) -> dict[str, Quote]:
    """One in each state that an address is tried with, all by the inside half."""
    me = of(world.inside, timezone.now())
    found = {}
    for state in ("draft", "sent", "revised", "dear", "asked", "accepted"):
        deep = 990_000 if state in ("dear", "asked") else 0
        line = QuoteLine(product_id=product.pk, discount_ppm=deep)
        found[state] = quotes.create_quote(customer, lines=[line], actor=me, at=me.at)
    quotes.add_line(found["draft"], QuoteLine(product_id=product.pk), actor=me, at=me.at)
    quotes.add_option(found["draft"], name="Zweite", actor=me, at=me.at)
    rival = {"competitor": "Rotex", "source": "Messe", "seen_on": me.today}
    quotes.add_offer(found["draft"], values=rival, actor=me, at=me.at)
    for state in ("sent", "revised", "accepted"):
        quotes.send_quote(found[state], actor=me, at=me.at)
    quotes.revise_quote(found["revised"], actor=me, at=me.at)
    option = found["accepted"].revisions.get().options.get().pk
    quotes.accept_quote(found["accepted"], revision=1, option_id=option, actor=me, at=me.at)
    quotes.ask_approval(found["asked"], why="Groß", actor=me, at=me.at)
    return found


def _invoice(customer: Customer, order: Order, world: World) -> Invoice:
    boss, day = of(world.manager, timezone.now()), timezone.localdate()
    number, parts = f"RE-{order.number}", [Part(190_000, 400_00, 76_00)]
    return enter_invoice(
        customer, order=order, number=number, issued_on=day, due_on=day, parts=parts, actor=boss, at=boss.at
    )


def _chances(customer: Customer, contact: Contact, world: World) -> dict[str, Any]:
    """One open, with a to-do about it and a former stage; and one that was won."""
    me = of(world.inside, timezone.now())
    told = {"contact": contact, "holder": world.inside, "value_cents": 100_00, "text": "Vier Achsen"}
    stages = [Stage.objects.get(key=f"sales-{key}") for key in ("solution", "needs")]
    values = {"close_on": timezone.localdate() + timedelta(days=20), **told}
    made = [
        create_opportunity(customer, stage=stages[0], values={"title": title, **values}, actor=me, at=me.at)
        for title in ("Linie 4", "Linie 5")
    ]
    move_opportunity(made[0], stages[1], version=1, actor=me, at=me.at)
    about = ("opportunity", made[0].pk)
    due = {"title": "Zeichnung holen", "due_at": me.at + timedelta(days=2)}
    add_todo(customer, values=due, holder=world.inside, about=about, actor=me, at=me.at)
    win_opportunity(made[1], actor=me, at=me.at)
    open_one, won = (Opportunity.objects.get(pk=one.pk) for one in made)
    return {"opportunity": open_one, "won": won}


def _leads(world: World) -> dict[str, Lead]:
    """One that has been asked, one qualified, one dropped; each with a person and a note."""
    me = of(world.inside, timezone.now())
    person, values = {"last_name": "Petersen"}, {"need": "Antrieb", "decides": "Chef", "holder": world.inside}
    found = {}
    for name in ("lead", "qualified lead", "dropped lead"):
        lead = create_lead(values={"company": f"{name} GmbH", **values}, person=person, actor=me, at=me.at)
        note_lead(lead, text="Messe", actor=me, at=me.at)
        version = Lead.objects.get(pk=lead.pk).version
        if name == "qualified lead":
            qualify_lead(lead, version=version, actor=me, at=me.at)
        elif name == "dropped lead":
            drop_lead(lead, reason="Kein Bedarf", version=version, actor=me, at=me.at)
        found[name] = Lead.objects.get(pk=lead.pk)
    me = of(world.manager, me.at)
    add_pipeline(values={"name_de": "Ersatz"}, actor=me, at=me.at)
    add_stage(Pipeline.objects.get(key="sales"), values={"name_de": "Leer", "chance_ppm": 1}, actor=me, at=me.at)
    return found


def _contracts(customer: Customer, world: World, contact: Contact) -> dict[str, Contract]:
    """One of each state."""
    made, now = {}, timezone.now()
    me, template = of(world.inside, now), ContractTemplate.objects.earliest("pk")
    for state in ("draft", "sent", "signed", "in force"):
        day = timezone.localdate()
        made[state] = create_contract(customer, template=template, starts_on=day, contact=contact, actor=me, at=now)
        if state != "draft":
            bring_to(made[state], state, me)
    return {state: Contract.objects.get(pk=one.pk) for state, one in made.items()}


def _requests(customer: Customer, person: Employee) -> dict[str, Any]:
    """Three of them, with a note on the first."""
    now = timezone.now()
    me = of(person, now)
    kind = RequestKind.objects.get(key="question")
    made = [
        open_request(customer, kind=kind, wish="Wann kommt der Motor?", holder=person, actor=me, at=now)
        for _number in range(3)
    ]
    answer_request(made[0], kind="note", text="Werk gefragt", actor=me, at=now)
    close_request(made[2], reason="Erledigt", actor=me, at=now)
    later = now + timedelta(days=30)  # long enough for it to be put off, whatever the hour
    Request.objects.filter(pk__in=[one.pk for one in made]).update(due_at=later)
    Request.objects.filter(pk=made[1].pk).update(holder=None)
    found = [Request.objects.get(pk=one.pk) for one in made]
    return dict(zip(("request", "unheld", "closed"), found, strict=True))


def _appointment(customer: Customer, world: World, site: Site, contact: Contact) -> Appointment:
    now = timezone.now()
    values = {"kind": "visit", "title": "Besuch", "start": now + timedelta(1), "end": now + timedelta(1, 3600)}
    return book_appointment(
        world.field,
        values={**values, "site": site},
        customer=customer,
        employees=[world.cover],
        contacts=[contact],
        anyway=True,
        actor=of(world.inside, now),
        at=now,
    )


def _work(customer: Customer, world: World) -> dict[str, Any]:
    """Open work of the customer, held by `inside`."""
    me = of(world.inside, timezone.now())
    values = {"title": "Muster schicken", "due_at": me.at + timedelta(days=2)}
    todo, done = (
        add_todo(customer, values=values, holder=world.inside, items=["Lager fragen"], actor=me, at=me.at)
        for _ in range(2)
    )
    finish_todo(done, actor=me, at=me.at)
    offer = Offer("Termin vereinbaren", "Ist bestätigt", me.at + timedelta(days=2))
    said = {"outcome": "agreed", "text": "Will drei Motoren", "at": me.at}
    report = report_visit(customer, values=said, actor=me, at=me.at)
    log_call(customer, outcome="agreed", actor=me, at=me.at)
    handoff = offer_handoff(customer, offer, taker=world.field, actor=me, at=me.at)
    return {"todo": todo, "done_todo": done, "handoff": handoff, "report": report}


def _prices(world: World, product: Product) -> PriceList:
    """A price list with the product in it."""
    now = timezone.now()
    me = of(world.manager, now)
    price_list = create_price_list(values={"number": "L-1", "name": "Liste"}, actor=me, at=now)
    set_prices(price_list, product, tiers=[Tier(0, 5_0000), Tier(10_000, 4_0000)], actor=me, at=now)
    return price_list


def _picture() -> BytesIO:
    """A photo as somebody chooses it."""
    file = BytesIO()
    Image.new("RGB", (64, 64), "teal").save(file, "PNG")
    file.seek(0)
    file.name = "me.png"
    return file


def _notice_to(person: Employee, note: Note) -> Notice:
    event = Event.objects.get(verb="note.added", subjects__kind="note", subjects__object_id=note.pk)
    about = {"about_kind": "customer", "about_id": note.customer_id, "customer": note.customer}
    return Notice.objects.create(employee=person, event=event, kind="mention", side="mention", at=event.at, **about)


def _file(customer: Customer, actor: Actor) -> Attachment:
    with received(SimpleUploadedFile("foto.png", _picture().read())) as content:
        return add_file(customer, name="foto.png", content=content, actor=actor, at=actor.at)


def _access(contact: Contact, at: datetime) -> Access:
    Contact.objects.filter(pk=contact.pk).update(email=f"birte{contact.pk}@kunde.example")
    return Access.objects.create(contact=contact, rights=frozenset({"requests", "orders"}), invited_at=at)


def _mail(customer: Customer, at: datetime) -> Mail:
    """A mail of nobody known, from where the customer's people write."""
    mail = take_in_mail(a_mail(sender="wer@niemand.example"), actor=Actor.system(at, "mailbox"), at=at)
    Mail.objects.filter(pk=mail.pk).update(suggested=customer)
    return Mail.objects.get(pk=mail.pk)


def _history(kind: str, key: int) -> dict[str, Any]:
    return {"kind": kind, "pk": key}


def _quote_named(state: str) -> Callable[[Company, Book], dict[str, Any]]:
    return lambda company, book: {"number": book.quotes[state].number}


def _contract_named(state: str) -> Callable[[Company, Book], dict[str, Any]]:
    return lambda company, book: {"number": book.contracts[state].number}


_NAMES: dict[str, Callable[[Company, Book], dict[str, Any]]] = {
    "": lambda company, book: {},
    "customer": lambda company, book: {"number": book.customer.number},
    "queued": lambda company, book: {"number": company.world.queued.number},
    "site": lambda company, book: {"number": book.customer.number, "pk": book.site.pk},
    "contact": lambda company, book: {"number": book.customer.number, "pk": book.contact.pk},
    "portal access": lambda company, book: {"number": book.customer.number, "pk": book.access.pk},
    "portal page": lambda company, book: {"number": book.customer.number, "pk": book.access.pk, "rest": "requests/"},
    "file for the portal": lambda company, book: {"number": book.customer.number, "pk": book.file.pk},
    "shared link": lambda company, book: {"number": book.customer.number, "pk": book.link.pk},
    "note": lambda company, book: {"number": book.customer.number, "pk": book.note.pk},
    "pair": lambda company, book: {"pk": book.pair.pk},
    "two customers": lambda company, book: {"number": book.customer.number, "other": book.twin.number},
    "two contacts": lambda company, book: {
        "number": book.customer.number,
        "pk": book.contact.pk,
        "other": book.other.pk,
    },
    "merge": lambda company, book: {"pk": book.merge.pk},
    "todo": lambda company, book: {"pk": book.todo.pk},
    "act on a to-do": lambda company, book: {"kind": "todo", "pk": book.todo.pk, "name": "done"},
    "done todo": lambda company, book: {"pk": book.done_todo.pk},
    "todo item": lambda company, book: {"pk": book.todo.pk, "item": book.todo.items.get(position=1).pk},
    "handoff": lambda company, book: {"pk": book.handoff.pk},
    "visit report": lambda company, book: {"pk": book.report.pk},
    "history of a to-do": lambda company, book: _history("todo", book.todo.pk),
    "files": lambda company, book: {},
    "file": lambda company, book: {"pk": book.file.pk},
    "document": lambda company, book: {"pk": book.document.pk},
    **{f"contract {state}": _contract_named(state) for state in ("draft", "sent", "signed", "in force")},
    "contract template": lambda company, book: {"pk": ContractTemplate.objects.earliest("pk").pk},
    "sent mail": lambda company, book: {"pk": book.sent.pk},
    "text": lambda company, book: {"pk": TextTemplate.objects.filter(retired_at=None)[0].pk},
    "retired text": lambda company, book: {"pk": TextTemplate.objects.exclude(retired_at=None)[0].pk},
    "opportunity": lambda company, book: {"number": book.opportunity.number},
    "won opportunity": lambda company, book: {"number": book.won.number},
    "won": lambda company, book: {"state": "won"},
    "history of an opportunity": lambda company, book: _history("opportunity", book.opportunity.pk),
    **{
        name: lambda company, book, name=name: {"pk": company.leads[name].pk}  # type: ignore[misc]
        for name in ("lead", "qualified lead", "dropped lead")
    },
    "stage": lambda company, book: {"pk": Stage.objects.get(key="sales-needs").pk},
    "empty stage": lambda company, book: {"pk": Stage.objects.get(name_de="Leer").pk},
    "pipeline": lambda company, book: {"pk": Pipeline.objects.get(key="sales").pk},
    "second pipeline": lambda company, book: {"pk": Pipeline.objects.get(name_de="Ersatz").pk},
    "new order": lambda company, book: {},
    "appointment": lambda company, book: {"pk": book.appointment.pk},
    **{state: _quote_named(state) for state in ("draft", "sent", "revised", "dear", "accepted")},
    "line of a draft": lambda company, book: {
        "number": book.quotes["draft"].number,
        "pk": book.quotes["draft"].revisions.get(number=1).lines.earliest("pk").pk,
    },
    "second option": lambda company, book: {
        "number": book.quotes["draft"].number,
        "pk": book.quotes["draft"].revisions.get(number=1).options.get(name="Zweite").pk,
    },
    "offer": lambda company, book: {
        "number": book.quotes["draft"].number,
        "pk": book.quotes["draft"].competitor_offers.earliest("pk").pk,
    },
    "asked": lambda company, book: {
        "number": book.quotes["asked"].number,
        "pk": Approval.objects.get(revision__quote=book.quotes["asked"], decided_at=None).pk,
    },
    "order": lambda company, book: {"number": book.order.number},
    "confirmed": lambda company, book: {"number": book.confirmed.number},
    "invoice": lambda company, book: {"number": book.invoice.number},
    "credit note": lambda company, book: {"pk": book.confirmed.credit_notes.earliest("pk").pk},
    "new invoice": lambda company, book: {},
    "request": lambda company, book: {"pk": book.request.pk},
    "unheld request": lambda company, book: {"pk": book.unheld.pk},
    "closed request": lambda company, book: {"pk": book.closed.pk},
    "mail": lambda company, book: {"pk": book.mail.pk},
    "looked at": lambda company, book: {},
    "event": lambda company, book: {"pk": book.event.pk},
    "history of a customer": lambda company, book: _history("customer", book.customer.pk),
    "history of an order": lambda company, book: _history("order", book.order.pk),
    "history of a request": lambda company, book: _history("request", book.request.pk),
    "history of a person": lambda company, book: _history("employee", company.world.inside.pk),
    "product": lambda company, book: {"number": company.product.number},
    "price list": lambda company, book: {"number": company.price_list.number},
    "text block": lambda company, book: {"pk": TextBlock.objects.earliest("pk").pk},
    "list of the customer": lambda company, book: {
        "number": book.customer.number,
        "pk": PriceListUse.objects.get(customer=book.customer).pk,
    },
    "use of a list": lambda company, book: {
        "number": company.price_list.number,
        "pk": PriceListUse.objects.get(customer=None, group=None).pk,
    },
    "price": lambda company, book: {"number": company.price_list.number, "product": company.product.number},
    "customer group": lambda company, book: {"number": company.group.number},
    "history of a customer group": lambda company, book: _history("customer_group", company.group.pk),
    "history of a price list": lambda company, book: _history("price_list", company.price_list.pk),
    "tandem": lambda company, book: {"pk": company.world.tandem.pk},
    "seat": lambda company, book: {"pk": company.world.tandem.pk, "role": "inside"},
    "run": lambda company, book: {"pk": company.pay.runs["released"].pk},
    **{
        f"{state} run": lambda company, book, state=state: {"pk": company.pay.runs[state].pk}  # type: ignore[misc]
        for state in ("preview", "approved", "locked")
    },
    "pay statement": lambda company, book: {"pk": company.pay.statement.pk},
    "pay question": lambda company, book: {"pk": company.pay.question.pk},
    "commission plan": lambda company, book: {"pk": company.pay.plans["approved"].plan_id},
    **{
        f"{state} plan": lambda company, book, state=state: {"pk": company.pay.plans[state].pk}  # type: ignore[misc]
        for state in ("draft", "proposed", "approved")
    },
    "block of a plan": lambda company, book: {"pk": company.pay.plans["draft"].pk, "place": 0},
    "plan member": lambda company, book: {"pk": company.pay.member.pk},
    "simulation": lambda company, book: {"pk": company.pay.simulation.pk},
    "payroll export": lambda company, book: {"pk": company.pay.export.pk},
    "pay posting": lambda company, book: {"number": company.pay.question.posting_id},
    "own pay adjustment": lambda company, book: {"pk": company.pay.own_adjustment.pk},
    "pay adjustment": lambda company, book: {"pk": company.pay.adjustment.pk},
    "goal": lambda company, book: {"pk": company.goals["waits"].pk},
    "held goal": lambda company, book: {"pk": company.goals["held"].pk},
    "meeting": lambda company, book: _meeting(company, company.minutes["note"]),
    "minute": lambda company, book: {**_meeting(company, company.minutes["note"]), "item": company.minutes["note"].pk},
    "promise": lambda company, book: {
        **_meeting(company, company.minutes["promise"]),
        "item": company.minutes["promise"].pk,
    },
    "pulse": lambda company, book: {"pk": company.world.tandem.pk, "answer": company.pulse["inside"].pk},
    "call for help": lambda company, book: {"call": company.help.pk},
    "survey": lambda company, book: {"survey": company.survey.pk},
    "programme": lambda company, book: {"pk": company.programme.pk},
    "programme step": lambda company, book: _of_plan(company, 0),
    "done programme step": lambda company, book: _of_plan(company, 1),
    "draw": lambda company, book: {"pk": company.programme.pk, "number": 1},
    "due review": lambda company, book: {"pk": company.begun.pk, "days": 30},
    "freeze": lambda company, book: {"freeze": company.freeze.pk},
    "readiness": lambda company, book: {"pk": company.readiness.pk},
    "poll": lambda company, book: {"activity": company.activities["poll"].pk},
    "activity": lambda company, book: {"activity": company.activities["fixed"].pk},
    "swap day": lambda company, book: {"swap": company.swaps["planned"].pk},
    "swap line": lambda company, book: {
        "swap": company.swaps["planned"].pk,
        "item": company.swaps["planned"].items.earliest("pk").pk,
    },
    "lived swap day": lambda company, book: {"swap": company.swaps["lived"].pk},
    "swap note": lambda company, book: {
        "swap": company.swaps["lived"].pk,
        "note": company.swaps["lived"].notes.get(author=company.world.inside).pk,
    },
    "version": lambda company, book: {"pk": company.world.tandem.pk, "number": 1},
    "step": lambda company, book: {"pk": PlaybookStep.objects.get(key="visit").pk},
    "old step": lambda company, book: {"pk": PlaybookStep.objects.get(key="care").pk},
    "kind": lambda company, book: {"pk": RequestKind.objects.get(key="delivery").pk},
    "old kind": lambda company, book: {"pk": RequestKind.objects.get(key="comparison").pk},
    "class": lambda company, book: {"pk": ClassPace.objects.get(customer_class="A").pk},
    "employee": lambda company, book: {"pk": company.world.inside.pk},
    "leaver": lambda company, book: {"pk": company.leaver.pk},
    "team": lambda company, book: {"pk": company.world.team.pk},
    "absence": lambda company, book: {"pk": company.absence.pk},
    "absence that ended": lambda company, book: {"pk": company.ended.pk},
    "agreement": lambda company, book: {"pk": company.agreement.pk},
    "spread": lambda company, book: {"pk": company.spread.pk},
    "spread rolled out": lambda company, book: {"pk": company.moved.pk},
    "proposal": lambda company, book: {"pk": company.proposal.pk},
    "spoken of": lambda company, book: {"person": company.world.inside.pk},
    "delivery": lambda company, book: {"pk": company.delivery.pk},
    "import": lambda company, book: {"pk": company.imports["draft"].pk},
    "running import": lambda company, book: {"pk": company.imports["running"].pk},
    "stopped import": lambda company, book: {"pk": company.imports["stopped"].pk},
    "ended import": lambda company, book: {"pk": company.imports["done"].pk},
    "notice": lambda company, book: {"pk": company.notice.pk},
    "job": lambda company, book: {"pk": company.jobs["done"].pk},
    **{f"list of {name}": lambda company, book, name=name: {"name": name} for name in LISTS},  # type: ignore[misc]
    "open job": lambda company, book: {"pk": company.jobs["waiting"].pk},
    "failed job": lambda company, book: {"pk": company.jobs["failed"].pk},
}
