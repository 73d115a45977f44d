"""Leadership, what is behind its figures, and what came of them."""

from django.urls import path

from programs.views import improvement, leadership, metric, roadmap, watch

urlpatterns = [
    path("leadership/", leadership.Leadership.as_view(), name="leadership"),
    path("leadership/<str:figure>/", leadership.LeadershipRows.as_view(), name="leadership-rows"),
    path("roadmap/", roadmap.Roadmap.as_view(), name="roadmap"),
    path("improvements/", improvement.ImprovementList.as_view(), name="improvement-list"),
    path("improvements/new/", improvement.ImprovementAdd.as_view(), name="improvement-add"),
    *(
        path(f"improvements/<int:improvement>/{address}", view.as_view(), name=f"improvement-{name}")
        for name, address, view in (
            ("detail", "", improvement.ImprovementDetail),
            ("change", "change/", improvement.ImprovementChange),
            ("try", "try/", improvement.ImprovementTry),
            ("verify", "verify/", improvement.ImprovementVerify),
            ("drop", "drop/", improvement.ImprovementDrop),
        )
    ),
    path("leadership-alerts/", watch.WatchList.as_view(), name="watch-list"),
    path("leadership-alerts/new/", watch.WatchAdd.as_view(), name="watch-add"),
    path("leadership-alerts/<int:watch>/remove/", watch.WatchRemove.as_view(), name="watch-remove"),
    path("leadership-views/new/", watch.ViewSave.as_view(), name="view-save"),
    path("leadership-views/<int:view>/send/", watch.ViewSend.as_view(), name="view-send"),
    path("leadership-views/<int:view>/remove/", watch.ViewRemove.as_view(), name="view-remove"),
    path("leadership-mails/<int:delivery>/stop/", watch.DeliveryStop.as_view(), name="delivery-stop"),
    path("metrics/", metric.MetricList.as_view(), name="metric-list"),
    path("metrics/<slug:metric>/", metric.MetricDetail.as_view(), name="metric-detail"),
    path("metrics/<slug:metric>/change/", metric.MetricChange.as_view(), name="metric-change"),
    path("metrics/<slug:metric>/retire/", metric.MetricRetire.as_view(), name="metric-retire"),
    path("metrics/<slug:metric>/restore/", metric.MetricRestore.as_view(), name="metric-restore"),
]
