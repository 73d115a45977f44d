"""Every address of this app; a file for each area, and the page of what is inside a program with its area."""

from programs.urls import leadership, money, outlook, plan, programs, raid, reports, requests, triage

app_name = "programs"

urlpatterns = [
    *requests.urlpatterns,
    *triage.urlpatterns,
    *outlook.urlpatterns,
    *money.urlpatterns,
    *programs.urlpatterns,
    *plan.urlpatterns,
    *raid.urlpatterns,
    *reports.urlpatterns,
    *leadership.urlpatterns,
]
