from django.db import models


class AgreementKind(models.TextChoices):
    DATA_PROCESSING = "data_processing", "Data processing agreement"
    CONFIDENTIALITY = "confidentiality", "Confidentiality agreement"


class ClearanceState(models.TextChoices):
    REQUESTED = "requested", "Requested"
    GRANTED = "granted", "Granted"
    DECLINED = "declined", "Declined"
    REVOKED = "revoked", "Revoked"
