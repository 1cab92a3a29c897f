"""Routes of payroll."""

from django.urls import path

from . import views

urlpatterns = [
    path("payroll/", views.list_exports, name="payroll"),
    path("payroll/settings/", views.edit_settings, name="payroll_settings"),
    path("payroll/runs/<int:pk>/", views.show_run, name="payroll_run"),
    path("payroll/runs/<int:pk>/test/", views.test_export, name="payroll_test"),
    path("payroll/runs/<int:pk>/export/", views.export, name="payroll_export"),
    path("payroll/exports/<int:pk>/csv/", views.csv_file, name="payroll_csv"),
    path("payroll/exports/<int:pk>/lodas/", views.lodas_file, name="payroll_lodas"),
]
