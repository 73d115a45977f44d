from __future__ import annotations

from django.db.models import Q
from guardian.models import UserObjectPermission
from rest_framework.permissions import SAFE_METHODS, BasePermission


class Named(BasePermission):
    """Default deny: a view without `permission` answers nobody.

    `permission` is one name, or a dict of actions to names. A read-only token reads.
    """

    def has_permission(self, request, view) -> bool:
        if not request.user or not request.user.is_authenticated:
            return False
        if getattr(request.auth, "scope", "write") == "read" and request.method not in SAFE_METHODS:
            self.message = "This token may only read."
            return False
        if request.method == "OPTIONS":
            return True
        name = permission_of(view)
        if not name or request.user.has_perm(name):
            return bool(name)
        # Who holds it on one program comes in, and is checked again where it is known which program is meant.
        return getattr(view, "granted_on_object", False) and is_held_somewhere(request.user, name)

    def has_object_permission(self, request, view, obj) -> bool:
        if request.method == "OPTIONS":
            return True
        name = permission_of(view)
        holder = getattr(obj, "program", obj)
        return bool(name) and (request.user.has_perm(name) or request.user.has_perm(name, holder))


def is_held_somewhere(user, name: str) -> bool:
    """Whether any single thing was granted to this person under that name; a vendor's people are never granted any."""
    app, codename = name.split(".")
    held = Q(permission__codename=codename, permission__content_type__app_label=app)
    return user.vendor_id is None and UserObjectPermission.objects.filter(held, user=user).exists()


def permission_of(view) -> str:
    permission = getattr(view, "permission", "")
    return permission.get(view.action, "") if isinstance(permission, dict) else permission
