"""F01-F12: files are bytes with a name for people; where they lie and how they are read is ours to say."""

import ast
import gzip
import io
import zipfile
from pathlib import Path
from typing import ClassVar

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client

from dataops.accounts.choices import Role
from labeling.models import ImportRun, Item
from labeling.operations.imports import run_import
from tests.factories import accounts, labeling

pytestmark = pytest.mark.django_db
ROWS = b"item_id,text\na,One\n"
NAMES = [
    "../../x.csv", "/etc/x.csv", "..\\..\\x.csv", "C:\\x.csv", "x\x00.csv", ".htaccess", "CON", "a/b/c.csv", "x.html",
    "\u202egpj.csv", "x" * 500 + ".csv", "<script>alert(1)</script>.csv", "x.csv\r\nSet-Cookie: a=b",
]  # fmt: skip


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    settings.STORAGES = settings.STORAGES | {
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": str(tmp_path / "media")},
        }
    }


@pytest.fixture
def project():
    home = labeling.project()
    labeling.dataset(home.program)
    return home


@pytest.fixture
def boss():
    client = Client(raise_request_exception=False)
    client.force_login(accounts.user(role=Role.ADMINISTRATOR))
    return client


def send(client, project, name: str, content: bytes, **fields):
    file = SimpleUploadedFile("x.csv", content)
    file._name = name
    return client.post(
        "/api/v1/imports/",
        {"project": project.slug, "kind": "items", "file": file} | fields,
        format="multipart",
    )


@pytest.mark.parametrize("name", NAMES)
def test_f01_no_name_leads_out_of_the_folder(boss, project, tmp_path, name):
    answer = send(boss, project, name, ROWS)

    written = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert answer.status_code in {201, 400}
    assert len(written) == ImportRun.objects.count() == (answer.status_code == 201)
    for path in written:
        assert path.resolve().is_relative_to(tmp_path / "media")
        assert not path.name.startswith(".")
        assert path.read_bytes() == ROWS


def test_f04_what_inflates_beyond_measure_is_refused_and_leaves_nothing(boss, project, settings, tmp_path):
    settings.IMPORT_INFLATED_LIMIT = 1024 * 1024
    bomb = gzip.compress(b"item_id,text\n" + b"a,One\n" * 3_000_000, 9)
    assert len(bomb) < 1024 * 1024

    answer = send(boss, project, "bomb.csv.gz", bomb)
    if answer.status_code == 201:
        run_import(ImportRun.objects.get().pk)

    assert answer.status_code in {201, 400, 409}
    assert not ImportRun.objects.filter(state="done").exists()
    assert not Item.objects.exists()
    assert sum(path.stat().st_size for path in tmp_path.rglob("*") if path.is_file()) < 2 * len(bomb)


@pytest.mark.parametrize("ending", [b"a,One\n" * 4_000, b"\n" * 4_000])
def test_f04_very_many_short_rows_are_refused_and_leave_nothing(boss, project, settings, ending):
    settings.IMPORT_ROWS = 3_000
    raw = gzip.compress(b"item_id,text\n" + ending)

    send(boss, project, "short.csv.gz", raw)
    run_import(ImportRun.objects.get().pk)

    run = ImportRun.objects.get()
    assert (run.state, run.message) == ("refused", "The file has more than 3,000 rows. Send it in parts.")
    assert Path(run.file.path).read_bytes() == raw
    assert not Item.objects.exists()


def test_f02_f05_archives_and_workbooks_are_not_opened(boss, project):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("../../evil.csv", ROWS)

    for name in ("x.zip", "x.xlsx", "x.csv"):
        answer = send(boss, project, name, buffer.getvalue())
        assert answer.status_code in {400, 409}

    assert not ImportRun.objects.exists()


@pytest.mark.parametrize(
    "content",
    [b"", b"item_id,text\n", b"\xef\xbb\xbfitem_id,text\na,One\n", "item_id,text\na,é\n".encode("utf-16"), b"\xff\xfe\x00",
     b"item_id,text\ra,One\r", b'item_id,text\na,"One\n', b"item_id,text\na," + b"x" * 200_000 + b"\n",
     b"item_id,text\na,\x00\n", b"MZ\x90\x00" * 50, b"<html><script>alert(1)</script>", b'{"item_id": "a"' , b"[" * 5000],
)  # fmt: skip
def test_f07_f09_odd_files_are_refused_or_taken_and_never_break_the_page(boss, project, content):
    answer = send(boss, project, "x.csv", content)

    assert answer.status_code in {201, 400, 409, 422}


def test_f11_what_is_too_large_ends_and_leaves_nothing(boss, project, settings, tmp_path):
    settings.IMPORT_UPLOAD_LIMIT = 1024

    honest = send(boss, project, "x.csv", ROWS * 200_000)
    many = boss.post("/api/v1/imports/", {f"f{n}": "x" for n in range(2_500)}, format="multipart")

    assert {honest.status_code, many.status_code} <= {400, 413}
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_f11_a_stranger_may_send_only_a_small_file(client, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1024
    large = SimpleUploadedFile("x.csv", b"x" * (3 * 1024 * 1024))

    assert client.post("/accounts/login/", {"login": "a@b.c", "file": large}).status_code == 400


def test_f12_nothing_opens_a_path_that_a_row_names():
    """Uploads are read through their storage; only the runtime and our own commands open files by path."""
    openers = [
        f"{path}:{node.lineno}"
        for app in ("programs", "vendors", "compliance", "labeling", "quality")
        for path in sorted(Path(app).rglob("*.py"))
        if "management" not in path.parts
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call)
        and ast.unparse(node.func) in {"open", "Path", "pathlib.Path", "os.open"}
    ]
    assert openers == []


def test_x04_uploads_have_no_address_of_their_own(boss, project):
    send(boss, project, "x.html", ROWS)
    run = ImportRun.objects.first()

    assert run is None or boss.get(f"/media/{run.file.name}").status_code == 404
    assert boss.get("/media/").status_code == 404


class SlowLine(io.BytesIO):
    """Bytes as they arrive, and whether a transaction was waiting for them."""

    waiting: ClassVar[list[bool]] = []

    def read(self, *args):
        self.waiting.append(connection.in_atomic_block)
        return super().read(*args)


@pytest.mark.django_db(transaction=True)
def test_f02_no_transaction_waits_for_a_slow_upload(client):
    client.force_login(accounts.user())
    body = b'--x\r\nContent-Disposition: form-data; name="f"; filename="a.csv"\r\n\r\nid\r\n--x--\r\n'
    kind = "multipart/form-data; boundary=x"

    line = {"wsgi.input": SlowLine(body), "CONTENT_LENGTH": len(body), "CONTENT_TYPE": kind}
    client.generic("POST", "/search/", **line)

    assert SlowLine.waiting
    assert not any(SlowLine.waiting)
