"""Programs, their people, portfolios and templates."""

from django.urls import path

from programs.views import feed, portfolio, portfolios, program, template

urlpatterns = [
    *[
        path(f"program-templates/{address}", view.as_view(), name=f"template-{name}")
        for name, address, view in (
            ("list", "", template.TemplateList),
            ("add", "new/", template.TemplateAdd),
            ("detail", "<int:template>/", template.TemplateDetail),
            ("change", "<int:template>/change/", template.TemplateChange),
            ("milestone-add", "<int:template>/milestones/", template.TemplateMilestoneAdd),
            ("seed-add", "<int:template>/seeds/", template.TemplateSeedAdd),
            ("target-add", "<int:template>/targets/", template.TemplateTargetAdd),
            ("form-add", "<int:template>/forms/", template.TemplateFormAdd),
            (
                "milestone-change",
                "<int:template>/milestones/<int:planned>/change/",
                template.TemplateMilestoneChange,
            ),
            ("seed-change", "<int:template>/seeds/<int:seed>/change/", template.TemplateSeedChange),
            ("target-change", "<int:template>/targets/<int:aim>/change/", template.TemplateTargetChange),
            (
                "milestone-remove",
                "<int:template>/milestones/<int:planned>/remove/",
                template.TemplateMilestoneRemove,
            ),
            ("seed-remove", "<int:template>/seeds/<int:seed>/remove/", template.TemplateSeedRemove),
            ("target-remove", "<int:template>/targets/<int:aim>/remove/", template.TemplateTargetRemove),
            ("form-change", "<int:template>/forms/<int:paper>/change/", template.TemplateFormChange),
            ("form-remove", "<int:template>/forms/<int:paper>/remove/", template.TemplateFormRemove),
        )
    ],
    path("programs/", portfolio.ProgramList.as_view(), name="program-list"),
    path("programs/export/", portfolio.ProgramExport.as_view(), name="program-export"),
    path("programs/mine/", portfolio.MinePanel.as_view(), name="program-mine"),
    path("programs/activity/", portfolio.ActivityPanel.as_view(), name="program-activity"),
    path("programs/feed/", feed.Feed.as_view(), name="feed"),
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
    path("programs/<str:program>/reporting/", program.ProgramReporting.as_view(), name="program-reporting"),
    path("programs/<str:program>/feed/", feed.FeedOfProgram.as_view(), name="feed-of-program"),
    path("portfolios/", portfolios.PortfolioList.as_view(), name="portfolio-list"),
    path("portfolios/new/", portfolios.PortfolioAdd.as_view(), name="portfolio-add"),
    path("portfolios/<int:portfolio>/change/", portfolios.PortfolioChange.as_view(), name="portfolio-change"),
    path(
        "programs/<str:program>/portfolio/",
        portfolios.PortfolioOfProgram.as_view(),
        name="portfolio-of-program",
    ),
]
