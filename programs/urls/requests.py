"""Requests, and the types they come in."""

from django.urls import path

from programs.views import estimate, intake, outcome, request, request_parts, request_type

urlpatterns = [
    path("requests/", request.RequestList.as_view(), name="request-list"),
    path("requests/outcomes/", outcome.OutcomeList.as_view(), name="outcome-list"),
    path("requests/new/", intake.RequestNew.as_view(), name="request-new"),
    path("requests/<slug:number>/", request.RequestDetail.as_view(), name="request-detail"),
    path("requests/<slug:number>/steps/<int:step>/", intake.RequestStep.as_view(), name="request-step"),
    path("requests/<slug:number>/steps/<int:step>/save/", intake.RequestSave.as_view(), name="request-save"),
    path("requests/<slug:number>/review/", intake.RequestReview.as_view(), name="request-review"),
    path("requests/<slug:number>/reply/", request.RequestReply.as_view(), name="request-reply"),
    path("requests/<slug:number>/delete/", request.RequestDelete.as_view(), name="request-delete"),
    *[
        path(f"requests/<slug:number>/{address}", view.as_view(), name=f"request-{name}")
        for name, address, view in (
            ("criterion-add", "criteria/", request_parts.CriterionAdd),
            ("criterion-remove", "criteria/<int:criterion>/remove/", request_parts.CriterionRemove),
            ("file-add", "files/", request_parts.AttachmentAdd),
            ("file", "files/<int:attachment>/", request_parts.AttachmentFile),
            ("file-remove", "files/<int:attachment>/remove/", request_parts.AttachmentRemove),
            ("follow", "follow/<slug:other>/", request_parts.RequestFollow),
            ("judge", "verdict/", outcome.RequestJudge),
            ("metric", "metric/", outcome.RequestMetric),
            ("rate", "satisfaction/", outcome.RequestRate),
        )
    ],
    path(
        "requests/<slug:number>/estimates/<int:estimate>/agree/",
        estimate.EstimateAgree.as_view(),
        name="estimate-agree",
    ),
    path(
        "requests/<slug:number>/estimates/<int:estimate>/change/",
        estimate.EstimateChange.as_view(),
        name="estimate-change",
    ),
    path("request-types/", request_type.TypeList.as_view(), name="type-list"),
    path("request-types/<slug:kind>/", request_type.TypeChange.as_view(), name="type-change"),
    path(
        "request-types/<slug:kind>/questions/", request_type.QuestionAdd.as_view(), name="type-question-add"
    ),
    path(
        "request-types/<slug:kind>/questions/<int:question>/remove/",
        request_type.QuestionRemove.as_view(),
        name="type-question-remove",
    ),
]
