"""Criteria, files and likely duplicates: what belongs to a request besides its answers."""

from decimal import Decimal
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from dataops.audit.models import Event
from programs.models import Criterion, DataRequest, RequestAttachment
from programs.operations import request as operations
from programs.reports.similar import similar_to
from programs.rules.file_types import shown_name, type_of
from tests.factories import accounts, programs
from tests.programs.test_request_api import api

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    where = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": str(tmp_path)}}
    settings.STORAGES = settings.STORAGES | {"default": where}


@pytest.fixture
def asker(client):
    person = accounts.user(role="requester")
    client.force_login(person)
    return person


def verbs():
    return list(Event.objects.order_by("pk").values_list("verb", flat=True))


def ask_for(draft, **fields):
    said = {"metric": "acceptance", "operator": "at_least", "threshold": Decimal("0.95"), "sample_size": 300}
    return operations.add_criterion(draft, actor=draft.requester, **said | fields)


def test_a_criterion_twice_is_one_and_another_value_takes_its_place():
    draft = programs.data_request()

    for _ in range(2):
        ask_for(draft)
    ask_for(draft, threshold=Decimal("0.9"))

    assert [str(one) for one in draft.criteria.all()] == [
        "Accepted of delivered units at least 90.0%, on 300 items or more"
    ]
    assert verbs() == ["request.criterion_set"] * 2


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"threshold": Decimal("1.5")}, "between 0 and 1"),
        ({"operator": "at_most"}, "better when it is higher"),
        ({"metric": "unit_cost"}, "better when it is lower"),
        ({"metric": "shoe_size"}, "measured no longer"),
    ],
)
def test_what_no_measure_can_have_is_refused(fields, words):
    with pytest.raises(operations.CannotAskFor, match=words):
        ask_for(programs.data_request(), **fields)

    assert not Criterion.objects.exists()
    assert verbs() == []


def test_criteria_become_the_targets_of_the_program_and_its_scope(noon):
    request = programs.submitted_request(agreement_wanted="0.7")
    programs.criterion(request, threshold="0.95", sample_size=300)
    programs.criterion(request, metric="speed", threshold="3")

    program = operations.accept(request, actor=accounts.user(), at=noon)

    assert dict(program.targets.values_list("metric", "value")) == {
        "agreement": Decimal("0.7"),
        "acceptance": Decimal("0.95"),
    }
    assert (
        "Accepted when: Accepted of delivered units at least 95.0%, on 300 items or more" in program.scope_in
    )
    assert "“speed”, which is measured no longer" in program.scope_in


def test_adding_a_criterion_keeps_what_else_was_typed(client, asker):
    draft = programs.data_request(requester=asker)
    address = reverse("programs:request-criterion-add", args=[draft.number])
    typed = {"volume": "1,200", "criterion-metric": "acceptance", "criterion-threshold": "95%"}

    wrong = client.post(address, typed | {"criterion-threshold": "very good"})
    client.post(address, typed)
    client.post(address, typed)

    draft.refresh_from_db()
    assert wrong.status_code == 422
    assert 'value="1,200"' in wrong.content.decode()
    assert draft.volume == 1200
    assert [one.threshold for one in draft.criteria.all()] == [Decimal("0.95")]


def test_a_criterion_that_was_typed_and_not_added_is_kept_with_the_step(client, asker):
    draft = programs.data_request(requester=asker)
    address = reverse("programs:request-step", args=[draft.number, 4])
    typed = {
        "volume": "1200",
        "judgements_per_item": "2",
        "split": "training",
        "criterion-metric": "acceptance",
    }

    wrong = client.post(address, typed | {"criterion-threshold": "very good"})
    right = client.post(address, typed | {"criterion-threshold": "95%"})

    assert wrong.status_code == 422
    assert 'value="very good"' in wrong.content.decode()
    assert right.url == reverse("programs:request-step", args=[draft.number, 5])
    assert [one.threshold for one in draft.criteria.all()] == [Decimal("0.95")]


