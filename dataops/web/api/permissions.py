from __future__ import annotations

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
        # A permission that can be granted on one program is checked again on the object.
        return bool(name) and (request.user.has_perm(name) or getattr(view, "granted_on_object", False))

    def has_object_permission(self, request, view, obj) -> bool:
        if request.method == "OPTIONS":
            return True
        name = permission_of(view)
        holder = getattr(obj, "program", obj)
        return bool(name) and (request.user.has_perm(name) or request.user.has_perm(name, holder))


def permission_of(view) -> str:
    permission = getattr(view, "permission", "")
    return permission.get(view.action, "") if isinstance(permission, dict) else permission
