"""What an event is called where only its verb is told: in the history of an object."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

DEEDS: Mapping[str, str | Promise] = {
    "absence.edited": _("Absence changed"),
    "absence.recorded": _("Absence recorded"),
    "absence.removed": _("Absence removed"),
    "agreement.ended": _("Works agreement ended"),
    "agreement.recorded": _("Works agreement recorded"),
    "agreement.withdrawn": _("Works agreement withdrawn"),
    "consent.recorded": _("Consent recorded"),
    "contact.added": _("Contact added"),
    "contact.edited": _("Contact changed"),
    "contact.retired": _("Contact left"),
    "customer.assigned": _("Given to a tandem"),
    "customer.created": _("Customer added"),
    "customer.edited": _("Master data changed"),
    "customer.imported": _("Taken over"),
    "customer.moved": _("Moved to another team"),
    "customer.queued": _("Put into the team's queue"),
    "employee.edited": _("Master data changed"),
    "employee.hired": _("Employee added"),
    "employee.invited": _("Invited"),
    "employee.left": _("Left"),
    "employee.roles_set": _("Roles set"),
    "employee.sign_in_reset": _("Sign-in started anew"),
    "employment.continued": _("End of employment removed"),
    "employment.ended": _("End of employment noted"),
    "import.discarded": _("File thrown away"),
    "import.done": _("Import done"),
    "import.prepared": _("File put in"),
    "import.reverted": _("Import taken back"),
    "import.started": _("Import started"),
    "job.cancelled": _("Job stopped"),
    "job.restarted": _("Job run again"),
    "job.started": _("Job started"),
    "note.added": _("Note written"),
    "note.edited": _("Note changed"),
    "note.removed": _("Note removed"),
    "order.cancelled": _("Order cancelled"),
    "order.captured": _("Order captured"),
    "order.confirmed": _("Order confirmed"),
    "order.credited": _("Credit note issued"),
    "order.edited": _("Order changed"),
    "order.imported": _("Order taken over"),
    "password.reset_asked": _("New password asked for"),
    "photo.removed": _("Photo removed"),
    "photo.set": _("Photo set"),
    "price_list.created": _("Price list added"),
    "price_list.edited": _("Price list changed"),
    "prices.removed": _("Price removed"),
    "prices.set": _("Price set"),
    "product.added": _("Product added"),
    "product.edited": _("Product changed"),
    "product.retired": _("Sale ended"),
    "profile.edited": _("Profile changed"),
    "seat.taken": _("Seat filled"),
    "seat.vacated": _("Seat left vacant"),
    "sign_in.changed": _("Sign-in changed"),
    "site.added": _("Site added"),
    "site.edited": _("Site changed"),
    "site.made_main": _("Main site chosen"),
    "site.removed": _("Site removed"),
    "tandem.closed": _("Tandem closed"),
    "tandem.edited": _("Tandem changed"),
    "tandem.formed": _("Tandem formed"),
    "team.created": _("Team added"),
    "team.edited": _("Team changed"),
    "weights.set": _("Weights set"),
    "working_times.set": _("Working time set"),
}


def deed(verb: str) -> str:
    """The verb in words; itself, where there are none."""
    plain = verb.removesuffix(".undone")
    said = str(DEEDS.get(plain, plain))
    return said if plain == verb else str(_("%(deed)s: taken back")) % {"deed": said}
