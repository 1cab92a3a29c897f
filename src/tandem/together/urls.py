"""Routes of what the two do together."""

from django.urls import path

from .views import activities, meetings, minutes, pulse, remains, room, surveys, swap_notes, swaps

app_name = "together"
ONE = "tandems/<int:pk>/meetings/<int:meeting>/"
ITEM = f"{ONE}items/<int:item>/"
SWAP = "swap-days/<int:swap>/"
ACTIVITY = "activities/<int:activity>/"

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
    path("tandems/<int:pk>/beside/", room.show_beside, name="beside"),
    path("tandems/<int:pk>/swap-days/", swaps.list_swaps, name="swaps"),
    path("tandems/<int:pk>/swap-days/new/", swaps.plan, name="swap_new"),
    path("tandems/<int:pk>/swap-days/proposals/", swaps.show_proposals, name="swap_proposals"),
    path("teams/<int:pk>/swap-days/", swaps.for_team, name="team_swaps"),
    path(SWAP, swaps.show_swap, name="swap"),
    path(f"{SWAP}days/", swaps.move, name="swap_move"),
    path(f"{SWAP}cancellation/", swaps.cancel, name="swap_cancel"),
    path(f"{SWAP}programme/", swaps.renew, name="swap_programme"),
    path(f"{SWAP}programme/<int:item>/", swaps.edit_aim, name="swap_aim"),
    path(f"{SWAP}note/", swap_notes.write, name="swap_note"),
    path(f"{SWAP}notes/<int:note>/removal/", swap_notes.remove, name="swap_note_remove"),
    path(f"{SWAP}notes/<int:note>/todo/", swap_notes.turn, name="swap_todo"),
    path(f"{SWAP}outcome/", swap_notes.outcome, name="swap_outcome"),
    path("tandems/<int:pk>/pulse/", pulse.show_pulse, name="pulse"),
    path("tandems/<int:pk>/pulse/<int:answer>/removal/", pulse.remove, name="pulse_remove"),
    path("tandems/<int:pk>/pulse/talk/", pulse.talk, name="pulse_talk"),
    path("tandems/<int:pk>/helper/", pulse.choose, name="helper"),
    path("tandems/<int:pk>/help/", pulse.ask, name="help"),
    path("help-calls/<int:call>/end/", pulse.end, name="help_end"),
    path("surveys/", surveys.list_surveys, name="surveys"),
    path("surveys/settings/", surveys.change_settings, name="settings"),
    path("surveys/<int:survey>/", surveys.show_survey, name="survey"),
    path("surveys/<int:survey>/answers/", surveys.answer, name="survey_answer"),
    path("activities/", activities.list_activities, name="activities"),
    path("activities/new/", activities.propose, name="activity_new"),
    path(ACTIVITY, activities.show_activity, name="activity"),
    path(f"{ACTIVITY}votes/", activities.vote, name="activity_vote"),
    path(f"{ACTIVITY}day/", activities.fix, name="activity_day"),
    path(f"{ACTIVITY}reply/", activities.reply, name="activity_reply"),
    path(f"{ACTIVITY}cancellation/", activities.cancel, name="activity_cancel"),
    path(f"{ACTIVITY}calendar/", activities.download, name="activity_calendar"),
    path(f"{ACTIVITY}cost/", remains.cost, name="activity_cost"),
    path(f"{ACTIVITY}memory/", remains.memory, name="activity_memory"),
]
