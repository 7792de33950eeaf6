"""How an attempt ended, in words for whoever has to mend it. Pure."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

_ERRORS = {
    "url_broken": gettext_noop("Alamat tujuan tidak dapat dibaca."),
    "url_not_https": gettext_noop("Alamat tujuan tidak memakai https."),
    "url_private": gettext_noop("Alamat tujuan berada di jaringan internal."),
    "address_not_allowed": gettext_noop("Nama tujuan mengarah ke alamat di jaringan internal."),
    "name_unknown": gettext_noop("Nama tujuan tidak ditemukan."),
    "tls_failed": gettext_noop("Sertifikat atau sambungan TLS penerima tidak dapat dipercaya."),
    "connection_failed": gettext_noop("Penerima tidak dapat dihubungi atau memutus sambungan."),
    "timeout": gettext_noop("Penerima tidak menjawab dalam 10 detik."),
    "answer_broken": gettext_noop("Jawaban penerima bukan HTTP yang dapat dibaca."),
    "redirected": gettext_noop("Penerima mengalihkan ke alamat lain; pengalihan tidak diikuti."),
    "refused": gettext_noop("Penerima menjawab dengan status galat."),
    "removed": gettext_noop("Tujuan dihapus sebelum sempat dikirim."),
}


def of(code: str) -> str:
    """The sentence of an error; of one that has none, the code itself."""
    return _(_ERRORS[code]) if code in _ERRORS else code
