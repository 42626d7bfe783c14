"""Settings. Everything that differs between machines comes from the environment (docs/operations.md)."""

import os
from pathlib import Path

import dj_database_url
from django.utils.translation import gettext_lazy as _

PACKAGE = Path(__file__).resolve().parent
ROOT = Path(os.environ.get("JIANGONG_HOME", PACKAGE.parent))
VAR = Path(os.environ.get("JIANGONG_VAR", ROOT / "var"))

# A demonstration says so on every page, lets anyone choose a person, and writes its codes to the log.
DEMONSTRATION = os.environ.get("JIANGONG_DEMONSTRATION", "") == "1"
DEBUG = os.environ.get("JIANGONG_DEBUG", "") == "1"
SECRET_KEY = os.environ.get("JIANGONG_SECRET_KEY", "" if not DEMONSTRATION else "demonstration-only")
if not SECRET_KEY:
    from jiangong.foundation.common.secrets import machine_secret

    SECRET_KEY = machine_secret(VAR / "secret-key")
ALLOWED_HOSTS = os.environ.get("JIANGONG_HOSTS", "localhost,127.0.0.1,[::1]").split(",")
CSRF_TRUSTED_ORIGINS = [o for o in os.environ.get("JIANGONG_ORIGINS", "").split(",") if o]
SITE_ADDRESS = os.environ.get("JIANGONG_SITE", "http://127.0.0.1:8000")
SECURE = SITE_ADDRESS.startswith("https://")

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.contrib.postgres",
    "django.forms",  # so that its widgets are drawn with our templates
    "django_htmx",
    "rules",
    "procrastinate.contrib.django",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "jiangong.foundation.common",
    "jiangong.foundation.rulebook",
    "jiangong.foundation.ledger",
    "jiangong.foundation.organisations",
    "jiangong.foundation.clocks",
    "jiangong.foundation.desk",
    "jiangong.foundation.inbox",
    "jiangong.foundation.people",
    "jiangong.foundation.people.readlog",
    "jiangong.foundation.people.roster",
    "jiangong.foundation.people.erasure",
    "jiangong.foundation.people.corrections",
    "jiangong.foundation.rulings",
    "jiangong.foundation.documents",
    "jiangong.foundation.notices",
    "jiangong.foundation.samples",
    "jiangong.foundation.credentials",
    "jiangong.selection.judging",
    "jiangong.selection.exams",
    "jiangong.selection.draws",
    "jiangong.selection.equity",
    "jiangong.programmes.competitions",
    "jiangong.programmes.growth",
    "jiangong.programmes.venues.bases",
    "jiangong.programmes.care.convalescence",
    "jiangong.plan",
    "jiangong.journeys",
    "jiangong.journeys.convalescing",
    "jiangong.web",
    "jiangong.api",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "jiangong.api.middleware.StraightToTheApi",
    "whitenoise.middleware.WhiteNoiseMiddleware",
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
    "jiangong.foundation.people.signin.middleware.SecondFactorMiddleware",
    "jiangong.web.middleware.RefusalMiddleware",
]

ROOT_URLCONF = "jiangong.urls"
WSGI_APPLICATION = "jiangong.wsgi.application"

FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [PACKAGE / "web" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "csp.context_processors.nonce",
                "jiangong.web.context.shell",
            ],
            "builtins": ["jiangong.web.templatetags.ui"],
        },
    }
]

# Entry points start the embedded PostgreSQL and set DATABASE_URL (operations/embedded.py).
DATABASES = {
    "default": dj_database_url.parse(
        os.environ.get("DATABASE_URL", "postgresql:///jiangong"), conn_max_age=600, conn_health_checks=True
    )
}
# Attempts at signing in are counted over all processes; what only saves work is kept in each.
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "shared_cache"},
    "process": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "people.User"
AUTHENTICATION_BACKENDS = [
    "rules.permissions.ObjectPermissionBackend",
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "web:home"
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.ScryptPasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("中文")), ("en", _("英文"))]
LANGUAGE_COOKIE_AGE = 365 * 24 * 3600
LOCALE_PATHS = [PACKAGE / "web" / "locale"]
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True

STATIC_URL = "static/"
STATIC_ROOT = VAR / "static"
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": str(VAR / "files")},
    },
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if not DEBUG
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}

SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE
SESSION_COOKIE_HTTPONLY = True
SECURE_HSTS_SECONDS = 31536000 if SECURE else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if SECURE else None
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "jiangong.web.views.errors.csrf_failure"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "style-src": ["'self'"],
        "script-src": ["'self'"],
        "object-src": ["'none'"],
        "base-uri": ["'none'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
    }
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024

