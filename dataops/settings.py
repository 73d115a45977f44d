"""One settings file, driven by the environment. Without any, it is a laptop with servers of its own."""

from datetime import timedelta
from pathlib import Path

from celery.schedules import crontab

from dataops.runtime import environment

BASE_DIR = Path(__file__).resolve().parent.parent
EMBEDDED = environment.configure_env()
# A laptop or a test run: plain HTTP, static files from where they lie, mail into a folder.
IS_LOCAL = bool(EMBEDDED) or environment.read("DATAOPS_LOCAL", "0") == "1"
read = environment.read

# --- who we are ---------------------------------------------------------------------------------
DEBUG = read("DEBUG", "0") == "1"
SECRET_KEY = read("SECRET_KEY")
SECRET_KEY_FALLBACKS = [key for key in read("SECRET_KEY_FALLBACKS").split(",") if key]
TOKEN_PEPPER = read("TOKEN_PEPPER")
ALLOWED_HOSTS = read("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]").split(",")
CSRF_TRUSTED_ORIGINS = [origin for origin in read("CSRF_TRUSTED_ORIGINS").split(",") if origin]
# The sample company offers one-click sign-in, so it exists only on our own servers, on this machine.
SAMPLE_MODE = read("DATAOPS_SAMPLE", "0") == "1" and "DATABASE_URL" in EMBEDDED
IS_SECURE = read("DATAOPS_HTTPS", "0" if IS_LOCAL else "1") == "1"
SITE_URL = read("SITE_URL", "http://localhost:8000")

# --- apps, lowest floor last --------------------------------------------------------------------
OUR_APPS = [
    "dataops.runtime",
    "dataops.base",
    "dataops.audit",
    "dataops.jobs",
    "dataops.work",
    "dataops.web",
    "dataops.accounts",
    "programs",
    "vendors",
    "compliance",
    "labeling",
    "quality",
]
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.humanize",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "guardian",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "django_filters",
    "django_htmx",
    "template_partials",
    "csp",
    *OUR_APPS,
]
MIDDLEWARE = [
    "dataops.web.middleware.RequestId",
    "csp.middleware.CSPMiddleware",
    "dataops.web.middleware.Headers",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "dataops.web.middleware.PlainAddress",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "dataops.accounts.api.authentication.BearerMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "dataops.web.middleware.Session",
    "dataops.accounts.middleware.SecondFactor",
    "dataops.web.middleware.Wall",
]
ROOT_URLCONF = "dataops.urls"
WSGI_APPLICATION = "dataops.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "dataops.web.context.shell",
            ],
        },
    }
]

# --- state: Postgres and Redis ------------------------------------------------------------------
DATABASES = {"default": environment.database(read("DATABASE_URL"))}
DATABASES["default"]["OPTIONS"].setdefault(
    "options",
    "-c lock_timeout=5s -c idle_in_transaction_session_timeout=60s"
    # What a killed process was asking for is given up, with its locks.
    " -c client_connection_check_interval=5s"
    # A page may keep the database busy for 10 s (dataops.wsgi says so), a task for 10 min.
    f" -c statement_timeout={read('STATEMENT_TIMEOUT', '10min')}",
)
# Requests of vendors' people sign in as a login that cannot become staff; it differs in its name alone.
PORTAL_PASSWORD = read("DATABASE_PORTAL_PASSWORD")
if DATABASES["default"]["USER"] == "dataops_web" and (PORTAL_PASSWORD or "DATABASE_URL" in EMBEDDED):
    DATABASES["portal"] = DATABASES["default"] | {"USER": "dataops_portal_web", "PASSWORD": PORTAL_PASSWORD}
