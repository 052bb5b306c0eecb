"""The sentences of a monthly report's summary, in Indonesian. Numbers come as they are written."""

ARRIVED_NATION = "Selama {period} masuk {count} laporan"
ARRIVED_PROVINCE = "Selama {period} masuk {count} laporan tentang {scope}"
ARRIVED_AGENCY = "Selama {period} diteruskan {count} laporan kepada {scope}"
OPEN_AT_AGENCY = "Pada akhir masa belum ditindaklanjuti {waiting} laporan, dan dalam proses {handled}."
NOTHING = "Selama {period} tidak ada yang terhitung untuk {scope}."
ANSWERED = "Instansi memberi {count} jawaban pertama"
IN_TIME = (
    "Dari {of} jawaban pertama yang diberikan atau lewat batas, {count} tepat waktu, yaitu {share}{compared}."
)
IN_TIME_FEW = (
    "Dari {of} jawaban pertama yang diberikan atau lewat batas, {count} tepat waktu. Jumlahnya kurang dari "
    "{floor}, sehingga persentasenya tidak dibandingkan."
)
NO_ANSWERS = "Tidak ada jawaban pertama yang diberikan atau lewat batas."
FINISHED = "Selesai {count} laporan"
FINISHED_IN = (
    "Separuhnya selesai dalam {median} hari kerja atau kurang, dan sembilan dari sepuluh dalam {p90}."
)
ARCHIVED = "Diarsipkan {count} kali"
ARCHIVED_STOCK = "Pada akhir masa {count} laporan berada dalam arsip: {reasons}."
LAPSED = "Tenggat lewat {count} kali"
LAPSED_LEVELS = "Yang sampai ke tingkat eskalasi kedua {second}, dan ke tingkat ketiga {third}."
OPEN = (
    "Pada akhir masa belum terverifikasi {unverified} laporan, belum ditindaklanjuti {waiting}, dan dalam "
    "proses {handled}."
)
RATED = "Pelapor memberi {count} penilaian{of}, rata-rata {mean} dari 5{compared}."
RATED_OF = " ({share} dari laporan yang ditutup sesudah dijawab)"
RATED_FEW = (
    "Pelapor memberi {count} penilaian. Jumlahnya kurang dari {floor}, sehingga rata-ratanya belum berarti "
    "banyak dan tidak dibandingkan."
)
NOT_RATED = "Belum ada pelapor yang memberi penilaian dalam masa ini."

MORE = "naik {difference}{share} dari {than}"
FEWER = "turun {difference}{share} dari {than}"
SAME = "sama dengan {than}"
POINTS = "{amount} poin persen"
IN_PERCENT = " ({share})"
AND = " dan "
UNKNOWN = "Dari {periods} belum ada angka untuk dibandingkan."
FEW_THEN = (
    "Untuk {periods} angka pembandingnya kurang dari {floor}, sehingga tidak dibandingkan dalam persen."
)
OR = " dan "
