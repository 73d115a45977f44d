from rest_framework.routers import SimpleRouter

from programs.api import request_views

router = SimpleRouter()

# requests
router.register("requests", request_views.RequestViewSet, basename="api-request")

urlpatterns = router.urls
