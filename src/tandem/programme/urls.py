"""Routes of the introduction programme."""

from django.urls import path

from .views import checks

app_name = "programme"

urlpatterns = [
    path("introduction/readiness/", checks.list_checks, name="checks"),
    path("introduction/readiness/<int:pk>/", checks.show_check, name="readiness"),
    path("introduction/readiness/<int:pk>/answers/", checks.answer, name="check_answer"),
]
