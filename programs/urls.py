from django.urls import path

from programs.choices import RaidKind
from programs.views import (
    ageing,
    ask,
    budget,
    change,
    change_list,
    choice,
    decision,
    digest,
    estimate,
    feed,
    forecast,
    improvement,
    intake,
    leadership,
    metric,
    milestone,
    outcome,
    plan,
    plan_page,
    portfolio,
    portfolios,
    program,
    raci,
    raid,
    report,
    request,
    request_parts,
    request_type,
    roadmap,
    sla,
    template,
    triage,
    watch,
)

app_name = "programs"

# requests
requests = [
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

# types of requests
types = [
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

# templates of programs
templates = [
    path(f"program-templates/{address}", view.as_view(), name=f"template-{name}")
    for name, address, view in (
        ("list", "", template.TemplateList),
        ("add", "new/", template.TemplateAdd),
        ("detail", "<int:template>/", template.TemplateDetail),
        ("change", "<int:template>/change/", template.TemplateChange),
        ("milestone-add", "<int:template>/milestones/", template.TemplateMilestoneAdd),
        ("seed-add", "<int:template>/seeds/", template.TemplateSeedAdd),
        ("target-add", "<int:template>/targets/", template.TemplateTargetAdd),
        (
            "milestone-remove",
            "<int:template>/milestones/<int:planned>/remove/",
            template.TemplateMilestoneRemove,
        ),
        ("seed-remove", "<int:template>/seeds/<int:seed>/remove/", template.TemplateSeedRemove),
        ("target-remove", "<int:template>/targets/<int:aim>/remove/", template.TemplateTargetRemove),
    )
]

# forecast and money
outlook = [
    path(f"programs/<str:program>/forecast/{address}", view.as_view(), name=name)
    for name, address, view in (
        ("forecast", "", forecast.Forecast),
        ("what-if", "what-if/", forecast.WhatIf),
        ("day-off-add", "days-off/", forecast.DaysOffAdd),
        ("day-off-remove", "days-off/<int:day_off>/remove/", forecast.DayOffRemove),
        ("crew-add", "people/", forecast.CrewChangeAdd),
        ("crew-remove", "people/<int:crew>/remove/", forecast.CrewChangeRemove),
    )
] + [path("forecasts/calibration/", forecast.Calibration.as_view(), name="calibration")]
money = [
    path(f"programs/<str:program>/budget/{address}", view.as_view(), name=name)
    for name, address, view in (
        ("budget", "", budget.Budget),
        ("budget-add", "lines/", plan.BudgetLineAdd),
        ("budget-change", "lines/<int:line>/", plan.BudgetLineChange),
        ("tolerance-set", "tolerance/", budget.ToleranceSet),
        ("cost-list", "costs/", budget.CostList),
        ("cost-enter", "costs/new/", budget.CostEnter),
        ("cost-file", "costs/file/", budget.CostFile),
        ("cost-reverse", "costs/<int:cost>/reverse/", budget.CostReverse),
    )
]

# programs
programs = [
    path("programs/", portfolio.ProgramList.as_view(), name="program-list"),
    path("programs/export/", portfolio.ProgramExport.as_view(), name="program-export"),
    path("programs/mine/", portfolio.MinePanel.as_view(), name="program-mine"),
    path("programs/activity/", portfolio.ActivityPanel.as_view(), name="program-activity"),
    path("programs/feed/", feed.Feed.as_view(), name="feed"),
    path("programs/new/", program.ProgramStart.as_view(), name="program-start"),
    path("programs/<str:program>/", program.ProgramDetail.as_view(), name="program-detail"),
    path("programs/<str:program>/plan/", plan_page.ProgramPlan.as_view(), name="program-plan"),
    path("programs/<str:program>/change/", program.ProgramChange.as_view(), name="program-change"),
    path("programs/<str:program>/state/", program.ProgramState.as_view(), name="program-state"),
    path("programs/<str:program>/people/", program.PersonAdmit.as_view(), name="person-admit"),
    path(
        "programs/<str:program>/people/<int:person>/dismiss/",
        program.PersonDismiss.as_view(),
        name="person-dismiss",
    ),
    path("programs/<str:program>/milestones/", milestone.MilestonePlan.as_view(), name="milestone-plan"),
    path(
        "programs/<str:program>/milestones/<int:milestone>/",
        milestone.MilestoneDetail.as_view(),
        name="milestone-detail",
    ),
    *[
        path(
            f"programs/<str:program>/milestones/<int:milestone>/{verb}/",
            view.as_view(),
            name=f"milestone-{verb}",
        )
        for verb, view in {
            "change": milestone.MilestoneChange,
            "move": milestone.MilestoneMove,
            "finish": milestone.MilestoneFinish,
            "drop": milestone.MilestoneDrop,
        }.items()
    ],
    path("programs/<str:program>/targets/", plan.TargetSet.as_view(), name="target-set"),
    path("programs/<str:program>/reporting/", program.ProgramReporting.as_view(), name="program-reporting"),
    path("programs/<str:program>/reports/draft/", report.ReportDraft.as_view(), name="report-draft"),
    path("programs/<str:program>/feed/", feed.FeedOfProgram.as_view(), name="feed-of-program"),
    path("programs/<str:program>/roles/", raci.Raci.as_view(), name="raci"),
    *[
        path(f"programs/<str:program>/{address}/", view.as_view(), name=name)
        for name, address, view in (
            ("stakeholder-add", "stakeholders", raci.StakeholderAdd),
            ("stakeholder-change", "stakeholders/<int:stakeholder>", raci.StakeholderChange),
            ("stakeholder-remove", "stakeholders/<int:stakeholder>/remove", raci.StakeholderRemove),
            ("activity-add", "activities", raci.ActivityAdd),
            ("activity-change", "activities/<int:activity>", raci.ActivityChange),
            ("activity-remove", "activities/<int:activity>/remove", raci.ActivityRemove),
        )
    ],
    path("programs/<str:program>/raid/", raid.RaidOfProgram.as_view(), name="raid-of-program"),
    *[
        path(
            f"programs/<str:program>/raid/add-{kind}/",
            raid.RaidAdd.as_view(),
            {"kind": kind},
            name=f"raid-add-{kind}",
        )
        for kind in RaidKind.values
    ],
    path("programs/<str:program>/raid/<int:raid>/", raid.RaidDetail.as_view(), name="raid-detail"),
    path("programs/<str:program>/raid/<int:raid>/change/", raid.RaidChange.as_view(), name="raid-change"),
    path("programs/<str:program>/raid/<int:raid>/review/", raid.RaidReview.as_view(), name="raid-review"),
    path("programs/<str:program>/raid/<int:raid>/close/", raid.RaidClose.as_view(), name="raid-close"),
    path(
        "programs/<str:program>/raid/<int:raid>/happened/", raid.RaidHappened.as_view(), name="raid-happened"
    ),
    path("programs/<str:program>/decisions/", choice.DecisionList.as_view(), name="decision-list"),
    path(
        "programs/<str:program>/decisions/propose/", choice.DecisionPropose.as_view(), name="decision-propose"
    ),
    path(
        "programs/<str:program>/decisions/<int:decision>/",
        choice.DecisionDetail.as_view(),
        name="decision-detail",
    ),
    path(
        "programs/<str:program>/decisions/<int:decision>/change/",
        choice.DecisionChange.as_view(),
        name="decision-change",
    ),
    path(
        "programs/<str:program>/decisions/<int:decision>/decide/",
        choice.DecisionDecide.as_view(),
        name="decision-decide",
    ),
    path("programs/<str:program>/changes/", change_list.ChangeList.as_view(), name="change-list"),
    path("programs/<str:program>/changes/request/", change.ChangeAsk.as_view(), name="change-ask"),
    path("programs/<str:program>/changes/<int:change>/", change.ChangeDetail.as_view(), name="change-detail"),
    path(
        "programs/<str:program>/changes/<int:change>/revise/",
        change.ChangeRevise.as_view(),
        name="change-revise",
    ),
    path(
        "programs/<str:program>/changes/<int:change>/withdraw/",
        change.ChangeWithdraw.as_view(),
        name="change-withdraw",
    ),
    path(
        "programs/<str:program>/changes/<int:change>/decide/",
        change.ChangeDecide.as_view(),
        name="change-decide",
    ),
    path("raid/", raid.RaidList.as_view(), name="raid-list"),
    path("leadership/", leadership.Leadership.as_view(), name="leadership"),
    path("leadership/<str:figure>/", leadership.LeadershipRows.as_view(), name="leadership-rows"),
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
    path("portfolios/", portfolios.PortfolioList.as_view(), name="portfolio-list"),
    path("portfolios/new/", portfolios.PortfolioAdd.as_view(), name="portfolio-add"),
    path("portfolios/<int:portfolio>/change/", portfolios.PortfolioChange.as_view(), name="portfolio-change"),
    path(
        "programs/<str:program>/portfolio/",
        portfolios.PortfolioOfProgram.as_view(),
        name="portfolio-of-program",
    ),
    path("roadmap/", roadmap.Roadmap.as_view(), name="roadmap"),
    path("improvements/", improvement.ImprovementList.as_view(), name="improvement-list"),
    path("improvements/new/", improvement.ImprovementAdd.as_view(), name="improvement-add"),
    *(
        path(f"improvements/<int:improvement>/{address}", view.as_view(), name=f"improvement-{name}")
        for name, address, view in (
            ("detail", "", improvement.ImprovementDetail),
            ("change", "change/", improvement.ImprovementChange),
            ("try", "try/", improvement.ImprovementTry),
            ("verify", "verify/", improvement.ImprovementVerify),
            ("drop", "drop/", improvement.ImprovementDrop),
        )
    ),
    path("leadership-alerts/", watch.WatchList.as_view(), name="watch-list"),
    path("leadership-alerts/new/", watch.WatchAdd.as_view(), name="watch-add"),
    path("leadership-alerts/<int:watch>/remove/", watch.WatchRemove.as_view(), name="watch-remove"),
    path("leadership-views/new/", watch.ViewSave.as_view(), name="view-save"),
    path("leadership-views/<int:view>/send/", watch.ViewSend.as_view(), name="view-send"),
    path("leadership-views/<int:view>/remove/", watch.ViewRemove.as_view(), name="view-remove"),
    path("leadership-mails/<int:delivery>/stop/", watch.DeliveryStop.as_view(), name="delivery-stop"),
    path("metrics/", metric.MetricList.as_view(), name="metric-list"),
    path("metrics/<slug:metric>/", metric.MetricDetail.as_view(), name="metric-detail"),
    path("metrics/<slug:metric>/change/", metric.MetricChange.as_view(), name="metric-change"),
    path("metrics/<slug:metric>/retire/", metric.MetricRetire.as_view(), name="metric-retire"),
    path("metrics/<slug:metric>/restore/", metric.MetricRestore.as_view(), name="metric-restore"),
    path("reports/", report.ReportList.as_view(), name="report-list"),
    path("reports/<int:report>/", report.ReportDetail.as_view(), name="report-detail"),
    path("reports/<int:report>/edit/", report.ReportEdit.as_view(), name="report-edit"),
    path("reports/<int:report>/save/", report.ReportSave.as_view(), name="report-save"),
    path("reports/<int:report>/override/", report.ReportOverride.as_view(), name="report-override"),
    path("reports/<int:report>/publish/", report.ReportPublish.as_view(), name="report-publish"),
    path("reports/<int:report>/renew/", report.ReportRenew.as_view(), name="report-renew"),
]

urlpatterns = requests + types + templates + outlook + money + programs
