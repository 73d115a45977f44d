from rest_framework.routers import SimpleRouter

from programs.api import (
    ask_views,
    change_views,
    choice_views,
    cost_views,
    digest_views,
    feed_views,
    forecast_views,
    form_views,
    improvement_views,
    leadership_views,
    metric_views,
    milestone_views,
    outcome_views,
    plan_views,
    program_views,
    quote_views,
    raci_views,
    raid_views,
    report_views,
    request_type_views,
    request_views,
    template_views,
    triage_views,
    watch_views,
)

IN_PROGRAM = r"programs/(?P<program>[A-Za-z0-9-]{1,20})"
router = SimpleRouter()

# requests
router.register("triage/ageing", triage_views.AgeingViewSet, basename="api-ageing")
router.register("triage/ranking", triage_views.RankingViewSet, basename="api-ranking")
router.register("sla-policies", triage_views.PolicyViewSet, basename="api-sla-policy")
router.register("calendars", triage_views.CalendarViewSet, basename="api-calendar")
router.register("requests", request_views.RequestViewSet, basename="api-request")

router.register("request-types", request_type_views.RequestTypeViewSet, basename="api-request-type")
router.register("outcomes", outcome_views.OutcomeViewSet, basename="api-outcome")

# programs
router.register("feed", feed_views.FeedViewSet, basename="api-feed")
router.register("raid", raid_views.RaidLogsViewSet, basename="api-raid-log")
router.register("programs", program_views.ProgramViewSet, basename="api-program")
router.register(rf"{IN_PROGRAM}/milestones", milestone_views.MilestoneViewSet, basename="api-milestone")
router.register(rf"{IN_PROGRAM}/targets", plan_views.TargetViewSet, basename="api-target")
router.register(rf"{IN_PROGRAM}/budget-lines", plan_views.BudgetLineViewSet, basename="api-budget-line")
router.register(rf"{IN_PROGRAM}/raid", raid_views.RaidViewSet, basename="api-raid")
router.register(rf"{IN_PROGRAM}/decisions", choice_views.DecisionViewSet, basename="api-program-decision")
router.register(rf"{IN_PROGRAM}/changes", change_views.ChangeViewSet, basename="api-change")
router.register(rf"{IN_PROGRAM}/stakeholders", raci_views.StakeholderViewSet, basename="api-stakeholder")
router.register(rf"{IN_PROGRAM}/activities", raci_views.ActivityViewSet, basename="api-activity")
router.register(rf"{IN_PROGRAM}/forms", form_views.FormViewSet, basename="api-form")
router.register(rf"{IN_PROGRAM}/forecast", forecast_views.ForecastViewSet, basename="api-forecast")
router.register(rf"{IN_PROGRAM}/days-off", forecast_views.DayOffViewSet, basename="api-day-off")
router.register(rf"{IN_PROGRAM}/crew-changes", forecast_views.CrewChangeViewSet, basename="api-crew-change")
router.register(rf"{IN_PROGRAM}/budget", cost_views.BudgetViewSet, basename="api-budget")
router.register(rf"{IN_PROGRAM}/costs", cost_views.CostViewSet, basename="api-cost")
router.register("forecast-calibration", forecast_views.CalibrationViewSet, basename="api-calibration")
router.register("estimate-outcomes", quote_views.QuoteViewSet, basename="api-quotes")
router.register("program-templates", template_views.TemplateViewSet, basename="api-template")
router.register(rf"{IN_PROGRAM}/asks", ask_views.AskViewSet, basename="api-ask")
router.register("digest", digest_views.DigestViewSet, basename="api-digest")
router.register("acknowledgements", report_views.AcknowledgementViewSet, basename="api-acknowledgement")
router.register("reports", report_views.ReportViewSet, basename="api-report")
router.register("metrics", metric_views.MetricViewSet, basename="api-metric")
router.register("metric-snapshots", metric_views.SnapshotViewSet, basename="api-snapshot")
router.register("portfolios", metric_views.PortfolioViewSet, basename="api-portfolio")
router.register("improvements", improvement_views.ImprovementViewSet, basename="api-improvement")
router.register("leadership", leadership_views.LeadershipViewSet, basename="api-leadership")
router.register("roadmap", leadership_views.RoadmapViewSet, basename="api-roadmap")
router.register("alerts", watch_views.WatchViewSet, basename="api-alert")
router.register("saved-views", watch_views.SavedViewSet, basename="api-saved-view")
router.register("view-deliveries", watch_views.ViewDeliveryViewSet, basename="api-view-delivery")
router.register("measures", program_views.MeasureViewSet, basename="api-measure")

urlpatterns = router.urls
