import dataclasses
import io
from typing import Any

import pytest
import segno
from PIL import Image

from summitcomms.lib import certificates
from summitcomms.lib.certificates import SIZE, CertificateFacts, draw

FACTS = CertificateFacts(
    title="Piagam Penghargaan",
    recipient="Kementerian Sekretariat Negara",
    citation="atas peran paling aktif dalam diseminasi informasi Keketuaan Indonesia di ASEAN",
    campaign="Diseminasi KTT ke-42 ASEAN, Labuan Bajo 2023",
    place="Peringkat 1 · Kategori Kementerian",
    issued_on="Jakarta, 29 Agustus 2023",
    code="SC-7KQ4-M2XD",
    verify_url="https://portal.example.go.id/verifikasi/SC-7KQ4-M2XD/",
    signatories=("Direktur Jenderal", "Nama Pejabat", "NIP 19700101 199501 1 001"),
)


def opened(facts: CertificateFacts) -> Image.Image:
    return Image.open(io.BytesIO(draw(facts)), formats=["PNG"]).convert("RGB")


def is_red(pixel: tuple[int, int, int]) -> bool:
    return pixel[0] > 140 and pixel[1] < 80 and pixel[2] < 80


@pytest.fixture(scope="module")
def plain() -> Image.Image:
    return opened(FACTS)


def test_a_certificate_is_an_a4_landscape_png_without_metadata() -> None:
    image = Image.open(io.BytesIO(draw(FACTS)))

    assert (image.format, image.size, image.info) == ("PNG", SIZE, {})
    assert SIZE[0] / SIZE[1] == pytest.approx(297 / 210, abs=0.001)


def test_the_same_facts_give_the_same_bytes() -> None:
    assert draw(FACTS) == draw(dataclasses.replace(FACTS))


@pytest.mark.parametrize(
    "change",
    [
        {"title": "Sertifikat"},
        {"recipient": "Sekretariat Kabinet"},
        {"citation": "atas keikutsertaan"},
        {"campaign": "KTT ke-43 ASEAN"},
        {"place": "Peringkat 2"},
        {"issued_on": "Jakarta, 7 September 2023"},
        {"code": "SC-0000-0000"},
        {"verify_url": "https://portal.example.go.id/verifikasi/lain/"},
        {"signatories": ("Direktur Jenderal", "Nama Lain")},
        {"signatories": ("Direktur Jenderal",)},
        {"demo": True},
    ],
    ids=lambda change: next(iter(change)),
)
def test_every_fact_is_seen(change: dict[str, Any], plain: Image.Image) -> None:
    assert opened(dataclasses.replace(FACTS, **change)).tobytes() != plain.tobytes()


def test_a_demo_certificate_carries_its_mark_in_red(plain: Image.Image) -> None:
    demo = opened(dataclasses.replace(FACTS, demo=True))
    label = (700, 130, 1300, 185)

    reds = [sum(map(is_red, image.crop(label).get_flattened_data())) for image in (plain, demo)]  # type: ignore[arg-type]

    assert reds[0] == 0
    assert reds[1] > 1000


def test_the_qr_code_on_the_sheet_holds_the_address(plain: Image.Image) -> None:
    """Reads the modules back from the pixels; the expected matrix comes from the encoder alone."""
    matrix = segno.make(FACTS.verify_url, error="m", micro=False, boost_error=False).matrix
    step = certificates.QR_SIDE // (len(matrix) + 8)
    left, top = 166 + 4 * step, 1282 - step * (len(matrix) + 8) + 4 * step

    black = plain.convert("L").point(lambda level: 255 if level < 128 else 0)
    places = [step * index + step // 2 for index in range(len(matrix))]

    seen = [
        [black.crop((left + x, top + y, left + x + 1, top + y + 1)).getbbox() is not None for x in places]
        for y in places
    ]

    assert seen == [[bool(module) for module in line] for line in matrix]


def test_ink_stays_inside_the_frame_however_long_the_facts(plain: Image.Image) -> None:
    """Nothing but paper, rosette and hairline between text and border, whatever is written."""
    long = dataclasses.replace(
        FACTS,
        title="Penghargaan " * 40,
        recipient="Penghargaan " * 40,
        citation="Penghargaan " * 80,
        campaign="Penghargaan " * 40,
        place="Penghargaan " * 40,
        signatories=("Direktur " * 60, "Nama " * 60, "NIP " * 60),
    )

    image = opened(long)

    for strip in ((120, 130, 160, 1280), (1840, 130, 1880, 1280)):
        assert image.crop(strip).tobytes() == plain.crop(strip).tobytes()
