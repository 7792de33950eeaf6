"""What the demo tells, as facts: two summits, their agenda, the figures, and how the agencies are called.

Moments stand here as they were in 2023; the plan shifts all of them by the same number of days.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime

from django.utils.translation import gettext_noop

from summitcomms.lib import clock

TODAY = date(2023, 8, 29)
"""The day of the story that becomes the day of the load: a week before the summit, H-7."""


def wib(month: int, day: int, hour: int = 0, minute: int = 0) -> datetime:
    """A moment of 2023 told in Jakarta's time, as aware UTC."""
    return datetime(2023, month, day, hour, minute, tzinfo=clock.zone_info(clock.WIB)).astimezone(UTC)


@dataclass(frozen=True, slots=True)
class Summit:
    """One campaign; the window is half-open."""

    code: str
    name: str
    short_name: str
    starts_at: datetime
    ends_at: datetime
    first_day: date
    last_day: date


THEME = "ASEAN Matters: Epicentrum of Growth"
HASHTAG = "ASEAN2023"
LABUAN_BAJO = Summit(
    "ktt-42",
    "KTT ke-42 ASEAN, Labuan Bajo",
    "KTT ke-42",
    wib(4, 10),
    wib(5, 15),
    date(2023, 5, 9),
    date(2023, 5, 11),
)
JAKARTA = Summit(
    "ktt-43",
    "KTT ke-43 ASEAN, Jakarta",
    "KTT ke-43",
    wib(8, 7),
    wib(9, 11),
    date(2023, 9, 5),
    date(2023, 9, 7),
)

# --- KTT ke-42: the baseline -----------------------------------------------------------------------------
CONTENTS, LIKES, INTERACTIONS = 805, 23_000, 24_000
HASHTAG_USES, POSITIVE_TONE = "58000", "0.9"
BASELINE_SOURCE = "Paparan Direktorat Tata Kelola dan Kemitraan Komunikasi Publik, Agustus 2023"
WINNERS = ("K-007", "L-114", "D-74")
"""The agencies that were awarded: Kemensetneg, Setkab, Dinas Kominfo Provinsi Sulawesi Tenggara."""
LAST_MEASURED, COUNTED, FROZEN = wib(5, 20, 6), wib(5, 20, 18), wib(5, 22, 10)
PUBLISHED, AWARDED = wib(5, 24, 14), wib(8, 28, 16)

# --- KTT ke-43: the running campaign ---------------------------------------------------------------------
MENDING_DAYS = 6
"""Days to mend what was sent back: nothing in the demo was sent back earlier, so nothing is late."""
SILENT_PROVINCES = frozenset({"15", "17", "19", "62", "76", "82", "93", "95"})
"""Region codes of provinces from which nothing has come yet: what the map is there to show."""
MONITOR = "Mitra pemantau (peragaan)"
MEASURED_BY_MONITOR = (
    (wib(8, 13, 18), "7850", "0.86"),
    (wib(8, 20, 18), "18920", "0.88"),
    (wib(8, 27, 18), "36480", "0.91"),
    (wib(8, 28, 18), "41260", "0.91"),
)
"""(as of, uses of the hashtag, share of positive tone), as the partner reports them."""


GROUNDS = (
    "Akun itu akun resmi kami yang baru, dan pendaftarannya sudah kami ajukan. Mohon unggahan ini diperiksa "
    "kembali."
)
"""What an office says against the rejection of its post."""


@dataclass(frozen=True, slots=True)
class Pillar:
    """One pillar with the narrative that agencies pass on."""

    code: str
    name: str
    narrative: str


