"""All routes. Each app brings its own; desk holds the pages across domains."""

from django.urls import URLPattern, URLResolver, include, path

from tandem.people.views.profile import set_language

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("tandem.customers.urls")),
    path("", include("tandem.catalogue.urls")),
    path("", include("tandem.tandems.urls")),
    path("", include("tandem.letters.urls")),
    path("", include("tandem.work.urls")),
    path("", include("tandem.pipeline.urls")),
    path("", include("tandem.quotes.urls")),
    path("", include("tandem.contracts.urls")),
    path("", include("tandem.orders.urls")),
    path("", include("tandem.goals.urls")),
    path("", include("tandem.commissions.urls")),
    path("", include("tandem.together.urls")),
    path("", include("tandem.formation.urls")),
    path("", include("tandem.programme.urls")),
    path("portal/", include("tandem.portal.urls")),
    path("", include("tandem.portal.access_urls")),
    path("", include("tandem.exchange.urls")),
    path("", include("tandem.desk.urls")),
    path("", include("tandem.exchange.backups.urls")),
    path("", include("tandem.people.urls")),
    path("accounts/", include("tandem.people.account_urls")),
    path("language/", set_language, name="set_language"),
]
