from django.urls import path

from quality.views import batch, decision, gold, overview, project, worker

app_name = "quality"
urlpatterns = [
    path("quality/", overview.Overview.as_view(), name="overview"),
    path("quality/programs/<str:program>/panel/", overview.ProgramPanel.as_view(), name="program-panel"),
    path("quality/projects/<slug:project>/", project.ProjectDetail.as_view(), name="project-detail"),
    path("quality/projects/<slug:project>/recompute/", project.Recompute.as_view(), name="project-recompute"),
    path("quality/projects/<slug:project>/gold/", gold.GoldList.as_view(), name="gold-list"),
    path("quality/projects/<slug:project>/gold/add/", gold.GoldAdd.as_view(), name="gold-add"),
    path("quality/projects/<slug:project>/workers/", worker.WorkerList.as_view(), name="worker-list"),
    path(
        "quality/projects/<slug:project>/workers/export/", worker.WorkerExport.as_view(), name="worker-export"
    ),
    path(
        "quality/projects/<slug:project>/workers/<int:worker>/",
        worker.WorkerDetail.as_view(),
        name="worker-detail",
    ),
    path("quality/gold/<int:gold>/retire/", gold.GoldRetire.as_view(), name="gold-retire"),
    path("quality/batches/<str:batch>/", batch.BatchDetail.as_view(), name="batch-detail"),
    path("quality/batches/<str:batch>/export/", batch.BatchExport.as_view(), name="batch-export"),
    path("quality/deliveries/<int:share>/", decision.ShareDecide.as_view(), name="share-decide"),
]
