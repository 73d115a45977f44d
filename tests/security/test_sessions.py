"""A01-A12, T14: ways in, ways out, and how long a way stays open."""

import pytest
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from allauth.socialaccount.models import SocialAccount, SocialLogin
from django.contrib.auth.hashers import make_password
from django.contrib.messages.storage.fallback import FallbackStorage
from django.contrib.sessions.models import Session
from django.core.cache import cache, caches
from django.test import Client
from django.utils import timezone
from redis.exceptions import ConnectionError as RedisIsAway

from dataops.accounts.adapter import SocialAdapter
from dataops.accounts.choices import Role
from dataops.accounts.models import ApiToken, User
from dataops.accounts.operations import invitation
from dataops.accounts.operations import person as people
from dataops.audit.models import Event
from tests.factories import accounts
from tests.security.doors import as_web_login, bearer, trail_length

pytestmark = pytest.mark.django_db
PASSWORD = "four quiet words here"
SIGN_IN = "/accounts/login/"
ROLES = [Role.ADMINISTRATOR, Role.REQUESTER, Role.VENDOR_ADMIN, Role.VENDOR_LABELER]


@pytest.fixture(autouse=True)
def fresh_limits():
    cache.clear()


def person(role=Role.ADMINISTRATOR, **fields):
    """Somebody with a password, of a vendor when the role is a vendor's."""
    home = accounts.organisation() if role in {Role.VENDOR_ADMIN, Role.VENDOR_LABELER} else None
    return accounts.user(role=role, organisation=home, password=make_password(PASSWORD), **fields)


def sign_in(client, user, password=PASSWORD):
    return client.post(SIGN_IN, {"login": user.email, "password": password})


def is_in(client) -> bool:
    return client.get("/accounts/profile/").status_code == 200


@pytest.mark.parametrize("role", ROLES)
def test_a05_the_whole_way_in_and_out_works_with_the_login_that_serves_requests(client, role):
    user = person(role)

    with as_web_login():
        assert sign_in(client, user).status_code == 302
        home = client.get("/").status_code
        pages = [
            client.get(f"/accounts/{page}/").status_code
            for page in (
                "profile",
                "sessions",
                "2fa",
                "password/change",
                "logout",
                "reauthenticate",
                "3rdparty",
            )
        ]
        out = client.post("/accounts/logout/").status_code
        after = client.get("/").status_code

    assert (home, out, after) == (200, 302, 302)
    assert set(pages) <= {200, 302}
    assert not Session.objects.filter(session_data__contains=str(user.pk)).exists()
    verbs = list(Event.objects.filter(actor=user).order_by("pk").values_list("verb", flat=True))
    assert verbs == ["sign_in.succeeded", "sign_in.ended"]


@pytest.mark.parametrize("role", [Role.REQUESTER, Role.VENDOR_LABELER])
def test_a05_a_new_password_ends_every_other_session(client, role):
    user, thief = person(role), Client()
    with as_web_login():
        sign_in(thief, user)
        sign_in(client, user)
        assert is_in(thief)

        new = "five other quiet words"
        changed = client.post(
            "/accounts/password/change/", {"oldpassword": PASSWORD, "password1": new, "password2": new}
        )

        assert changed.status_code == 302
        assert not is_in(thief)
        assert sign_in(Client(), user).status_code == 200
        assert sign_in(Client(), user, new).status_code == 302


def test_a05_a_session_ends_twelve_hours_after_sign_in_however_busy(client):
    client.force_login(person())
    assert is_in(client)
    session = client.session
    session["began_at"] = timezone.now().timestamp() - 12 * 3600 - 1
    session["seen_at"] = timezone.now().timestamp()
    session.save()

    assert not is_in(client)


def test_a05_a_session_number_chosen_before_sign_in_is_worth_nothing(client):
    client.cookies["sessionid"] = "f" * 32
    sign_in(client, person())

    assert is_in(client)
    assert client.cookies["sessionid"].value != "f" * 32


def test_a01_each_wrong_password_is_noted_and_says_nothing_of_what_was_typed(client):
    user = person()
    with as_web_login():
        sign_in(client, user, "wrong wrong wrong")
        client.post(SIGN_IN, {"login": "nobody@example.com", "password": "wrong wrong wrong"})

    noted = list(Event.objects.filter(verb="sign_in.failed").order_by("pk").values("target_id", "details"))
    assert noted == [{"target_id": user.pk, "details": {}}, {"target_id": None, "details": {}}]


def test_a01_sign_in_is_refused_while_failures_cannot_be_counted(client, monkeypatch):
    user = person()
    client.raise_request_exception = False
    inside = Client()
    inside.force_login(user)

    def away(*args, **kwargs):
        raise RedisIsAway("no")

    for name in ("default", "forgiving"):
        monkeypatch.setattr(caches[name]._cache, "get_client", away)

    assert sign_in(client, user).status_code == 500
    assert not client.cookies.get("sessionid")
    assert is_in(inside)
    assert inside.get("/api/v1/me/").status_code == 200