# Sign-in counts its failures in `default` and is refused while Redis is away. What can do without Redis,
# the copies of sessions and the limits of the API, is in `forgiving`.
CACHES = {
    name: {"BACKEND": backend, "LOCATION": environment.redis_url(1)}
    for name, backend in (
        ("default", "django.core.cache.backends.redis.RedisCache"),
        ("forgiving", "dataops.base.cache.ForgivingRedis"),
    )
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
DEFAULT_FILE_STORAGE_ROOT = Path(read("MEDIA_ROOT", str(environment.folders.home() / "media")))
STORAGES = {
    "default": {
        "BACKEND": read("FILE_STORAGE", "django.core.files.storage.FileSystemStorage"),
        "OPTIONS": {"location": str(DEFAULT_FILE_STORAGE_ROOT)} if not read("FILE_STORAGE") else {},
    },
    "staticfiles": {
        "BACKEND": (
            "django.contrib.staticfiles.storage.StaticFilesStorage"
            if IS_LOCAL
            else "whitenoise.storage.CompressedManifestStaticFilesStorage"
        )
    },
}
STATIC_URL = "/static/"
STATIC_ROOT = environment.folders.home() / "static" if IS_LOCAL else BASE_DIR / "static_root"
STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # WhiteNoise warns of a folder that is not there
STATICFILES_DIRS = [BASE_DIR / "static"]
STATICFILES_FINDERS = [
    "dataops.web.finders.BundleFinder",
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "dataops.web.finders.PlotlyFinder",
]
WHITENOISE_USE_FINDERS = IS_LOCAL
WHITENOISE_AUTOREFRESH = False

# --- people: e-mail, password, TOTP, OpenID Connect ---------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "dataops.accounts.backends.SignIn",
    "programs.permissions.RoleBackend",
    "guardian.backends.ObjectPermissionBackend",
]
GUARDIAN_MONKEY_PATCH_USER = False
ANONYMOUS_USER_NAME = None
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "dataops.accounts.adapter.AccountAdapter"
SOCIALACCOUNT_ADAPTER = "dataops.accounts.adapter.SocialAdapter"
ACCOUNT_FORMS = {"login": "dataops.accounts.forms.SignInForm"}
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"  # an address comes from an invitation and is changed by nobody
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False  # nobody signs up, so a stranger's address gets no mail that says how
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_RATE_LIMITS = {
    "login": "60/m/ip",
    "login_failed": "20/m/ip,5/5m/key",
    "reset_password": "10/m/ip,3/m/key",
}
ALLAUTH_TRUSTED_PROXY_COUNT = int(read("TRUSTED_PROXY_COUNT", "0"))
USERSESSIONS_ADAPTER = "dataops.accounts.adapter.SessionsAdapter"
MFA_ADAPTER = "dataops.accounts.adapter.SecondFactorAdapter"
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_TOLERANCE = 0
MFA_TOTP_ISSUER = "DataOps"
# The company's own people and a vendor's admin work with a second factor wherever real data is.
REQUIRE_MFA = read("REQUIRE_MFA", "0" if EMBEDDED else "1") == "1"
USERSESSIONS_TRACK_ACTIVITY = False
SOCIALACCOUNT_ONLY = False
SOCIALACCOUNT_PROVIDERS = (
    {
        "openid_connect": {
            "APPS": [
                {
                    "provider_id": "sso",
                    "name": read("OIDC_NAME", "Single sign-on"),
                    "client_id": read("OIDC_CLIENT_ID"),
                    "secret": read("OIDC_CLIENT_SECRET"),
                    "settings": {"server_url": read("OIDC_SERVER_URL")},
                }
            ]
        }
    }
    if read("OIDC_SERVER_URL")
    else {}
)
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]

