"""Why a figure is missing, in a sentence."""

from django import template

from dataops.web.templatetags.estimates import reason_sentence

register = template.Library()

register.filter("why", reason_sentence)
