from dataops.work.models.action import ActionItem
from dataops.work.models.notification import Notification
from dataops.work.models.subscription import Preference, Subscription

__all__ = ["ActionItem", "Notification", "Preference", "Subscription"]
