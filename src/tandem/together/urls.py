"""Routes of the weekly meeting."""

from django.urls import path

from .views import meetings, minutes

app_name = "together"
ONE = "tandems/<int:pk>/meetings/<int:meeting>/"
ITEM = f"{ONE}items/<int:item>/"

urlpatterns = [
    path("tandems/<int:pk>/meetings/", meetings.list_meetings, name="meetings"),
    path(ONE, meetings.show_meeting, name="meeting"),
    path(f"{ONE}agenda/", meetings.show_agenda, name="agenda"),
    path(f"{ONE}time/", meetings.move, name="move"),
    path(f"{ONE}closing/", meetings.close, name="close"),
    path(f"{ONE}minutes/", minutes.show_minutes, name="minutes"),
    path(ITEM, minutes.edit, name="item"),
    path(f"{ITEM}removal/", minutes.remove, name="item_remove"),
    path(f"{ITEM}todo/", minutes.turn, name="item_todo"),
    path(f"{ITEM}judgement/", minutes.judge, name="item_judge"),
]
