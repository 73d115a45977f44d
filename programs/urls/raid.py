"""What may go wrong in a program, and what was decided."""

from django.urls import path

from programs.choices import RaidKind
from programs.views import choice, raid

urlpatterns = [
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
    path("raid/", raid.RaidList.as_view(), name="raid-list"),
]
