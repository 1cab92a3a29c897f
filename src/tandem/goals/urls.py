"""Routes of goals."""

from django.urls import path

from . import views

app_name = "goals"
ONE = "goals/<int:pk>/"

urlpatterns = [
    path("goals/", views.list_goals, name="goals"),
    path("goals/new/", views.new_goal, name="new"),
    path(ONE, views.show_goal, name="goal"),
    path(f"{ONE}change/", views.change, name="change"),
    path(f"{ONE}acceptance/", views.accept, name="acceptance"),
    path(f"{ONE}objection/", views.objection, name="objection"),
    path(f"{ONE}setting/", views.set_in_force, name="setting"),
    path(f"{ONE}withdrawal/", views.withdraw, name="withdrawal"),
    path(f"{ONE}values/", views.value, name="values"),
    path("tandems/<int:pk>/goals/", views.show_progress, name="progress"),
]
