"""Routes of contracts."""

from django.urls import path

from .views import contracts, deeds, templates

app_name = "contracts"
ONE = "contracts/<str:number>/"

urlpatterns = [
    path("contracts/", contracts.list_contracts, name="contracts"),
    path("contracts/new/", contracts.new_contract, name="new"),
    path("contract-templates/", templates.list_templates, name="templates"),
    path("contract-templates/new/", templates.new_template, name="template_new"),
    path("contract-templates/<int:pk>/", templates.edit_template, name="template_edit"),
    path("contract-templates/<int:pk>/retirement/", templates.retire, name="template_retire"),
    path("customers/<str:number>/contracts/", contracts.of_customer, name="of_customer"),
    path(ONE, contracts.show_contract, name="contract"),
    path(f"{ONE}peek/", contracts.show_peek, name="peek"),
    path(f"{ONE}edit/", contracts.edit, name="edit"),
    path(f"{ONE}sending/", deeds.sending, name="sending"),
    path(f"{ONE}withdrawal/", deeds.withdrawal, name="withdrawal"),
    path(f"{ONE}countersignature/", deeds.countersignature, name="countersignature"),
    path(f"{ONE}termination/", deeds.termination, name="termination"),
]
