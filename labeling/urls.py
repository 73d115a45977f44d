from django.urls import URLPattern, URLResolver, include, path

from labeling.views import batch, imports, project, share, version, workspace

app_name = "labeling"

batches = [
    path("", batch.BatchList.as_view(), name="batch-list"),
    path("prepare/", batch.BatchPrepare.as_view(), name="batch-prepare"),
    path("<str:batch>/", batch.BatchDetail.as_view(), name="batch-detail"),
    path("<str:batch>/issue/", batch.BatchIssue.as_view(), name="batch-issue"),
    path("<str:batch>/shares/<int:share>/reopen/", share.ShareReopen.as_view(), name="share-reopen"),
    path("<str:batch>/shares/<int:share>/withdraw/", share.ShareWithdraw.as_view(), name="share-withdraw"),
    path("<str:batch>/labels/", batch.LabelList.as_view(), name="label-list"),
]
runs = [
    path("new/", imports.ImportStart.as_view(), name="import-start"),
    path("<int:run>/", imports.ImportDetail.as_view(), name="import-detail"),
    path("<int:run>/progress/", imports.ImportProgress.as_view(), name="import-progress"),
    path("<int:run>/stop/", imports.ImportStop.as_view(), name="import-stop"),
    path("<int:run>/faults.csv", imports.ImportFaults.as_view(), name="import-faults"),
]
inside: list[URLPattern | URLResolver] = [
    path("", project.ProjectDetail.as_view(), name="project-detail"),
    path("close/", project.ProjectClose.as_view(), name="project-close"),
    path("schema/", version.SchemaPublish.as_view(), name="schema-publish"),
    path("guideline/", version.GuidelinePublish.as_view(), name="guideline-publish"),
    path("guideline/<str:guideline>/", version.GuidelineDetail.as_view(), name="guideline-detail"),
    path("dataset/", version.DatasetAdd.as_view(), name="dataset-add"),
    path("batches/", include(batches)),
    path("imports/", include(runs)),
]
desk: list[URLPattern | URLResolver] = [
    path("", workspace.Workspace.as_view(), name="workspace"),
    path("undo/", workspace.Undo.as_view(), name="undo"),
    path("<int:slot>/answer/", workspace.Answer.as_view(), name="answer"),
    path("<int:slot>/skip/", workspace.Skip.as_view(), name="skip"),
    path("<int:slot>/renew/", workspace.Renew.as_view(), name="renew"),
]
urlpatterns = [
    path("labeling/", project.ProjectList.as_view(), name="project-list"),
    path("labeling/new/", project.ProjectOpen.as_view(), name="project-open"),
    path("labeling/panel/<str:program>/", project.ProgramPanel.as_view(), name="program-panel"),
    path("labeling/orders/<int:order>/panel/", share.OrderPanel.as_view(), name="order-panel"),
    path("labeling/projects/<slug:project>/", include(inside)),
    path("label/", workspace.Queue.as_view(), name="queue"),
    path("label/<slug:project>/", include(desk)),
]