# --- the browser --------------------------------------------------------------------------------
SESSION_ENGINE = "django.contrib.sessions.backends.cached_db"
SESSION_CACHE_ALIAS = "forgiving"
SESSION_COOKIE_AGE = 12 * 3600  # from sign-in on, however busy
SESSION_IDLE_LIMIT = timedelta(minutes=60)
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = IS_SECURE
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_NAME = "__Host-sessionid" if IS_SECURE else "sessionid"
CSRF_COOKIE_NAME = "__Host-csrftoken" if IS_SECURE else "csrftoken"
CSRF_FAILURE_VIEW = "dataops.web.errors.csrf_failure"
SECURE_HSTS_SECONDS = 31_536_000 if IS_SECURE else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = IS_SECURE
SECURE_SSL_REDIRECT = IS_SECURE
SECURE_REDIRECT_EXEMPT = [r"^health/"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if ALLAUTH_TRUSTED_PROXY_COUNT else None
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:", "blob:"],
        "connect-src": ["'self'"],
        "font-src": ["'self'"],
        "form-action": ["'self'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
        "object-src": ["'none'"],
    }
}
# Addresses inside our own network that webhooks may reach all the same, as host:port; all others must be public.
OUTBOUND_INSIDE = {host.lower() for host in read("OUTBOUND_INSIDE").split(",") if host}
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2_000
FILE_UPLOAD_HANDLERS = [
    "dataops.web.uploads.Capped",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
IMPORT_UPLOAD_LIMIT = int(read("IMPORT_UPLOAD_MB", "200")) * 1024 * 1024
ATTACHMENT_UPLOAD_LIMIT = int(read("ATTACHMENT_UPLOAD_MB", "20")) * 1024 * 1024
IMPORT_ROWS = int(read("IMPORT_ROWS", "5000000"))
IMPORT_INFLATED_LIMIT = int(read("IMPORT_INFLATED_MB", "1024")) * 1024 * 1024

# --- the API ------------------------------------------------------------------------------------
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "dataops.accounts.api.authentication.TokenAuthentication",
        "dataops.accounts.api.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["dataops.web.api.permissions.Named"],
    "DEFAULT_PARSER_CLASSES": ["dataops.web.api.parsers.StrictJSONParser"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PAGINATION_CLASS": "dataops.web.api.pagination.Pages",
    "DEFAULT_FILTER_BACKENDS": ["dataops.web.api.filters.StrictFilters"],
    "DEFAULT_THROTTLE_CLASSES": ["dataops.web.api.throttles.PerKey"],
    "DEFAULT_THROTTLE_RATES": {"user": read("API_RATE", "1200/min")},
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "dataops.web.api.errors.answer",
    "NUM_PROXIES": ALLAUTH_TRUSTED_PROXY_COUNT,
    "UNAUTHENTICATED_USER": "django.contrib.auth.models.AnonymousUser",
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
    "PAGE_SIZE": 50,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "DataOps",
    "DESCRIPTION": "Requests, programs, work orders, labels, quality and reports of machine-learning data programs.",
    "VERSION": "1",
    "SERVE_PERMISSIONS": ["dataops.web.api.permissions.Named"],
    "SERVE_AUTHENTICATION": None,
    "SCHEMA_PATH_PREFIX": r"/api/v1",
    "SWAGGER_UI_DIST": "SIDECAR",
    "REDOC_DIST": "SIDECAR",
    "COMPONENT_SPLIT_REQUEST": True,
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "dataops.web.api.docs.versions_in_header",
    ],
    "ENUM_NAME_OVERRIDES": {
        "AgreementKindEnum": "compliance.choices.AgreementKind",
        "ClearanceStateEnum": "compliance.choices.ClearanceState",
        "DeliveryStateEnum": "vendors.choices.DeliveryState",
        "EntryKindEnum": "vendors.choices.EntryKind",
        "OrderStateEnum": "vendors.choices.OrderState",
        "ScorecardStateEnum": "vendors.choices.ScorecardState",
        "VendorKindEnum": "vendors.api.bodies.KINDS",
        "VendorStateEnum": "vendors.choices.VendorState",
        "ModalityEnum": "programs.choices.Modality",
        "ImportKindEnum": "labeling.choices.ImportKind",
        "RequestKindEnum": "programs.choices.RequestKind",
        "ProgramStateEnum": "programs.choices.ProgramState",
        "RaidKindEnum": "programs.choices.RaidKind",
        "RaidStateEnum": "programs.choices.RaidState",
        "RaidCategoryEnum": "programs.choices.RaidCategory",
        "RagEnum": "programs.choices.Rag",
        "CurrencyEnum": "programs.choices.Currency",
    },
}

