"""The geometry of charts: parts in proportion, nothing upon another, labels inside the narrowest chart."""

from itertools import combinations, pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.pages.charts.bars import lay_out_bars
from api.pages.charts.drawing import CHARACTER, LINE, NARROWEST, Entry, Limit, list_ticks, write_length
from api.pages.charts.over_time import PLOT_BOTTOM, PLOT_TOP, TimeChart, lay_out_columns, lay_out_lines
from api.pages.charts.provinces import PLACES, SIDE, lay_out_provinces
from api.pages.charts.samples import draw_samples
from api.pages.rendering import environment
from calendars.regions import REGIONS

NAMES = ["Masuk", "Selesai", "Ditunda"]
values = st.one_of(st.none(), st.integers(0, 9_999_999))
LIMITS = st.one_of(st.none(), st.integers(0, 9_999_999).map(lambda value: Limit(value, "Batas")))


@st.composite
def entries(draw: st.DrawFn, most: int = 12) -> tuple[list[Entry], list[str]]:
    """Entries of one to three series, with labels of any length."""
    series = NAMES[: draw(st.integers(1, 3))]
    row = st.lists(values, min_size=len(series), max_size=len(series))
    listed = draw(st.lists(st.builds(Entry, st.text(min_size=1, max_size=80), row), max_size=most))
    return listed, series


def pixels(percent: float) -> float:
    return percent * NARROWEST / 100


@given(entries(), LIMITS)
def test_bars_are_as_long_as_their_values_side_by_side_and_leave_room_for_the_total(
    drawn: tuple[list[Entry], list[str]], limit: Limit | None
) -> None:
    chart = lay_out_bars(*drawn, limit)
    scales = [box.width / box.value for row in chart.rows for box in row.boxes]
    assert all(scale == pytest.approx(scales[0]) for scale in scales)
    for row in chart.rows:
        assert [box.value for box in row.boxes] == [value for value in row.entry.values if value]
        for left, right in pairwise(row.boxes):
            assert right.x == pytest.approx(left.x + left.width)
        total = row.total or 0
        assert pixels(row.end) + write_length(total) * CHARACTER <= NARROWEST
        assert len(row.label) * CHARACTER <= NARROWEST
        assert all(row.y < box.y and box.y + box.height <= chart.height for box in row.boxes)
        for box in row.boxes:
            assert not box.shows or write_length(box.value) * CHARACTER <= pixels(box.width)
    assert all(
        above.boxes[0].y + above.boxes[0].height < below.y + LINE for above, below in with_boxes(chart)
    )
    if limit and chart.limit:
        assert 0 <= chart.limit.at <= 100
        assert not scales or chart.limit.at == pytest.approx(limit.value * scales[0], rel=1e-6, abs=1e-6)


def with_boxes(chart: Any) -> list[tuple[Any, Any]]:
    return [pair for pair in pairwise(chart.rows) if pair[0].boxes]


@given(entries(), LIMITS)
def test_columns_are_as_high_as_their_values_and_none_stands_upon_another(
    drawn: tuple[list[Entry], list[str]], limit: Limit | None
) -> None:
    chart = lay_out_columns(*drawn, limit)
    stands_on_the_scale(chart)
    known = [value for entry in chart.entries for value in entry.values if value is not None]
    assert [box.value for box in chart.columns] == known
    for box in chart.columns:
        assert box.y + box.height == pytest.approx(PLOT_BOTTOM)
        assert box.y >= PLOT_TOP - 1e-6
        assert box.height == pytest.approx(box.value * (PLOT_BOTTOM - PLOT_TOP) / chart.ticks[-1].value)
    for left, right in pairwise(chart.columns):
        assert left.x + left.width <= right.x + 1e-6
    assert all(chart.left <= box.x and box.x + box.width <= 100 for box in chart.columns)


@given(entries(), LIMITS)
def test_lines_pass_through_their_values_and_their_labels_keep_apart(
    drawn: tuple[list[Entry], list[str]], limit: Limit | None
) -> None:
    chart = lay_out_lines(*drawn, limit)
    stands_on_the_scale(chart)
    labels = []
    for line in chart.lines:
        known = [entry.values[line.series] for entry in chart.entries]
        assert len(line.points) == len([value for value in known if value is not None])
        assert line.path.count("M") == len(
            [at for at, value in enumerate(known) if value is not None and (at == 0 or known[at - 1] is None)]
        )
        assert all(PLOT_TOP - 1e-6 <= y <= PLOT_BOTTOM for _, y in line.points)
        if line.last is not None:
            labels.append(line.label_y)
            assert pixels(line.label_x) + 8 + write_length(line.last) * CHARACTER <= NARROWEST + 1e-6
    assert all(abs(one - other) >= LINE - 1e-6 for one, other in combinations(labels, 2))
    assert all(0 <= y <= PLOT_BOTTOM for y in labels)


def stands_on_the_scale(chart: TimeChart) -> None:
    """Ticks from 0 to the plot's top, their labels left of it, and labels of slots apart."""
    assert chart.ticks[0].value == 0
    assert chart.ticks[0].y == PLOT_BOTTOM
    assert chart.ticks[-1].y == pytest.approx(PLOT_TOP)
    assert max(write_length(tick.value) for tick in chart.ticks) * CHARACTER <= pixels(chart.left)
    shown = [slot for slot in chart.slots if slot.label]
    assert not chart.slots or chart.slots[-1].label
    for left, right in pairwise(shown):
        needed = (len(left.label) + len(right.label)) / 2 * CHARACTER
        assert pixels(right.x - left.x) >= needed
    if chart.limit:
        assert PLOT_TOP - 1e-6 <= chart.limit.at <= PLOT_BOTTOM


@given(st.floats(0, 1e12))
def test_ticks_are_few_whole_numbers_that_reach_the_highest_value(highest: float) -> None:
    ticks = list(list_ticks(highest))
    assert ticks[0] == 0
    assert ticks[-1] >= highest
    assert 2 <= len(ticks) <= 6
    assert len({right - left for left, right in pairwise(ticks)}) == 1


def test_each_province_has_a_square_of_its_own() -> None:
    provinces = set(REGIONS) - {"ID"}
    assert set(PLACES) == provinces
    assert len(provinces) == 38
    squares = lay_out_provinces({}, "Laporan").squares
    for one, other in combinations(squares, 2):
        assert abs(one.x - other.x) >= SIDE or abs(one.y - other.y) >= SIDE


@given(st.dictionaries(st.sampled_from(sorted(PLACES)), values))
def test_squares_are_filled_in_proportion_and_unknown_ones_not_at_all(found: dict[str, int | None]) -> None:
    grid = lay_out_provinces(found, "Laporan", {"ID-AC": "/laporan?region=ID-AC"})
    for square in grid.squares:
        value = found.get(f"ID-{square.code}")
        assert square.value == value
        assert square.filled == (None if value is None else pytest.approx(SIDE * value / grid.top))
    assert len(grid.entries) == 38
    assert [entry.hrefs for entry in grid.entries if entry.label == "Aceh"] == [["/laporan?region=ID-AC"]]


def test_a_chart_prints_what_it_shows_and_its_table_has_all_values_with_their_links() -> None:
    template = environment("id").from_string(
        '{% from "components/chart.html" import bar_chart %}'
        '{{ bar_chart(chart, "c", "Judul & isi", "Apa", "Siapa") }}'
    )
    html = template.render(chart=draw_samples()["stacked"])
    assert 'role="img" aria-labelledby="c-title c-about"' in html
    assert '<title id="c-title">Judul &amp; isi</title>' in html
    assert html.count("<a href=") == 8
    assert "style=" not in html
