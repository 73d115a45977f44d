from rest_framework.routers import SimpleRouter

from compliance.api import views

router = SimpleRouter()
router.register("data-agreements", views.AgreementViewSet, basename="api-agreement")
router.register("clearances", views.ClearanceViewSet, basename="api-clearance")
router.register("trail", views.TrailViewSet, basename="api-trail")

urlpatterns = router.urls
