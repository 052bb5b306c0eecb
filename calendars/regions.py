"""Where a calendar holds: the country and its 38 provinces, each with its zone."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from calendars.errors import UnknownRegion

NATIONAL = "ID"

WIB = "Asia/Jakarta"
WITA = "Asia/Makassar"
WIT = "Asia/Jayapura"


@dataclass(frozen=True, slots=True)
class Region:
    """`code` is `ID` or an ISO 3166-2 code, `name` the Indonesian one, `zone` IANA."""

    code: str
    name: str
    zone: str


# Zones as Keputusan Presiden 41/1987 draws them; later provinces lie in the zone they were cut from.
_NAMES = {
    WIB: {
        "ID-AC": "Aceh",
        "ID-SU": "Sumatera Utara",
        "ID-SB": "Sumatera Barat",
        "ID-RI": "Riau",
        "ID-KR": "Kepulauan Riau",
        "ID-JA": "Jambi",
        "ID-SS": "Sumatera Selatan",
        "ID-BB": "Kepulauan Bangka Belitung",
        "ID-BE": "Bengkulu",
        "ID-LA": "Lampung",
        "ID-BT": "Banten",
        "ID-JK": "Daerah Khusus Jakarta",
        "ID-JB": "Jawa Barat",
        "ID-JT": "Jawa Tengah",
        "ID-YO": "Daerah Istimewa Yogyakarta",
        "ID-JI": "Jawa Timur",
        "ID-KB": "Kalimantan Barat",
        "ID-KT": "Kalimantan Tengah",
    },
    WITA: {
        "ID-BA": "Bali",
        "ID-NB": "Nusa Tenggara Barat",
        "ID-NT": "Nusa Tenggara Timur",
        "ID-KS": "Kalimantan Selatan",
        "ID-KI": "Kalimantan Timur",
        "ID-KU": "Kalimantan Utara",
        "ID-SA": "Sulawesi Utara",
        "ID-GO": "Gorontalo",
        "ID-ST": "Sulawesi Tengah",
        "ID-SR": "Sulawesi Barat",
        "ID-SN": "Sulawesi Selatan",
        "ID-SG": "Sulawesi Tenggara",
    },
    WIT: {
        "ID-MA": "Maluku",
        "ID-MU": "Maluku Utara",
        "ID-PA": "Papua",
        "ID-PB": "Papua Barat",
        "ID-PD": "Papua Barat Daya",
        "ID-PE": "Papua Pegunungan",
        "ID-PS": "Papua Selatan",
        "ID-PT": "Papua Tengah",
    },
}

REGIONS: Mapping[str, Region] = MappingProxyType(
    {NATIONAL: Region(NATIONAL, "Indonesia", WIB)}
    | {code: Region(code, name, zone) for zone, names in _NAMES.items() for code, name in names.items()}
)
"""All regions by code; the country as a whole, and so the centre, keeps WIB."""


def region_of(code: str) -> Region:
    """The region with that code. Raises UnknownRegion."""
    try:
        return REGIONS[code]
    except KeyError:
        raise UnknownRegion(code) from None
