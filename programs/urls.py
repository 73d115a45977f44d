from django.urls import path

from programs.views import request, triage

app_name = "programs"

# requests
requests = [
    path("requests/", request.RequestList.as_view(), name="request-list"),
    path("requests/new/", request.RequestNew.as_view(), name="request-new"),
    path("requests/<slug:number>/", request.RequestDetail.as_view(), name="request-detail"),
    path("requests/<slug:number>/steps/<int:step>/", request.RequestStep.as_view(), name="request-step"),
    path("requests/<slug:number>/steps/<int:step>/save/", request.RequestSave.as_view(), name="request-save"),
    path("requests/<slug:number>/review/", request.RequestReview.as_view(), name="request-review"),
    path("requests/<slug:number>/reply/", request.RequestReply.as_view(), name="request-reply"),
    path("requests/<slug:number>/delete/", request.RequestDelete.as_view(), name="request-delete"),
    path("triage/", triage.Triage.as_view(), name="triage"),
    path("triage/export.csv", triage.TriageExport.as_view(), name="triage-export"),
    path("triage/<slug:number>/score/", triage.TriageScore.as_view(), name="triage-score"),
    path("triage/<slug:number>/ask/", triage.TriageAsk.as_view(), name="triage-ask"),
    path("triage/<slug:number>/rank/", triage.TriageRank.as_view(), name="triage-rank"),
    path("triage/<slug:number>/rank/undo/", triage.TriageRankRestore.as_view(), name="triage-rank-undo"),
    path("triage/<slug:number>/duplicate/", triage.TriageDuplicate.as_view(), name="triage-duplicate"),
    path("triage/<slug:number>/decline/", triage.TriageDecline.as_view(), name="triage-decline"),
    path("triage/<slug:number>/accept/", triage.TriageAccept.as_view(), name="triage-accept"),
    path("triage/<slug:number>/join/", triage.TriageJoin.as_view(), name="triage-join"),
]

urlpatterns = requests
