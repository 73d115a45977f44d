"""Portfolios: their list, and which program is in which."""

from __future__ import annotations

from django.db.models import Count, Q
from django.shortcuts import get_object_or_404
from django.urls import reverse

from dataops.web.views.base import Guarded, OperationView, Page
from dataops.web.views.once import Once
from programs import permissions
from programs.forms import portfolio as forms
from programs.models import Portfolio, Program
from programs.operations import portfolio as operations
from programs.views.plan import PlanView
from programs.views.versions import Versioned


class PortfolioList(Page):
    """Which portfolios there are, and how many of the programs one sees are in each."""

    permission = permissions.SEE_PROGRAMS
    template_name = "programs/portfolio_list.html"

    def get_context_data(self, **kwargs):
        seen = Program.objects.visible_to(self.request.user).running()
        counted = Count("programs", filter=Q(programs__in=seen), distinct=True)
        portfolios = Portfolio.objects.annotate(count=counted).order_by("name")
        return super().get_context_data(
            portfolios=portfolios,
            without=seen.filter(portfolio=None).count(),
            may_keep=self.may(permissions.START_PROGRAMS),
            may_lead=self.may(permissions.SEE_LEADERSHIP),
            **kwargs,
        )


class PortfolioForm(Guarded):
    permission = permissions.START_PROGRAMS
    template_name = "programs/leader_form.html"
    heading = verb = ""

    def get_context_data(self, **kwargs):
        crumbs = [{"label": "Portfolios", "url": reverse("programs:portfolio-list")}]
        words = {
            "heading": self.heading,
            "verb": self.verb,
            "text": "A portfolio is what leadership looks at together; a program is in one at most.",
            "crumbs": crumbs,
            "cancel_url": reverse("programs:portfolio-list"),
        }
        return super().get_context_data(**kwargs | words)  # type: ignore[misc]

    def get_success_url(self) -> str:
        return reverse("programs:portfolio-list")


class PortfolioAdd(Once, PortfolioForm, OperationView):
    form_class = forms.AddPortfolio
    heading, verb = "Add a portfolio", "Add it"
    success_message = "The portfolio is there; put programs into it on their pages."

    def operate(self, cleaned_data):
        operations.add_portfolio(actor=self.request.user, **cleaned_data)


class PortfolioChange(Versioned, PortfolioForm, OperationView):
    form_class = forms.ChangePortfolio
    heading, verb = "Change a portfolio", "Change it"
    success_message = "The portfolio is changed."

    def load(self, *, portfolio: int, **kwargs):
        self.portfolio = get_object_or_404(Portfolio, pk=portfolio)

    def standing(self):
        return Portfolio.objects.get(pk=self.portfolio.pk)

    def get_initial(self):
        return super().get_initial() | {"name": self.portfolio.name, "note": self.portfolio.note}

    def operate(self, cleaned_data):
        operations.change_portfolio(self.portfolio, actor=self.request.user, **cleaned_data)


class PortfolioOfProgram(PlanView):
    """On the program's own page: which portfolio it belongs to."""

    form_class = forms.GroupProgram
    heading, verb = "Choose the portfolio", "Put it there"
    text = "Leadership looks at the programs of one portfolio together."
    success_message = "The program is in its portfolio."

    def get_initial(self):
        return {"portfolio": self.program.portfolio_id}

    def operate(self, cleaned_data):
        operations.group_program(self.program, cleaned_data["portfolio"], actor=self.request.user)

    def get_success_url(self) -> str:
        return reverse("programs:program-detail", args=[self.program.code])
