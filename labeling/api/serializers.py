from __future__ import annotations

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from dataops.base.limits import LEAST_CODE, MOST_CODE, one_line
from dataops.web.api.fields import DayField, Visible
from labeling.choices import ImportKind
from labeling.models import (
    Annotation,
    Batch,
    BatchShare,
    Dataset,
    Guideline,
    ImportFault,
    ImportRun,
    LabelSchema,
    Project,
    Slot,
)
from labeling.rules import LONGEST_NAME, MOST_CHOICES
from programs.choices import Modality
from programs.models import DataRequest, Program
from vendors.models import WorkOrder


class StrictText(serializers.CharField):
    """Text, and only text: a number or a list is an error and not its spelling."""

    def to_internal_value(self, data):
        if not isinstance(data, str):
            self.fail("invalid")
        return super().to_internal_value(data)


class StrictInteger(serializers.IntegerField):
    """A whole number, not text that looks like one and not true for 1."""

    def to_internal_value(self, data):
        if isinstance(data, bool) or not isinstance(data, int):
            self.fail("invalid")
        return super().to_internal_value(data)


class StrictUUID(serializers.UUIDField):
    """A token as it was handed out, not a number that could be read as one."""

    def to_internal_value(self, data):
        if not isinstance(data, str):
            self.fail("invalid", value=data)
        return super().to_internal_value(data)


class ChoiceSerializer(serializers.Serializer):
    code = StrictInteger(required=False, min_value=0, max_value=MOST_CODE)
    name = StrictText(max_length=LONGEST_NAME)
    hint = StrictText(max_length=200, required=False, allow_blank=True, default="")


@extend_schema_field(ChoiceSerializer(many=True))
class Choices(serializers.JSONField):
    """The answers of a schema as they are stored."""


@extend_schema_field(serializers.DictField(child=serializers.CharField()))
class Texts(serializers.JSONField):
    """The content of an item as it is stored."""


class ProjectSerializer(serializers.ModelSerializer):
    program = serializers.SlugRelatedField("code", read_only=True)
    request = serializers.SlugRelatedField("number", read_only=True)

    class Meta:
        model = Project
        fields = ["slug", "name", "program", "request", "judgements_per_item", "state", "created_at"]


class OpenProjectSerializer(serializers.Serializer):
    program = Visible(Program, "code")
    request = Visible(DataRequest, "number", required=False, allow_null=True)
    name = StrictText(max_length=120, validators=[one_line])
    question = StrictText(max_length=200)
    choices = ChoiceSerializer(many=True, min_length=2, max_length=MOST_CHOICES)
    judgements_per_item = StrictInteger(min_value=1, max_value=50, default=1)
    guideline = StrictText(required=False, allow_blank=True, default="", max_length=200_000)


class SchemaSerializer(serializers.ModelSerializer):
    project = serializers.SlugRelatedField("slug", read_only=True)
    choices = ChoiceSerializer(many=True, min_length=2, max_length=MOST_CHOICES)
    question = StrictText(max_length=200)

    class Meta:
        model = LabelSchema
        fields = ["id", "project", "number", "question", "choices", "published_at"]
        read_only_fields = ["number", "published_at"]


class GuidelineSerializer(serializers.ModelSerializer):
    project = serializers.SlugRelatedField("slug", read_only=True)
    body = StrictText(max_length=200_000)
    change_note = StrictText(max_length=200)

    class Meta:
        model = Guideline
        fields = ["id", "project", "number", "body", "change_note", "published_at"]
        read_only_fields = ["number", "published_at"]


class DatasetSerializer(serializers.ModelSerializer):
    program = Visible(Program, "code")
    name = StrictText(max_length=120, validators=[one_line])
    modality = serializers.ChoiceField(Modality, default=Modality.TEXT)
    purpose = StrictText(required=False, allow_blank=True, default="")

    class Meta:
        model = Dataset
        fields = ["id", "program", "name", "modality", "purpose", "created_at"]


class ShareSerializer(serializers.ModelSerializer):
    vendor = serializers.SlugRelatedField("slug", read_only=True)
    work_order = serializers.SlugRelatedField("number", read_only=True)

    class Meta:
        model = BatchShare
        fields = [
            *("id", "vendor", "work_order", "judgements_per_item", "judgements", "due_on", "state"),
            *("attempt", "withdrawn_reason"),
        ]


