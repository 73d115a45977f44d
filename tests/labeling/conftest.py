import pytest


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
