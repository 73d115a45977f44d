from django.urls import path

from compliance.views import agreement, clearance, overview, trail

app_name = "compliance"
urlpatterns = [
    path("compliance/", overview.Overview.as_view(), name="overview"),
    path("compliance/agreements/file/", agreement.AgreementFile.as_view(), name="agreement-file"),
    path(
        "compliance/clearances/<int:clearance>/", clearance.ClearanceDetail.as_view(), name="clearance-detail"
    ),
    path(
        "compliance/clearances/<int:clearance>/decide/",
        clearance.ClearanceDecide.as_view(),
        name="clearance-decide",
    ),
    path(
        "compliance/clearances/<int:clearance>/revoke/",
        clearance.ClearanceRevoke.as_view(),
        name="clearance-revoke",
    ),
    path(
        "compliance/programs/<str:program>/clearance/request/",
        clearance.ClearanceRequest.as_view(),
        name="clearance-request",
    ),
    path("compliance/programs/<str:program>/panel/", overview.ProgramPanel.as_view(), name="program-panel"),
    path("compliance/vendors/<slug:vendor>/panel/", overview.VendorPanel.as_view(), name="vendor-panel"),
    path("trail/", trail.Trail.as_view(), name="trail"),
    path("trail/<int:event>/", trail.TrailEvent.as_view(), name="trail-event"),
]
