"""The names of stages, clocks and roles, as people read them in letters, timelines and explanations."""

from collections.abc import Mapping

from workflows.procedure.model.enums import ClockName, Role, Stage

STAGES: Mapping[str, str] = {
    Stage.CENTRAL_VERIFICATION: "verifikasi pusat",
    Stage.AGENCY_VERIFICATION: "verifikasi instansi",
    Stage.FOLLOW_UP: "tindak lanjut",
    Stage.APPROVAL: "persetujuan pimpinan",
    Stage.AWAITING_REPORTER: "menunggu kelengkapan dari pelapor",
    Stage.REPORTER_REPLY: "menunggu tanggapan pelapor",
    Stage.MERGED: "digabung",
    Stage.CLOSED: "selesai",
}
STAGES_IN_ENGLISH: Mapping[str, str] = {
    Stage.CENTRAL_VERIFICATION: "central verification",
    Stage.AGENCY_VERIFICATION: "agency verification",
    Stage.FOLLOW_UP: "follow-up",
    Stage.APPROVAL: "approval",
    Stage.AWAITING_REPORTER: "waiting for the reporter to complete the report",
    Stage.REPORTER_REPLY: "waiting for the reporter's reply",
    Stage.MERGED: "merged",
    Stage.CLOSED: "closed",
}
CLOCKS: Mapping[str, str] = {
    ClockName.VERIFICATION: "verifikasi pusat",
    ClockName.DISPOSITION: "disposisi ke unit",
    ClockName.RESPONSE: "tanggapan pertama",
    ClockName.SETTLEMENT: "penyelesaian",
    ClockName.COMPLETION: "kelengkapan laporan",
    ClockName.REPLY: "tanggapan pelapor",
    ClockName.REOPENING: "pembukaan kembali",
}
CLOCKS_IN_ENGLISH: Mapping[str, str] = {
    ClockName.VERIFICATION: "verification",
    ClockName.DISPOSITION: "disposition to a unit",
    ClockName.RESPONSE: "the first response",
    ClockName.SETTLEMENT: "settlement",
    ClockName.COMPLETION: "completing the report",
    ClockName.REPLY: "the reporter's reply",
    ClockName.REOPENING: "reopening",
}
ROLES: Mapping[str, str] = {
    Role.NATIONAL_ADMIN: "admin nasional",
    Role.AGENCY_ADMIN: "admin instansi",
    Role.LIAISON_OFFICER: "pejabat penghubung",
    Role.SUPERVISOR: "pimpinan",
    Role.OPERATOR: "operator",
    Role.REPORTER: "pelapor",
    Role.SYSTEM: "sistem",
}
ROLES_IN_ENGLISH: Mapping[str, str] = {
    Role.NATIONAL_ADMIN: "the national admin",
    Role.AGENCY_ADMIN: "the agency admin",
    Role.LIAISON_OFFICER: "the liaison officer",
    Role.SUPERVISOR: "the supervisor",
    Role.OPERATOR: "the operator",
    Role.REPORTER: "the reporter",
    Role.SYSTEM: "the system",
}
CENTRE = "pusat"
CENTRE_IN_ENGLISH = "the centre"
"""The holder of a report that no agency holds."""