# --- work in the background ---------------------------------------------------------------------
CELERY_BROKER_URL = environment.redis_url(0, celery=True)
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 900,
    "unacked_restore_interval": 10,
    "unacked_restore_throttle": 1,
}
CELERY_TASK_TIME_LIMIT = 840
CELERY_TIMEZONE = "UTC"
CELERY_BEAT_SCHEDULE = {
    "tally changed batches": {"task": "quality.sweep_batches", "schedule": 60.0},
    "release lapsed leases": {"task": "labeling.release_lapsed", "schedule": 60.0},
    "start due programs": {"task": "programs.start_due", "schedule": crontab(minute=1, hour="*/6")},
    "mark broken promises": {"task": "programs.mark_breaches", "schedule": crontab(minute="*/5")},
    "wake snoozed requests": {"task": "programs.wake_requests", "schedule": crontab(minute=2, hour="*/6")},
    "forecast programs": {"task": "programs.forecast_programs", "schedule": crontab(minute=40, hour="*/6")},
    "draft weekly reports": {
        "task": "programs.draft_weekly_reports",
        "schedule": crontab(minute=5),  # a week ends in some time zone at nearly every hour
    },
    "send digests": {"task": "programs.send_digests", "schedule": crontab(minute=10)},
    "take snapshots of metrics": {
        "task": "programs.take_snapshots",
        "schedule": crontab(minute=50, hour="*/6"),
    },
    "send saved views": {"task": "programs.send_views", "schedule": crontab(minute=2)},
    "compute scorecards": {"task": "vendors.compute_scorecards", "schedule": crontab(minute=15, hour=2)},
    "tell followers": {"task": "programs.tell_followers", "schedule": 60.0},
    "tell webhooks": {"task": "work.tell_webhooks", "schedule": 60.0},
    "mail what gathered": {"task": "work.mail_digests", "schedule": crontab(minute=2)},
    "forget old keys": {"task": "jobs.forget_old", "schedule": crontab(minute=30, hour=3)},
}

# --- words, time, mail, log ---------------------------------------------------------------------
LANGUAGE_CODE = "en"
USE_TZ = True
TIME_ZONE = "UTC"
EMAIL_BACKEND = read(
    "EMAIL_BACKEND",
    "django.core.mail.backends.filebased.EmailBackend"
    if IS_LOCAL
    else "django.core.mail.backends.smtp.EmailBackend",
)
EMAIL_FILE_PATH = environment.folders.home() / "mail"
EMAIL_HOST = read("EMAIL_HOST", "localhost")
EMAIL_PORT = int(read("EMAIL_PORT", "25"))
EMAIL_HOST_USER = read("EMAIL_HOST_USER")
EMAIL_HOST_PASSWORD = read("EMAIL_HOST_PASSWORD")
EMAIL_USE_TLS = read("EMAIL_USE_TLS", "0") == "1"
EMAIL_TIMEOUT = 20  # seconds: a message is sent inside its task's transaction
DEFAULT_FROM_EMAIL = read("DEFAULT_FROM_EMAIL", "dataops@localhost")
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(levelname)s %(name)s %(message)s"}},
    "filters": {"refusals": {"()": "dataops.base.log.RefusalsInOneLine"}},
    "handlers": {
        "console": {"class": "logging.StreamHandler", "formatter": "plain", "filters": ["refusals"]},
    },
    "root": {"handlers": ["console"], "level": read("LOG_LEVEL", "WARNING")},
}
