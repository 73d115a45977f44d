"""When the rest will be done, and how good such forecasts were."""

from django.urls import path

from programs.views import forecast, quotes

urlpatterns = [
    *[
        path(f"programs/<str:program>/forecast/{address}", view.as_view(), name=name)
        for name, address, view in (
            ("forecast", "", forecast.Forecast),
            ("what-if", "what-if/", forecast.WhatIf),
            ("day-off-add", "days-off/", forecast.DaysOffAdd),
            ("day-off-remove", "days-off/<int:day_off>/remove/", forecast.DayOffRemove),
            ("crew-add", "people/", forecast.CrewChangeAdd),
            ("crew-remove", "people/<int:crew>/remove/", forecast.CrewChangeRemove),
        )
    ],
    path("forecasts/calibration/", forecast.Calibration.as_view(), name="calibration"),
    path("estimates/outcomes/", quotes.QuoteOutcomes.as_view(), name="quotes"),
]
