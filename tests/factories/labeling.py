from django.core.files.base import ContentFile
from django.db.models import F

from compliance.models import Clearance
from labeling.choices import Source
from labeling.models import (
    Annotation,
    Batch,
    BatchShare,
    Dataset,
    Guideline,
    ImportRun,
    Item,
    LabelSchema,
    Project,
    Slot,
    Task,
)
from labeling.operations.imports import start_import
from tests.conftest import NOON
from tests.factories import number
from tests.factories.compliance import clearance
from tests.factories.programs import program
from tests.factories.vendors import work_order, worker

CHOICES = [{"code": 0, "name": "no", "hint": ""}, {"code": 1, "name": "yes", "hint": ""}]


def project(program_=None, **fields) -> Project:
    n = number()
    defaults = {"name": f"Project {n}", "slug": f"project-{n}", "state": "open"}
    return Project.objects.create(program=program_ or program(), **defaults | fields)


def schema(project_=None, **fields) -> LabelSchema:
    defaults = {"number": 1, "question": "Does it follow?", "choices": CHOICES, "published_at": NOON}
    return LabelSchema.objects.create(project=project_ or project(), **defaults | fields)


def guideline(project_=None, **fields) -> Guideline:
    defaults = {"number": 1, "body": "# Rule\n\nSay yes when it follows.", "published_at": NOON}
    return Guideline.objects.create(project=project_ or project(), **defaults | fields)


def dataset(program_=None, **fields) -> Dataset:
    return Dataset.objects.create(program=program_ or program(), **{"name": f"Dataset {number()}"} | fields)


def item(dataset_=None, **fields) -> Item:
    n = number()
    return Item.objects.create(
        dataset=dataset_ or dataset(), **{"external_id": f"i{n}", "content": {"text": f"Text {n}"}} | fields
    )


def batch(project_=None, **fields) -> Batch:
    home = project_ or project()
    fields.setdefault("dataset", None)
    data = fields.pop("dataset") or dataset(home.program)
    rule = fields.pop("schema", None) or home.schemas.first() or schema(home)
    return Batch.objects.create(
        project=home, dataset=data, schema=rule, **{"number": f"B-{number():04}", "state": "issued"} | fields
    )


def task(batch_=None, **fields) -> Task:
    home = batch_ or batch()
    Batch.objects.filter(pk=home.pk).update(items=F("items") + 1)
    return Task.objects.create(project=home.project, batch=home, item=item(home.dataset), **fields)


def share(batch_=None, work_order_=None, **fields) -> BatchShare:
    """A vendor's part of a batch, in a program that is cleared to hand out its data."""
    home = batch_ or batch()
    if not Clearance.objects.filter(program=home.project.program).exists():
        clearance(home.project.program)
    order = work_order_ or work_order(program_=home.project.program)
    defaults = {"judgements_per_item": 1, "due_on": order.due_on}
    return BatchShare.objects.create(vendor=order.vendor, batch=home, work_order=order, **defaults | fields)


def slot(share_=None, task_=None, **fields) -> Slot:
    part = share_ or share()
    BatchShare.objects.filter(pk=part.pk).update(judgements=F("judgements") + 1)
    return Slot.objects.create(
        vendor=part.vendor, share=part, project=part.batch.project, task=task_ or task(part.batch), **fields
    )


def annotation(task_=None, worker_=None, **fields) -> Annotation:
    on, by = task_ or task(), worker_ or worker()
    defaults = {"code": 1, "source": Source.IMPORT, "created_at": NOON}
    return Annotation.objects.create(
        vendor=by.vendor,
        project=on.project,
        batch=on.batch,
        task=on,
        worker=by,
        schema=on.batch.schema,
        **defaults | fields,
    )


def import_run(project_, content: str | bytes = "item_id,text\na,One\n", **fields) -> ImportRun:
    """A file that was taken in and waits for its run."""
    raw = content.encode() if isinstance(content, str) else content
    defaults = {"kind": "items", "file_name": "rows.csv", "actor": project_.program.manager}
    return start_import(project_, file=ContentFile(raw), **defaults | fields)
