"""Routes of customers; the brief itself is desk's."""

from django.urls import path

from .views import customers, parts

app_name = "customers"
ONE = "customers/<str:number>/"

urlpatterns = [
    path("customers/", customers.list_customers, name="customers"),
    path("customers/new/", customers.new_customer, name="new"),
    path(f"{ONE}edit/", customers.edit, name="edit"),
    path(f"{ONE}assignments/", customers.assignments, name="assignments"),
    path(f"{ONE}sites/new/", parts.new_site, name="site_new"),
    path(f"{ONE}sites/<int:pk>/edit/", parts.edit_site, name="site_edit"),
    path(f"{ONE}sites/<int:pk>/main/", parts.make_main_site, name="site_main"),
    path(f"{ONE}sites/<int:pk>/remove/", parts.remove_site, name="site_remove"),
    path(f"{ONE}contacts/new/", parts.new_contact, name="contact_new"),
    path(f"{ONE}contacts/<int:pk>/", parts.show_contact, name="contact"),
    path(f"{ONE}contacts/<int:pk>/edit/", parts.edit_contact, name="contact_edit"),
    path(f"{ONE}contacts/<int:pk>/retire/", parts.retire_contact, name="contact_retire"),
    path(f"{ONE}contacts/<int:pk>/consents/", parts.new_consent, name="consent_new"),
    path(f"{ONE}notes/new/", parts.new_note, name="note_new"),
    path(f"{ONE}notes/<int:pk>/edit/", parts.edit_note, name="note_edit"),
    path(f"{ONE}notes/<int:pk>/remove/", parts.remove_note, name="note_remove"),
]
