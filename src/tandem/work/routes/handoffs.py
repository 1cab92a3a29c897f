"""Routes of hand-offs."""

from django.urls import path

from tandem.work.views import absence, handoffs

ONE = "handoffs/<int:pk>/"

urlpatterns = [
    path("handoffs/", handoffs.list_handoffs, name="handoffs"),
    path("handoffs/new/", handoffs.new_handoff, name="handoff_new"),
    path(ONE, handoffs.show_handoff, name="handoff"),
    path(f"{ONE}acceptance/", handoffs.accept, name="handoff_accept"),
    path(f"{ONE}return/", handoffs.give_back, name="handoff_return"),
    path(f"{ONE}done/", handoffs.finish, name="handoff_done"),
    path(f"{ONE}withdrawal/", handoffs.withdraw, name="handoff_withdraw"),
    path("absences/<int:pk>/handoffs/", absence.hand_over, name="absence_handoffs"),
]
