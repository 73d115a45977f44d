"""Ways in and ways out: password, invitation, token, deactivation."""

import datetime as dt

import pytest
from django.contrib.auth.hashers import make_password
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone

from dataops.accounts.choices import Role, TokenScope
from dataops.accounts.models import ApiToken, Invitation, User
from dataops.accounts.operations import invitation, person, token
from dataops.audit.models import Event
from tests.factories import accounts

pytestmark = pytest.mark.django_db
PASSWORD = "four quiet words here"
SIGN_IN = "/accounts/login/"


@pytest.fixture(autouse=True)
def fresh_limits():
    cache.clear()


def test_signs_in_by_email_whatever_its_capitals(client):
    somebody = accounts.user(email="ada@example.com", password=make_password(PASSWORD))

    answer = client.post(SIGN_IN, {"login": "Ada@Example.com", "password": PASSWORD})

    assert answer.status_code == 302
    assert client.session["_auth_user_id"] == str(somebody.pk)


def test_nobody_signs_up(client):
    answer = client.post(
        "/accounts/signup/", {"email": "eve@example.com", "password1": PASSWORD, "password2": PASSWORD}
    )

    assert answer.status_code == 200
    assert not User.objects.filter(email="eve@example.com").exists()


def test_a01_wrong_passwords_are_throttled_and_a_success_does_not_reset_it(client):
    accounts.user(email="ada@example.com", password=make_password(PASSWORD))
    for _ in range(6):
        client.post(
            SIGN_IN,
            {"login": "ada@example.com", "password": "wrong wrong wrong"},
            headers={"X-Forwarded-For": "9.9.9.9"},
        )

    answer = client.post(
        SIGN_IN, {"login": "ada@example.com", "password": PASSWORD}, headers={"X-Forwarded-For": "8.8.8.8"}
    )

    assert answer.status_code in {200, 429}
    assert "_auth_user_id" not in client.session


def test_a03_no_other_way_in_exists(client):
    accounts.user(email="ada@example.com", password=make_password(PASSWORD))

    basic = client.get(
        "/api/v1/me/", headers={"Authorization": "Basic YWRhQGV4YW1wbGUuY29tOmZvdXIgcXVpZXQgd29yZHMgaGVyZQ=="}
    )

    assert basic.status_code == 401
    assert client.get("/admin/login/").status_code in {302, 404}
    assert client.get("/admin/login/", follow=True).status_code in {200, 404}


def test_a05_the_session_number_changes_at_sign_in_and_dies_at_sign_out(client):
    accounts.user(email="ada@example.com", password=make_password(PASSWORD))
    client.get(SIGN_IN)
    client.post(SIGN_IN, {"login": "ada@example.com", "password": PASSWORD})
    key = client.session.session_key

    client.post("/accounts/logout/")
    client.cookies["sessionid"] = key

    assert client.get("/").status_code == 302


def test_a05_an_idle_session_ends(client):
    client.force_login(accounts.user())
    client.get("/")
    session = client.session
    session["seen_at"] = timezone.now().timestamp() - 3601
    session.save()

    assert client.get("/").status_code == 302


def test_t14_a_deactivated_person_is_out_at_the_next_click(client):
    somebody, boss = accounts.user(), accounts.user(role=Role.ADMINISTRATOR)
    _, text = token.issue("script", TokenScope.READ, actor=somebody, at=timezone.now())
    client.force_login(somebody)
    assert client.get("/accounts/profile/").status_code == 200

    person.deactivate(somebody, actor=boss, at=timezone.now())

    assert client.get("/accounts/profile/").status_code == 302
    assert client.get("/api/v1/me/", headers={"Authorization": f"Bearer {text}"}).status_code == 401


def test_a08_an_invitation_gives_what_was_stored_whatever_is_posted(client):
    home, boss = accounts.organisation(), accounts.user(role=Role.ADMINISTRATOR)
    _, secret = invitation.invite("new@example.com", home, Role.VENDOR_LABELER, actor=boss, at=timezone.now())

    client.post(
        reverse("accounts:join", args=[secret]),
        {
            "name": "New",
            "password": PASSWORD,
            "email": "other@example.com",
            "role": "administrator",
            "organisation": boss.organisation_id,
        },
    )

    joined = User.objects.get(name="New")
    assert (joined.email, joined.role, joined.organisation) == ("new@example.com", Role.VENDOR_LABELER, home)


