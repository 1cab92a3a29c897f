"""Routes of data that comes and goes."""

from django.urls import path

from .mail.urls import urlpatterns as mail
from .views import imports

app_name = "exchange"
ONE = "imports/<int:pk>/"

urlpatterns = [
    *mail,
    path("imports/", imports.list_imports, name="imports"),
    path("imports/new/", imports.new_import, name="new"),
    path(ONE, imports.show_import, name="import"),
    path(f"{ONE}mapping/", imports.mapping, name="mapping"),
    path(f"{ONE}preview/", imports.show_preview, name="preview"),
    path(f"{ONE}reading/", imports.reading, name="reading"),
    path(f"{ONE}errors/", imports.errors, name="errors"),
    path(f"{ONE}stop/", imports.stop, name="stop"),
    path(f"{ONE}continue/", imports.resume, name="resume"),
    path(f"{ONE}revert/", imports.revert, name="revert"),
    path(f"{ONE}discard/", imports.discard, name="discard"),
]
