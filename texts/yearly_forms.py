"""What people read of yearly forms: fields, states, and what figures are taken from them."""

from collections.abc import Mapping

from texts.figures.wording import Wording, word
from texts.formats import InBoth, both

PARTS: Mapping[str, Wording] = {
    "team_decree": word(
        "SK tim pengelola",
        "Team decree",
        "Keputusan yang membentuk tim pengelola pengaduan instansi.",
        "The decree that set up the agency's complaint-handling team.",
    ),
    "action_plan": word(
        "Rencana aksi",
        "Action plan",
        "Rencana aksi pengelolaan pengaduan yang berlaku pada tahun ini.",
        "The action plan for handling reports that was in force in this year.",
    ),
    "procedure": word(
        "SOP pengelolaan pengaduan",
        "Written procedure (SOP)",
        "Prosedur tertulis instansi untuk menangani laporan.",
        "The agency's written procedure for handling reports.",
    ),
    "survey": word(
        "Survei kepuasan masyarakat (SKM)",
        "Satisfaction survey (SKM)",
        "Survei kepuasan atas pelayanan instansi yang selesai pada tahun ini.",
        "The survey of satisfaction with the agency's services that ended in this year.",
    ),
}
FIELDS: Mapping[str, Wording] = {
    "team_decree.number": word(
        "Nomor SK", "Decree number", "Nomor SK tim pengelola.", "The number of the team decree."
    ),
    "team_decree.signed_on": word(
        "Tanggal SK", "Signed on", "Hari SK itu ditetapkan.", "The day on which the decree was signed."
    ),
    "team_decree.url": word(
        "Alamat SK", "Decree's address", "Tempat SK itu dimuat, bila ada.", "Where it is published, if it is."
    ),
    "action_plan.first_year": word(
        "Tahun pertama rencana", "Plan's first year", "Tahun pertama rencana aksi.", "The plan's first year."
    ),
    "action_plan.last_year": word(
        "Tahun terakhir rencana", "Plan's last year", "Tahun terakhir rencana aksi.", "The plan's last year."
    ),
    "action_plan.url": word(
        "Alamat rencana aksi",
        "Plan's address",
        "Tempat rencana aksi itu dimuat, bila ada.",
        "Where the plan is published, if it is.",
    ),
    "procedure.number": word("Nomor SOP", "Procedure's number", "Nomor SOP itu.", "The procedure's number."),
    "procedure.url": word(
        "Alamat SOP",
        "Procedure's address",
        "Tempat SOP itu dimuat, bila ada.",
        "Where it is published, if it is.",
    ),
    "trained": word(
        "Anggota tim yang dilatih",
        "People trained",
        "Berapa anggota tim pengelola yang mengikuti pelatihan pada tahun ini.",
        "How many people of the team were trained in this year.",
    ),
    "survey.scale": word(
        "Skala", "Scale", "Nilai tertinggi pada skala survei itu.", "The highest value on the survey's scale."
    ),
    "survey.value": word(
        "Nilai survei", "Survey's value", "Hasil survei pada skalanya.", "The survey's result on its scale."
    ),
    "survey.respondents": word(
        "Jumlah responden", "Respondents", "Berapa orang yang menjawab.", "How many people answered."
    ),
    "survey.ended_on": word(
        "Survei selesai", "Survey ended on", "Hari terakhir survei itu.", "The survey's last day."
    ),
    "survey.method": word("Cara survei", "Method", "Bagaimana orang ditanya.", "How people were asked."),
    "survey.url": word(
        "Alamat hasil survei",
        "Survey's address",
        "Tempat hasil survei dimuat, bila ada.",
        "Where the result is published, if it is.",
    ),
    "remarks": word(
        "Catatan", "Remarks", "Yang perlu diketahui pembaca formulir ini.", "What readers should know."
    ),
}
METHODS: Mapping[str, InBoth] = {
    "electronic": both("Survei elektronik", "Electronic survey"),
    "questionnaire": both("Kuesioner yang diisi sendiri", "Questionnaire filled in by oneself"),
    "interview": both("Wawancara tatap muka", "Interview in person"),
    "telephone": both("Wawancara telepon", "Interview by telephone"),
    "mixed": both("Beberapa cara", "Several ways"),
}
SCALES: Mapping[int, InBoth] = {
    4: both("1 sampai 4", "1 to 4"),
    5: both("1 sampai 5", "1 to 5"),
    100: both("0 sampai 100", "0 to 100"),
}
STATES: Mapping[str, InBoth] = {
    "filed": both("Sudah diisi", "Filed"),
    "missing": both("Belum diisi", "Not filed"),
    "not_asked": both("Instansi sudah berakhir", "Agency has ended"),
}
SURVEY_INDEX = word(
    "Indeks kepuasan masyarakat (dari 100)",
    "Satisfaction index (of 100)",
    "Nilai survei kepuasan masyarakat (SKM) dari formulir tahunan instansi, pada skala 100: nilai pada skala"
    " 4 dikalikan 25, pada skala 5 dikalikan 20. Tidak dihitung dari laporan.",
    "The result of the satisfaction survey (SKM) as the agency's yearly form tells it, on a scale of 100: a"
    " value on a scale of 4 times 25, on a scale of 5 times 20. It is not counted from reports.",
)
FILED_FIGURES: Mapping[str, Wording] = {
    "team_decree": word(
        "SK tim pengelola",
        "Team decree",
        "Apakah instansi memiliki SK tim pengelola pengaduan, menurut formulir tahunannya. Tidak dihitung"
        " dari laporan.",
        "Whether the agency has a decree that set up its complaint-handling team, as its yearly form tells."
        " It is not counted from reports.",
    ),
    "action_plan": word(
        "Rencana aksi",
        "Action plan",
        "Apakah instansi memiliki rencana aksi yang berlaku pada tahun itu, menurut formulir tahunannya."
        " Tidak dihitung dari laporan.",
        "Whether the agency has an action plan that was in force in that year, as its yearly form tells."
        " It is not counted from reports.",
    ),
    "survey_index": SURVEY_INDEX,
}
"""Figures that come from yearly forms, in the order in which they are shown."""
COLUMNS: Mapping[str, Wording] = {
    "agency": word("Kode instansi", "Agency", "Kode instansi.", "The agency's code."),
    "agency_name": word("Instansi", "Agency's name", "Nama instansi.", "The agency's name."),
    "year": word("Tahun", "Year", "Tahun yang diceritakan formulir.", "The year that the form is about."),
    "state": word(
        "Keadaan",
        "State",
        "filed: sudah diisi; missing: belum diisi; not_asked: instansi sudah berakhir.",
        "filed, missing, or not_asked: the agency has ended.",
    ),
    "version": word(
        "Versi", "Version", "Versi yang berlaku; 0 bila belum diisi.", "The version in force; 0 if not filed."
    ),
    "written_at": word(
        "Ditulis pada", "Written at", "Saat versi itu ditulis, dalam UTC.", "When it was written, in UTC."
    ),
    "corrected": word(
        "Dikoreksi",
        "Corrected",
        "1 bila versi itu ditulis dengan alasan, seperti sesudah hari penutupan.",
        "1 if that version was written with a reason, as after the closing day.",
    ),
}
"""The first columns of exported forms; then come the fields."""
