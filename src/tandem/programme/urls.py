"""Routes of the introduction programme."""

from django.urls import path

from .views import checks, kickoff, pilot, plan, reviews

app_name = "programme"
ONE = "introduction/<int:pk>/"

urlpatterns = [
    path("introduction/", plan.list_programmes, name="programmes"),
    path("introduction/new/", plan.new_programme, name="new"),
    path("introduction/readiness/", checks.list_checks, name="checks"),
    path("introduction/readiness/<int:pk>/", checks.show_check, name="readiness"),
    path("introduction/readiness/<int:pk>/answers/", checks.answer, name="check_answer"),
    path("introduction/freezes/<int:freeze>/end/", pilot.thaw, name="thaw"),
    path(ONE, plan.show_programme, name="programme"),
    path(f"{ONE}edit/", plan.edit, name="edit"),
    path(f"{ONE}steps/", plan.new_step, name="step_new"),
    path(f"{ONE}steps/<int:step>/", plan.step, name="step"),
    path(f"{ONE}steps/<int:step>/done/", plan.step_done, name="step_done"),
    path(f"{ONE}steps/<int:step>/open/", plan.step_open, name="step_open"),
    path(f"{ONE}pilot/", pilot.draw_pilot, name="pilot"),
    path(f"{ONE}pilot/<int:number>/", pilot.set_pilot, name="pilot_set"),
    path(f"{ONE}kick-off/", kickoff.show_kickoff, name="kickoff"),
    path(f"{ONE}kick-off/pdf/", kickoff.print_kickoff, name="kickoff_pdf"),
    path(f"{ONE}reviews/", reviews.list_reviews, name="reviews"),
    path(f"{ONE}reviews/<int:days>/", reviews.decide, name="review"),
    path(f"{ONE}waves/", pilot.new_wave, name="wave_new"),
]
