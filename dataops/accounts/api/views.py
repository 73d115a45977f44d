from __future__ import annotations

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.response import Response
from rest_framework.views import APIView

from dataops.accounts.api import description  # noqa: F401 -- is known once it is imported
from dataops.accounts.models import User


class MeSerializer(serializers.ModelSerializer):
    organisation = serializers.CharField(source="organisation.name")
    permissions = serializers.SerializerMethodField()

    class Meta:
        model = User
        fields = ["id", "email", "name", "role", "organisation", "permissions"]

    def get_permissions(self, user) -> list[str]:
        request = self.context["request"]
        return sorted(name for name in KNOWN if request.user.has_perm(f"programs.{name}"))


KNOWN = (
    "submit_requests",
    "triage_requests",
    "start_programs",
    "manage_vendors",
    "label",
    "answer_orders",
    "see_money",
)


class Me(APIView):
    """Who this token or session is, and what it may do."""

    permission = "programs.see_home"

    @extend_schema(responses=MeSerializer)
    def get(self, request):
        return Response(MeSerializer(request.user, context={"request": request}).data)
