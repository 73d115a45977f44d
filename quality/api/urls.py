from django.urls import path

from quality.api import views

READ, WRITE = {"get": "list"}, {"get": "list", "post": "create"}

urlpatterns = [
    path("quality/agreement/", views.AgreementViewSet.as_view(READ), name="api-quality-agreement-list"),
    path(
        "quality/projects/<slug:project>/agreement/",
        views.AgreementViewSet.as_view({"get": "retrieve"}),
        name="api-quality-agreement-detail",
    ),
    path(
        "quality/projects/<slug:project>/recompute/",
        views.AgreementViewSet.as_view({"post": "recompute"}),
        name="api-quality-agreement-recompute",
    ),
    path("quality/gold-items/", views.GoldItemViewSet.as_view(WRITE), name="api-gold-item-list"),
    path(
        "quality/gold-items/<int:gold>/retire/",
        views.GoldItemViewSet.as_view({"post": "retire"}),
        name="api-gold-item-retire",
    ),
    path("quality/gold-counts/", views.GoldCountViewSet.as_view(READ), name="api-gold-count-list"),
    path(
        "quality/shares/<int:share>/evidence/",
        views.DecisionViewSet.as_view({"get": "evidence"}),
        name="api-share-evidence",
    ),
    path("quality/decisions/", views.DecisionViewSet.as_view(WRITE), name="api-decision-list"),
]
