"""Routes of customers; the brief itself is desk's."""

from django.urls import path

from .views import checks, customers, duplicates, groups, merges, parts, prices

app_name = "customers"
ONE = "customers/<str:number>/"
GROUP = "customer-groups/<str:number>/"
PAIRS = "customers/duplicates/"

urlpatterns = [
    path("customers/", customers.list_customers, name="customers"),
    path("customers/new/", customers.new_customer, name="new"),
    path(PAIRS, duplicates.list_pairs, name="duplicates"),
    path(f"{PAIRS}scan/", duplicates.scan, name="scan"),
    path(f"{PAIRS}check/", checks.check_new, name="check_new"),
    path(f"{PAIRS}<int:pk>/dismissal/", duplicates.dismiss, name="dismiss"),
    path(f"{PAIRS}<int:pk>/proposal/", duplicates.propose, name="propose"),
    path(f"{PAIRS}merges/<int:pk>/", merges.show_merge, name="merged"),
    path(f"{PAIRS}merges/<int:pk>/undo/", merges.undo, name="merge_undo"),
    path(f"{ONE}check/", checks.check, name="check"),
    path(f"{ONE}contacts/check/", checks.check_contact, name="check_contact"),
    path(f"{ONE}merge/<str:other>/", merges.merge, name="merge"),
    path(f"{ONE}contacts/<int:pk>/merge/<int:other>/", merges.merge_people, name="merge_contacts"),
    path(f"{ONE}edit/", customers.edit, name="edit"),
    path(f"{ONE}price-lists/", prices.price_lists, name="price_lists"),
    path(f"{ONE}price-lists/<int:pk>/end/", prices.price_list_end, name="price_list_end"),
    path("price-lists/<str:number>/buyers/", prices.list_uses, name="list_uses"),
    path("price-lists/<str:number>/buyers/<int:pk>/end/", prices.list_use_end, name="list_use_end"),
    path("customer-groups/", groups.list_groups, name="groups"),
    path("customer-groups/new/", groups.new_group, name="group_new"),
    path(GROUP, groups.show_group, name="group"),
    path(f"{GROUP}edit/", groups.edit_one, name="group_edit"),
    path(f"{GROUP}remove/", groups.remove, name="group_remove"),
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
