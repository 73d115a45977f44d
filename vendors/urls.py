from django.urls import path

from vendors.views import contract, invoice, ledger, order, portal, scorecard, vendor

app_name = "vendors"
urlpatterns = [
    path("vendors/", vendor.VendorList.as_view(), name="vendor-list"),
    path("vendors/add/", vendor.VendorAdd.as_view(), name="vendor-add"),
    path("vendors/ledger/", ledger.Ledger.as_view(), name="ledger"),
    path("vendors/ledger/<int:entry>/reverse/", ledger.EntryReverse.as_view(), name="entry-reverse"),
    path("vendors/invoices/", invoice.InvoiceList.as_view(), name="invoice-list"),
    path("vendors/invoices/<int:invoice>/", invoice.InvoiceDetail.as_view(), name="invoice-detail"),
    path("vendors/invoices/<int:invoice>/void/", invoice.InvoiceVoid.as_view(), name="invoice-void"),
    path("vendors/contracts/<int:contract>/rates/add/", contract.RateAdd.as_view(), name="rate-add"),
    path("vendors/orders/", order.OrderList.as_view(), name="order-list"),
    path("vendors/orders/<int:order>/", order.OrderDetail.as_view(), name="order-detail"),
    path("vendors/orders/<int:order>/send/", order.OrderSend.as_view(), name="order-send"),
    path("vendors/orders/<int:order>/answer/", order.OrderAnswer.as_view(), name="order-answer"),
    path("vendors/orders/<int:order>/close/", order.OrderClose.as_view(), name="order-close"),
    path("vendors/programs/<str:program>/panel/", order.ProgramPanel.as_view(), name="program-panel"),
    path("vendors/scorecards/<int:scorecard>/", scorecard.ScorecardDetail.as_view(), name="scorecard-detail"),
    path(
        "vendors/scorecards/<int:scorecard>/publish/",
        scorecard.ScorecardPublish.as_view(),
        name="scorecard-publish",
    ),
    path(
        "vendors/scorecards/<int:scorecard>/settle/",
        scorecard.ScorecardSettle.as_view(),
        name="scorecard-settle",
    ),
    path("vendors/<slug:vendor>/", vendor.VendorDetail.as_view(), name="vendor-detail"),
    path("vendors/<slug:vendor>/state/", vendor.VendorChangeState.as_view(), name="vendor-state"),
    path("vendors/<slug:vendor>/contracts/sign/", contract.ContractSign.as_view(), name="contract-sign"),
    path("vendors/<slug:vendor>/orders/draft/", order.OrderDraft.as_view(), name="order-draft"),
    path("vendors/<slug:vendor>/workers/enrol/", vendor.WorkerEnrol.as_view(), name="worker-enrol"),
    path("vendors/<slug:vendor>/invoices/record/", invoice.InvoiceRecord.as_view(), name="invoice-record"),
    path("portal/", portal.PortalOrders.as_view(), name="portal-orders"),
    path("portal/orders/<int:order>/", portal.PortalOrder.as_view(), name="portal-order"),
    path("portal/orders/<int:order>/answer/", portal.PortalOrderAnswer.as_view(), name="portal-order-answer"),
    path("portal/deliveries/", portal.PortalDeliveries.as_view(), name="portal-deliveries"),
    path("portal/ledger/", portal.PortalLedger.as_view(), name="portal-ledger"),
    path("portal/invoices/", invoice.PortalInvoices.as_view(), name="portal-invoices"),
    path("portal/invoices/<int:invoice>/", invoice.PortalInvoice.as_view(), name="portal-invoice"),
    path("portal/scorecard/", portal.PortalScorecard.as_view(), name="portal-scorecard"),
    path(
        "portal/scorecard/<int:scorecard>/",
        portal.PortalScorecardMonth.as_view(),
        name="portal-scorecard-month",
    ),
    path(
        "portal/scorecard/<int:scorecard>/answer/",
        portal.PortalScorecardAnswer.as_view(),
        name="portal-scorecard-answer",
    ),
]