class BatchSerializer(serializers.ModelSerializer):
    project = serializers.SlugRelatedField("slug", read_only=True)
    schema = serializers.SlugRelatedField("number", read_only=True)
    guideline = serializers.SlugRelatedField("number", read_only=True)
    shares = ShareSerializer(many=True, read_only=True)

    class Meta:
        model = Batch
        fields = ["number", "project", "dataset", "schema", "guideline", "items", "state", "due_on", "shares"]


class PrepareSerializer(serializers.Serializer):
    project = Visible(Project, "slug")
    dataset = Visible(Dataset)
    size = StrictInteger(min_value=1, max_value=10_000)


class IssueSerializer(serializers.Serializer):
    work_order = Visible(WorkOrder)
    judgements_per_item = StrictInteger(min_value=1, max_value=50)
    due_on = DayField()


class ReopenSerializer(serializers.Serializer):
    """The share is the batch's part of this order."""

    work_order = Visible(WorkOrder)
    due_on = DayField()


class WithdrawSerializer(serializers.Serializer):
    """The share is the batch's part of this order."""

    work_order = Visible(WorkOrder)
    reason = serializers.CharField(max_length=1000)


class FaultSerializer(serializers.ModelSerializer):
    class Meta:
        model = ImportFault
        fields = ["row", "column", "message"]


class ImportSerializer(serializers.ModelSerializer):
    project = serializers.SlugRelatedField("slug", read_only=True)

    class Meta:
        model = ImportRun
        fields = [
            "id",
            "project",
            "dataset",
            "kind",
            "state",
            "file_name",
            "sha256",
            "size",
            "rows_read",
            "rows_added",
            "rows_known",
            "rows_faulty",
            "message",
            "created_at",
        ]


class StartImportSerializer(serializers.Serializer):
    """A multipart form; `workers` is a CSV of annotator_id and vendor, `orders` are vendor=number pairs."""

    project = Visible(Project, "slug")
    kind = serializers.ChoiceField(ImportKind)
    dataset = Visible(Dataset, required=False)
    file = serializers.FileField()
    workers = serializers.FileField(required=False)
    default_vendor = serializers.SlugField(required=False, default="", allow_blank=True)
    orders = serializers.ListField(child=serializers.CharField(max_length=120), required=False, default=list)
    all_or_nothing = serializers.BooleanField(default=True)
    enrols_workers = serializers.BooleanField(default=False, help_text="Take up annotators nobody knows.")
    takes_unissued = serializers.BooleanField(
        default=False, help_text="Take labels of batches their order was not given."
    )


class AnnotationSerializer(serializers.ModelSerializer):
    project = serializers.SlugRelatedField("slug", read_only=True)
    batch = serializers.SlugRelatedField("number", read_only=True)
    item = serializers.CharField(source="task.item.external_id", read_only=True)
    worker = serializers.SlugRelatedField("external_id", read_only=True)

    class Meta:
        model = Annotation
        fields = ["id", "project", "batch", "item", "worker", "code", "seconds", "source", "labeled_at"]


class AnswerSerializer(serializers.ModelSerializer):
    """A judgement as it is confirmed to who gave it."""

    class Meta:
        model = Annotation
        fields = ["id", "slot", "code", "seconds", "labeled_at"]
        read_only_fields = fields


class SlotSerializer(serializers.ModelSerializer):
    """What a labeler is handed: the item, the question and the answers to choose from. Nothing else."""

    token = serializers.UUIDField(source="lease_token", read_only=True)
    item = serializers.CharField(source="task.item.external_id", read_only=True)
    content = Texts(source="task.item.content", read_only=True)
    question = serializers.CharField(source="task.batch.schema.question", read_only=True)
    choices = Choices(source="task.batch.schema.choices", read_only=True)
    guideline = serializers.IntegerField(
        source="task.batch.guideline_id", read_only=True, allow_null=True, help_text="The version to go by."
    )

    class Meta:
        model = Slot
        fields = [
            "id",
            "token",
            "leased_until",
            "item",
            "content",
            "question",
            "choices",
            "guideline",
            "draft",
        ]


class LeaseSerializer(serializers.Serializer):
    project = StrictText(max_length=50, help_text="Its slug.")


class TokenSerializer(serializers.Serializer):
    token = StrictUUID()


class RenewSerializer(TokenSerializer):
    draft = StrictInteger(
        required=False, allow_null=True, default=None, min_value=LEAST_CODE, max_value=MOST_CODE
    )


class SubmitSerializer(TokenSerializer):
    code = StrictInteger(min_value=LEAST_CODE, max_value=MOST_CODE)
    seconds = StrictInteger(required=False, allow_null=True, default=None, min_value=0, max_value=86_400)