PILLARS = (
    Pillar(
        "asean-matters",
        "ASEAN Matters",
        "ASEAN penting dan relevan bagi warganya dan bagi dunia. Di bawah keketuaan Indonesia, ASEAN "
        "memperkuat kapasitas dan kelembagaannya agar mampu menjawab tantangan kawasan secara damai, "
        "mandiri, dan bersatu.",
    ),
    Pillar(
        "epicentrum-of-growth",
        "Epicentrum of Growth",
        "Kawasan ASEAN tumbuh lebih cepat daripada rata-rata dunia. Ketahanan pangan, kesehatan, energi, dan "
        "keuangan dijaga bersama agar Asia Tenggara tetap menjadi pusat pertumbuhan yang manfaatnya "
        "dirasakan semua.",
    ),
    Pillar(
        "aoip",
        "ASEAN Outlook on the Indo-Pacific",
        "ASEAN mengajak semua mitra membangun Indo-Pasifik sebagai kawasan yang damai, stabil, dan sejahtera "
        "melalui kerja sama nyata: maritim, konektivitas, tujuan pembangunan berkelanjutan, dan ekonomi.",
    ),
)
FOCUS_AREAS = (
    "Pertumbuhan kawasan, konektivitas, dan kekuatan ekonomi baru",
    "Transformasi ekonomi digital yang inklusif dan partisipatif untuk mempersempit kesenjangan",
    "Infrastruktur hijau, termasuk pencapaian SDGs dan ketahanan energi",
)
PLACE = "Jakarta Convention Center"
MEETINGS = (
    ("KTT ke-43 ASEAN: sesi pleno", wib(9, 5, 10, 30)),
    ("KTT ke-43 ASEAN: sesi retreat", wib(9, 5, 14)),
    ("KTT ke-26 ASEAN–Tiongkok", wib(9, 6, 8, 30)),
    ("KTT ke-24 ASEAN–Korea Selatan", wib(9, 6, 10)),
    ("KTT ke-26 ASEAN–Jepang", wib(9, 6, 11, 15)),
    ("KTT ke-26 ASEAN Plus Three", wib(9, 6, 13, 30)),
    ("KTT ke-11 ASEAN–Amerika Serikat", wib(9, 6, 15)),
    ("KTT ASEAN–Kanada", wib(9, 6, 16, 30)),
    ("KTT ke-20 ASEAN–India", wib(9, 7, 8, 30)),
    ("KTT ke-18 Asia Timur (EAS)", wib(9, 7, 10)),
    ("KTT ke-3 ASEAN–Australia", wib(9, 7, 13, 30)),
    ("KTT ke-13 ASEAN–PBB", wib(9, 7, 15)),
)
"""The twelve meetings that the President leads; plenary and retreat are two."""

# --- What is measured, and by whom -----------------------------------------------------------------------
ROUND_NAME = "Apresiasi Diseminasi"
RECIPE_CODE, RECIPE_NAME = "apresiasi-diseminasi", "Resep apresiasi diseminasi"


@dataclass(frozen=True, slots=True)
class Definition:
    """One of the figures; `unit` is a value of `KpiDefinition.Unit`. Its texts are stored in Indonesian,
    and shown in the language of the reader.
    """

    code: str
    name: str
    meaning: str
    unit: str
    is_tallied: bool
    version: int = 1


DEFINITIONS = (
    Definition(
        "contents",
        gettext_noop("Konten K/L/D"),
        gettext_noop(
            "Unggahan kementerian, lembaga, dan pemerintah daerah yang terverifikasi dan terbit dalam masa "
            "kampanye, masing-masing dihitung satu kali. Unggahan yang tanda kejanggalannya berlaku tidak "
            "dihitung."
        ),
        "count",
        True,
        2,
    ),
    Definition(
        "hashtag_uses",
        gettext_noop("Penggunaan tagar"),
        gettext_noop(
            "Berapa kali tagar kampanye dipakai oleh siapa pun di media sosial, menurut mitra pemantau. "
            "Bukan jumlah konten K/L/D."
        ),
        "count",
        False,
    ),
    Definition(
        "interactions",
        gettext_noop("Interaksi"),
        gettext_noop(
            "Suka, komentar, bagikan, dan simpan pada konten yang dihitung, menurut hasil ukur terbaru "
            "setiap unggahan. Unggahan dan angka yang tanda kejanggalannya berlaku tidak dihitung."
        ),
        "count",
        True,
        2,
    ),
    Definition(
        "likes",
        gettext_noop("Suka"),
        gettext_noop(
            "Suka atau reaksi pada konten yang dihitung, menurut hasil ukur terbaru setiap unggahan. "
            "Bagian dari interaksi. Unggahan dan angka yang tanda kejanggalannya berlaku tidak dihitung."
        ),
        "count",
        True,
        2,
    ),
    Definition(
        "positive_tone",
        gettext_noop("Tone positif"),
        gettext_noop("Bagian percakapan publik tentang KTT yang bernada positif, menurut mitra pemantau."),
        "share",
        False,
    ),
    Definition(
        "active_agencies",
        gettext_noop("Instansi aktif"),
        gettext_noop(
            "Kementerian, lembaga, dan pemerintah daerah dengan sedikitnya satu unggahan yang dihitung. "
            "Unggahan yang tanda kejanggalannya berlaku tidak dihitung."
        ),
        "count",
        True,
        2,
    ),
)