EMAIL_BACKEND = os.environ.get("JIANGONG_EMAIL_BACKEND", "django.core.mail.backends.console.EmailBackend")
EMAIL_HOST = os.environ.get("JIANGONG_EMAIL_HOST", "localhost")
EMAIL_PORT = int(os.environ.get("JIANGONG_EMAIL_PORT", "25"))
EMAIL_HOST_USER = os.environ.get("JIANGONG_EMAIL_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("JIANGONG_EMAIL_PASSWORD", "")
EMAIL_USE_TLS = os.environ.get("JIANGONG_EMAIL_SECURITY", "") == "starttls"
EMAIL_USE_SSL = os.environ.get("JIANGONG_EMAIL_SECURITY", "") == "tls"
EMAIL_TIMEOUT = float(os.environ.get("JIANGONG_CHANNEL_TIMEOUT", "10"))
DEFAULT_FROM_EMAIL = os.environ.get("JIANGONG_EMAIL_FROM", "jiangong@localhost")

# Signing in (foundation/people/signin): a code to phone or e-mail, a password, an authenticator app, a passkey.
ACCOUNT_ADAPTER = "jiangong.foundation.people.adapters.AccountAdapter"
MFA_ADAPTER = "jiangong.foundation.people.adapters.MFAAdapter"
SILENCED_SYSTEM_CHECKS = ["account.W001"]  # the phone is required by our own form (signin/forms.py)
ACCOUNT_LOGIN_METHODS = {"phone", "email"}
ACCOUNT_SIGNUP_FIELDS = ["phone", "email", "password1"]
ACCOUNT_SIGNUP_FORM_CLASS = "jiangong.foundation.people.signin.joining.JoiningForm"
ACCOUNT_FORMS = {
    "login": "jiangong.foundation.people.signin.forms.SignInForm",
    "signup": "jiangong.foundation.people.signin.forms.RegisterForm",
}
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "optional"
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if SECURE else "http"
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = ACCOUNT_PHONE_VERIFICATION_TIMEOUT = 300
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = ACCOUNT_PHONE_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_LOGIN_BY_CODE_FORMAT = ACCOUNT_PHONE_VERIFICATION_CODE_FORMAT = {
    "numeric": True,
    "dashed": False,
    "length": 6,
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_FORMS = {"add_webauthn": "jiangong.foundation.people.signin.forms.PasskeyForm"}
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not SECURE
# Offices of the city and the districts need a second factor; in a demonstration nobody does.
SECOND_FACTOR_REQUIRED = not DEMONSTRATION
# How codes are sent: a function (phone, text). Unless one is named: by the inbox's adapter for text messages where it is
# a real one; else a demonstration writes them into the log. Without any nothing is sent, and the log says so.
_TEXTING = "jiangong.foundation.people.signin.texting"
_REAL_SMS = os.environ.get("JIANGONG_CHANNEL_SMS", "") not in ("", "console", "off")
SMS_BACKEND = os.environ.get(
    "JIANGONG_SMS", f"{_TEXTING}.to_channel" if _REAL_SMS else f"{_TEXTING}.to_log" if DEMONSTRATION else ""
)

# The city whose plan this installation carries out: a file in jiangong/plan/plans/.
PLAN = os.environ.get("JIANGONG_PLAN", "yantai-2023-2027")

# The log of the ledger (docs/proof.md): the name a new signing key gets, and the public keys of its witnesses.
LOG_ORIGIN = os.environ.get("JIANGONG_LOG_ORIGIN", SITE_ADDRESS.split("://")[-1].rstrip("/") + "/ledger")
WITNESSES = [one.strip() for one in os.environ.get("JIANGONG_WITNESSES", "").split(",") if one.strip()]
# Witnesses that wait to be asked (C2SP tlog-witness): their addresses.
WITNESSES_PUSH = [one for one in os.environ.get("JIANGONG_WITNESSES_PUSH", "").split(",") if one]
# Relays that may be asked for rounds of the public randomness drand (docs/samples.md); none: a person brings them in.
DRAND = [one for one in os.environ.get("JIANGONG_DRAND", "").split(",") if one]

# A virus scanner that uploads are shown to: clamd's socket (a path, or host:port). None: pages say "not scanned".
CLAMD = os.environ.get("JIANGONG_CLAMD", "")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "loggers": {"jiangong": {"handlers": ["console"], "level": "INFO"}},
}
