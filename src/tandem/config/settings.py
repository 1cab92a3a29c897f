"""All settings, from the environment (`TANDEM_*`), with defaults that are safe for production."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import environ
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

env = environ.Env()
DEFAULT_SECRET = "insecure-default-secret-that-production-refuses-to-start-with"  # noqa: S105

ENV: str = env.str("TANDEM_ENV", default="production")  # production, demo or test
DEMO = ENV == "demo"
DEMO_CUSTOMERS: int = env.int("TANDEM_DEMO_CUSTOMERS", default=0)  # how many; 0 for the whole company
DEBUG: bool = env.bool("TANDEM_DEBUG", default=False)
SECRET_KEY: str = env.str("TANDEM_SECRET_KEY", default=DEFAULT_SECRET)
HOME = Path(env.str("TANDEM_HOME", default="var")).resolve()
HOST: str = env.str("TANDEM_HOST", default="127.0.0.1")
PORT: int = env.int("TANDEM_PORT", default=8000)
LIVE_PORT: int = env.int("TANDEM_LIVE_PORT", default=PORT + 1)
# Where the browser finds live updates: behind a proxy a path of the same host; empty for the live process itself.
LIVE_URL: str = env.str("TANDEM_LIVE_URL", default="")
ADDRESS: str = env.str("TANDEM_ADDRESS", default=f"http://{HOST}:{PORT}")
LOCAL = ADDRESS.startswith("http://")

ALLOWED_HOSTS: list[str] = env.list("TANDEM_HOSTS", default=[HOST, "localhost", "127.0.0.1"])
# A host of the portal's own, such as https://portal.example.com: then it answers there and nowhere else.
PORTAL_ADDRESS: str = env.str("TANDEM_PORTAL_ADDRESS", default="")
PORTAL_HOST = (urlsplit(PORTAL_ADDRESS).hostname or "").lower()
if PORTAL_HOST:
    ALLOWED_HOSTS = [*ALLOWED_HOSTS, PORTAL_HOST]
CSRF_TRUSTED_ORIGINS: list[str] = env.list(
    "TANDEM_ORIGINS", default=[ADDRESS, *([f"http://localhost:{PORT}"] if LOCAL else [])]
)

INSTALLED_APPS = [
    "tandem.core",
    "tandem.people",
    "tandem.catalogue",
    "tandem.tandems",
    "tandem.customers",
    "tandem.letters",
    "tandem.work",
    "tandem.pipeline",
    "tandem.quotes",
    "tandem.contracts",
    "tandem.orders",
    "tandem.goals",
    "tandem.together",
    "tandem.formation",
    "tandem.programme",
    "tandem.commissions",
    "tandem.desk",
    "tandem.portal",
    "tandem.exchange",
    "tandem.demo",
    "django_cotton.apps.SimpleAppConfig",
    "django_htmx",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.forms",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "tandem.portal.middleware.OwnHost",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "tandem.customers.middleware.Merged",
    "tandem.core.middleware.Door",
    "tandem.portal.middleware.PortalDoor",
]

ROOT_URLCONF = "tandem.config.urls"
WSGI_APPLICATION = "tandem.config.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
TANDEM_REACTIONS = "tandem.config.reactions.REACTIONS"
TANDEM_JOBS = "tandem.config.reactions.JOBS"
TANDEM_UNDOERS = "tandem.config.reactions.UNDOERS"
TANDEM_KINDS = "tandem.config.kinds.KINDS"
TANDEM_MERGERS = "tandem.config.registry.MERGERS"
TANDEM_LISTS = "tandem.config.lists.LISTS"
TANDEM_OCCASIONS = "tandem.config.registry.OCCASIONS"
TANDEM_DUTIES = "tandem.config.registry.DUTIES"
TANDEM_SCOPE = "tandem.tandems.queries.scope_of"
TANDEM_COMPARE_PREPARED = False  # tests compare prepared queries with plain ones
TANDEM_SECTIONS = "tandem.config.registry.SECTIONS"
TANDEM_CALLS = "tandem.config.registry.CALLS"
TANDEM_ALERTS = "tandem.config.registry.ALERTS"
TANDEM_LETTERS = "tandem.config.registry.LETTERS"
TANDEM_AGENDA = "tandem.config.registry.AGENDA"
TANDEM_SHELL = "tandem.desk.shell.build_shell"

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [],
        "APP_DIRS": False,
        "OPTIONS": {
            "loaders": [
                (
                    "tandem.core.quick.loader.Loader",
                    [
                        "django_cotton.cotton_loader.Loader",
                        "django.template.loaders.app_directories.Loader",
                    ],
                )
            ],
            "builtins": [
                "django.templatetags.static",
                "django.templatetags.i18n",
                "django_cotton.templatetags.cotton",
                "tandem.core.templatetags.tandem",
                "tandem.core.templatetags.tandem_ui",
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "tandem.core.context.shell",
            ],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"  # widgets through the same engine

# Money and evidence stand in this database: every commit is on disk before it is acknowledged (FULL).
SQLITE_OPTIONS: dict[str, Any] = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": (
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; PRAGMA temp_store=MEMORY; "
        "PRAGMA journal_size_limit=67108864; PRAGMA cache_size=-8192; PRAGMA mmap_size=67108864"
    ),
}


def _database() -> dict[str, Any]:
    """The database that TANDEM_DATABASE_URL names, else the embedded one in TANDEM_HOME."""
    found: dict[str, Any] = env.db_url("TANDEM_DATABASE_URL", default=f"sqlite:///{HOME / 'tandem.sqlite3'}")
    if "sqlite" in found["ENGINE"]:
        return {**found, "ENGINE": "tandem.core.sqlite", "OPTIONS": SQLITE_OPTIONS, "CONN_MAX_AGE": None}
    # Compiling a statement takes PostgreSQL longer than running any of ours.
    options = {"options": "-c jit=off", **found.get("OPTIONS", {})}
    return {**found, "OPTIONS": options, "CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True}


DATABASES: dict[str, dict[str, Any]] = {"default": _database()}

# --- people and sign-in -------------------------------------------------------------------------------------
AUTH_USER_MODEL = "people.Employee"
AUTHENTICATION_BACKENDS = ["tandem.people.accounts.Backend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS: list[dict[str, Any]] = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_REDIRECT_URL = "/"
LOGIN_URL = "account_login"
ACCOUNT_ADAPTER = "tandem.people.accounts.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = None
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
# A whole company may sign in from one address on a Monday morning; guessing one password stays at five tries.
ACCOUNT_RATE_LIMITS = {"login": "300/m/ip", "login_failed": "60/m/ip,5/300s/key", "reset_password": "60/m/ip,5/m/key"}
MFA_RATE_LIMITS = {"webauthn_login": "300/m/ip"}
# The limits count in the memory of the one web process. Behind a proxy the caller's address is what the last one added.
ALLAUTH_TRUSTED_PROXY_COUNT: int = env.int("TANDEM_PROXIES", default=0 if LOCAL else 1)
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False  # whoever is not here gets no mail from here
ACCOUNT_FORMS = {
    "login": "tandem.people.forms.sign_in.LoginForm",
    "reset_password": "tandem.people.forms.sign_in.ResetPasswordForm",
    "reset_password_from_key": "tandem.people.forms.sign_in.ResetPasswordKeyForm",
    "change_password": "tandem.people.forms.sign_in.ChangePasswordForm",
    "set_password": "tandem.people.forms.sign_in.SetPasswordForm",
    "reauthenticate": "tandem.people.forms.sign_in.ReauthenticateForm",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Tandem"
MFA_TOTP_TOLERANCE = 1  # half a minute before and after: clocks of phones differ
MFA_FORMS = {
    "authenticate": "tandem.people.forms.sign_in.AuthenticateForm",
    "reauthenticate": "tandem.people.forms.sign_in.ReauthenticateByCodeForm",
    "activate_totp": "tandem.people.forms.sign_in.ActivateAppForm",
    "add_webauthn": "tandem.people.forms.sign_in.AddKeyForm",
    "edit_webauthn": "tandem.people.forms.sign_in.EditKeyForm",
}
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = LOCAL
SESSION_COOKIE_AGE = 60 * 60 * 24 * 14
SESSION_COOKIE_NAME = "tandem_session"
SESSION_COOKIE_SECURE = not LOCAL
CSRF_COOKIE_SECURE = not LOCAL
CSRF_COOKIE_NAME = "tandem_csrf"
SECURE_SSL_REDIRECT = False  # the proxy's business
SECURE_HSTS_SECONDS = 0 if LOCAL else 60 * 60 * 24 * 365
SECURE_PROXY_SSL_HEADER = None if LOCAL else ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

CONTENT_SECURITY_POLICY: dict[str, Any] = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF, *([] if LIVE_URL else [f"http://{host}:{LIVE_PORT}" for host in ALLOWED_HOSTS])],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}

# Counters of limits stand here; large enough that nobody pushes them out by asking with many names.
CACHES: dict[str, dict[str, Any]] = {
    "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "OPTIONS": {"MAX_ENTRIES": 100_000}}
}

# --- mail ---------------------------------------------------------------------------------------------------
_mail: dict[str, Any] = env.email_url("TANDEM_MAIL_URL", default="smtp://localhost:25")
vars().update({key: value for key, value in _mail.items() if key.startswith("EMAIL")})
KEPT_MAIL: Path | None = HOME / "mail" if DEMO and "TANDEM_MAIL_URL" not in env.ENVIRON else None  # of the demo: files
if KEPT_MAIL:
    EMAIL_BACKEND = "tandem.core.kept_mail.KeepMail"
EMAIL_TIMEOUT = 20  # seconds; without one, a mail server that says nothing would stop the worker for good
# A mailbox whose mails come in: imaps://user:password@host/folder; and a folder to move them to afterwards.
IMAP_URL: str = env.str("TANDEM_IMAP_URL", default="")
IMAP_DONE: str = env.str("TANDEM_IMAP_DONE", default="")
DEFAULT_FROM_EMAIL: str = env.str("TANDEM_MAIL_FROM", default="tandem@localhost")

# --- seal ---------------------------------------------------------------------------------------------------
# The certificate (PKCS#12) of the company's electronic seal; without one, contracts bear none and say so.
SEAL_FILE: str = env.str("TANDEM_SEAL_FILE", default="")
SEAL_PASSWORD: str = env.str("TANDEM_SEAL_PASSWORD", default="")

# --- travel -------------------------------------------------------------------------------------------------
ROUTING_URL: str = env.str("TANDEM_ROUTING_URL", default="")  # a routing server (OSRM); empty: drives are estimated

# --- languages and time -------------------------------------------------------------------------------------
LANGUAGES = [("de", _("German")), ("en", _("English"))]
LANGUAGE_CODE: str = env.str("TANDEM_LANGUAGE", default="de")
LANGUAGE_COOKIE_NAME = "tandem_language"
LOCALE_PATHS = [Path(__file__).resolve().parent.parent / "locale"]
FORMAT_MODULE_PATH = ["tandem.core.formats"]
USE_I18N = True
USE_TZ = True
TANDEM_COUNTRY: str = env.str("TANDEM_COUNTRY", default="DE")  # whose taxes are ours
TIME_ZONE: str = env.str("TANDEM_ZONE", default="Europe/Berlin")

# --- files --------------------------------------------------------------------------------------------------
_backups: str = env.str("TANDEM_BACKUPS", default=str(HOME / "backups"))
BACKUPS: Path | None = None if _backups.strip().lower() in ("", "off") else Path(_backups).resolve()
BACKUP_KEEP: str = env.str("TANDEM_BACKUP_KEEP", default="7,4,12")  # days, weeks, months
STATIC_URL = "/static/"
STATIC_ROOT = HOME / "static"
MEDIA_ROOT = HOME / "files"
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_HANDLERS = [
    "tandem.core.uploads.BoundedUpload",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
MOST_UPLOAD_BYTES: int = env.int("TANDEM_UPLOAD_BYTES", default=2 * 1024**3)
FILE_BYTES: int = env.int("TANDEM_FILE_BYTES", default=25 * 1024**2)  # of one file about a customer, an order, …
# Where signed-in people may send more than a photo, and how much in one form.
LARGE_FORMS = {
    "/imports/new/": MOST_UPLOAD_BYTES,
    **dict.fromkeys(("/files/", "/visits/new/"), max(4 * FILE_BYTES, 10 * 1024**2)),
    "/mails/new/": max(FILE_BYTES + 1024**2, 10 * 1024**2),
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 4000  # an order of 500 lines with six fields each
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if ENV == "test"
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = ENV == "test"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {"tandem": {"level": "INFO"}},
}
