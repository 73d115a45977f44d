from django.urls import path

from programs.views import leadership, plan, portfolio, program, report

app_name = "programs"
urlpatterns = [
    path("programs/", portfolio.ProgramList.as_view(), name="program-list"),
    path("programs/export/", portfolio.ProgramExport.as_view(), name="program-export"),
    path("programs/mine/", portfolio.MinePanel.as_view(), name="program-mine"),
    path("programs/activity/", portfolio.ActivityPanel.as_view(), name="program-activity"),
    path("programs/new/", program.ProgramStart.as_view(), name="program-start"),
    path("programs/<str:program>/", program.ProgramDetail.as_view(), name="program-detail"),
    path("programs/<str:program>/change/", program.ProgramChange.as_view(), name="program-change"),
    path("programs/<str:program>/state/", program.ProgramState.as_view(), name="program-state"),
    path("programs/<str:program>/people/", program.PersonAdmit.as_view(), name="person-admit"),
    path(
        "programs/<str:program>/people/<int:person>/dismiss/",
        program.PersonDismiss.as_view(),
        name="person-dismiss",
    ),
    path("programs/<str:program>/milestones/", plan.MilestonePlan.as_view(), name="milestone-plan"),
    path(
        "programs/<str:program>/milestones/<int:milestone>/move/",
        plan.MilestoneMove.as_view(),
        name="milestone-move",
    ),
    path(
        "programs/<str:program>/milestones/<int:milestone>/finish/",
        plan.MilestoneFinish.as_view(),
        name="milestone-finish",
    ),
    path(
        "programs/<str:program>/milestones/<int:milestone>/drop/",
        plan.MilestoneDrop.as_view(),
        name="milestone-drop",
    ),
    path("programs/<str:program>/targets/", plan.TargetSet.as_view(), name="target-set"),
    path("programs/<str:program>/budget/", plan.BudgetLineAdd.as_view(), name="budget-add"),
    path("programs/<str:program>/budget/<int:line>/", plan.BudgetLineChange.as_view(), name="budget-change"),
    path("programs/<str:program>/reports/draft/", report.ReportDraft.as_view(), name="report-draft"),
    path("leadership/", leadership.Leadership.as_view(), name="leadership"),
    path("metrics/", leadership.MetricList.as_view(), name="metric-list"),
    path("reports/", report.ReportList.as_view(), name="report-list"),
    path("reports/<int:report>/", report.ReportDetail.as_view(), name="report-detail"),
    path("reports/<int:report>/edit/", report.ReportEdit.as_view(), name="report-edit"),
    path("reports/<int:report>/override/", report.ReportOverride.as_view(), name="report-override"),
    path("reports/<int:report>/publish/", report.ReportPublish.as_view(), name="report-publish"),
    path("reports/<int:report>/renew/", report.ReportRenew.as_view(), name="report-renew"),
]
