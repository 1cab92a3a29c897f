"""All routes. Each app brings its own; desk holds the pages across domains."""

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("tandem.customers.urls")),
    path("", include("tandem.catalogue.urls")),
    path("", include("tandem.desk.urls")),
    path("accounts/", include("allauth.urls")),
    path("language/", include("django.conf.urls.i18n")),
]
