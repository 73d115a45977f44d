from django.db import models


class ProjectState(models.TextChoices):
    OPEN = "open", "Open"
    CLOSED = "closed", "Closed"


class BatchState(models.TextChoices):
    PREPARED = "prepared", "Prepared"
    ISSUED = "issued", "Issued"
    DELIVERED = "delivered", "Delivered"


class ShareState(models.TextChoices):
    ISSUED = "issued", "Being labeled"
    DELIVERED = "delivered", "Delivered"
    WITHDRAWN = "withdrawn", "Withdrawn"


class SlotState(models.TextChoices):
    OPEN = "open", "Open"
    FILE = "file", "To come by file"
    LEASED = "leased", "Being labeled"
    DONE = "done", "Done"


class Source(models.TextChoices):
    WORKSPACE = "workspace", "Labeling workspace"
    IMPORT = "import", "File import"


class ImportKind(models.TextChoices):
    ITEMS = "items", "Items"
    LABELS = "labels", "Labels"
    GOLD = "gold", "Gold answers"


class ImportState(models.TextChoices):
    WAITING = "waiting", "Waiting"
    RUNNING = "running", "Running"
    DONE = "done", "Done"
    REFUSED = "refused", "Refused"
    STOPPED = "stopped", "Stopped"
