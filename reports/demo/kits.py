"""The ready-made material of the demo: what the centre hands out, and what offices pass on word by word.

Each caption begins with a message of `captions.MESSAGES`, so that the posts of the demo are seen to use it.
Moments stand here as they were in 2023, as everywhere in the story.
"""

from dataclasses import dataclass
from datetime import datetime

from reports.demo.captions import MESSAGES, TAGS
from reports.demo.story import HASHTAG, wib

FILES = "https://materi-demo.kominfo.go.id"


@dataclass(frozen=True, slots=True)
class Piece:
    """One piece; `kind` is a value of `Material.Kind`, `pillar` a code or empty, `file` the end of a link."""

    kind: str
    pillar: str
    title: str
    words: str
    at: datetime
    file: str = ""
    is_public: bool = True

    @property
    def caption(self) -> str:
        """The words with the campaign's tag and the pillar's own; words with a tag stand for themselves."""
        own = "".join(f" {tag}" for tag in TAGS.get(self.pillar, ())[:1])
        return self.words if "#" in self.words else f"{self.words}\n\n#{HASHTAG}{own}"

    @property
    def link(self) -> str:
        return f"{FILES}/{self.file}" if self.file else ""


def _message(pillar: str, number: int, more: str) -> str:
    return f"{MESSAGES[pillar][number]} {more}"


LABUAN_BAJO = (
    Piece(
        "narrative",
        "asean-matters",
        "Mengapa ASEAN penting bagi kita",
        _message("asean-matters", 1, "Dari Labuan Bajo, Indonesia mengajak kawasan menjaga perdamaian."),
        wib(4, 12, 9),
    ),
    Piece(
        "infographic",
        "epicentrum-of-growth",
        "Wisata dan produk lokal naik kelas",
        _message("epicentrum-of-growth", 5, "Labuan Bajo menunjukkannya kepada para tamu KTT."),
        wib(4, 14, 10),
        "ktt-42/produk-lokal",
    ),
    Piece(
        "video",
        "aoip",
        "Laut bersih, masa depan bersama",
        _message("aoip", 2, "Saksikan videonya dari perairan Labuan Bajo."),
        wib(4, 20, 10),
        "ktt-42/laut-bersih",
    ),
)
JAKARTA = (
    Piece(
        "narrative",
        "asean-matters",
        "ASEAN dalam keseharian",
        _message("asean-matters", 0, "Itulah sebabnya KTT ke-43 di Jakarta penting bagi setiap keluarga."),
        wib(8, 8, 9),
    ),
    Piece(
        "infographic",
        "epicentrum-of-growth",
        "Pasar 600 juta orang untuk UMKM",
        _message("epicentrum-of-growth", 0, "Lihat infografisnya: peluang terbesar ada di sekitar kita."),
        wib(8, 9, 10),
        "ktt-43/pasar-umkm",
    ),
    Piece(
        "video",
        "epicentrum-of-growth",
        "Bayar dengan QR di negeri tetangga",
        _message("epicentrum-of-growth", 1, "Satu kode, banyak negara, tanpa tukar uang tunai."),
        wib(8, 11, 10),
        "ktt-43/qr-lintas-negara",
    ),
    Piece(
        "narrative",
        "aoip",
        "Indo-Pasifik dalam empat kerja sama",
        _message("aoip", 0, "Empat bidang itu yang dibawa ASEAN ke meja perundingan."),
        wib(8, 14, 9),
    ),
    Piece(
        "infographic",
        "epicentrum-of-growth",
        "Energi hijau, pekerjaan baru",
        _message("epicentrum-of-growth", 4, "Bidang mana yang paling menarik bagi Anda?"),
        wib(8, 16, 15),
        "ktt-43/energi-hijau",
    ),
    Piece(
        "infographic",
        "asean-matters",
        "Kerja sama ASEAN di sekitar kita",
        _message("asean-matters", 3, "Geser infografisnya dan temukan mana yang pernah Anda rasakan."),
        wib(8, 18, 10),
        "ktt-43/di-sekitar-kita",
    ),
    Piece(
        "clarification",
        "",
        "Tidak benar: seluruh jalan Jakarta ditutup selama KTT",
        "Beredar pesan bahwa seluruh jalan di Jakarta ditutup selama KTT ke-43 ASEAN. Kabar itu tidak benar. "
        "Yang berlaku hanya pengaturan lalu lintas di sekitar tempat acara, pada jam-jam tertentu. Periksa "
        "pengumuman resmi sebelum meneruskan pesan.",
        wib(8, 24, 16),
        "ktt-43/klarifikasi-jalan",
    ),
    Piece(
        "narrative",
        "",
        "Sapaan untuk grup internal instansi",
        "Rekan-rekan, KTT ke-43 ASEAN tinggal menghitung hari. Mari pasang bingkai foto profil, teruskan "
        "materi pekan ini, dan jawab pertanyaan warga dengan santun dan tepat.",
        wib(8, 28, 8),
        is_public=False,
    ),
)
"""What is out when the story begins, the oldest first."""

WITHDRAWN = Piece(
    "infographic",
    "epicentrum-of-growth",
    "Laju pertumbuhan ASEAN",
    "Ekonomi ASEAN tumbuh lebih dari lima persen tahun ini, tercepat di antara kawasan dunia. Simak angkanya "
    "pada infografis berikut.",
    wib(8, 15, 10),
    "ktt-43/laju-pertumbuhan",
)
WITHDRAWN_AT = wib(8, 16, 14)
WITHDRAWN_REASON = "Angka pada infografis ini sudah diperbarui. Pakai “Pasar 600 juta orang untuk UMKM”."

SCHEDULED = Piece(
    "narrative",
    "asean-matters",
    "Hari pembukaan KTT ke-43",
    "KTT ke-43 ASEAN resmi dibuka di Jakarta. Selamat datang para pemimpin dan delegasi; kawasan menaruh "
    "harapan pada keputusan yang membawa manfaat bagi warganya.",
    wib(9, 5, 9),
)
"""Under embargo until the plenary begins."""

DRAFT = Piece(
    "video",
    "epicentrum-of-growth",
    "Anak muda dan ekonomi hijau",
    "Anak muda ASEAN siap bekerja di ekonomi hijau. Inilah Epicenter of Growth yang sesungguhnya! "
    "#ASEAN 2023",
    wib(8, 28, 17),
    "ktt-43/anak-muda",
)
"""As an editor left it: the theme misspelt and the hashtag broken, for the linter to find."""
