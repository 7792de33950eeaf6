"""What a kind of job is called, and where its reader goes next."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class JobWords:
    """`route` is the name of the page that follows, `next` the words on its button."""

    title: str
    route: str = "reports:home"
    next: str = "Ke beranda"


_WORDS = {
    "readings.import": JobWords("Impor hasil ukur", "campaigns:reading-import", "Impor berkas lain"),
    "invitations.bulk": JobWords("Undangan massal", "agencies:people-list", "Ke daftar orang"),
    "mail.invitation": JobWords("Surat undangan"),
    "tally.run": JobWords("Penghitungan kampanye", "reports:control-room", "Ke ruang kendali"),
    "campaigns.recount": JobWords("Penghitungan ulang kampanye"),
    "tallies.thin": JobWords("Penjarangan penghitungan lama"),
    "tallies.due": JobWords("Penghitungan berkala"),
    "readings.partitions": JobWords("Penyiapan ruang hasil ukur"),
    "audit.seal": JobWords("Penyegelan catatan audit"),
    "audit.verify": JobWords("Pemeriksaan rantai catatan audit"),
    "jobs.forget": JobWords("Pembersihan pekerjaan lama"),
}


def of(kind: str) -> JobWords:
    """The words of a kind; of one that has none yet, the kind itself."""
    return _WORDS.get(kind) or JobWords(f"Pekerjaan {kind}")
