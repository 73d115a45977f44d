from django.urls import path

from dataops.web.views import health, home, jobs, search

app_name = "web"
urlpatterns = [
    path("", home.Home.as_view(), name="home"),
    path("search/", search.Search.as_view(), name="search"),
    path("search/results/", search.SearchResults.as_view(), name="search-results"),
    path("jobs/", jobs.JobList.as_view(), name="job-list"),
    path("jobs/parked/", jobs.ParkedList.as_view(), name="parked-list"),
    path("jobs/parked/<int:promise>/retry/", jobs.ParkedRetry.as_view(), name="parked-retry"),
    path("jobs/<int:job>/", jobs.JobDetail.as_view(), name="job-detail"),
    path("jobs/<int:job>/progress/", jobs.JobProgress.as_view(), name="job-progress"),
    path("jobs/<int:job>/stop/", jobs.JobStop.as_view(), name="job-stop"),
    path("components/", home.Components.as_view(), name="components"),
    path("health/", health.Health.as_view(), name="health"),
]
