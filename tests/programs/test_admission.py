import pytest

from dataops.accounts.choices import Role
from dataops.accounts.models import User
from dataops.accounts.operations.person import change_role, deactivate
from dataops.audit.models import Event
from programs import permissions
from programs.models import Program
from programs.operations import admission
from tests.conftest import NOON
from tests.factories import accounts, programs

pytestmark = pytest.mark.django_db

RIGHTS = sorted(permissions.ON_ADMISSION[Role.PROGRAM_MANAGER])


def verbs():
    return list(Event.objects.order_by("pk").values_list("verb", flat=True))


def rights(person: User, program: Program) -> list[str]:
    person = User.objects.get(pk=person.pk)
    return [name for name in RIGHTS if person.has_perm(name, program)]


def test_admit_twice_is_once_and_dismiss_takes_it_back():
    program, requester = programs.program(), accounts.user(role="requester")

    for _ in range(2):
        admission.admit(program, requester, actor=program.manager)

    assert list(Program.objects.visible_to(requester)) == [program]
    for _ in range(2):
        admission.dismiss(program, requester, actor=program.manager)
    assert list(Program.objects.visible_to(requester)) == []
    assert verbs() == ["program.person_admitted", "program.person_dismissed"]


def test_a_vendors_people_are_not_admitted():
    program = programs.program()
    stranger = accounts.user(role="vendor_admin", organisation=accounts.organisation())

    with pytest.raises(admission.CannotAdmit, match="work order"):
        admission.admit(program, stranger, actor=program.manager)

    assert verbs() == []


def test_the_manager_cannot_be_dismissed():
    program = programs.program()
    admission.admit(program, program.manager, actor=program.manager)

    with pytest.raises(admission.CannotAdmit, match="another manager"):
        admission.dismiss(program, program.manager, actor=program.manager)

    assert accounts.User.objects.get(pk=program.manager_id).has_perm(permissions.CHANGE_PROGRAM, program)


def test_a_demoted_manager_keeps_seeing_and_loses_the_rest():
    boss, person = accounts.user(Role.ADMINISTRATOR), accounts.user(Role.PROGRAM_MANAGER)
    one, other = programs.program(manager=person), programs.program()
    admission.admit(one, person, actor=boss)

    change_role(person, Role.REQUESTER, actor=boss)

    assert rights(person, one) == [permissions.SEE_PROGRAMS]
    assert rights(person, other) == []
    assert verbs() == ["program.person_admitted", "person.role_changed", "program.rights_renewed"]


def test_a_promoted_person_gains_what_the_role_may_do_where_they_are_admitted():
    boss, person = accounts.user(Role.ADMINISTRATOR), accounts.user(Role.REQUESTER)
    one, other = programs.program(), programs.program()
    admission.admit(one, person, actor=boss)

    change_role(person, Role.PROGRAM_MANAGER, actor=boss)

    assert rights(person, one) == RIGHTS
    assert rights(person, other) == [permissions.SEE_PROGRAMS]


def test_the_role_changes_rights_also_of_who_is_shut_out_meanwhile():
    boss, person = accounts.user(Role.ADMINISTRATOR), accounts.user(Role.PROGRAM_MANAGER)
    program = programs.program()
    admission.admit(program, person, actor=boss)
    deactivate(person, actor=boss, at=NOON)

    change_role(person, Role.REVIEWER, actor=boss)

    User.objects.filter(pk=person.pk).update(is_active=True)
    assert rights(person, program) == sorted(permissions.ON_ADMISSION[Role.REVIEWER])


def test_admitting_again_gives_what_the_role_may_do_now():
    boss, person = accounts.user(Role.ADMINISTRATOR), accounts.user(Role.REQUESTER)
    program = programs.program()
    admission.admit(program, person, actor=boss)
    User.objects.filter(pk=person.pk).update(role=Role.PROGRAM_MANAGER)

    for _ in range(2):
        admission.admit(program, person, actor=boss)

    assert rights(person, program) == RIGHTS
    assert verbs() == ["program.person_admitted", "program.rights_renewed"]
