from django.urls import path

from dataops.web.work import actions, following, notifications, talk

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
    path("actions/", actions.ActionList.as_view(), name="action-list"),
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
urlpatterns = about + news + items
