from labeling.models.annotation import Annotation
from labeling.models.batch import Batch, BatchShare
from labeling.models.dataset import Dataset, Item
from labeling.models.guideline import Guideline
from labeling.models.imports import ImportFault, ImportRun
from labeling.models.project import LabelSchema, Project
from labeling.models.skip import Skip
from labeling.models.slot import Slot
from labeling.models.task import Task

__all__ = [
    "Annotation",
    "Batch",
    "BatchShare",
    "Dataset",
    "Guideline",
    "ImportFault",
    "ImportRun",
    "Item",
    "LabelSchema",
    "Project",
    "Skip",
    "Slot",
    "Task",
]