# --- How agencies are called on social media -------------------------------------------------------------
# X takes 15 characters, of which "_demo" needs five.
NAMES = {
    "K-007": "setneg",
    "K-013": "kumham",
    "K-020": "esdm",
    "K-023": "dikbudris",
    "K-033": "pupr",
    "K-034": "polhukam",
    "K-035": "ekon",
    "K-040": "parekraf",
    "K-041": "bumn",
    "K-044": "kopukm",
    "K-048": "panrb",
    "K-056": "atrbpn",
    "K-065": "investasi",
    "K-067": "kemendes",
    "K-120": "marves",
    "L-BPJS-KETENAGAKERJAAN": "bpjstk",
    "L-BPJS-KESEHATAN": "bpjskes",
    "D-11": "aceh",
    "D-12": "sumut",
    "D-13": "sumbar",
    "D-14": "riau",
    "D-15": "jambi",
    "D-16": "sumsel",
    "D-17": "bengkulu",
    "D-18": "lampung",
    "D-19": "babel",
    "D-21": "kepri",
    "D-31": "jakarta",
    "D-32": "jabar",
    "D-33": "jateng",
    "D-34": "jogja",
    "D-35": "jatim",
    "D-36": "banten",
    "D-51": "bali",
    "D-52": "ntb",
    "D-53": "ntt",
    "D-61": "kalbar",
    "D-62": "kalteng",
    "D-63": "kalsel",
    "D-64": "kaltim",
    "D-65": "kaltara",
    "D-71": "sulut",
    "D-72": "sulteng",
    "D-73": "sulsel",
    "D-74": "sultra",
    "D-75": "gorontalo",
    "D-76": "sulbar",
    "D-81": "maluku",
    "D-82": "malut",
    "D-91": "papua",
    "D-92": "pabar",
    "D-93": "pasel",
    "D-94": "pateng",
    "D-95": "papeg",
    "D-96": "pbd",
    "D-12.71": "medan",
    "D-16.71": "palembang",
    "D-32.73": "bandung",
    "D-33.74": "semarang",
    "D-34.04": "sleman",
    "D-35.78": "surabaya",
    "D-51.71": "denpasar",
    "D-53.15": "mabar",
    "D-64.71": "balikpapan",
    "D-73.24": "luwutimur",
    "D-73.71": "makassar",
    "D-74.01": "kolaka",
    "D-74.07": "wakatobi",
    "D-74.71": "kendari",
    "D-74.72": "baubau",
    "D-81.71": "ambon",
    "D-91.71": "jayapura",
    "D-94.04": "mimika",
}
"""Short names by agency code; what is not listed is called by its own short name, if that is short enough.

Of the regencies and cities only those that stand here take part.
"""

LIVELY = {
    "K-011": 5.6,
    "K-007": 5.0,
    "K-040": 3.2,
    "K-035": 2.4,
    "L-114": 5.0,
    "L-117": 4.4,
    "L-116": 3.4,
    "L-KSP": 2.6,
    "D-31": 6.0,
    "D-74": 5.6,
    "D-53": 3.4,
    "D-35": 2.6,
    "D-73.24": 1.8,
    "D-94.04": 2.6,
    "D-74.71": 1.8,
}
"""How much more than others these agencies post for KTT ke-43 (others: 0.3 to 1)."""
