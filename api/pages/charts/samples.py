"""Charts with sample content, for the page of components."""

from collections.abc import Mapping

from api.pages.charts.bars import BarChart, lay_out_bars
from api.pages.charts.drawing import Entry, Limit
from api.pages.charts.over_time import TimeChart, lay_out_columns, lay_out_lines
from api.pages.charts.provinces import PLACES, ProvinceGrid, lay_out_provinces

SampleCharts = Mapping[str, BarChart | TimeChart | ProvinceGrid]
WEEKS = ("5 Okt", "12 Okt", "19 Okt", "26 Okt", "2 Nov", "9 Nov", "16 Nov", "23 Nov")
IN, DONE = (41, 38, 52, 47, 60, 44, 39, 51), (35, 44, 40, 55, 49, 58, 37, 46)


def draw_samples() -> SampleCharts:
    """One of each kind, by its name."""
    weeks = [Entry(week, [new, done]) for week, new, done in zip(WEEKS, IN, DONE, strict=True)]
    medians: list[float | None] = [6, 5.5, None, 7, 6.5, 8, 9.5, 7]
    days = [Entry(week, [value]) for week, value in zip(WEEKS, medians, strict=True)]
    ages = [
        Entry("Verifikasi instansi", [18, 7, 2, 0], ["#", "#", "#", None]),
        Entry("Tindak lanjut", [44, 31, 16, 9], ["#", "#", "#", "#"], late=True),
        Entry("Persetujuan pimpinan", [5, 0, 0, 0], ["#"]),
    ]
    stages = [Entry(each.label, [sum(value or 0 for value in each.values)], ["#"]) for each in ages]
    provinces = {code: float(number * 7 % 23) for number, code in enumerate(PLACES) if number % 11 != 5}
    return {
        "bars": lay_out_bars(stages, ["Laporan"], Limit(60, "Batas: 60")),
        "stacked": lay_out_bars(ages, ["0–2 hari", "3–5 hari", "6–10 hari", "lebih dari 10"]),
        "columns": lay_out_columns(weeks, ["Masuk", "Selesai"]),
        "lines": lay_out_lines(weeks, ["Masuk", "Selesai"]),
        "limited": lay_out_lines(days, ["Hari kerja"], Limit(5, "Batas: 5 hari kerja")),
        "provinces": lay_out_provinces(provinces, "Laporan", dict.fromkeys(PLACES, "#")),
    }
