"""The plan of a program: milestones, targets, roles, changes."""

from django.urls import path

from programs.views import change, change_list, form, milestone, plan, plan_page, raci

urlpatterns = [
    path("programs/<str:program>/plan/", plan_page.ProgramPlan.as_view(), name="program-plan"),
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
    *[
        path(f"programs/<str:program>/forms/{address}", view.as_view(), name=f"form-{name}")
        for name, address, view in (
            ("list", "", form.FormList),
            ("add", "add/", form.FormAdd),
            ("detail", "<int:sheet>/", form.FormDetail),
            ("fill", "<int:sheet>/fill/", form.FormFill),
            ("remove", "<int:sheet>/remove/", form.FormRemove),
        )
    ],
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
]
