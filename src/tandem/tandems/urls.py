"""Routes of tandems."""

from django.urls import path

from .views import play, playbook, seats, tandems

app_name = "tandems"
ONE = "tandems/<int:pk>/"
STEP = "playbook/steps/<int:pk>/"
KIND = "playbook/kinds/<int:pk>/"

urlpatterns = [
    path("tandems/", tandems.list_tandems, name="tandems"),
    path("tandems/new/", tandems.new_tandem, name="new"),
    path(ONE, tandems.show_tandem, name="tandem"),
    path(f"{ONE}peek/", tandems.show_peek, name="peek"),
    path(f"{ONE}edit/", tandems.edit, name="edit"),
    path(f"{ONE}closing/", tandems.close, name="close"),
    path(f"{ONE}choice/", tandems.choose, name="choose"),
    path(f"{ONE}seats/<str:role>/", seats.seat, name="seat"),
    path(f"{ONE}seats/<str:role>/vacancy/", seats.vacate, name="vacate"),
    path(f"{ONE}weights/", seats.weights, name="weights"),
    path(f"{ONE}rules/", play.show_rules, name="rules"),
    path(f"{ONE}rules/proposal/", play.propose, name="proposal"),
    path(f"{ONE}rules/consent/", play.agree, name="consent"),
    path(f"{ONE}rules/withdrawal/", play.withdraw, name="withdrawal"),
    path(f"{ONE}rules/<int:number>/", play.show_version, name="version"),
    path("playbook/", playbook.show_playbook, name="playbook"),
    path("playbook/steps/new/", playbook.new_step, name="step_new"),
    path(f"{STEP}edit/", playbook.edit_step, name="step_edit"),
    path(f"{STEP}place/", playbook.move_step, name="step_move"),
    path(f"{STEP}retirement/", playbook.retire_step, name="step_retire"),
    path(f"{STEP}return/", playbook.restore_step, name="step_restore"),
    path("playbook/kinds/new/", playbook.new_kind, name="kind_new"),
    path(f"{KIND}edit/", playbook.edit_kind, name="kind_edit"),
    path(f"{KIND}place/", playbook.move_kind, name="kind_move"),
    path(f"{KIND}retirement/", playbook.retire_kind, name="kind_retire"),
    path(f"{KIND}return/", playbook.restore_kind, name="kind_restore"),
    path("playbook/classes/<int:pk>/edit/", playbook.edit_pace, name="pace_edit"),
]
