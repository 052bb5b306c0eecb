"""What reporters are told."""

from collections.abc import Callable, Mapping

from texts.letters.details import NATIONAL_ADMIN, Details, Text
from workflows.procedure.outputs.notices import TO_FORMER_CONTACT

NEW_PIN = "new_pin"
"""The letter with a new PIN. No fact causes it: the reporter asks for it (`records.reports.pins`)."""
WITH_PIN = "dengan nomor laporan dan PIN Anda"


def _read_more(it: Details, what: str = "Selengkapnya") -> str:
    return f"{what} dapat Anda lihat {it.place}, {WITH_PIN}."


def _to_be_verified(it: Details) -> str:
    who = NATIONAL_ADMIN.capitalize()
    return f"{who} akan memeriksanya dan meneruskannya ke instansi yang berwenang{it.by}."


def _submitted(it: Details) -> Text:
    return Text(
        f"Laporan Anda sudah kami terima: {it.number}",
        (
            f"Terima kasih, laporan Anda sudah kami terima dengan nomor {it.number}.",
            _to_be_verified(it),
            "Mohon simpan nomor ini bersama PIN yang Anda terima saat melapor. Dengan keduanya Anda dapat "
            f"melihat perkembangan laporan kapan saja {it.place}.",
        ),
    )


def _forwarded(it: Details) -> Text:
    return Text(
        f"Laporan {it.number} diteruskan ke {it.agency}",
        (
            f"Laporan Anda {it.number} sudah diperiksa dan diteruskan ke {it.agency}.",
            f"Instansi tersebut akan menunjuk unit yang menanganinya{it.by}. Kami akan mengabari Anda "
            "begitu ada tanggapan.",
        ),
    )


def _reporter_asked(it: Details) -> Text:
    return Text(
        f"Laporan {it.number} memerlukan keterangan dari Anda",
        (
            f"Agar laporan Anda {it.number} dapat ditangani, petugas memerlukan keterangan tambahan.",
            f"Mohon lengkapi laporan{it.by}. Bila tidak dilengkapi, laporan akan ditutup.",
            f"Pertanyaannya dapat Anda lihat dan jawab {it.place}, {WITH_PIN}.",
        ),
    )


def _responded(it: Details) -> Text:
    if not it.final:
        return Text(
            f"Ada tanggapan untuk laporan {it.number}",
            (
                f"{it.agency} memberi tanggapan atas laporan Anda {it.number}.",
                "Penanganannya masih berjalan; untuk saat ini Anda tidak perlu melakukan apa-apa.",
                _read_more(it),
            ),
        )
    return Text(
        f"Laporan {it.number} sudah dijawab",
        (
            f"{it.agency} sudah memberi jawaban akhir atas laporan Anda {it.number}.",
            f"Mohon sampaikan pendapat Anda{it.by}: setujui bila masalahnya sudah selesai, balas bila masih "
            "ada yang ingin ditanyakan, atau ajukan keberatan. Tanpa tanggapan Anda, laporan akan ditutup.",
            _read_more(it),
        ),
    )


def _transferred(it: Details) -> Text:
    return Text(
        f"Laporan {it.number} kini ditangani oleh {it.agency}",
        (
            f"Laporan Anda {it.number} kini ditangani oleh {it.agency}, karena instansi yang menanganinya "
            "digabung atau dihapus.",
            "Tenggatnya berjalan terus, dan yang sudah Anda kirim tetap berlaku. Anda tidak perlu melapor "
            "lagi.",
            _read_more(it),
        ),
    )


def _extended(it: Details) -> Text:
    return Text(
        f"Tenggat laporan {it.number} diperpanjang",
        (
            f"Tenggat {it.clock} untuk laporan Anda {it.number} diperpanjang: {it.moved}.",
            _read_more(it, "Alasannya"),
        ),
    )


MOVED_BECAUSE: Mapping[str | None, str] = {
    "calendar": "karena ada perubahan penetapan hari libur atau hari kerja",
    "moved": "karena kini dihitung menurut hari kerja di tempat laporan ditangani",
    "class": "karena klasifikasi laporan diubah",
}


ACTS: Mapping[str, str] = {"enacted": "{}", "withdrawn": "pencabutan {}"}


def _deadline_moved(it: Details) -> Text:
    because = MOVED_BECAUSE.get(it.cause, "karena dihitung ulang")
    if said := " dan ".join(ACTS[act].format(number) for number, act in it.decrees):
        because += f", menurut {said}"
    return Text(
        f"Tenggat laporan {it.number} berubah",
        (f"Tenggat {it.clock} untuk laporan Anda {it.number} berubah {because}: {it.moved}.",),
    )


def _merged(it: Details) -> Text:
    return Text(
        f"Laporan {it.number} digabung dengan laporan lain",
        (
            f"Laporan Anda {it.number} digabung dengan laporan lain tentang masalah yang sama.",
            f"Jawaban atas laporan itu berlaku juga bagi laporan Anda. {_read_more(it, 'Jawabannya')} Bila "
            "laporan itu bersifat rahasia, isi jawabannya tidak ditampilkan.",
            "Bila menurut Anda masalahnya berbeda, Anda dapat satu kali mengajukan keberatan agar laporan "
            "dipisahkan kembali.",
        ),
    )


def _split(it: Details) -> Text:
    return Text(
        f"Laporan {it.number} ditangani tersendiri lagi",
        (
            f"Laporan Anda {it.number} dipisahkan dari laporan lain dan kembali ditangani tersendiri.",
            _to_be_verified(it),
        ),
    )


