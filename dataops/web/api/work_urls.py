from django.urls import path
from rest_framework.routers import SimpleRouter

from dataops.web.api import action_views, calendar_views, news_views, webhook_views, work_views

router = SimpleRouter()
router.register("comments", work_views.CommentViewSet, basename="api-comment")
router.register("notifications", news_views.NotificationViewSet, basename="api-notification")
router.register("mail-settings", news_views.MailSettingsViewSet, basename="api-mail-settings")
router.register("subscriptions", work_views.SubscriptionViewSet, basename="api-subscription")
router.register("actions", action_views.ActionViewSet, basename="api-action")
router.register("calendar-address", calendar_views.CalendarAddressViewSet, basename="api-calendar-address")
router.register("webhooks", webhook_views.WebhookViewSet, basename="api-webhook")
router.register("webhook-deliveries", webhook_views.WebhookDeliveryViewSet, basename="api-webhook-delivery")

urlpatterns = [*router.urls, path("search/", work_views.Search.as_view(), name="api-search")]
