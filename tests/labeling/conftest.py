import pytest

from labeling.operations import batch as batches
from tests.factories import labeling, vendors


@pytest.fixture(autouse=True)
def own_files(settings, tmp_path):
    """Uploads of a test go into the test's own folder."""
    settings.STORAGES = settings.STORAGES | {
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": str(tmp_path / "media")},
        }
    }
    return tmp_path / "media"


@pytest.fixture
def project():
    """Opened, with a question that has answers."""
    project = labeling.project()
    labeling.schema(project)
    return project


@pytest.fixture
def dataset(project):
    return labeling.dataset(project.program)


@pytest.fixture
def batch(project, dataset):
    """Three items, i1 to i3, that are handed out to nobody."""
    for name in ("i1", "i2", "i3"):
        labeling.item(dataset, external_id=name)
    (batch,) = batches.prepare_batches(project, dataset, size=10, actor=None)
    return batch


@pytest.fixture
def vendor():
    return vendors.vendor(slug="acme")
