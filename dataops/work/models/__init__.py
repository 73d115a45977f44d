from dataops.work.models.action import ActionItem
from dataops.work.models.calendar import CalendarKey
from dataops.work.models.comment import Comment
from dataops.work.models.notification import Notification
from dataops.work.models.subscription import Preference, Subscription
from dataops.work.models.webhook import Webhook, WebhookDelivery, WebhookPlace

__all__ = [
    "ActionItem",
    "CalendarKey",
    "Comment",
    "Notification",
    "Preference",
    "Subscription",
    "Webhook",
    "WebhookDelivery",
    "WebhookPlace",
]
