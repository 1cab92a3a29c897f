"""Backups."""

from django.urls import path

from . import views

urlpatterns = [
    path("backups/", views.list_backups, name="backups"),
    path("backups/new/", views.back_up, name="backup_new"),
]
