from tests.api.people import TEXT, People


async def test_a_report_goes_from_submission_to_confirmation(people: People) -> None:
    report = await people.submit()
    forwarded = await report.forward()
    assert forwarded.status_code == 200, forwarded.text
    state = forwarded.json()
    assert (state["stage"], state["agency"], state["agency_name"]) == (
        "agency_verification",
        "kemenkes",
        "Kementerian Kesehatan",
    )
    assert (await report.decide("admin.kemenkes", "dispose", unit="layanan")).json()["unit"] == "layanan"
    answered = await report.decide("penghubung.kemenkes.layanan", "respond", text=TEXT, final=True)
    assert answered.json()["stage"] == "reporter_reply"
    seen = (await report.track()).json()
    assert [answer["text"] for answer in seen["answers"]] == [TEXT]
    assert seen["task"]["owner_role"] == "reporter"
    confirmed = await report.reply("confirm", rating=5)
    assert confirmed.status_code == 200, confirmed.text
    assert (confirmed.json()["stage"], confirmed.json()["outcome"]) == ("closed", "resolved")
    live = (await report.get("pusat", source="live")).json()
    recorded = (await report.get("pusat", source="record")).json()
    assert {**live, "source": None} == {**recorded, "source": None}
