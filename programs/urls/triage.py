"""Triage, its rules and its estimates."""

from django.urls import path

from programs.views import ageing, decision, estimate, sla, triage

urlpatterns = [
    path("triage/", triage.Triage.as_view(), name="triage"),
    path("triage/export.csv", triage.TriageExport.as_view(), name="triage-export"),
    path("triage/ageing/", ageing.TriageAgeing.as_view(), name="triage-ageing"),
    path("triage/rules/", sla.TriageRules.as_view(), name="triage-rules"),
    path("triage/rules/ranking/", sla.TriageMethod.as_view(), name="triage-method"),
    path("triage/rules/policies/new/", sla.PolicyAdd.as_view(), name="sla-policy-add"),
    path("triage/rules/policies/<int:policy>/", sla.PolicyChange.as_view(), name="sla-policy-change"),
    path("triage/rules/calendars/new/", sla.CalendarAdd.as_view(), name="calendar-add"),
    path("triage/rules/calendars/<int:calendar>/", sla.CalendarChange.as_view(), name="calendar-change"),
    path("triage/<slug:number>/estimate/", estimate.TriageEstimate.as_view(), name="triage-estimate"),
    path(
        "triage/<slug:number>/estimate/typed/",
        estimate.TriageEstimateType.as_view(),
        name="triage-estimate-type",
    ),
    path("triage/<slug:number>/quote/", estimate.TriageQuote.as_view(), name="triage-quote"),
    path("triage/<slug:number>/wsjf/", decision.TriageScoreWsjf.as_view(), name="triage-wsjf"),
    path("triage/<slug:number>/priority/", decision.TriagePriority.as_view(), name="triage-priority"),
    path("triage/<slug:number>/snooze/", decision.TriageSnooze.as_view(), name="triage-snooze"),
    path("triage/<slug:number>/snooze/undo/", decision.TriageUnsnooze.as_view(), name="triage-unsnooze"),
    path("triage/<slug:number>/score/", decision.TriageScore.as_view(), name="triage-score"),
    path("triage/<slug:number>/ask/", decision.TriageAsk.as_view(), name="triage-ask"),
    path("triage/<slug:number>/rank/", decision.TriageRank.as_view(), name="triage-rank"),
    path("triage/<slug:number>/rank/undo/", decision.TriageRankRestore.as_view(), name="triage-rank-undo"),
    path("triage/<slug:number>/duplicate/", decision.TriageDuplicate.as_view(), name="triage-duplicate"),
    path("triage/<slug:number>/decline/", decision.TriageDecline.as_view(), name="triage-decline"),
    path("triage/<slug:number>/accept/", decision.TriageAccept.as_view(), name="triage-accept"),
    path("triage/<slug:number>/join/", decision.TriageJoin.as_view(), name="triage-join"),
]
