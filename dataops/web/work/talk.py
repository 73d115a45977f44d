"""What was said about a thing, as a page of its own and as a panel of any page about it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone

from dataops.base.limits import MOST
from dataops.web.views.base import ActionView, Guarded, OperationView, Page
from dataops.web.views.once import Once
from dataops.work import mentions, targets
from dataops.work.models import Comment, Subscription
from dataops.work.models.comment import LONGEST
from dataops.work.models.targeted import about
from dataops.work.operations import comment as operations
from dataops.work.operations import subscription

ANYBODY = "programs.see_home"


class CommentForm(forms.Form):
    body = forms.CharField(
        label="Your comment",
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Mention somebody by @ and the first part of their e-mail address.",
        error_messages={"required": "Write something first."},
    )
    is_shared = forms.BooleanField(label="Visible to the vendor", required=False)

    def __init__(self, *args, vendor_reads: bool, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        if not vendor_reads:
            del self.fields["is_shared"]


class EditForm(forms.Form):
    body = CommentForm.base_fields["body"]
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=MOST)


@dataclass(frozen=True)
class Said:
    """One comment as this reader meets it."""

    comment: Comment
    author: str
    may_edit: bool
    may_delete: bool


def said_about(target: Model, user, *, at: datetime) -> list[Said]:
    """Oldest first. Whom the reader's wall hides is named by their side."""
    comments = list(Comment.objects.visible_to(user).on(target).order_by("pk"))
    people = get_user_model().objects.visible_to(user).in_bulk({comment.author_id for comment in comments})
    other = "Our customer" if user.vendor_id is not None else "The vendor"
    return [
        Said(
            comment,
            people[comment.author_id].name if comment.author_id in people else other,
            comment.may_edit(user, at=at),
            comment.may_delete(user),
        )
        for comment in comments
    ]


class OnTarget(Guarded):
    """About one thing, which the address names by its kind and number."""

    permission = ANYBODY

    def load(self, *, about: str, **kwargs: Any) -> None:
        found = targets.find(self.request.user, about)
        if found is None:
            raise Http404
        self.target, self.kind = found, targets.kinds[targets.key_of(found)]

    @property
    def page_url(self) -> str:
        return targets.url_of(self.target, self.request.user)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        named = {"label": self.kind.name(self.target), "url": self.page_url}
        return super().get_context_data(
            **{
                "target": self.target,
                "handle": targets.handle(self.target),
                "noun": self.kind.noun,
                "name": named["label"],
                "page_url": self.page_url,
                "crumbs": [{"label": self.kind.noun}, named],
            }
            | kwargs
        )

    def get_success_url(self) -> str:
        return f"{self.page_url}#talk"


class Talk(Once, OnTarget, OperationView):
    """Everything said about it, and the form to say more; htmx asks for the panel alone."""

    form_class = CommentForm
    success_message = "Your comment is there."

    def get_template_names(self) -> list[str]:
        return ["work/_talk.html" if self.request.htmx else "work/talk.html"]

    def get_form_kwargs(self) -> dict[str, Any]:
        reads = self.request.user.vendor_id is None and self.kind.vendor(self.target) is not None
        return super().get_form_kwargs() | {"vendor_reads": reads}

    def operate(self, cleaned_data: dict[str, Any]) -> None:
        operations.add_comment(self.target, actor=self.request.user, at=timezone.now(), **cleaned_data)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user, now = self.request.user, timezone.now()
        kept = Subscription.objects.visible_to(user).filter(**about(self.target)).first()
        follows = not kept.is_muted if kept else user.pk in self.kind.owners(self.target)
        said = said_about(self.target, user, at=now)
        return super().get_context_data(
            said=said, follows=follows, may_act=user.vendor_id is None, at=now, **kwargs
        )


class People(OnTarget, Page):
    """Who may be meant by what stands behind an @, for the list under the form."""

    template_name = "work/_people.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        part = self.request.GET.get("q", "").strip()[:80]
        is_shared = self.kind.vendor(self.target) is not None
        user = self.request.user
        people = mentions.suggest(part, self.target, author=user, is_shared=is_shared) if part else []
        named = [(person, mentions.handle_of(person)) for person in people]
        return super().get_context_data(people=named, **kwargs)


class Following(OnTarget, ActionView):
    """From the page of the thing, or from the list of all that one follows; back to where it was pressed."""

    def get_success_url(self) -> str:
        if self.request.POST.get("from") == "list":
            return reverse("work:following")
        return super().get_success_url()


class Follow(Following):
    def operate(self) -> None:
        subscription.follow(self.target, actor=self.request.user)
        self.success_message = f"You follow {self.kind.name(self.target)}."


class Unfollow(Following):
    def operate(self) -> None:
        subscription.unfollow(self.target, actor=self.request.user)
        self.success_message = f"You no longer follow {self.kind.name(self.target)}."


class OwnComment(OnTarget):
    """One's own words; somebody else's can be read and not touched."""

    def load(self, *, comment: int, **kwargs: Any) -> None:
        readable = Comment.objects.visible_to(self.request.user).standing().select_related("target_type")
        self.comment = get_object_or_404(readable, pk=comment)
        if self.comment.author_id != self.request.user.pk:
            raise PermissionDenied("Only who wrote a comment can change it.")
        super().load(about=targets.handle(self.comment.target))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(comment=self.comment, **kwargs)


class CommentEdit(OwnComment, OperationView):
    form_class = EditForm
    template_name = "work/comment_edit.html"
    success_message = "Your comment is changed."

    def get_initial(self) -> dict[str, Any]:
        return {"body": self.comment.body, "version": self.comment.version}

    def operate(self, cleaned_data: dict[str, Any]) -> None:
        operations.edit_comment(self.comment, actor=self.request.user, at=timezone.now(), **cleaned_data)


class CommentDelete(OwnComment, OperationView):
    """Asked once more, since it cannot be taken back."""

    form_class = forms.Form
    template_name = "work/comment_delete.html"
    success_message = "Your comment is gone."

    def operate(self, cleaned_data: dict[str, Any]) -> None:
        operations.delete_comment(self.comment, actor=self.request.user, at=timezone.now())
