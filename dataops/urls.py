from django.urls import include, path

handler400 = "dataops.web.errors.bad_request"
handler403 = "dataops.web.errors.permission_denied"
handler404 = "dataops.web.errors.not_found"
handler500 = "dataops.web.errors.server_error"

urlpatterns = [
    path(
        "api/v1/",
        include(
            [
                path("", include("dataops.accounts.api.urls")),
                path("", include("dataops.web.api.work_urls")),
                path("", include("programs.api.urls")),
                path("", include("vendors.api.urls")),
                path("", include("compliance.api.urls")),
                path("", include("labeling.api.urls")),
                path("", include("quality.api.urls")),
            ]
        ),
    ),
    path("api/", include("dataops.web.api.urls")),
    path("", include("dataops.web.urls")),
    path("", include("dataops.web.work.urls")),
    path("accounts/", include("dataops.accounts.urls")),
    path("accounts/", include("allauth.urls")),
    path("", include("programs.urls")),
    path("", include("vendors.urls")),
    path("", include("compliance.urls")),
    path("", include("labeling.urls")),
    path("", include("quality.urls")),
]
