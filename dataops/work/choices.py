from django.db import models


class ActionState(models.TextChoices):
    OPEN = "open", "Open"
    DONE = "done", "Done"
    WAIVED = "waived", "Waived"


class News(models.TextChoices):
    """The kinds of notifications, each with a setting of its own."""

    MENTION = "mention", "Somebody mentions you"
    COMMENT = "comment", "Comments on what you follow"
    ACTION = "action", "Action items of yours"
    CHANGE = "change", "Changes of what you follow"


class Cadence(models.TextChoices):
    AT_ONCE = "at_once", "At once"
    DAILY = "daily", "Every day"
    WEEKLY = "weekly", "Every Monday"
    NONE = "none", "Never"


class Why(models.TextChoices):
    """Why somebody follows a thing."""

    OWNER = "owner", "You are responsible for it"
    PARTICIPANT = "participant", "You took part"
    MENTIONED = "mentioned", "You were mentioned"
    BY_HAND = "by_hand", "You chose to follow it"


USUAL_CADENCE = {
    News.MENTION: Cadence.AT_ONCE,
    News.COMMENT: Cadence.DAILY,
    News.ACTION: Cadence.DAILY,
    News.CHANGE: Cadence.DAILY,
}
