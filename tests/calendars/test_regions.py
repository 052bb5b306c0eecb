"""The country and its provinces."""

from collections import Counter

import pytest

from calendars import REGIONS, UnknownRegion, region_of


def test_there_are_38_provinces_and_the_country() -> None:
    assert len(REGIONS) == 39
    assert all(code == "ID" or (len(code) == 5 and code.startswith("ID-")) for code in REGIONS)
    assert len({region.name for region in REGIONS.values()}) == 39


def test_each_lies_in_one_of_the_three_zones() -> None:
    zones = Counter(region.zone for region in REGIONS.values())
    assert zones == {"Asia/Jakarta": 19, "Asia/Makassar": 12, "Asia/Jayapura": 8}


@pytest.mark.parametrize(
    ("code", "name", "zone"),
    [
        ("ID", "Indonesia", "Asia/Jakarta"),
        ("ID-AC", "Aceh", "Asia/Jakarta"),
        ("ID-KT", "Kalimantan Tengah", "Asia/Jakarta"),
        ("ID-KS", "Kalimantan Selatan", "Asia/Makassar"),
        ("ID-NT", "Nusa Tenggara Timur", "Asia/Makassar"),
        ("ID-PA", "Papua", "Asia/Jayapura"),
        ("ID-PS", "Papua Selatan", "Asia/Jayapura"),
        ("ID-PT", "Papua Tengah", "Asia/Jayapura"),
        ("ID-PE", "Papua Pegunungan", "Asia/Jayapura"),
        ("ID-PD", "Papua Barat Daya", "Asia/Jayapura"),
    ],
)
def test_a_region_is_found_by_its_code(code: str, name: str, zone: str) -> None:
    region = region_of(code)
    assert (region.code, region.name, region.zone) == (code, name, zone)


@pytest.mark.parametrize("code", ["ID-XX", "id-ac", "AC", "", "ID-JW"])
def test_an_unknown_region_is_refused_by_its_code(code: str) -> None:
    with pytest.raises(UnknownRegion) as refused:
        region_of(code)
    assert refused.value.code == "unknown_region"
    assert refused.value.region == code
