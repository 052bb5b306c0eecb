"""Every figure has a name and a definition."""

from records.figures.definitions import BY_CODE, FIGURES, Kind, Section
from texts.figures.names import CHANNELS, SECTIONS, WORDINGS
from workflows.procedure.model.enums import Channel
from workflows.procedure.outputs.figures.measures import EVENTS, Measure


def test_every_figure_is_named_and_defined_in_one_sentence_and_nothing_else_is() -> None:
    assert set(WORDINGS) == set(BY_CODE)
    assert len(BY_CODE) == len(FIGURES)
    for wording in WORDINGS.values():
        for language in ("id", "en"):
            assert wording.name[language] == wording.name[language].strip() != ""
            said = wording.definition[language]
            assert said.endswith(".")
            assert ". " not in said
            assert said[0].isupper()


def test_sections_and_channels_are_named() -> None:
    assert set(SECTIONS) == {each.value for each in Section}
    assert set(CHANNELS) == {each.value for each in Channel}


def test_every_event_is_in_some_figure_and_shares_count_the_same_kind_of_thing() -> None:
    counted = {measure for each in FIGURES for measure in (*each.measures, *each.of)}
    assert set(EVENTS) <= counted
    assert {each.code for each in FIGURES if each.of} == {
        each.code for each in FIGURES if each.kind is Kind.SHARE
    }
    assert Measure.REDIRECTED not in BY_CODE["finished"].measures
