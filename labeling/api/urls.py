from rest_framework.routers import SimpleRouter

from labeling.api import import_views, label_views, setup_views

router = SimpleRouter()
router.register("projects", setup_views.ProjectViewSet, basename="api-project")
router.register("datasets", setup_views.DatasetViewSet, basename="api-dataset")
router.register("batches", setup_views.BatchViewSet, basename="api-batch")
router.register("imports", import_views.ImportViewSet, basename="api-import")
router.register("annotations", label_views.AnnotationViewSet, basename="api-annotation")
router.register("labeling/lease", label_views.LeaseViewSet, basename="api-lease")
router.register("labeling/slots", label_views.SlotViewSet, basename="api-slot")
router.register("labeling/answers", label_views.OwnAnnotationViewSet, basename="api-answer")
router.register("portal/annotations", label_views.VendorAnnotationViewSet, basename="api-vendor-annotation")

urlpatterns = router.urls
