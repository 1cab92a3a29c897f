"""Routes of month end."""

from django.urls import path

from . import views

urlpatterns = [
    path("provisions/", views.show_provisions, name="provisions"),
    path("provisions/contracts/", views.show_costs, name="contract_costs"),
    path("provisions/bookings/", views.take_bookings, name="provision_bookings"),
    path("provisions/settings/", views.edit_settings, name="provision_settings"),
    path("provisions/rates/new/", views.new_cost, name="new_employer_cost"),
]
