"""What staff and a vendor's own people both read, each by a permission of their own."""

from __future__ import annotations

from rest_framework import serializers
from rest_framework.response import Response

from dataops.web.api.bodies import ReadsBodies
from programs import permissions


class TwoSided:
    """Mix in before a viewset: `permission` is for staff, `portal_permission` for people of a vendor."""

    portal_permission: dict[str, str] = {}

    def check_permissions(self, request) -> None:
        if request.user.is_authenticated and request.user.vendor_id is not None:
            self.permission = self.portal_permission
        super().check_permissions(request)


class Answering(ReadsBodies):
    """Read a body, call one operation, answer with the row as it is now."""

    def answer(self, row, status: int = 200) -> Response:
        fresh = self.get_queryset().get(pk=row.pk)
        return Response(self.get_serializer(fresh).data, status=status)


class Priced(serializers.ModelSerializer):
    """Money is for those who may see it, and for the vendor whose money it is."""

    money: tuple[str, ...] = ()

    def get_fields(self):
        fields = super().get_fields()
        request = self.context.get("request")
        user = getattr(request, "user", None)
        if user is None or not user.is_authenticated or user.vendor_id is not None:
            return fields
        if user.has_perm(permissions.SEE_MONEY):
            return fields
        return {name: field for name, field in fields.items() if name not in self.money}
