from __future__ import annotations

from allauth.decorators import rate_limit
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator

from dataops.accounts.choices import TokenScope
from dataops.accounts.forms import TokenForm
from dataops.accounts.models import ApiToken
from dataops.accounts.operations import token as tokens
from dataops.web.views.base import ActionView, OperationView, Page

SIGNED_IN = "programs.see_home"


class Profile(Page):
    """Oneself: role, second factor, sessions, API tokens."""

    permission = SIGNED_IN
    template_name = "accounts/profile.html"

    def get_context_data(self, **kwargs):
        keys = ApiToken.objects.visible_to(self.request.user).order_by("-pk")
        return super().get_context_data(tokens=keys, now=timezone.now(), **kwargs)


@method_decorator(rate_limit(action="reauthenticate"), name="post")
class IssueToken(OperationView):
    """A new key, for whoever types their password once more. Its text is on the next page and never again."""

    permission = SIGNED_IN
    form_class = TokenForm
    template_name = "accounts/token_issue.html"

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"user": self.request.user}

    def operate(self, cleaned):
        token, text = tokens.issue(
            cleaned["name"],
            TokenScope(cleaned["scope"]),
            actor=self.request.user,
            at=timezone.now(),
            days=cleaned["days"],
        )
        return render(self.request, "accounts/token_issued.html", {"token": token, "text": text})


class RevokeToken(ActionView):
    permission = SIGNED_IN
    success_message = "The token no longer works."

    def load(self, *, token, **kwargs):
        self.token = get_object_or_404(ApiToken.objects.visible_to(self.request.user), pk=token)

    def operate(self):
        tokens.revoke(self.token, actor=self.request.user, at=timezone.now())

    def get_success_url(self):
        return reverse("accounts:profile")