def _reopened(it: Details) -> Text:
    return Text(
        f"Laporan {it.number} dibuka kembali",
        (
            f"Sesuai permintaan Anda, laporan {it.number} dibuka kembali dan kini pada tahap {it.stage}.",
            f"Langkah berikutnya akan kami lakukan{it.by or ' secepatnya'}.",
        ),
    )


CLOSED: Mapping[str | None, str] = {
    "resolved": "selesai: Anda menyetujui jawabannya. Terima kasih atas laporan Anda",
    "redirected": "ditutup: Anda menyetujui jawaban bahwa urusan ini ditangani pihak lain",
    "not_granted": "ditutup: Anda menyetujui jawaban bahwa permintaan ini tidak dapat dipenuhi",
    "answered_without_reply": "ditutup: jawaban akhirnya tidak Anda tanggapi sampai tenggatnya",
    "not_completed": "ditutup: keterangan yang diminta tidak kami terima sampai tenggatnya",
    "archived": "diarsipkan dan tidak ditindaklanjuti",
    "withdrawn": "ditutup karena Anda mencabutnya",
}
FOLLOWED: Mapping[str | None, str] = {
    "resolved": "masalahnya dinyatakan selesai",
    "redirected": "urusan ini ditangani pihak lain",
    "not_granted": "permintaannya tidak dapat dipenuhi",
}


def _closed(it: Details) -> Text:
    how = CLOSED[it.outcome]
    if it.cause == "original_closed":
        result = f": {FOLLOWED[it.outcome]}" if it.outcome in FOLLOWED else ""
        how = f"ditutup karena laporan induknya, tempat laporan Anda digabung, sudah ditutup{result}"
    told = f"Laporan Anda {it.number} {how}."
    again = f"Bila masalahnya belum selesai, Anda dapat satu kali meminta laporan dibuka kembali{it.by}."
    is_archived = it.outcome == "archived" and it.cause != "original_closed"
    more = _read_more(it, "Alasannya" if is_archived else "Selengkapnya")
    return Text(f"Laporan {it.number} ditutup", (told,) if it.final else (told, again, more))


def _reporter_reminded(it: Details) -> Text:
    return Text(
        f"Pengingat: laporan {it.number} menunggu Anda",
        (
            f"Laporan Anda {it.number} menunggu Anda sampai tenggat {it.clock}{it.on}.",
            f"Bila tenggat itu lewat, laporan akan ditutup. Anda dapat menanggapinya {it.place}, {WITH_PIN}.",
        ),
    )


def _referral_offered(it: Details) -> Text:
    return Text(
        f"Laporan {it.number} terlambat; Anda dapat meneruskannya ke Ombudsman",
        (
            f"Tenggat {it.clock} untuk laporan Anda {it.number} sudah lewat{it.on}. Kami mohon maaf.",
            "Laporan tetap kami tangani dan pimpinan sudah diberi tahu. Anda juga berhak meneruskannya ke "
            "Ombudsman Republik Indonesia tanpa biaya. Isi laporan, tanggal-tanggalnya, dan tenggat yang "
            f"terlewat dapat Anda lihat {it.place}, {WITH_PIN}.",
            "Tanpa persetujuan Anda, tidak ada yang kami kirimkan ke Ombudsman.",
        ),
    )


def _contact_corrected(it: Details) -> Text:
    return Text(
        f"Kontak laporan {it.number} diganti",
        (
            f"Kontak untuk laporan Anda {it.number} sudah diganti. Kabar berikutnya kami sampaikan ke sini.",
            _read_more(it, "Laporan"),
        ),
    )


def _contact_replaced(it: Details) -> Text:
    return Text(
        f"Laporan {it.number} kini memakai kontak lain",
        (
            f"Pelapor mengganti kontak untuk laporan {it.number}. Kabar berikutnya tidak kami sampaikan lagi "
            "ke sini.",
            "Bila bukan Anda yang menggantinya, orang lain mengetahui nomor laporan dan PIN Anda. Segera "
            f"buka laporan {it.place} dan ganti kembali kontaknya.",
        ),
    )


def _new_pin(it: Details) -> Text:
    return Text(
        f"Nomor dan PIN baru laporan Anda: {it.number}",
        (
            f"Ada permintaan PIN baru untuk laporan Anda {it.number}. PIN baru Anda: {it.pin}.",
            f"Dengan nomor dan PIN itu laporan dapat Anda buka {it.place}. Begitu PIN baru dipakai, PIN lama "
            "tidak berlaku lagi; sebelum itu PIN lama tetap berlaku.",
            "Bila bukan Anda yang memintanya, abaikan pesan ini: tidak ada yang berubah. Jangan memberikan "
            "PIN kepada siapa pun; petugas tidak pernah memintanya.",
        ),
    )


TEXTS: Mapping[str, Callable[[Details], Text]] = {
    "submitted": _submitted,
    "forwarded": _forwarded,
    "reporter_asked": _reporter_asked,
    "responded": _responded,
    "extended": _extended,
    "deadline_moved": _deadline_moved,
    "merged": _merged,
    "split": _split,
    "transferred": _transferred,
    "reopened": _reopened,
    "closed": _closed,
    "reporter_reminded": _reporter_reminded,
    "referral_offered": _referral_offered,
    "contact_corrected": _contact_corrected,
    TO_FORMER_CONTACT: _contact_replaced,
    NEW_PIN: _new_pin,
}
