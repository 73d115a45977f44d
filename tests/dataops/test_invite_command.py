import pytest
from django.core.management import CommandError, call_command

from dataops.accounts.choices import OrganisationKind
from dataops.accounts.models import Invitation, Organisation, User
from tests.factories import accounts

pytestmark = pytest.mark.django_db


def invite(capsys, email="ada@example.com", **options):
    call_command("invite", email, company="Northlight", **options)
    return capsys.readouterr().out.strip()


def test_the_first_administrator_of_an_empty_house_joins_by_the_printed_link(client, capsys, settings):
    link = invite(capsys)
    answer = client.post(
        link.removeprefix(settings.SITE_URL),
        {"name": "Ada", "password": "four quiet words here"},
    )

    assert answer.status_code == 302
    assert User.objects.get().role == "administrator"
    assert Organisation.objects.get().kind == OrganisationKind.COMPANY


def test_a_second_link_ends_the_first_and_founds_nothing_twice(capsys):
    invite(capsys)
    invite(capsys)

    assert Organisation.objects.count() == 1
    assert Invitation.objects.filter(revoked_at=None).count() == 1


@pytest.mark.parametrize("email", ["ada", "ada@example.com"])
def test_an_impossible_invitation_is_one_clear_sentence(capsys, email):
    accounts.user(email="ada@example.com")

    with pytest.raises(CommandError, match=r"valid email|already uses"):
        invite(capsys, email)

    assert not Organisation.objects.filter(name="Northlight").exists()
