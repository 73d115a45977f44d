"""Found the sample company: a seeded simulation of twelve weeks, ending today."""

from __future__ import annotations

import contextvars

from django.core.management.base import BaseCommand, CommandParser
from django.db import transaction
from django.utils import timezone

from dataops.accounts.models import User
from dataops.base.database import STAFF, standing
from dataops.jobs.models import Outbox
from quality.management.sample import bills, leading, logs, outcomes, past, plans, promises, requests, talk
from quality.management.sample.cast import PLANS
from quality.management.sample.company import found
from quality.management.sample.months import close_months
from quality.management.sample.programs import start
from quality.management.sample.weeks import close_week, live_week, sum_up

WEEKS = 12
SEED = 20_261


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--if-empty", action="store_true", help="do nothing when somebody is here already"
        )

    def handle(self, *, if_empty: bool, **options: object) -> None:
        with standing(STAFF), transaction.atomic():
            if User.objects.exists():
                if not if_empty:
                    self.stderr.write(
                        "There are people here already; the sample company needs an empty database."
                    )
                return
            self.stdout.write("founding the sample company: a minute or two, once")
            self.stdout.flush()
            contextvars.copy_context().run(self._load)
        self.stdout.write("the sample company is founded")

    def _load(self) -> None:
        """All or nothing: an interrupted founding leaves an empty database, and the next start begins anew."""
        today = timezone.now().date()
        company = found(on=today)
        past.deliver_waves(company, today=today, seed=SEED)
        undertakings = [start(plan, company, today=today, seed=SEED + n) for n, plan in enumerate(PLANS)]
        programs = [undertaking.program for undertaking in undertakings]
        leading.group(company, programs)
        for weeks_ago in range(WEEKS, -1, -1):
            if weeks_ago == 1:  # the newest report is written when the rest of this is known
                logs.write_down(company, programs, today=today)
                plans.plan_out(company, programs, today=today)
            for undertaking in undertakings:
                live_week(undertaking, company, weeks_ago=weeks_ago, today=today)
            for undertaking in undertakings:
                if 0 < weeks_ago <= undertaking.plan.starts_weeks_ago:
                    close_week(undertaking.program, company, weeks_ago=weeks_ago, today=today)
            leading.keep_week(weeks_ago=weeks_ago, today=today)
        for undertaking in undertakings:
            sum_up(undertaking, today=today)
        close_months(company, today=today)
        promises.promise(company, today=today)
        requests.ask(company, programs, today=today)
        promises.follow_up(company, today=today)
        outcomes.conclude(today=today)
        plans.keep_templates(company, today=today)
        leading.lead(company, programs, today=today)
        bills.pay_and_look_ahead(company, programs, today=today)
        talk.talk(company, programs, today=today)
        # What these promise was done above, at the time it would have been; sending the mail of three months would be spam.
        Outbox.objects.filter(done_at=None).update(done_at=timezone.now())
