"""Weekly reports, the asks in them, and the digest of all."""

from django.urls import path

from programs.views import ask, digest, report

urlpatterns = [
    path("programs/<str:program>/reports/draft/", report.ReportDraft.as_view(), name="report-draft"),
    path("digest/", digest.Digest.as_view(), name="digest"),
    path("digest/settings/", digest.DigestSettings.as_view(), name="digest-settings"),
    path(
        "reports/<int:published>/acknowledge/", digest.ReportAcknowledge.as_view(), name="report-acknowledge"
    ),
    path("programs/<str:program>/asks/add/", ask.AskAdd.as_view(), name="ask-add"),
    path("programs/<str:program>/asks/<int:ask>/", ask.AskDetail.as_view(), name="ask-detail"),
    path("programs/<str:program>/asks/<int:ask>/change/", ask.AskChange.as_view(), name="ask-change"),
    path("programs/<str:program>/asks/<int:ask>/answer/", ask.AskAnswer.as_view(), name="ask-answer"),
    path("programs/<str:program>/asks/<int:ask>/withdraw/", ask.AskWithdraw.as_view(), name="ask-withdraw"),
    path("reports/", report.ReportList.as_view(), name="report-list"),
    path("reports/<int:report>/", report.ReportDetail.as_view(), name="report-detail"),
    path("reports/<int:report>/edit/", report.ReportEdit.as_view(), name="report-edit"),
    path("reports/<int:report>/save/", report.ReportSave.as_view(), name="report-save"),
    path("reports/<int:report>/override/", report.ReportOverride.as_view(), name="report-override"),
    path("reports/<int:report>/publish/", report.ReportPublish.as_view(), name="report-publish"),
    path("reports/<int:report>/renew/", report.ReportRenew.as_view(), name="report-renew"),
]
