"""Captions as a communications officer writes them: an opening at times, the message, a call, the hashtags.

No caption names a date, because the demo shifts all of them.
"""

from random import Random

from agencies.platforms import Platform

_OPENINGS = {
    "ministry": (
        "{nama} mendukung penuh keketuaan Indonesia di ASEAN.",
        "Halo #SobatASEAN! Ada kabar baik dari {nama}.",
        "Dari {nama} untuk Asia Tenggara yang lebih kuat.",
        "Tahukah Sahabat {nama}?",
    ),
    "institution": (
        "{nama} ambil bagian dalam keketuaan Indonesia di ASEAN.",
        "Bersama {nama}, mari mengenal ASEAN lebih dekat.",
        "Catatan {nama} untuk Sahabat semua:",
        "Yuk simak infografis {nama} hari ini.",
    ),
    "region": (
        "Dari {wilayah} untuk ASEAN!",
        "Warga {wilayah} siap menyukseskan KTT ASEAN.",
        "Sahabat Kominfo di {wilayah}, sudah tahu kabar ini?",
        "{wilayah} bangga menjadi bagian dari keketuaan Indonesia di ASEAN.",
    ),
}
PERSONAL = 0.45
"""How many captions begin with a word from the agency itself."""
MESSAGES = {
    "asean-matters": (
        "ASEAN bukan sekadar pertemuan para pemimpin. Keputusan di dalamnya menyentuh pekerjaan, pelindungan "
        "pekerja migran, dan rasa aman kita sehari-hari.",
        "Negara-negara Asia Tenggara duduk bersama mencari jalan damai. Inilah mengapa ASEAN penting.",
        "ASEAN yang bersatu lebih didengar dunia. Indonesia memimpin dengan semangat gotong royong.",
        "Dari pertukaran pelajar sampai penanganan bencana, kerja sama ASEAN hadir di sekitar kita.",
        "Kawasan yang damai adalah modal bersama. Lewat ASEAN, perbedaan diselesaikan dengan dialog.",
    ),
    "epicentrum-of-growth": (
        "Pertumbuhan ekonomi ASEAN melampaui rata-rata dunia. UMKM kita punya pasar 600 juta orang lebih.",
        "Pembayaran dengan QR lintas negara memudahkan pelaku usaha kecil bertransaksi di Asia Tenggara.",
        "Ketahanan pangan dan energi dibahas bersama agar harga tetap terjangkau bagi semua.",
        "Transformasi digital yang inklusif mempersempit kesenjangan: dari desa sampai kota ikut tumbuh.",
        "Transisi energi dan infrastruktur hijau membuka lapangan kerja baru bagi generasi muda ASEAN.",
        "Ekonomi kreatif dan pariwisata kita makin terhubung ke kawasan: saatnya produk lokal naik kelas.",
    ),
    "aoip": (
        "Indo-Pasifik yang damai dimulai dari kerja sama nyata: maritim, konektivitas, SDGs, dan ekonomi.",
        "ASEAN merangkul semua mitra. Bukan bersaing, melainkan membangun kawasan bersama-sama.",
        "Laut yang aman dan bersih adalah masa depan kita. AOIP menjadikannya agenda bersama.",
        "Konektivitas antarnegara bukan hanya jalan dan pelabuhan, melainkan juga manusia dan gagasan.",
    ),
}
_CALLS = (
    "Bagikan kepada teman dan keluarga, ya!",
    "Selengkapnya di asean2023.id.",
    "Jangan mudah percaya hoaks; ikuti kanal resmi kami.",
    "Tulis harapan Anda untuk ASEAN di kolom komentar.",
    "Simpan unggahan ini dan sebarkan kabar baiknya.",
    "Simak infografisnya sampai akhir.",
)
TAGS = {
    "asean-matters": ("#ASEANMatters", "#KeketuaanIndonesia"),
    "epicentrum-of-growth": ("#EpicentrumOfGrowth", "#EkonomiASEAN"),
    "aoip": ("#AOIP", "#IndoPasifik"),
}
_HEADLINES = {
    "asean-matters": ("asean-hadir-untuk-warga", "mengenal-asean-lebih-dekat", "semangat-asean-bersatu"),
    "epicentrum-of-growth": ("umkm-siap-ke-pasar-asean", "ekonomi-digital-inklusif", "energi-hijau-asean"),
    "aoip": ("kerja-sama-indo-pasifik", "laut-aman-kawasan-sejahtera", "konektivitas-kawasan"),
}


def caption(rng: Random, *, platform: Platform, kind: str, name: str, pillar: str, hashtag: str) -> str:
    """A caption for the pillar (its code) that carries `#hashtag`.

    `kind` is an `AgencyKind`; `name` is the agency's short name, for an office of a region the region's.
    """
    opening = rng.choice(_OPENINGS.get(kind, _OPENINGS["region"])).format(nama=name, wilayah=name)
    message = rng.choice(MESSAGES[pillar])
    parts = [opening, message] if rng.random() < PERSONAL else [message]
    if platform is not Platform.X:  # short there
        parts.append(rng.choice(_CALLS))
    own = rng.choice(TAGS[pillar])
    gap = "\n\n" if platform in (Platform.INSTAGRAM, Platform.FACEBOOK) else " "
    return f"{' '.join(parts)}{gap}#{hashtag} {own}"


def headline(rng: Random, pillar: str) -> str:
    """The last part of an article's address."""
    return rng.choice(_HEADLINES[pillar])
