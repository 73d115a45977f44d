from django.urls import path
from rest_framework.routers import SimpleRouter

from dataops.web.api import work_views as views

router = SimpleRouter()
router.register("comments", views.CommentViewSet, basename="api-comment")
router.register("notifications", views.NotificationViewSet, basename="api-notification")
router.register("subscriptions", views.SubscriptionViewSet, basename="api-subscription")
router.register("actions", views.ActionViewSet, basename="api-action")
router.register("webhooks", views.WebhookViewSet, basename="api-webhook")

urlpatterns = [*router.urls, path("search/", views.Search.as_view(), name="api-search")]