def test_after_a_wrong_criterion_the_step_goes_on_and_says_what_is_needed(client, asker):
    draft = programs.data_request(requester=asker, state="draft", volume=None)
    step = reverse("programs:request-step", args=[draft.number, 4])

    page = client.post(
        reverse("programs:request-criterion-add", args=[draft.number]), {"criterion-threshold": "very good"}
    ).content.decode()

    assert f'action="{step}"' in page
    assert "needed to send it" in page


def test_a_criterion_is_taken_out_once(client, asker):
    criterion = programs.criterion(programs.data_request(requester=asker))
    address = reverse("programs:request-criterion-remove", args=[criterion.request.number, criterion.pk])

    answers = [client.post(address).status_code for _ in range(2)]

    assert answers == [302, 404]
    assert verbs() == ["request.criterion_removed", "access.missed"]


def attach(request, content=b"a,b\n1,2\n", name="rows.csv"):
    return operations.attach(request, ContentFile(content), name=name, actor=request.requester)


def test_the_same_file_twice_is_one():
    draft = programs.data_request()

    first, second = attach(draft), attach(draft, name="again.csv")

    assert first == second
    assert (first.file_name, first.content_type, first.size) == ("rows.csv", "text/plain", 8)
    assert verbs() == ["request.file_attached"]


@pytest.mark.parametrize(
    ("content", "words"), [(b"", "empty"), (b"MZ\x90\x00", "Programs"), (b"#!/bin/sh\n", "Programs")]
)
def test_what_is_no_document_is_refused_and_leaves_nothing(content, words, tmp_path):
    with pytest.raises(operations.CannotAttach, match=words):
        attach(programs.data_request(), content)

    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []
    assert verbs() == []


def test_what_is_too_large_is_refused(settings):
    settings.ATTACHMENT_UPLOAD_LIMIT = 4

    with pytest.raises(operations.CannotAttach, match="larger than"):
        attach(programs.data_request())


def test_files_of_what_was_sent_stay(django_capture_on_commit_callbacks):
    sent, draft = programs.submitted_request(), programs.data_request()
    kept, gone = programs.attachment(sent), attach(draft)

    with pytest.raises(operations.CannotAttach, match="was sent"):
        operations.detach(kept, actor=sent.requester)
    with django_capture_on_commit_callbacks(execute=True):
        operations.detach(gone, actor=draft.requester)
        operations.detach(gone, actor=draft.requester)

    assert RequestAttachment.objects.get() == kept
    assert not Path(gone.file.path).exists()
    assert verbs().count("request.file_removed") == 1


def test_a_file_is_kept_never_shown(client, asker):
    draft = programs.data_request(requester=asker)
    page = b"<html><script>alert(1)</script>"
    file = SimpleUploadedFile("x.html", page, content_type="text/html")

    client.post(reverse("programs:request-file-add", args=[draft.number]), {"file": file})
    kept = draft.attachments.get()
    answer = client.get(reverse("programs:request-file", args=[draft.number, kept.pk]))
    content = b"".join(answer.streaming_content)
    client.force_login(accounts.user(role="requester"))
    stranger = client.get(reverse("programs:request-file", args=[draft.number, kept.pk]))

    assert answer["Content-Disposition"] == 'attachment; filename="x.html"'
    assert (answer["Content-Type"], answer["X-Content-Type-Options"]) == ("text/plain", "nosniff")
    assert content == page
    assert stranger.status_code == 404


