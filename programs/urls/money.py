"""What was set aside for a program, and what it costs."""

from django.urls import path

from programs.views import budget, plan

urlpatterns = [
    *[
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
    ],
]
