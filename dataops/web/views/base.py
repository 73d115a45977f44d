"""How a page is answered: load, permit, one call, answer."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ImproperlyConfigured, PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.generic import FormView, ListView, TemplateView, View

from dataops.base.errors import Refused
from dataops.base.versions import ChangedMeanwhile


class Guarded(View):
    """A view that names its permission and, where it has one, the object the permission is held on.

    `load` fetches what the address names through `visible_to(user)`, so that what a person
    may not see is a 404; what they may see but not do is a 403.
    """

    permission: str = ""

    def permission_object(self) -> object | None:
        return None

    def load(self, **kwargs: Any) -> None:
        """Fetch what the address names, scoped to the person asking."""

    def may(self, permission: str, obj: object | None = None) -> bool:
        """By role everywhere, or by a grant on this object."""
        user = self.request.user
        return user.has_perm(permission) or (obj is not None and user.has_perm(permission, obj))

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.permission:
            raise ImproperlyConfigured(f"{type(self).__name__} names no permission")
        # A vendor's people hold nothing on single programs: on our pages they are turned away before any look.
        if request.user.vendor_id is not None and not self.may(self.permission):
            raise PermissionDenied
        self.load(**kwargs)
        if not self.may(self.permission, self.permission_object()):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)


class Page(Guarded, TemplateView):
    """A page that only reads."""


class ListPage(Guarded, ListView):
    """A filtered, sorted, paged list whose address is its whole state.

    `filterset_class` narrows, `sorts` maps the words of `?sort=` to fields; both are allow-lists.
    """

    paginate_by = 50
    filterset_class: Any = None
    sorts: dict[str, str] = {}
    default_sort = ""

    def base_queryset(self):
        raise NotImplementedError

    def get_queryset(self):
        queryset = self.base_queryset()
        if self.filterset_class:
            self.filterset = self.filterset_class(self.request.GET, queryset=queryset, request=self.request)
            queryset = self.filterset.qs if self.filterset.is_valid() else queryset.none()
        return queryset.order_by(*self._order(), "pk")

    def _order(self) -> list[str]:
        word = self.request.GET.get("sort", self.default_sort)
        field = self.sorts.get(word.lstrip("-"))
        return [("-" if word.startswith("-") else "") + field] if field else []

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        filterset = getattr(self, "filterset", None)
        sort = self.request.GET.get("sort", self.default_sort)
        return super().get_context_data(filterset=filterset, sort=sort, **kwargs)


class OperationView(Guarded, FormView):
    """A form whose success is exactly one call into operations."""

    http_method_names = ["get", "head", "post", "options"]
    success_message = ""

    def operate(self, cleaned_data: dict[str, Any]) -> Any:
        raise NotImplementedError

    def form_valid(self, form):
        try:
            done = self.operate(form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, refusal.message)
            answer = self.form_invalid(form)
            if isinstance(refusal, ChangedMeanwhile):
                answer.status_code = refusal.status
            return answer
        if isinstance(done, HttpResponse):
            return done
        if self.success_message:
            messages.success(self.request, self.success_message)
        return HttpResponseRedirect(self.get_success_url())

    def form_invalid(self, form):
        return self.render_to_response(self.get_context_data(form=form), status=422)


class ActionView(Guarded):
    """A button without a form: POST makes one call; an expected no is said and nothing is lost."""

    http_method_names = ["post", "options"]
    success_message = ""

    def operate(self) -> Any:
        raise NotImplementedError

    def get_success_url(self) -> str:
        raise NotImplementedError

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            done = self.operate()
        except Refused as refusal:
            messages.error(request, refusal.message)
            return HttpResponseRedirect(self.get_success_url())
        if isinstance(done, HttpResponse):
            return done
        if self.success_message:
            messages.success(request, self.success_message)
        return HttpResponseRedirect(self.get_success_url())
