"""The whole chain, as the people of it go through it: from a wish to the scorecard of its vendor."""

from tests.journeys import agreeing, answering, asking, labeling_work
from tests.journeys.carrying import carry_out, strike
from tests.journeys.cast import GIVEN


def test_from_a_request_to_its_scorecard(office, elsewhere, clock):
    request = asking.fill_in_a_request(office("requester"))
    program = asking.score_and_accept(office("manager"), request)
    asking.promise(office("manager"), program)

    bring_the_vendor_in(office, elsewhere, program)
    project, batch = get_the_labels(office, elsewhere, program, request)
    assert "quality.measure_project" in elsewhere(carry_out)

    answering.accept_delivery(office("lead"), batch)
    answering.read_agreement(office("lead"), project)
    answering.read_ledgers(office("buyer"), office("admin"), batch)
    answering.write_report(office("manager"), program)
    assert "programs.mail_report" in elsewhere(carry_out)
    answering.read_as_leader(office("leader"), program, asking.TITLE)
    answering.read_report(office("leader"), asking.TITLE)

    elsewhere(strike, "vendors.compute_scorecards")
    clock.go_to_next_month()
    answering.publish_scorecard(office("buyer").sign_in("buyer"))
    answering.agree_to_scorecard(office("admin").sign_in("admin"))


def bring_the_vendor_in(office, elsewhere, program):
    def deliver():
        return elsewhere(carry_out)

    agreeing.ask_for_clearance(office("manager"), program)
    agreeing.clear(office("compliance"), program)
    agreeing.take_on(office("buyer"))
    agreeing.file_paper(office("compliance"))
    agreeing.invite(office("administrator"), office("admin"), "admin", "Vendor admin", deliver)
    for worker in GIVEN:
        agreeing.invite(office("admin"), office(worker), worker, "Vendor labeler", deliver)
    agreeing.enrol(office("buyer"))
    agreeing.order(office("buyer"), program)
    agreeing.accept(office("admin"))


def get_the_labels(office, elsewhere, program, request):
    manager = office("manager")
    project = labeling_work.open_project(manager, program, request)
    labeling_work.write_guideline(manager, project)
    labeling_work.bring_items(manager, project, lambda: elsewhere(carry_out))
    batch = labeling_work.prepare_and_issue(manager, project)
    labeling_work.keep_gold(office("lead"), project)
    for worker in GIVEN:
        labeling_work.label_everything(office(worker), worker)
    return project, batch
