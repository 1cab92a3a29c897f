"""Routes of requests."""

from django.urls import path

from tandem.work.views import request_deeds as deeds
from tandem.work.views import requests

ONE = "requests/<int:pk>/"

urlpatterns = [
    path("requests/", requests.list_requests, name="requests"),
    path("requests/new/", requests.new_request, name="request_new"),
    path("requests/customers/", requests.show_customers, name="request_customers"),
    path(ONE, requests.show_request, name="request"),
    path(f"{ONE}peek/", requests.show_peek, name="request_peek"),
    path(f"{ONE}head/", requests.show_part, {"part": "head"}, name="request_head"),
    path(f"{ONE}thread/", requests.show_part, {"part": "thread"}, name="request_thread"),
    path(f"{ONE}holders/", requests.show_holders, name="request_holders"),
    path(f"{ONE}clock/", requests.show_clock, name="request_clock"),
    path(f"{ONE}edit/", requests.edit, name="request_edit"),
    path(f"{ONE}claim/", deeds.claim, name="request_claim"),
    path(f"{ONE}giving/", deeds.give, name="request_give"),
    path(f"{ONE}answers/", deeds.answer, name="request_answer"),
    path(f"{ONE}snooze/", deeds.snooze, name="request_snooze"),
    path(f"{ONE}closing/", deeds.close, name="request_close"),
    path(f"{ONE}reopening/", deeds.reopen, name="request_reopen"),
    path(f"{ONE}merge/", deeds.merge, name="request_merge"),
]
