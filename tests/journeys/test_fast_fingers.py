"""Who types faster than a form saves itself meets nobody but themselves."""

from playwright.sync_api import expect

FIELDS = {
    "volume": "1,200",
    "judgements_per_item": "3",
    "agreement_wanted": "0.7",
    "accuracy_wanted": "90 %",
}


def test_a_step_sent_while_savings_queue_up_is_no_collision(office):
    requester = office("requester")
    requester.open("/requests/new/").press("Start a request")
    page = requester.page
    requester.open(page.url.replace("/steps/1/", "/steps/4/")).choose("Training")

    for name, value in FIELDS.items():
        page.fill(f"[name={name}]", value)
    requester.press("Save and continue")

    requester.sees("When do you need it?")
    page.get_by_role("link", name="Back", exact=True).click()
    for name in FIELDS:
        expect(page.locator(f"[name={name}]")).not_to_have_value("")
    assert requester.faults == []