def test_a03_a_password_alone_is_not_enough_for_who_has_a_second_factor(client):
    user = person()
    secret = get_mfa_secret(user)
    with as_web_login():
        answer = sign_in(client, user)

    assert secret
    assert answer["Location"].startswith("/accounts/2fa/authenticate/")
    assert not is_in(client)


def get_mfa_secret(user) -> str:
    secret = generate_totp_secret()
    TOTP.activate(user, secret)
    assert secret not in Authenticator.objects.get(user=user).data["secret"]
    return secret


@pytest.mark.parametrize(
    ("role", "is_asked"),
    [(Role.ADMINISTRATOR, True), (Role.VENDOR_ADMIN, True), (Role.VENDOR_LABELER, False)],
)
def test_a03_without_a_second_factor_one_can_only_set_it_up(client, settings, role, is_asked):
    settings.REQUIRE_MFA = True
    user = person(role)
    with as_web_login():
        sign_in(client, user)
        home, api = client.get("/"), client.get("/api/v1/me/")
        client.post("/accounts/reauthenticate/", {"password": PASSWORD})
        door = client.get("/accounts/2fa/totp/activate/")

    assert (home.status_code, api.status_code) == ((302, 403) if is_asked else (200, 200))
    assert door.status_code == 200

    get_mfa_secret(user)
    assert client.get("/").status_code == 200


class Claims:
    """A sign-in as the provider reports it."""

    def __init__(self, **claims):
        self.login = SocialLogin(
            account=SocialAccount(provider="sso", uid="42", extra_data={"userinfo": claims}), user=User()
        )

    def arrive(self, rf):
        request = rf.get("/")
        request.session, request.user = {}, None
        request._messages = FallbackStorage(request)
        SocialAdapter(request).pre_social_login(request, self.login)


@pytest.mark.parametrize("verified", [False, None, "true", 1])
def test_a06_an_address_the_provider_has_not_verified_opens_nothing(rf, verified):
    user = person()

    with pytest.raises(ImmediateHttpResponse):
        Claims(email=user.email, email_verified=verified).arrive(rf)

    assert not SocialAccount.objects.exists()


def test_a06_the_provider_is_ours_and_says_nothing_about_a_vendors_people(rf, settings):
    app = {"provider_id": "sso", "name": "SSO", "client_id": "x", "secret": "y", "settings": {}}
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [app]}}
    ours, theirs, gone = person(), person(Role.VENDOR_ADMIN), person(is_active=False)

    for stranger in (theirs, gone):
        with pytest.raises(ImmediateHttpResponse):
            Claims(email=stranger.email, email_verified=True).arrive(rf)
    Claims(email=ours.email.upper(), email_verified=True).arrive(rf)

    assert list(SocialAccount.objects.values_list("user", "uid")) == [(ours.pk, "42")]


def test_a06_nobody_gives_themselves_another_address(client):
    user = person()
    client.force_login(user)

    client.post("/accounts/email/", {"action_add": "", "email": "chief@example.com"})
    client.post("/accounts/email/", {"action_primary": "", "email": "chief@example.com"})

    user.refresh_from_db()
    assert user.email != "chief@example.com"
    assert not user.emailaddress_set.filter(email="chief@example.com").exists()


def test_a08_an_invitation_opened_by_somebody_of_a_rival_makes_the_invited_person(client):
    home, boss = accounts.organisation(), person()
    _, secret = invitation.invite("n@example.com", home, Role.VENDOR_LABELER, actor=boss, at=timezone.now())
    client.force_login(person(Role.VENDOR_ADMIN))

    with as_web_login():
        answer = client.post(f"/accounts/join/{secret}/", {"name": "New", "password": PASSWORD})

    joined = User.objects.get(email="n@example.com")
    assert answer.status_code == 302
    assert (joined.organisation, joined.role) == (home, Role.VENDOR_LABELER)
    assert client.session["_auth_user_id"] == str(joined.pk)


def test_a08_the_page_of_an_invitation_is_kept_by_no_cache(client):
    home, boss = accounts.organisation(), person()
    _, secret = invitation.invite("n@example.com", home, Role.VENDOR_LABELER, actor=boss, at=timezone.now())

    assert "no-store" in client.get(f"/accounts/join/{secret}/")["Cache-Control"]


def test_a09_a_token_opens_no_session_and_reading_by_it_writes_nothing(client):
    headers = bearer(person(), "read")
    client.get("/api/v1/me/", headers=headers)
    before, sessions = trail_length(), Session.objects.count()

    with as_web_login():
        answer = client.get("/api/v1/me/", headers=headers)

    assert answer.status_code == 200
    assert (trail_length(), Session.objects.count()) == (before, sessions)
    assert "sessionid" not in answer.cookies
    assert client.get("/accounts/profile/", headers=headers).status_code == 302


