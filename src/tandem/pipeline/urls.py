"""Routes of pipelines, opportunities and leads."""

from django.urls import path

from .views import board, calling, closing, converting, forecast, leads, moving, opportunities, pipelines

app_name = "pipeline"
ONE = "opportunities/<str:number>/"
LEAD = "leads/<int:pk>/"

urlpatterns = [
    path("opportunities/", board.show_board, name="board"),
    path("opportunities/list/", board.list_opportunities, name="list"),
    path("opportunities/forecast/", forecast.show_forecast, name="forecast"),
    path("opportunities/new/", opportunities.new_opportunity, name="new"),
    path("opportunities/stages/<int:pk>/cards/", board.show_cards, name="cards"),
    path("opportunities/closed/<str:state>/", board.show_closed, name="closed"),
    path("customers/<str:number>/opportunities/", opportunities.show_of_customer, name="of_customer"),
    path(ONE, opportunities.show_opportunity, name="opportunity"),
    path(f"{ONE}peek/", opportunities.show_peek, name="peek"),
    path(f"{ONE}edit/", opportunities.edit, name="edit"),
    path(f"{ONE}stage/", moving.move, name="move"),
    path(f"{ONE}win/", closing.win, name="win"),
    path(f"{ONE}loss/", closing.lose, name="lose"),
    path(f"{ONE}reopening/", closing.reopen, name="reopen"),
    path("leads/", leads.list_leads, name="leads"),
    path("leads/new/", leads.new_lead, name="lead_new"),
    path(LEAD, leads.show_lead, name="lead"),
    path(f"{LEAD}call/", calling.show_call, name="lead_call"),
    path(f"{LEAD}call/done/", calling.finish_call, name="lead_call_done"),
    path(f"{LEAD}call/skip/", calling.skip_call, name="lead_call_skip"),
    path(f"{LEAD}edit/", leads.edit_lead, name="lead_edit"),
    path(f"{LEAD}people/new/", leads.new_person, name="lead_person"),
    path(f"{LEAD}notes/new/", leads.note, name="lead_note"),
    path(f"{LEAD}qualification/", leads.qualify, name="lead_qualify"),
    path(f"{LEAD}dropping/", leads.drop, name="lead_drop"),
    path(f"{LEAD}return/", leads.reopen, name="lead_reopen"),
    path(f"{LEAD}conversion/", converting.convert, name="lead_convert"),
    path("pipelines/", pipelines.show_pipelines, name="pipelines"),
    path("pipelines/new/", pipelines.new_pipeline, name="pipeline_new"),
    path("pipelines/<int:pk>/edit/", pipelines.edit_pipeline, name="pipeline_edit"),
    path("pipelines/<int:pk>/retirement/", pipelines.retire_pipeline, name="pipeline_retire"),
    path("pipelines/<int:pk>/stages/new/", pipelines.new_stage, name="stage_new"),
    path("pipelines/stages/<int:pk>/edit/", pipelines.edit_stage, name="stage_edit"),
    path("pipelines/stages/<int:pk>/place/", pipelines.move_stage, name="stage_move"),
    path("pipelines/stages/<int:pk>/retirement/", pipelines.retire_stage, name="stage_retire"),
]