def test_no_file_chosen_says_so_on_the_page(client, asker):
    draft = programs.data_request(requester=asker)

    page = client.post(reverse("programs:request-file-add", args=[draft.number]), {})

    assert page.status_code == 422
    assert "Choose a file." in page.content.decode()


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("../../x.csv", "x.csv"),
        ("C:\\x.csv", "x.csv"),
        ("\u202egpj.exe", "gpj.exe"),
        ("x.csv\r\nSet-Cookie: a=b", "x.csvSet-Cookie: a=b"),
        ("...", "file"),
    ],
)
def test_hostile_names_are_only_words(name, shown):
    assert shown_name(name) == shown


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        (b"%PDF-1.7", "application/pdf"),
        (b"\x89PNG\r\n\x1a\n", "image/png"),
        ("é".encode() * 10, "text/plain"),
        (b"\x00\x01", "application/octet-stream"),
        (b"\x7fELF", ""),
    ],
)
def test_a_file_is_what_its_bytes_say(head, kind):
    assert type_of(head) == kind


def test_what_was_asked_alike_is_shown_to_who_may_see_it():
    asker, other = accounts.user(role="requester"), accounts.user(role="requester")
    said = {"title": "Refusal gap in German", "purpose": "The model refuses safe questions in German."}
    mine = programs.submitted_request(requester=asker, **said)
    programs.submitted_request(
        requester=asker, title="Receipts of petrol stations", purpose="Sums are wrong."
    )
    programs.submitted_request(requester=other, **said)
    draft = programs.data_request(
        requester=asker, title="Refusal gap, German", purpose="Refuses safe questions."
    )

    assert similar_to(draft, asker) == [mine]
    assert len(similar_to(draft, accounts.user())) == 2
    assert similar_to(programs.data_request(title=""), asker) == []


def test_likely_duplicates_stand_beside_the_form_while_it_is_typed(client, asker):
    other = programs.submitted_request(requester=asker, title="Refusal gap in German")
    draft = programs.data_request(requester=asker, title="")
    typed = {"title": "Refusal gap, German"}

    saved = client.post(reverse("programs:request-save", args=[draft.number, 1]), typed).content.decode()
    page = client.get(reverse("programs:request-review", args=[draft.number])).content.decode()

    for shown in (saved, page):
        assert "This may be asked already" in shown
        assert other.number in shown


def test_who_follows_another_request_sends_none(client, asker):
    other = programs.submitted_request(title="Refusal gap")
    manager = accounts.user(role="program_manager")
    client.force_login(manager)
    draft = programs.data_request(requester=manager, title="Refusal gaps")
    address = reverse("programs:request-follow", args=[draft.number, other.number])

    for _ in range(2):
        answer = client.post(address)

    draft.refresh_from_db()
    assert answer["Location"] == reverse("programs:request-detail", args=[other.number])
    assert (draft.state, draft.duplicate_of) == ("duplicate", other)
    assert verbs().count("request.followed_instead") == 1


def test_what_was_declined_is_not_followed(noon):
    draft, other = programs.data_request(), programs.submitted_request(state="declined")

    with pytest.raises(operations.CannotFollow, match="was declined"):
        operations.follow_instead(draft, other, actor=draft.requester, at=noon)

    assert DataRequest.objects.get(pk=draft.pk).state == "draft"


def test_parts_by_the_api(asker):
    draft, caller = programs.data_request(requester=asker), api(asker)
    url = f"/api/v1/requests/{draft.number}/"
    criterion = {"metric": "acceptance", "operator": "at_least", "threshold": "0.9"}

    added = caller.post(f"{url}criteria/", criterion, format="json")
    bad = caller.post(f"{url}criteria/", criterion | {"threshold": "2"}, format="json")
    sent = caller.post(f"{url}files/", {"file": SimpleUploadedFile("x.txt", b"words")}, format="multipart")
    key = sent.json()["attachments"][0]["id"]
    fetched = caller.get(f"{url}files/{key}/")
    gone = caller.post(f"{url}remove-file/", {"part": key}, format="json")
    left = caller.post(f"{url}remove-criterion/", {"part": added.json()["criteria"][0]["id"]}, format="json")

    assert (added.status_code, bad.status_code, sent.status_code) == (201, 409, 201)
    assert b"".join(fetched.streaming_content) == b"words"
    assert (gone.json()["attachments"], left.json()["criteria"]) == ([], [])
    assert caller.get(f"{url}similar/").json() == []
