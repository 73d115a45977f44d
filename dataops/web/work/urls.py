from django.urls import path

from dataops.web.work import action_list, actions, calendar, following, notifications, talk, webhooks

app_name = "work"

about = [
    path("about/<str:about>/", talk.Talk.as_view(), name="talk"),
    path("about/<str:about>/people/", talk.People.as_view(), name="people"),
    path("about/<str:about>/follow/", talk.Follow.as_view(), name="follow"),
    path("about/<str:about>/unfollow/", talk.Unfollow.as_view(), name="unfollow"),
    path("about/<str:about>/actions/add/", actions.ActionAdd.as_view(), name="action-add"),
    path("comments/<int:comment>/edit/", talk.CommentEdit.as_view(), name="comment-edit"),
    path("comments/<int:comment>/delete/", talk.CommentDelete.as_view(), name="comment-delete"),
]
news = [
    path("notifications/", notifications.NotificationList.as_view(), name="notification-list"),
    path("notifications/read/", notifications.NotificationsRead.as_view(), name="notifications-read"),
    path("notifications/unread/", notifications.NotificationsUnread.as_view(), name="notifications-unread"),
    path("notifications/stop/<str:link>/", notifications.NewsStop.as_view(), name="news-stop"),
    *[
        path(f"notifications/<int:notification>/{verb}/", view.as_view(), name=f"notification-{verb}")
        for verb, view in {
            "open": notifications.NotificationOpen,
            "read": notifications.NotificationRead,
            "unread": notifications.NotificationUnread,
        }.items()
    ],
    path("following/", following.Following.as_view(), name="following"),
]
items = [
    path("actions/", action_list.ActionList.as_view(), name="action-list"),
    path("actions/<int:action>/", actions.ActionDetail.as_view(), name="action-detail"),
    *[
        path(f"actions/<int:action>/{verb}/", view.as_view(), name=f"action-{verb}")
        for verb, view in {
            "change": actions.ActionChange,
            "finish": actions.ActionFinish,
            "waive": actions.ActionWaive,
            "reopen": actions.ActionReopen,
        }.items()
    ],
]
dates = [
    path("calendar/", calendar.CalendarPage.as_view(), name="calendar"),
    path("calendar/issue/", calendar.CalendarIssue.as_view(), name="calendar-issue"),
    path("calendar/revoke/", calendar.CalendarRevoke.as_view(), name="calendar-revoke"),
    path("calendar/<str:key>.ics", calendar.CalendarFeed.as_view(), name="calendar-feed"),
]
outside = [
    path("webhooks/", webhooks.WebhookList.as_view(), name="webhook-list"),
    path("webhooks/add/", webhooks.WebhookAdd.as_view(), name="webhook-add"),
    path("webhooks/<int:webhook>/", webhooks.WebhookDetail.as_view(), name="webhook-detail"),
    path("webhooks/<int:webhook>/change/", webhooks.WebhookChange.as_view(), name="webhook-change"),
    path("webhooks/<int:webhook>/on/", webhooks.WebhookSwitch.as_view(is_on=True), name="webhook-on"),
    path("webhooks/<int:webhook>/off/", webhooks.WebhookSwitch.as_view(is_on=False), name="webhook-off"),
    path("webhooks/sent/<int:sent>/again/", webhooks.DeliveryAgain.as_view(), name="delivery-again"),
]
urlpatterns = about + news + items + dates + outside
