"""Routes of appointments and of the calendar."""

from django.urls import path

from tandem.work.views.appointments import calendar, entry, find, invitations, lists

ONE = "appointments/<int:pk>/"

urlpatterns = [
    path("calendar/", calendar.show_calendar, name="calendar"),
    path("appointments/", lists.list_appointments, name="appointments"),
    path("appointments/new/", entry.new_appointment, name="appointment_new"),
    path("appointments/check/", entry.check, name="appointment_check"),
    path("appointments/find/", find.find_slot, name="appointment_find"),
    path(ONE, lists.show_appointment, name="appointment"),
    path(f"{ONE}edit/", entry.edit, name="appointment_edit"),
    path(f"{ONE}cancel/", entry.cancel, name="appointment_cancel"),
    path(f"{ONE}reply/", entry.reply, name="appointment_reply"),
    path("invitations/<str:token>/", invitations.show_invitation, name="invitation"),
]
