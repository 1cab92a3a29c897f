"""Routes of the pairing studio, and of what people say for it."""

from django.urls import path

from .views import fixing, notes, own, proposals, rollout, spreads

app_name = "formation"
ONE = "pairing/<int:pk>/"
SPREAD = "assignment/<int:pk>/"

urlpatterns = [
    path("pairing/", proposals.list_proposals, name="proposals"),
    path("pairing/new/", proposals.new_proposal, name="new"),
    path("pairing/mine/", own.show_own, name="own"),
    path("pairing/mine/profile/", own.describe, name="profile"),
    path("pairing/mine/all/", own.forget_everything, name="forget_all"),
    path("pairing/mine/<int:person>/", own.speak, name="speak"),
    path("pairing/mine/<int:person>/deletion/", own.forget, name="forget"),
    path(ONE, proposals.show_proposal, name="proposal"),
    path(f"{ONE}edit/", proposals.edit, name="edit"),
    path(f"{ONE}solution/", proposals.solve, name="solve"),
    path(f"{ONE}pairs/", proposals.mark, name="mark"),
    path(f"{ONE}removal/", proposals.discard, name="discard"),
    path(f"{ONE}rollout/", rollout.roll_out, name="rollout"),
    path("assignment/", spreads.list_spreads, name="spreads"),
    path("assignment/new/", spreads.new_spread, name="spread_new"),
    path(SPREAD, spreads.show_spread, name="spread"),
    path(f"{SPREAD}edit/", spreads.edit, name="spread_edit"),
    path(f"{SPREAD}solution/", spreads.solve, name="spread_solve"),
    path(f"{SPREAD}customers/", fixing.fix, name="spread_fix"),
    path(f"{SPREAD}rollout/", spreads.accept, name="spread_accept"),
    path(f"{SPREAD}notes/", notes.tell, name="spread_tell"),
    path(f"{SPREAD}removal/", spreads.discard, name="spread_discard"),
]
