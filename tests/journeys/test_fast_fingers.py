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


def test_what_was_saved_is_not_saved_again_and_a_criterion_is_kept_by_its_own_button(office):
    requester = office("requester")
    requester.open("/requests/new/").press("Start a request")
    page = requester.page
    requester.open(page.url.replace("/steps/1/", "/steps/4/"))
    sent: list[str] = []
    page.on("request", lambda asked: sent.append(asked.url) if asked.method == "POST" else None)

    page.fill("[name=criterion-threshold]", "abc")
    with page.expect_response("**/steps/4/save/"):
        page.fill("[name=volume]", "1,200")
    page.locator("[name=volume]").blur()
    with page.expect_response("**/criteria/") as wrong:
        page.get_by_role("button", name="Add the criterion").click()

    assert wrong.value.status == 422
    assert [url.split("/requests/")[1].split("/", 1)[1] for url in sent] == ["steps/4/save/", "criteria/"]
    expect(page.locator("[name=criterion-threshold]")).to_have_value("abc")
    requester.faults.clear()  # the 422 was asked for
