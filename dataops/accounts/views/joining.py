from __future__ import annotations

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.generic import FormView, View

from dataops.accounts.forms import JoinForm
from dataops.accounts.models import User
from dataops.accounts.operations import invitation as invitations
from dataops.base.database import STAFF, acting
from dataops.base.errors import Refused

BACKEND = "dataops.accounts.backends.SignIn"
LOOPBACK = {"127.0.0.1", "::1"}


def let_in(request, person: User) -> None:
    """Begin a session that its person finds in the list of their sessions, and can end from another."""
    login(request, person, backend=BACKEND)
    UserSession.objects.create_from_request(request)


@method_decorator([login_not_required, never_cache], name="dispatch")
class Join(FormView):
    """Where an invitation leads. The secret in the address is the authority; nothing posted can widen it."""

    permission = "open"
    at_the_door = True
    http_method_names = ["get", "head", "post", "options"]
    form_class = JoinForm
    template_name = "accounts/join.html"

    def dispatch(self, request, *args, **kwargs):
        self.invitation = invitations.find(kwargs["secret"], at=timezone.now())
        if self.invitation is None:
            return render(request, "accounts/invitation_ended.html", status=404)
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        return super().get_context_data(invitation=self.invitation, **kwargs)

    def form_valid(self, form):
        try:
            with acting(STAFF):
                person = invitations.accept(self.kwargs["secret"], at=timezone.now(), **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, refusal.message)
            return self.form_invalid(form)
        let_in(self.request, person)
        return HttpResponseRedirect("/")

    def form_invalid(self, form):
        return self.render_to_response(self.get_context_data(form=form), status=422)


@method_decorator(login_not_required, name="dispatch")
class SampleSignIn(View):
    """One click to be somebody of the sample company. Exists in sample mode, on this machine, and nowhere else."""

    permission = "open"
    at_the_door = True
    http_method_names = ["post", "options"]

    def post(self, request, person):
        if not settings.SAMPLE_MODE or request.META.get("REMOTE_ADDR") not in LOOPBACK:
            raise Http404
        let_in(request, get_object_or_404(User.objects.active(), pk=person))
        return HttpResponseRedirect("/")
