"""What the classes of reports are called, and what belongs in each: as those who choose one read it."""

from collections.abc import Mapping

from texts.formats import InBoth, both
from workflows.procedure.model.enums import ReportClass

NAMES: Mapping[ReportClass, InBoth] = {
    ReportClass.COMPLAINT: both("Pengaduan", "Complaint"),
    ReportClass.INFORMATION: both("Permintaan informasi", "Request for information"),
    ReportClass.ASPIRATION: both("Aspirasi", "Suggestion"),
}
"""In the order in which they are offered."""
EXAMPLES: Mapping[ReportClass, InBoth] = {
    ReportClass.COMPLAINT: both(
        "Ada pelayanan yang tidak berjalan semestinya. Misalnya: jalan rusak, pungutan liar, KTP yang "
        "tidak kunjung jadi, bantuan yang tidak sampai.",
        "A service does not work as it should. For example: a broken road, an illegal fee, an identity card "
        "that never comes, aid that does not arrive.",
    ),
    ReportClass.INFORMATION: both(
        "Anda ingin mengetahui sesuatu. Misalnya: syarat akta kelahiran, jadwal posyandu, cara mendaftar "
        "bantuan.",
        "You want to know something. For example: what a birth certificate takes, when the health post is "
        "open, how to apply for aid.",
    ),
    ReportClass.ASPIRATION: both(
        "Anda mengusulkan perbaikan. Misalnya: lampu di jalan yang gelap, jam buka loket yang lebih panjang.",
        "You propose something better. For example: lights in a dark street, longer opening hours.",
    ),
}
