"""The desk's side of the portal: who of a customer may come in, and what they see there."""

from django.urls import path

from .views import accesses, preview, sharing

app_name = "access"
CUSTOMER = "customers/<str:number>/portal/"

urlpatterns = [
    path(CUSTOMER, accesses.list_accesses, name="list"),
    path(f"{CUSTOMER}files/", accesses.show_files, name="files"),
    path(f"{CUSTOMER}files/<int:pk>/", accesses.put_file, name="file"),
    path(f"{CUSTOMER}quotes/", sharing.share, name="share"),
    path(f"{CUSTOMER}quotes/<int:pk>/withdraw/", sharing.unshare, name="unshare"),
    path("requests/<int:pk>/rating/", accesses.show_rating, name="rating"),
    path("customers/<str:number>/contacts/<int:pk>/portal/", accesses.invite, name="invite"),
    path(f"{CUSTOMER}<int:pk>/", accesses.edit_rights, name="rights"),
    path(f"{CUSTOMER}<int:pk>/revoke/", accesses.revoke, name="revoke"),
    path(f"{CUSTOMER}<int:pk>/as/", preview.show, {"rest": ""}, name="preview"),
    path(f"{CUSTOMER}<int:pk>/as/<path:rest>", preview.show, name="preview_page"),
]
