"""What one was told, and when mail comes, in JSON."""

from __future__ import annotations

from zoneinfo import available_timezones

from rest_framework import serializers

from dataops.base.limits import MOST
from dataops.work.choices import Cadence, News
from dataops.work.models import Preference


class ReadAllBody(serializers.Serializer):
    upto = serializers.IntegerField(
        min_value=1,
        max_value=MOST,
        help_text="The newest number that was seen; what came since stays unread.",
    )


class UnreadAllBody(serializers.Serializer):
    marked_at = serializers.DateTimeField(help_text="As the answer to read-all had it.")


class MarkedSerializer(serializers.Serializer):
    marked = serializers.IntegerField()
    marked_at = serializers.DateTimeField()


class CadencesSerializer(serializers.Serializer):
    """One rhythm per kind of news; what is left out stays."""

    def get_fields(self):
        return {
            news.value: serializers.ChoiceField(choices=Cadence.choices, required=False, help_text=news.label)
            for news in News
        }


class MailSettingsSerializer(serializers.ModelSerializer):
    cadences = serializers.SerializerMethodField()

    class Meta:
        model = Preference
        fields = ["time_zone", "hour", "cadences"]

    def get_cadences(self, chosen: Preference) -> dict[str, str]:
        return {news.value: chosen.cadence(news) for news in News}


class MailSettingsBody(serializers.Serializer):
    time_zone = serializers.CharField(max_length=60, required=False)
    hour = serializers.IntegerField(min_value=0, max_value=23, required=False)
    cadences = CadencesSerializer(required=False)

    def validate_time_zone(self, zone: str) -> str:
        if zone not in available_timezones():
            raise serializers.ValidationError("There is no such time zone: write one as Europe/Lisbon.")
        return zone
