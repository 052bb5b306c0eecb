import re
from datetime import date
from typing import Any

import pytest

from tests.activities.delivery.story import told
from texts.formats import format_day, group_number
from texts.letters import Details, Text, UnknownTemplate, body, subject, text_for
from texts.letters import reporter as to_reporters
from texts.letters import reporter_english as in_english
from texts.letters import staff as to_staff
from workflows.procedure.model.policy import load_policy
from workflows.procedure.outputs.names import ROLES
from workflows.procedure.outputs.notices import TO_OWNER, TO_REPORTER

NAMES = {"kemenkes": "Kementerian Kesehatan", "layanan": "Direktorat Pelayanan"}


def is_to_reporter(notice: dict[str, Any]) -> bool:
    return bool(notice["audience"][0]["role"] == "reporter")


def text(notice: dict[str, Any], pages: str | None = None) -> Text:
    data = notice["data"]
    names = NAMES.get(data["agency"]), NAMES.get(data["unit"])
    details = Details.of(notice["report"], data, *names, pages)
    return text_for(notice["template"], details, to_reporter=is_to_reporter(notice))


def example(template: str, *, reporter: bool, **data: Any) -> Text:
    """The text of the first such notice with that in its data."""
    fitting = (
        notice
        for notice in told()
        if notice["template"] == template
        and is_to_reporter(notice) is reporter
        and all(notice["data"].get(name) == value for name, value in data.items())
    )
    return text(next(fitting))


def test_whatever_a_report_can_tell_has_a_text() -> None:
    for notice in told():
        assert text(notice).paragraphs


def test_every_text_is_told_by_some_report_and_none_is_missing() -> None:
    reporters = {notice["template"] for notice in told() if is_to_reporter(notice)}
    staff = {notice["template"] for notice in told() if not is_to_reporter(notice)}
    assert reporters | {to_reporters.NEW_PIN} == set(to_reporters.TEXTS)  # which no fact causes
    assert staff == set(to_staff.TEXTS)
    assert {kind.value for kind in TO_REPORTER} <= reporters
    assert {kind.value for kind in TO_OWNER} <= staff
    levels = {rung.level for rung in load_policy("default").ladder if rung.level}
    assert {f"escalated_{level}" for level in levels} <= staff


def test_no_text_shows_a_code_or_a_gap() -> None:
    for notice in told():
        shown = text(notice)
        for sentence in (shown.subject, *shown.paragraphs):
            assert not re.search(r"None|_|kemenkes|\blayanan\b|  | \.", sentence), sentence
            assert notice["report"] in " ".join((shown.subject, *shown.paragraphs))


def test_letters_name_the_address_of_the_page_where_there_is_one_and_else_speak_of_none() -> None:
    address, by_channel = "https://lapor.contoh.invalid/cek", "melalui saluran tempat Anda melapor"
    speaking = set()
    for notice in told():
        without, with_pages = (" ".join(text(notice, pages).paragraphs) for pages in (None, address))
        assert not re.search("halaman|https?:", without), without
        link = f"{address}/lacak?nomor={notice['report']}"
        assert with_pages == without.replace(by_channel, f"di {link}")
        if link in with_pages:
            assert is_to_reporter(notice), with_pages
            assert "PIN" in with_pages
            speaking.add(notice["template"])
    assert speaking == {
        "submitted",
        "transferred",
        "reporter_asked",
        "responded",
        "extended",
        "merged",
        "contact_corrected",
        "contact_replaced",
        "closed",
        "reporter_reminded",
        "referral_offered",
    }


def test_what_will_be_done_is_promised_and_nobody_is_a_place() -> None:
    """ "Admin nasional memeriksanya" says that they do so now; somebody is "pada", a place "di"."""
    for notice in told():
        said = " ".join(text(notice).paragraphs)
        assert not re.search(r"(?<!akan )\b(memeriksanya|mengabari|kami lakukan)\b", said), said
        assert not re.search(r"\bmenunjuk unit\b(?<!akan menunjuk unit)", said), said
        assert "di admin" not in said
        assert "ditetapkan berubah" not in said


def test_a_role_has_one_name_in_every_letter() -> None:
    named: set[str] = set()
    for notice in told():
        named |= set(re.findall(r"\badmin \w+", " ".join(text(notice).paragraphs).lower()))
    assert named == {ROLES["national_admin"]}


def test_the_authority_signs() -> None:
    texts = [Text("A", ("Satu.",)), Text("B", ("Dua.",))]
    for several in (texts, texts[:1]):
        end = "\n\nSalam hormat,\nInspektorat Provinsi Contoh\n\n--\n"
        assert end in body("Siti", several, "Inspektorat Provinsi Contoh")


def test_a_level_beyond_the_shipped_policy_has_a_text_too_and_an_unknown_template_none() -> None:
    rung = next(notice for notice in told() if notice["template"] == "escalated_3")
    details = Details.of("LPR-1", rung["data"] | {"level": 4}, None, None)
    assert text_for("escalated_4", details, to_reporter=False).subject == "Eskalasi tingkat 4: laporan LPR-1"
    for to_reporter in (True, False):
        with pytest.raises(UnknownTemplate):
            text_for("applauded", details, to_reporter=to_reporter)


def test_a_submission_is_confirmed_with_the_day_by_which_it_is_verified() -> None:
    assert example("submitted", reporter=True) == Text(
        "Laporan Anda sudah kami terima: LPR-1",
        (
            "Terima kasih, laporan Anda sudah kami terima dengan nomor LPR-1.",
            "Admin nasional akan memeriksanya dan meneruskannya ke instansi yang berwenang paling lambat "
            "Kamis, 8 Oktober 2026.",
            "Mohon simpan nomor ini bersama PIN yang Anda terima saat melapor. Dengan keduanya Anda dapat "
            "melihat perkembangan laporan kapan saja melalui saluran tempat Anda melapor.",
        ),
    )


