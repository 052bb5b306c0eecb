"""The PDF of a document: accessible, and whatever people are called."""

import sys
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from api.monthly_report.blocks import (
    Bar,
    Bars,
    Block,
    Column,
    Curve,
    Curves,
    Document,
    Heading,
    Line,
    Mark,
    Paragraph,
    Section,
    Square,
    Squares,
    Table,
)
from api.monthly_report.typesetting import TEMPLATE, UNKNOWN, NotInstalled, is_installed, typeset
from tests.api.monthly_report.pdf import Pdf

MADE_AT = datetime(2026, 11, 2, 3, 0, tzinfo=UTC)
HOSTILE = [
    '#panic("x") #sys.inputs',
    '#import "@preview/cetz:0.4.0": * #read("/etc/passwd")',
    "$ x^2 $ *tebal* _miring_ `kode` <label> @ref = Bab",
    "\\ // komentar /* komentar */ ] } ) [ { (",
    "= Bab\n- butir\n+ butir",
]


def document(scope: str, *, lines: int = 3) -> Document:
    """One of each block, with `scope` wherever somebody's words can stand."""
    columns = [Column(scope, is_number=False), Column("Jumlah", width=2.0)]
    blocks: list[Block] = [
        Paragraph(f"Diteruskan kepada {scope}."),
        Heading(scope),
        Table(scope, columns, [Line([scope, "1.234"], depth=n % 3) for n in range(lines)]),
        Bars("Batang", "Grafik batang", [Bar(scope, 100, "5"), Bar("b", 0, "0")]),
        Curves(
            "Garis",
            "Grafik garis",
            [
                Curve(scope, [(10, 20), (50, 90), (90, 40)], "7", (90, 40)),
                Curve("b", [(10, 5)], "1", (10, 5)),
            ],
            [Mark("0", 176), Mark("10", 24)],
            [Mark("Okt", 10)],
            8,
            91,
            200,
        ),
        Squares("Petak", "Peta petak", [Square("AC", 0, 0, 0.5, "3")], 40, 84, 40),
        Paragraph("Catatan.", note=True),
    ]
    return Document(
        title=f"Laporan {scope}",
        heading="Laporan Bulanan",
        subject="Pengaduan",
        scope=scope,
        month="Oktober 2026",
        authority=scope,
        mark="Sementara",
        warning="Bulan ini belum berakhir.",
        facts=[("Lingkup", scope)],
        headline=[(scope, "1")],
        contents="Daftar isi",
        sections=[Section(scope, blocks, begins_page=True)],
    )


def test_the_file_says_what_pdf_ua_asks_for() -> None:
    pdf = Pdf(typeset(document("Nasional"), MADE_AT))
    assert pdf.root["/Lang"] == "id-ID"
    assert pdf.root["/MarkInfo"]["/Marked"]
    assert pdf.root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert "<pdfuaid:part>1</pdfuaid:part>" in pdf.metadata
    assert ">Laporan Nasional</rdf:li>" in pdf.metadata
    assert pdf.outline
    assert {font: embedded for font, embedded in pdf.fonts() if not embedded} == {}
    assert all("Libertinus" in font for font, _ in pdf.fonts())


def test_headings_tables_and_charts_are_tagged() -> None:
    pdf = Pdf(typeset(document("Nasional"), MADE_AT))
    counted = pdf.count()
    assert (counted["/Title"], counted["/H1"], counted["/H2"]) == (1, 2, 1), "with that of the contents"
    tables = [each for each in pdf.elements if each.kind == "/Table"]
    assert [(each.within.count("/TH"), each.within.count("/TD")) for each in tables] == [(2, 6)]
    assert "/Caption" in tables[0].within
    figures = [each.alt for each in pdf.elements if each.kind == "/Figure"]
    assert figures == ["Grafik batang", "Grafik garis", "Peta petak"]
    assert counted["/Caption"] == 4


def test_a_long_table_has_its_head_on_each_page_once_in_the_structure() -> None:
    pdf = Pdf(typeset(document("Nasional", lines=120), MADE_AT))
    assert pdf.pages > 4
    assert pdf.count()["/TH"] == 2
    assert pdf.text.count("Nasional Jumlah") >= 3


@pytest.mark.parametrize("name", HOSTILE)
def test_names_are_words_and_never_markup(name: str) -> None:
    pdf = Pdf(typeset(document(name), MADE_AT))
    assert pdf.count() == Pdf(typeset(document("Nasional"), MADE_AT)).count()
    assert pdf.text.count(" ".join(name.split())) >= 5


def test_letters_without_a_font_are_marked_and_long_words_are_broken() -> None:
    text = Pdf(typeset(document("Balai 名前 🙂 Ж ế"), MADE_AT)).text
    assert f"Balai {UNKNOWN * 2} {UNKNOWN} Ж ế" in text
    word = "Kementerian" * 12
    broken = Pdf(typeset(document(word), MADE_AT)).text
    assert word in broken.replace(" ", "").replace("\u200b", "")


@settings(max_examples=15, deadline=None)
@given(st.text(max_size=40))
def test_whatever_somebody_is_called_it_can_be_set(name: str) -> None:
    assert typeset(document(f"Dinas {name}"), MADE_AT).startswith(b"%PDF-")


def test_the_same_document_is_the_same_file() -> None:
    assert typeset(document("Nasional"), MADE_AT) == typeset(document("Nasional"), MADE_AT)


def test_the_template_fetches_nothing() -> None:
    template = TEMPLATE.read_text("utf-8")
    for word in ("@preview", "import ", "include ", "read(", "eval("):
        assert word not in template


def test_without_the_extra_it_is_refused_by_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "typst", None)
    assert not is_installed()
    with pytest.raises(NotInstalled, match="tuntas\\[pdf\\]"):
        typeset(document("Nasional"), MADE_AT)
