"""What a kind of job is called, and where its reader goes next."""

from dataclasses import dataclass, replace

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop


@dataclass(frozen=True, slots=True)
class JobWords:
    """`route` is the name of the page that follows, `next` the words on its button."""

    title: str
    route: str = "reports:home"
    next: str = gettext_noop("Ke beranda")


_WORDS = {
    "readings.import": JobWords(
        gettext_noop("Impor hasil ukur"), "campaigns:reading-import", gettext_noop("Impor berkas lain")
    ),
    "posts.import": JobWords(
        gettext_noop("Impor unggahan"), "campaigns:post-list", gettext_noop("Ke daftar unggahan")
    ),
    "imports.forget": JobWords(gettext_noop("Pembersihan berkas impor")),
    "invitations.bulk": JobWords(
        gettext_noop("Undangan massal"), "agencies:people-list", gettext_noop("Ke daftar orang")
    ),
    "directory.import": JobWords(
        gettext_noop("Impor direktori"), "agencies:agency-list", gettext_noop("Ke daftar instansi")
    ),
    "mail.send": JobWords(gettext_noop("Pengiriman surat")),
    "people.forget": JobWords(gettext_noop("Penghapusan data orang")),
    "tally.run": JobWords(
        gettext_noop("Penghitungan kampanye"), "reports:control-room", gettext_noop("Ke ruang kendali")
    ),
    "campaigns.recount": JobWords(gettext_noop("Penghitungan ulang kampanye")),
    "counters.check": JobWords(gettext_noop("Pencocokan hitungan dengan hasil ukur")),
    "flags.raise": JobWords(gettext_noop("Pencarian kejanggalan pada hasil ukur")),
    "flags.tell": JobWords(gettext_noop("Pemberitahuan tanda kejanggalan")),
    "posts.deadlines": JobWords(
        gettext_noop("Pemeriksaan batas perbaikan"), "campaigns:post-list", gettext_noop("Ke daftar unggahan")
    ),
    "sandbox.keep": JobWords(gettext_noop("Pemeliharaan kotak pasir mitra")),
    "tallies.thin": JobWords(gettext_noop("Penjarangan penghitungan lama")),
    "tallies.due": JobWords(gettext_noop("Penghitungan berkala")),
    "readings.partitions": JobWords(gettext_noop("Penyiapan ruang hasil ukur")),
    "audit.seal": JobWords(gettext_noop("Penyegelan catatan audit")),
    "audit.verify": JobWords(gettext_noop("Pemeriksaan rantai catatan audit")),
    "accounts.ask_stale": JobWords(
        gettext_noop("Permintaan kepastian akun"), "agencies:account-list", gettext_noop("Ke daftar akun")
    ),
    "webhooks.forget": JobWords(gettext_noop("Pembersihan pengiriman webhook lama")),
    "calls.forget": JobWords(gettext_noop("Pembersihan hitungan dan jawaban API lama")),
    "minutes.make": JobWords(
        gettext_noop("Pembuatan berita acara"), "awards:round-list", gettext_noop("Ke daftar putaran")
    ),
    "certificates.draw": JobWords(
        gettext_noop("Penyiapan semua sertifikat"), "awards:round-list", gettext_noop("Ke daftar putaran")
    ),
    "jobs.forget": JobWords(gettext_noop("Pembersihan pekerjaan lama")),
}


def of(kind: str) -> JobWords:
    """The words of a kind; of one that has none yet, the kind itself."""
    words = _WORDS.get(kind) or JobWords(_("Pekerjaan %(kind)s") % {"kind": kind})
    return replace(words, title=_(words.title), next=_(words.next))
