"""The house's database and models, and nothing else of it."""

from tandem.config.settings import *  # noqa: F403
from tandem.config.settings import INSTALLED_APPS as ALL_APPS

INSTALLED_APPS = [name for name in ALL_APPS if not name.startswith(("allauth", "django_cotton", "django_htmx"))]
MIDDLEWARE = []
ROOT_URLCONF = "benchmarks.floor.urls"
ROWS = "<table>{% for row in rows %}<tr>{% for cell in row %}<td>{{ cell }}</td>{% endfor %}</tr>{% endfor %}</table>"
PARTS = "{% for part in parts %}{% include 'rows.html' with rows=part %}{% endfor %}"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "OPTIONS": {
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    [("django.template.loaders.locmem.Loader", {"rows.html": ROWS, "parts.html": PARTS})],
                )
            ]
        },
    }
]