def test_an_officer_is_told_what_to_do_by_when() -> None:
    assert example("task_opened", reporter=False, stage="follow_up").paragraphs == (
        "Laporan LPR-1 menunggu tindak lanjut Direktorat Pelayanan.",
        "Mohon ditindaklanjuti dan dijawab paling lambat Senin, 12 Oktober 2026.",
    )


def test_a_lapse_is_told_with_the_day_that_was_due() -> None:
    assert example("escalated_1", reporter=False, clock="verification") == Text(
        "Eskalasi tingkat 1: laporan LPR-1",
        (
            "Tenggat verifikasi pusat laporan LPR-1 sudah lewat pada Kamis, 8 Oktober 2026.",
            "Eskalasi tingkat 1. Laporan ini pada tahap verifikasi pusat, pada admin nasional.",
        ),
    )


def test_a_second_dispute_is_told_as_what_it_is() -> None:
    told = example("escalated_1", reporter=False, cause="second_dispute")
    assert told.paragraphs[0] == "Pelapor laporan LPR-1 mengajukan keberatan untuk kedua kalinya."


def test_a_moved_deadline_names_both_days_and_why() -> None:
    assert example("deadline_moved", reporter=True, cause="calendar").paragraphs == (
        "Tenggat penyelesaian untuk laporan Anda LPR-1 berubah karena ada perubahan penetapan hari libur "
        "atau hari kerja: kini Senin, 4 Januari 2027, semula Rabu, 30 Desember 2026.",
    )


def test_a_deadline_that_decrees_moved_names_them() -> None:
    decrees = [{"number": "SKB 12/2026", "act": "enacted"}, {"number": "SKB 9/2026", "act": "withdrawn"}]
    notice = next(each for each in told() if each["data"].get("cause") == "calendar")
    assert text({**notice, "data": notice["data"] | {"decrees": decrees}}).paragraphs == (
        "Tenggat penyelesaian untuk laporan Anda LPR-1 berubah karena ada perubahan penetapan hari libur "
        "atau hari kerja, menurut SKB 12/2026 dan pencabutan SKB 9/2026: kini Senin, 4 Januari 2027, "
        "semula Rabu, 30 Desember 2026.",
    )


@pytest.mark.parametrize(
    ("outcome", "words"),
    [
        ("resolved", "selesai"),
        ("archived", "diarsipkan"),
        ("withdrawn", "mencabutnya"),
        ("not_completed", "tidak kami terima"),
        ("answered_without_reply", "tidak Anda tanggapi"),
    ],
)
def test_a_closing_says_how_it_ended(outcome: str, words: str) -> None:
    assert words in example("closed", reporter=True, outcome=outcome).paragraphs[0]


def test_a_vacancy_is_said_plainly() -> None:
    rung = next(notice for notice in told() if notice["template"] == "escalated_1")
    vacant = text({**rung, "data": rung["data"] | {"vacancy": True}})
    assert vacant.paragraphs[-1] == (
        "Pesan ini disampaikan kepada Anda karena jabatan yang seharusnya menerimanya sedang kosong."
    )


def test_several_texts_make_one_list() -> None:
    texts = [Text("A", ("Satu.", "Lagi.")), Text("B", ("Dua.",))]
    assert subject(texts) == "2 pemberitahuan tenggat laporan"
    assert body("Siti", texts, "Tuntas").startswith(
        "Yth. Siti,\n\nAda 2 pemberitahuan untuk Anda:\n\n1. Satu.\n   Lagi.\n\n2. Dua.\n\nSalam hormat,"
    )
    assert body(None, texts[:1], "Tuntas").startswith("Yth. Bapak/Ibu,\n\nSatu.\n\nLagi.\n\nSalam hormat,")


def test_days_and_numbers_are_written_as_people_read_them() -> None:
    assert format_day(date(2026, 11, 26)) == "Kamis, 26 November 2026"
    assert format_day(date(2027, 8, 1)) == "Minggu, 1 Agustus 2027"
    assert group_number("7K3MQ2XN4T9Z1") == "7K3M-Q2XN-4T9Z-1"
    assert group_number("7K3M-Q2XN") == "7K3M-Q2XN"


def test_english_letters_say_whatever_indonesian_ones_do() -> None:
    assert set(in_english.TEXTS) == set(to_reporters.TEXTS)
    for notice in filter(is_to_reporter, told()):
        names = NAMES.get(notice["data"]["agency"]), NAMES.get(notice["data"]["unit"])
        details = Details.of(notice["report"], notice["data"], *names, "https://x.invalid", None, "en")
        said = text_for(notice["template"], details, to_reporter=True)
        whole = " ".join((said.subject, *said.paragraphs))
        assert not re.search(r"None|_|kemenkes|  | \.|laporan|tenggat|paling|Anda|admin nasional", whole), (
            whole
        )
        assert len(said.paragraphs) == len(text(notice).paragraphs)
        assert notice["report"] in whole


def test_an_english_letter_is_english_from_greeting_to_foot() -> None:
    letter = body("Siti", [Text("A", ("One.",))], "Tuntas", "en")
    assert letter.startswith("Dear Siti,\n\nOne.\n\nKind regards,\nTuntas\n")
    assert "Pesan" not in letter