@pytest.mark.parametrize("role", [Role.REQUESTER, Role.VENDOR_LABELER])
def test_a09_a_token_is_issued_to_who_knows_the_password(client, role):
    user, form = person(role), {"name": "script", "scope": "read", "days": 5}
    with as_web_login():
        sign_in(client, user)
        answers = [
            client.post("/accounts/tokens/new/", form | typed).status_code
            for typed in ({}, {"password": "something else"}, {"password": PASSWORD})
        ]

    assert answers == [422, 422, 200]
    assert user.tokens.count() == 1


def test_a09_who_has_no_password_is_asked_for_none(client):
    user = accounts.user(password=make_password(None))
    client.force_login(user)

    page = client.get("/accounts/tokens/new/").content.decode()
    answer = client.post("/accounts/tokens/new/", {"name": "script", "scope": "read", "days": 5})

    assert "Your password" not in page
    assert answer.status_code == 200


def test_a09_guessing_the_password_there_ends_soon(client):
    client.force_login(person())
    form = {"name": "script", "scope": "read", "days": 5, "password": "a guess"}

    assert [client.post("/accounts/tokens/new/", form).status_code for _ in range(11)] == [422] * 10 + [429]


def test_a09_an_ended_token_and_a_strange_one_are_401(client):
    user = person()
    headers = bearer(user)
    ApiToken.objects.update(expires_at=timezone.now())

    strange = ["dops_x_\x00", "dops_\x00_y", "dops__", "dops_é_é", "", "x" * 10_000]
    for header in (headers["Authorization"], *(f"Bearer {text}" for text in strange)):
        assert client.get("/api/v1/me/", headers={"Authorization": header}).status_code == 401


def test_a09_a_refused_token_leaves_one_event_a_minute(client):
    headers, strangers = bearer(person()), [{"Authorization": f"Bearer dops_{n}_x"} for n in range(3)]
    wrong = {"Authorization": headers["Authorization"] + "x"}
    ApiToken.objects.update(expires_at=timezone.now())

    with as_web_login():
        for sent in (headers, headers, *strangers, wrong):
            assert client.get("/api/v1/me/", headers=sent).status_code == 401
    cache.clear()  # as a minute later
    ApiToken.objects.update(revoked_at=timezone.now())
    client.get("/api/v1/me/", headers=headers)

    noted = Event.objects.filter(verb="token.refused").order_by("pk").values_list("target_id", "details")
    token = ApiToken.objects.get().pk
    assert list(noted) == [
        (token, {"reason": "ended"}),
        (None, {"reason": "unknown"}),
        (token, {"reason": "revoked"}),
    ]


def test_a05_a_session_that_is_ended_leaves_an_event(client):
    user, desk = person(), Client()
    with as_web_login():
        sign_in(desk, user)
        sign_in(client, user)
        assert is_in(desk)
        client.post("/accounts/sessions/")
        assert not is_in(desk)
    session = client.session
    session["seen_at"] = timezone.now().timestamp() - 3601
    session.save()
    with as_web_login():
        assert not is_in(client)

    verbs = list(Event.objects.filter(target_id=user.pk).order_by("pk").values_list("verb", flat=True))
    assert verbs == ["sign_in.succeeded"] * 2 + ["session.ended", "session.expired"]


@pytest.mark.parametrize(
    "next_",
    ["//evil.example", "/\\evil.example", "https:evil.example", "/%09/evil.example", "http://evil.example"],
)
def test_a12_sign_in_leads_to_no_other_site(client, next_):
    answer = client.post(SIGN_IN, {"login": person().email, "password": PASSWORD, "next": next_})

    assert answer.status_code == 302
    assert "evil" not in answer["Location"] or answer["Location"].startswith("/%09")


def test_t14_who_is_let_in_again_starts_anew_no_old_session_and_no_old_token(client):
    user, boss, now = person(), person(), timezone.now()
    headers = bearer(user)
    sign_in(client, user)
    people.deactivate(user, actor=boss, at=now)

    people.reactivate(user, actor=boss)

    assert not is_in(client)
    assert client.get("/api/v1/me/", headers=headers).status_code == 401
    assert list(ApiToken.objects.values_list("revoked_at", flat=True)) == [now]
    sign_in(client, user)
    assert is_in(client)
    assert client.get("/api/v1/me/", headers=bearer(user)).status_code == 200


def test_t14_an_old_session_stays_ended_after_the_secret_key_was_renewed(client, settings):
    user, boss = person(), person()
    sign_in(client, user)
    people.deactivate(user, actor=boss, at=timezone.now())
    people.reactivate(user, actor=boss)

    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "another " * 10

    assert not is_in(client)
