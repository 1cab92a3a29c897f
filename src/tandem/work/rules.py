"""Who may see and do what with work. Requests are for everybody in sales; the rest is the tandem's own."""

from __future__ import annotations

from tandem.core.actor import CONTACT, Actor
from tandem.customers.models import Customer
from tandem.customers.rules import can_see_customer, can_serve_customer, speaks_for_customer
from tandem.people.models import Absence, Employee
from tandem.people.queries import signed_in
from tandem.people.rules import can_record_absence, sells
from tandem.tandems.models import Tandem
from tandem.tandems.queries import scope_of

from .models import Appointment, Attendee, Call, Handoff, Request, Todo, VisitReport, Work


def can_see_work(actor: Actor, piece: Work) -> bool:
    """With a customer: who may see the customer. Without: its people, their cover and manager."""
    if piece.customer is not None:
        return can_see_customer(actor, piece.customer)
    return belongs_to(actor, piece)


def belongs_to(actor: Actor, piece: Work) -> bool:
    """Whether the work is the actor's own: of an own, covered or led tandem, of an own team's queue, held or made."""
    person = signed_in(actor)
    if person is None or not sells(actor):
        return False
    scope = scope_of(actor)
    if isinstance(piece, Handoff) and person.pk in {piece.giver_id, piece.taker_id}:
        return True
    if person.pk in {piece.holder_id, piece.created_by_id} or piece.team_id in scope.led_team_ids:
        return True
    return piece.team_id in scope.team_ids if piece.tandem_id is None else piece.tandem_id in scope.acting_ids


def can_serve_request(actor: Actor, request: Request) -> bool:
    """Claim, answer, pass on, merge, close, reopen: anyone in sales who may see it. Nobody waits for the right one."""
    return sells(actor) and can_see_work(actor, request)


def can_ask(actor: Actor, customer: Customer) -> bool:
    """Write a request down: who serves the customer, and the customer's own people."""
    return can_serve_customer(actor, customer) or speaks_for_customer(actor, customer)


def can_bring_word(actor: Actor, request: Request) -> bool:
    """Add what the customer says once more: who serves the request, and the customer's own people."""
    if can_serve_request(actor, request):
        return True
    return request.customer is not None and speaks_for_customer(actor, request.customer)


def can_work_on(actor: Actor, piece: Todo | Appointment) -> bool:
    """Take, give, snooze, change, finish: who it belongs to."""
    return can_see_work(actor, piece) and belongs_to(actor, piece)


def can_answer_handoff(actor: Actor, handoff: Handoff) -> bool:
    """Accept, return, finish: the taker, and who acts for the taker in this tandem."""
    return _is_or_covers(actor, handoff, handoff.taker_id)


def can_withdraw_handoff(actor: Actor, handoff: Handoff) -> bool:
    """The giver, and who acts for the giver in this tandem."""
    return _is_or_covers(actor, handoff, handoff.giver_id)


def _is_or_covers(actor: Actor, handoff: Handoff, person_id: int) -> bool:
    person = signed_in(actor)
    if person is None or not sells(actor) or not can_see_work(actor, handoff):
        return False
    scope = scope_of(actor)
    return person.pk == person_id or handoff.tandem_id in scope.cover_ids or handoff.team_id in scope.led_team_ids


def can_edit_report(actor: Actor, report: VisitReport) -> bool:
    """Its author."""
    person = signed_in(actor)
    return person is not None and report.author_id == person.pk and can_see_customer(actor, report.customer)


def can_undo_call(actor: Actor, call: Call) -> bool:
    """Its caller."""
    person = signed_in(actor)
    return person is not None and call.caller_id == person.pk and can_see_customer(actor, call.customer)


def may_hold(person: Employee, piece: Work) -> bool:
    """Whether work can be given to this person: somebody in sales who works here."""
    return person.sells and person.is_active


def can_add_work(actor: Actor, customer: Customer | None = None) -> bool:
    """Note a to-do, offer a hand-off, log a call: whoever may serve the customer; without one, anyone who sells."""
    return sells(actor) and (customer is None or can_see_customer(actor, customer))


def can_work_for(actor: Actor, tandem: Tandem) -> bool:
    """Make work for a tandem without a customer: its people, who covers them, their manager."""
    scope = scope_of(actor)
    return sells(actor) and (tandem.pk in scope.acting_ids or tandem.team_id in scope.led_team_ids)


def can_hand_over_absence(actor: Actor, absence: Absence) -> bool:
    """Pass on what somebody holds while they are away: themselves, their manager, the partner and who covers."""
    if not sells(actor):
        return False
    near = {seat.employee_id for seat in scope_of(actor).seats}
    return absence.employee_id in near or can_record_absence(actor, absence.employee)


def can_book_for(actor: Actor, holder: Employee) -> bool:
    """Into one's own calendar, the partner's, that of whom one covers, and as manager those of the team."""
    person = signed_in(actor)
    if person is None or not sells(actor):
        return False
    if person.pk == holder.pk:
        return True
    scope = scope_of(actor)
    sits = any(seat.employee_id == holder.pk and seat.tandem_id in scope.acting_ids for seat in scope.seats)
    return sits or holder.team_id in scope.led_team_ids


def can_change_appointment(actor: Actor, appointment: Appointment) -> bool:
    """Move, edit, cancel: whose tandem's it is; a private one only its holder."""
    person = signed_in(actor)
    if appointment.private:
        return person is not None and appointment.holder_id == person.pk
    return can_work_on(actor, appointment)


def can_reply_to_appointment(actor: Actor, attendee: Attendee) -> bool:
    """Whoever is asked, for themselves."""
    if attendee.employee_id is not None:
        person = signed_in(actor)
        return person is not None and attendee.employee_id == person.pk
    return (actor.kind, actor.id) == (CONTACT, attendee.contact_id)
