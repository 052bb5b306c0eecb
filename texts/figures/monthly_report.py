"""The words of the monthly report, in Indonesian: it is an official document."""

from collections.abc import Mapping
from datetime import date

from texts.formats import MONTHS

TITLE = "Laporan Bulanan"
SUBJECT = "Pengelolaan pengaduan pelayanan publik"
PROVISIONAL = "Sementara"
CONTENTS = "Daftar isi"
PERIOD, SCOPE, MADE_AT, STATE = "Masa", "Lingkup", "Dibuat", "Keadaan angka"
NOT_OVER = (
    "Bulan ini belum berakhir. Angka di sini baru sampai {last}, dan dibandingkan dengan hari-hari yang sama "
    "pada bulan pembanding. Laporan ini bukan laporan akhir bulan."
)
NOT_COUNTED = (
    "Bulan ini sudah berakhir, tetapi belum semua kejadiannya terhitung. Buatlah laporan ini sekali lagi "
    "sesudah semuanya terhitung."
)
COUNTED_UNTIL = "terhitung sampai {instant}"
MONTH_BEFORE = "Bulan sebelumnya"
FIGURE, COUNT, SHARE = "Angka", "Jumlah", "Bagian"
IN_WORKING_DAYS = "{figure} (hari kerja)"
NOTHING = "Tidak ada yang terhitung di sini dalam masa ini."
FEW = "* Kurang dari {floor} kejadian: satu kejadian saja sudah banyak mengubah angka ini."
LEFT_OUT = "{count} bagian lain tidak memiliki angka dalam masa ini, dan tidak dicantumkan."

HEADINGS: Mapping[str, str] = {
    "summary": "Ringkasan",
    "months": "Perkembangan dalam tiga belas bulan",
    "status": "Keadaan laporan pada akhir masa",
    "speed": "Lama penanganan",
    "handling": "Penanganan dan tenggat",
    "satisfaction": "Penilaian pelapor",
    "parts": "Rincian",
    "ranking": "Peringkat instansi",
    "topics": "Topik yang paling meningkat",
    "overdue": "Laporan yang paling terlambat",
    "definitions": "Definisi",
}
PARTS: Mapping[str, str] = {
    "province": "Menurut provinsi",
    "agency": "Menurut instansi",
    "unit": "Menurut unit",
    "class": "Menurut jenis laporan",
    "category": "Menurut kategori",
    "channel": "Menurut saluran",
}
PART_NAMES: Mapping[str, str] = {
    "province": "Provinsi",
    "agency": "Instansi",
    "unit": "Unit",
    "class": "Jenis",
    "category": "Kategori",
    "channel": "Saluran",
}
COLUMNS: Mapping[str, str] = {
    "received": "Masuk",
    "forwardings": "Diteruskan",
    "dispositions": "Didisposisi",
    "first_answers": "Jawaban pertama",
    "in_time_share": "Tepat waktu",
    "answer_median": "Median jawaban (hari kerja)",
    "finishings": "Diselesaikan",
    "not_followed_up": "Belum ditindak\u00adlanjuti",
}
"""Short names of figures, at the head of a table; all else calls them by their whole names."""

SUMMARY_CAPTION = "Angka utama dan pembandingnya"
MONTH = "Bulan"
MONTHS_CHART = "{arrivals} dan {finishings} pada setiap bulan"
MONTHS_ALT = (
    "Grafik garis {first} sampai {last}: {arrivals} dan {finishings} pada setiap bulan. "
    "Pada bulan terakhir {arrivals_now} dan {finishings_now}. Semua angkanya ada dalam tabel berikut."
)
STATUS_CHART = "Laporan menurut keadaannya pada akhir {last}"
STATUS_ALT = "Grafik batang: {parts}. Semua angkanya ada dalam tabel berikut."
PROVINCES_CHART = "Laporan menurut provinsi, sejak awal sampai akhir {last}"
PROVINCES_ALT = (
    "Peta petak: satu petak untuk setiap provinsi, terisi menurut bagiannya dari angka terbesar. "
    "Terbanyak: {most}. Semua angkanya ada dalam tabel berikut."
)
PARTS_CAPTION = "Angka {parts}, {period}"
TOTAL_SO_FAR = "Semua sampai akhir masa"
RATINGS_CHART = "Berapa kali setiap nilai diberikan"
RATINGS_ALT = "Grafik batang: {parts}. Angka yang sama ada dalam tabel berikut."
RATING = "Nilai {value}"
RATING_HEAD, TIMES = "Nilai", "Berapa kali"
ALL_TOPICS = "Kategori menurut kenaikannya"

