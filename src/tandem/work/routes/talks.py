"""Routes of calls and visit reports."""

from django.urls import path

from tandem.work.views import calls, visits

ONE = "calls/<str:number>/"

urlpatterns = [
    path("calls/", calls.show_queue, name="calls"),
    path("calls/next/", calls.go_on, name="call_next"),
    path("calls/end/", calls.stop, name="call_end"),
    path(ONE, calls.show_call, name="call"),
    path(f"{ONE}done/", calls.finish_call, name="call_done"),
    path(f"{ONE}hold/", calls.hold, name="call_hold"),
    path(f"{ONE}skip/", calls.skip, name="call_skip"),
    path(f"{ONE}later/", calls.put_off, name="call_later"),
    path(f"{ONE}todo/", calls.take_up, name="call_todo"),
    path("customers/<str:number>/calls/new/", calls.new_call, name="call_new"),
    path("visits/new/", visits.new_report, name="visit_new"),
    path("visits/<int:pk>/", visits.show_report, name="visit"),
    path("visits/<int:pk>/edit/", visits.change_report, name="visit_edit"),
]
