from __future__ import annotations

from django.conf import settings
from django.shortcuts import get_object_or_404, render
from django.urls import reverse, reverse_lazy
from django.utils import timezone

from dataops.accounts.choices import Role
from dataops.accounts.forms import InviteForm, RoleForm
from dataops.accounts.models import Invitation, User
from dataops.accounts.operations import invitation as invitations
from dataops.accounts.operations import person as people
from dataops.web.views.base import ActionView, Guarded, ListPage, OperationView

MANAGE = "programs.manage_people"
INVITE = "programs.invite_colleagues"
OWN_VENDOR = "programs.see_own_vendor"


class PeopleList(ListPage):
    """Everybody who can sign in, and who has been asked to."""

    permission = MANAGE
    template_name = "accounts/people_list.html"
    sorts = {"name": "name", "role": "role", "organisation": "organisation__name", "seen": "last_login"}
    default_sort = "name"

    def base_queryset(self):
        return User.objects.visible_to(self.request.user).select_related("organisation")

    def get_context_data(self, **kwargs):
        invited = Invitation.objects.visible_to(self.request.user).open(at=timezone.now())
        return super().get_context_data(
            invitations=list(invited.select_related("organisation").order_by("email")),
            may_manage=self.may(MANAGE),
            **kwargs,
        )


class Colleagues(PeopleList):
    """The same for a vendor admin: their own people and nobody else's."""

    permission = OWN_VENDOR


class Invite(OperationView):
    """Ask somebody in. Administrators are shown the link once, to be sent by whatever way they trust;
    what a vendor's admin asks goes by mail, whether or not the address is known."""

    permission = INVITE
    form_class = InviteForm
    template_name = "accounts/invite.html"

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"inviter": self.request.user}

    def operate(self, cleaned):
        asked = (cleaned["email"], cleaned["organisation"], Role(cleaned["role"]))
        who = {"actor": self.request.user, "at": timezone.now()}
        if not self.may(MANAGE):
            invitations.invite_by_mail(*asked, **who)
            shown = {"email": cleaned["email"], "mail_folder": _where_mail_lies()}
            return render(self.request, "accounts/invitation_mailed.html", shown)
        invitation, secret = invitations.invite(*asked, **who)
        link = self.request.build_absolute_uri(reverse("accounts:join", args=[secret]))
        return render(self.request, "accounts/invited.html", {"invitation": invitation, "link": link})


def _where_mail_lies() -> str:
    """For whoever tries the sample company on their own machine, where no message leaves."""
    return f"Its messages are files in {settings.EMAIL_FILE_PATH}." if settings.SAMPLE_MODE else ""


class WithdrawInvitation(ActionView):
    permission = INVITE
    success_message = "The invitation no longer works."

    def load(self, *, invitation, **kwargs):
        mine = Invitation.objects.visible_to(self.request.user)
        self.invitation = get_object_or_404(mine, pk=invitation)

    def operate(self):
        invitations.withdraw(self.invitation, actor=self.request.user, at=timezone.now())

    def get_success_url(self):
        return people_home(self.request.user)


class OnePerson(Guarded):
    permission = MANAGE

    def load(self, *, person, **kwargs):
        self.person = get_object_or_404(User.objects.visible_to(self.request.user), pk=person)

    def get_success_url(self):
        return reverse("accounts:people")


class ChangeRole(OnePerson, OperationView):
    form_class = RoleForm
    template_name = "accounts/role_change.html"
    success_message = "The role changed. It holds from the next page on."

    def get_initial(self):
        return {"role": self.person.role}

    def get_context_data(self, **kwargs):
        return super().get_context_data(person=self.person, **kwargs)

    def operate(self, cleaned):
        people.change_role(self.person, Role(cleaned["role"]), actor=self.request.user)


class Deactivate(OnePerson, ActionView):
    success_message = "This person is shut out from their next click on."

    def operate(self):
        people.deactivate(self.person, actor=self.request.user, at=timezone.now())


class Reactivate(OnePerson, ActionView):
    success_message = "This person can sign in again."

    def operate(self):
        people.reactivate(self.person, actor=self.request.user)


def people_home(user):
    """The list one came from: all people for administrators, colleagues for a vendor's admin."""
    return reverse_lazy("accounts:people") if user.has_perm(MANAGE) else reverse_lazy("accounts:colleagues")