STEP, MEDIAN, P90, OF = "Langkah", "Median", "Persentil ke-90", "Kejadian"
MEDIAN_BEFORE = "Median bulan sebelumnya"
STEPS: Mapping[str, str] = {
    "verify": "Verifikasi oleh pusat",
    "dispose": "Disposisi oleh instansi",
    "answer": "Jawaban pertama sejak diteruskan",
    "finish": "Penyelesaian sejak diteruskan",
}
SPEED_NOTE = (
    "Dalam hari kerja menurut kalender instansi yang memegang laporan. Separuh kejadian tidak lebih lama "
    "dari median, dan sembilan dari sepuluh tidak lebih lama dari persentil ke-90."
)
RANKING_INTRO = (
    "Instansi diurutkan menurut: {formula}. Yang dicantumkan hanyalah instansi dengan sedikitnya {floor} "
    "jawaban pertama yang diberikan atau lewat batas dalam masa ini."
)
RANKING_CAPTION = "Instansi menurut bagian jawaban pertama yang tepat waktu"
BELOW_FLOOR = "{count} instansi lain memiliki lebih sedikit, sehingga tidak diperingkat."
NONE_RANKED = "Tidak satu instansi pun mencapai jumlah itu, sehingga tidak ada peringkat dalam masa ini."
RANK, AGENCY, IN_TIME, IN_TIME_OF = "Peringkat", "Instansi", "Tepat waktu", "Dari"
ANSWER_MEDIAN, ANSWER_P90, RATING_MEAN = "Median (hari kerja)", "Persentil ke-90", "Penilaian"

TOPICS_INTRO = (
    "Kategori dengan kenaikan terbesar dari {before} ke {now}, di antara yang memiliki sedikitnya {floor} "
    "laporan dalam masa ini."
)
NO_RISE = "Tidak ada kategori dengan sedikitnya {floor} laporan yang meningkat dari {before} ke {now}."
NO_BEFORE = "Dari {before} belum ada angka, sehingga kenaikan belum dapat dihitung."
CATEGORY, RISE, RISE_SHARE = "Kategori", "Kenaikan", "Dalam persen"

OVERDUE_INTRO = (
    "Pada akhir {last}, {total} laporan sudah melewati tenggatnya dan masih menunggu tindakan petugas. Tabel "
    "ini mencantumkan {shown} yang terlama."
)
OVERDUE_ALL = (
    "Pada akhir {last}, {total} laporan sudah melewati tenggatnya dan masih menunggu tindakan petugas."
)
OVERDUE_NONE = "Pada akhir {last} tidak ada laporan yang melewati tenggatnya dan menunggu tindakan petugas."
OVERDUE_FORGOTTEN = (
    "Tenggat setiap laporan disimpan {weeks} minggu. Untuk akhir {last} sudah tidak lengkap lagi, sehingga "
    "laporan yang paling terlambat tidak dapat dicantumkan."
)
OVERDUE_CAPTION = "Laporan yang paling lama melewati tenggat pada akhir {last}"
NUMBER, DUE, OVER, STAGE = "Nomor laporan", "Jatuh tempo", "Hari kerja lewat", "Tahap"
NOT_READABLE = "tidak dapat Anda baca lagi"
OVERDUE_NOTE = (
    "Hari kerja lewat dihitung menurut kalender pemegang laporan saat itu, sesudah hari jatuh tempo."
)

DEFINITIONS_INTRO = (
    "Angka dihitung dari catatan setiap laporan, menurut hari setempat pusat. Satu laporan selalu dalam "
    "tepat satu keadaan, sehingga semua keadaan berjumlah sama dengan semua laporan. Median dan persentil "
    "dihitung dari semua kejadian, bukan dari perkiraan. Angka yang sama, beserta laporan yang dihitungnya, "
    "ada pada halaman Angka."
)
DEFINITION = "Artinya"
DEFINITIONS_CAPTION = "Arti angka: {section}"


def name_month(month: date) -> str:
    """A month with its year: "Oktober 2026"."""
    return f"{MONTHS[month.month - 1]} {month.year}"


def name_date(day: date) -> str:
    """A date without its weekday: "31 Oktober 2026"."""
    return f"{day.day} {name_month(day)}"


def name_days(first: date, last: date) -> str:
    """Days of one month: "1–12 Oktober 2026"."""
    return f"{first.day}–{name_date(last)}"