def test_a08_an_invitation_works_once_and_not_after_its_end(client):
    home, boss = accounts.organisation(), accounts.user(role=Role.ADMINISTRATOR)
    _, used = invitation.invite("a@example.com", home, Role.VENDOR_ADMIN, actor=boss, at=timezone.now())
    old = timezone.now() - dt.timedelta(days=8)
    _, late = invitation.invite("b@example.com", home, Role.VENDOR_ADMIN, actor=boss, at=old)
    invitation.accept(used, name="A", password=PASSWORD, at=timezone.now())

    for secret in (used, late):
        answer = client.post(reverse("accounts:join", args=[secret]), {"name": "Again", "password": PASSWORD})
        assert answer.status_code == 404

    assert not User.objects.filter(name="Again").exists()
    assert not Invitation.objects.filter(digest__in=[used, late]).exists()


def test_a09_a_token_is_stored_as_a_digest_and_reads_only_what_it_may(client):
    somebody = accounts.user()
    key, text = token.issue("script", TokenScope.READ, actor=somebody, at=timezone.now())
    bearer = {"Authorization": f"Bearer {text}"}

    assert client.get("/api/v1/me/", headers=bearer).json()["email"] == somebody.email
    assert client.get(f"/api/v1/me/?token={text}").status_code == 401
    assert text.split("_", 2)[2] not in str(ApiToken.objects.values().get(pk=key.pk))
    assert client.post("/api/v1/me/", headers=bearer).status_code in {403, 405}

    token.revoke(key, actor=somebody, at=timezone.now())
    token.revoke(key, actor=somebody, at=timezone.now())

    assert client.get("/api/v1/me/", headers=bearer).status_code == 401
    assert Event.objects.filter(verb="token.revoked").count() == 1


def test_a_bad_token_does_not_fall_back_on_the_cookie(client):
    client.force_login(accounts.user())

    assert client.get("/api/v1/me/", headers={"Authorization": "Bearer dops_x_y"}).status_code == 401


def test_the_sample_door_is_shut_outside_sample_mode(client, settings):
    somebody = accounts.user()
    door = reverse("accounts:sample-sign-in", args=[somebody.pk])

    settings.SAMPLE_MODE = False
    assert client.post(door).status_code == 404

    settings.SAMPLE_MODE = True
    assert client.post(door, REMOTE_ADDR="10.0.0.9").status_code == 404
    assert client.post(door, REMOTE_ADDR="127.0.0.1").status_code == 302


def test_a_vendor_admin_invites_to_their_own_house_only(client):
    ours, theirs = accounts.organisation(), accounts.organisation()
    client.force_login(accounts.user(role=Role.VENDOR_ADMIN, organisation=ours))

    page = client.get("/accounts/invite/").content.decode()
    refused = client.post(
        "/accounts/invite/", {"email": "x@example.com", "organisation": theirs.pk, "role": "vendor_labeler"}
    )
    higher = client.post(
        "/accounts/invite/", {"email": "x@example.com", "organisation": ours.pk, "role": "administrator"}
    )
    shown = client.post(
        "/accounts/invite/", {"email": "x@example.com", "organisation": ours.pk, "role": "vendor_labeler"}
    )

    assert theirs.name not in page
    assert (refused.status_code, higher.status_code, shown.status_code) == (422, 422, 200)
    assert "join/" not in shown.content.decode()
    assert Invitation.objects.count() == 1


@pytest.mark.parametrize(
    "path",
    [
        "/accounts/people/",
        "/accounts/profile/",
        "/accounts/tokens/new/",
        "/accounts/2fa/",
        "/accounts/sessions/",
        "/accounts/password/change/",
    ],
)
def test_pages_of_the_account_open(client, path):
    client.force_login(accounts.user(role=Role.ADMINISTRATOR))

    assert client.get(path).status_code in {200, 302}


def test_nobody_changes_their_own_role(client):
    boss = accounts.user(role=Role.ADMINISTRATOR)
    client.force_login(boss)

    answer = client.post(reverse("accounts:person-role", args=[boss.pk]), {"role": "leadership"})

    assert answer.status_code == 422
    boss.refresh_from_db()
    assert boss.role == Role.ADMINISTRATOR
    assert not Event.objects.filter(verb="person.role_changed").exists()
