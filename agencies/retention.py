"""What the portal keeps about people, why, for how long and who sees it: one table, and the pseudonym.

Pure. The page "Data pribadi Anda", docs/personal-data.md and the jobs that forget all read from here, so none
of them promises what another does not keep. The grounds are those of Law 27/2022 (UU PDP), article 20.
"""

from collections.abc import Callable, Mapping
from dataclasses import astuple, dataclass
from uuid import UUID

from django.utils.translation import gettext_noop as _

INVITATION_DAYS = 90
"""After an invitation has run out or was withdrawn, its address is forgotten."""
MAIL_DAYS = 14
"""How long `jobs.forget` keeps the jobs by which mail went out; a test compares the two."""
LIST_DAYS = 14
"""After a list of invitations was worked off, the job that holds it is deleted."""

NOWHERE = "disamarkan.invalid"
"""A domain that no mail reaches: .invalid is reserved (RFC 2606)."""

COLUMNS = (
    _("Data"),
    _("Untuk apa"),
    _("Dasar hukum"),
    _("Berapa lama"),
    _("Siapa yang melihat"),
)

_PUBLIC_TASK = _("Tugas kepentingan umum dan pelayanan publik: Pasal 20 ayat (2) huruf e UU 27/2022.")
_SECURITY = _("Kewajiban hukum menjaga keamanan data: Pasal 20 ayat (2) huruf c, Pasal 35 dan 39 UU 27/2022.")
_RECORDING = _("Kewajiban hukum merekam pemrosesan: Pasal 20 ayat (2) huruf c dan Pasal 31 UU 27/2022.")
_AS_PROFILE = _("Sampai disamarkan: atas permintaan, atau %(days)d hari setelah peran terakhir berakhir.")


@dataclass(frozen=True, slots=True)
class Kept:
    """One kind of data, as five whole sentences in the order of `COLUMNS`."""

    what: str
    why: str
    ground: str
    how_long: str
    who: str


TABLE = (
    Kept(
        _("Nama lengkap, surel dinas, zona waktu, bahasa, dan pilihan pemberitahuan."),
        _("Mengenali Anda, mengirim pemberitahuan, dan menampilkan waktu setempat."),
        _PUBLIC_TASK,
        _AS_PROFILE,
        _(
            "Rekan seinstansi, koordinator provinsi, tim pusat, dan Anda. Nama Anda juga dilihat orang yang "
            "Anda undang dan, dalam riwayat akunnya, instansi yang akun media sosialnya Anda periksa. "
            "Tidak pernah tampil untuk umum."
        ),
    ),
    Kept(
        _("Kata sandi (hanya sidiknya), kunci sandi, aplikasi autentikator, dan kode pemulihan."),
        _("Memastikan hanya Anda yang masuk dengan akun Anda."),
        _SECURITY,
        _("Sampai Anda menghapusnya atau akun disamarkan."),
        _("Tidak seorang pun. Administrator hanya melihat jenis dan tanggalnya."),
    ),
    Kept(
        _("Sesi: alamat IP, peramban, waktu masuk, dan waktu terakhir dipakai."),
        _("Menampilkan di mana akun Anda terbuka dan menghentikan sesi yang bukan milik Anda."),
        _SECURITY,
        _("Sampai sesi berakhir, paling lama delapan jam; sisanya dibersihkan setiap hari."),
        _("Hanya Anda; administrator melihat jumlahnya."),
    ),
    Kept(
        _("Peran: di instansi mana, sejak kapan, sampai kapan, dan alasan merangkap."),
        _("Menentukan apa yang boleh Anda lakukan dan siapa yang bertanggung jawab saat itu."),
        _PUBLIC_TASK,
        _("Selama catatan kampanye disimpan; setelah penyamaran tanpa nama Anda."),
        _("Rekan seinstansi, koordinator provinsi, administrator, dan Anda."),
    ),
    Kept(
        _("Undangan: surel dan nama orang yang diundang, peran, pengundang, dan waktunya."),
        _("Memberi peran kepada orang yang tepat."),
        _PUBLIC_TASK,
        _(
            "Yang diterima mengikuti akun penerimanya. Yang tidak diterima dilupakan "
            "%(invitation_days)d hari setelah kedaluwarsa atau ditarik; daftar undangan massal dihapus "
            "setelah %(list_days)d hari."
        ),
        _("Pengelola orang di instansi itu, koordinator provinsi, administrator, dan yang diundang."),
    ),
    Kept(
        _("Unggahan yang Anda laporkan dan putusan yang Anda ambil."),
        _("Menghitung dan mempertanggungjawabkan hasil kampanye."),
        _PUBLIC_TASK,
        _("Selama catatan kampanye disimpan; setelah penyamaran tanpa nama Anda."),
        _("Instansi pelapor dan tim pusat; umum hanya melihat angka instansi."),
    ),
    Kept(
        _("Catatan audit: tindakan, waktu, alamat IP, dan pengenal acak Anda, tanpa nama dan surel."),
        _("Membuktikan siapa melakukan apa; catatan ini tidak dapat diubah siapa pun."),
        _RECORDING,
        _("Tidak dihapus. Nama dicari dari akun saat dibaca, sehingga hilang begitu akun disamarkan."),
        _("Administrator, dan Anda melalui unduhan di halaman ini."),
    ),
    Kept(
        _("Pekerjaan yang Anda minta, misalnya impor, dan surat untuk Anda: nama peminta dan waktunya."),
        _("Menunjukkan kemajuan dan hasilnya kepada Anda."),
        _PUBLIC_TASK,
        _(
            "Selama hasilnya masih diperlukan; nama peminta diganti ketika akun disamarkan. "
            "Surat elektronik yang terkirim dihapus setelah %(mail_days)d hari."
        ),
        _("Anda dan administrator."),
    ),
)


def table(say: Callable[[str], str], *, days: int) -> list[Kept]:
    """The table in the reader's language (`say` translates), with the periods that hold here."""
    periods = {
        "days": days,
        "invitation_days": INVITATION_DAYS,
        "list_days": LIST_DAYS,
        "mail_days": MAIL_DAYS,
    }
    return [Kept(*(_filled(say(cell), periods) for cell in astuple(kept))) for kept in TABLE]


def as_markdown(*, days: int) -> str:
    """The table as docs/personal-data.md holds it, in the language of the interface."""
    lines = [f"| {' | '.join(COLUMNS)} |", "|---" * len(COLUMNS) + "|"]
    lines += [f"| {' | '.join(astuple(kept))} |" for kept in table(str, days=days)]
    return "\n".join(lines)


def pseudonym(public_id: UUID) -> str:
    """What a person who was forgotten is called, always the same for the same person."""
    return f"Mantan petugas {public_id.hex[:6].upper()}"


def unreachable(public_id: UUID) -> str:
    """The address of a person who was forgotten: nobody else has it, and no mail arrives there."""
    return f"{public_id}@{NOWHERE}"


def _filled(sentence: str, periods: Mapping[str, int]) -> str:
    return sentence % periods
