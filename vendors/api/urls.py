from rest_framework.routers import SimpleRouter

from vendors.api import invoice_views, order_views, vendor_views

router = SimpleRouter()
router.register("vendors", vendor_views.VendorViewSet, basename="api-vendor")
router.register("workers", vendor_views.WorkerViewSet, basename="api-worker")
router.register("contracts", vendor_views.ContractViewSet, basename="api-contract")
router.register("rates", vendor_views.RateViewSet, basename="api-rate")
router.register("work-orders", order_views.OrderViewSet, basename="api-order")
router.register("deliveries", order_views.DeliveryViewSet, basename="api-delivery")
router.register("ledger", order_views.LedgerViewSet, basename="api-ledger")
router.register("invoices", invoice_views.InvoiceViewSet, basename="api-invoice")
router.register("scorecards", order_views.ScorecardViewSet, basename="api-scorecard")

urlpatterns = router.urls
