"""Draws a certificate as a PNG: A4 landscape, made to be printed, the same bytes for the same facts.

Everything is drawn here, in code: border, ornament and QR code. Together with
`lettering`, which has the font, this gives the same sheet on every machine.
"""

import io
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

import segno
from PIL import Image, ImageColor, ImageDraw

from summitcomms.lib.lettering import SCALE, fit, font, printable, width_of

SIZE = (2000, 1414)
"""Width and height in pixels: A4 landscape at about 171 dpi."""

A4_INCHES = 297 / 25.4
"""How wide the sheet is on paper."""

RAMP = 21  # steps from one colour to the next; twelve ramps fill a palette of 256
PAPER = "#fffdf7"
INK = "#1b2733"
SOFT = "#55606b"
NAVY = "#12355b"
GOLD = "#a67c2d"
PALE = "#e9dcc0"
WAVE = "#f2e8d2"
WARN = "#a3271f"

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class CertificateFacts:
    """What stands on a certificate, as finished Indonesian text; nothing is looked up or formatted here.

    `title` e.g. "Piagam Penghargaan", `place` e.g. "Peringkat 1 · Kategori Kementerian", `verify_url` what
    the QR code holds. `signatories` are one to three lines from top to bottom: the office, then, below the
    room for a signature, the name and whatever belongs to it. What is too long is set smaller, and only then
    cut with an ellipsis; `demo` marks the sheet as proof of nothing.
    """

    title: str
    recipient: str
    citation: str
    campaign: str
    place: str
    issued_on: str
    code: str
    verify_url: str
    signatories: tuple[str, ...]
    demo: bool = False


def draw(facts: CertificateFacts) -> bytes:
    """The certificate as PNG bytes, `SIZE` pixels, without metadata."""
    image = Image.new("RGB", (SIZE[0] * SCALE, SIZE[1] * SCALE), PAPER)
    pen = _Pen(ImageDraw.Draw(image))
    _frame(pen)
    _rosette(pen)
    if facts.demo:
        _demo_mark(image, pen)
    _heading(pen, facts)
    _body(pen, facts)
    _footer(pen, facts)
    _qr(pen, facts.verify_url)
    buffer = io.BytesIO()
    small = image.resize(SIZE, Image.Resampling.LANCZOS)
    small.quantize(palette=_palette(), dither=Image.Dither.NONE).save(buffer, "PNG", optimize=True)
    return buffer.getvalue()


def as_pdf(sheet: bytes, *, title: str, at: datetime) -> bytes:
    """The drawn sheet as a PDF of one page, A4 landscape; `at` is the date inside: same facts, same bytes."""
    buffer = io.BytesIO()
    with Image.open(io.BytesIO(sheet), formats=["PNG"]) as image:
        image.convert("RGB").save(
            buffer,
            "PDF",
            resolution=SIZE[0] / A4_INCHES,
            quality=92,
            title=title,
            creationDate=at.utctimetuple(),
            modDate=at.utctimetuple(),
        )
    return buffer.getvalue()


@lru_cache(maxsize=1)
def _palette() -> Image.Image:
    """Our own colours and the steps between those that meet: a third of the size, no shade shifted."""
    meetings = [(PAPER, color) for color in (INK, SOFT, NAVY, GOLD, PALE, WAVE, WARN)]
    meetings += [(NAVY, PALE), (NAVY, GOLD), (PALE, GOLD), ("#ffffff", "#000000"), ("#ffffff", GOLD)]
    colors: list[int] = []
    for one, other in meetings:
        ends = list(zip(ImageColor.getrgb(one), ImageColor.getrgb(other), strict=True))
        for step in range(RAMP):
            colors += [start + (end - start) * step // (RAMP - 1) for start, end in ends]
    palette = Image.new("P", (1, 1))
    palette.putpalette(colors)
    return palette


class _Pen:
    """Draws in the units of the finished picture, whatever the scale it is drawn at."""

    def __init__(self, canvas: ImageDraw.ImageDraw) -> None:
        self.canvas = canvas

    def line(self, points: Sequence[Point], color: str, width: float) -> None:
        scaled = [(x * SCALE, y * SCALE) for x, y in points]
        self.canvas.line(scaled, fill=color, width=round(width * SCALE), joint="curve")

    def polygon(self, points: Sequence[Point], color: str) -> None:
        self.canvas.polygon([(x * SCALE, y * SCALE) for x, y in points], fill=color)

    def box(
        self,
        left: float,
        top: float,
        right: float,
        bottom: float,
        *,
        fill: str | None = None,
        outline: str | None = None,
        width: float = 1,
    ) -> None:
        edges = (left * SCALE, top * SCALE, right * SCALE, bottom * SCALE)
        self.canvas.rectangle(edges, fill=fill, outline=outline, width=round(width * SCALE))

    def disc(self, x: float, y: float, radius: float, color: str) -> None:
        edges = [(x - radius) * SCALE, (y - radius) * SCALE, (x + radius) * SCALE, (y + radius) * SCALE]
        self.canvas.ellipse(edges, fill=color)

    def text(
        self,
        x: float,
        y: float,
        text: str,
        size: float,
        color: str,
        *,
        anchor: str = "ma",
        bold: float = 0,
        spacing: float = 0,
    ) -> None:
        """One line; `y` is its top. `bold` thickens the strokes, `spacing` parts the letters, in pixels."""
        face = font(size)
        if not spacing:
            self.canvas.text(
                (x * SCALE, y * SCALE),
                text,
                color,
                face,
                anchor,
                stroke_width=bold * SCALE,
                stroke_fill=color,
            )
            return
        left = x - width_of(text, size, spacing) / 2
        for letter in text:
            self.canvas.text(
                (left * SCALE, y * SCALE),
                letter,
                color,
                face,
                "la",
                stroke_width=bold * SCALE,
                stroke_fill=color,
            )
            left += face.getlength(letter) / SCALE + spacing


BAND = (38, 98)  # the ornamental border, outer and inner edge, from the edge of the paper
MIDDLE = SIZE[0] / 2
QR_SIDE = 232
BODY = (372, 1016)  # top and bottom of the part between heading and footer


def _frame(pen: _Pen) -> None:
    """A navy band of kawung, four petals to a square as in the batik of the courts, between gold lines."""
    outer, inner = BAND
    right, bottom = SIZE
    pen.box(outer, outer, right - outer, bottom - outer, fill=NAVY)
    pen.box(inner, inner, right - inner, bottom - inner, fill=PAPER)
    middle = (outer + inner) / 2
    for x in _steps(middle, right - middle, inner - outer):
        for y in (middle, bottom - middle):
            _kawung(pen, x, y)
    for y in list(_steps(middle, bottom - middle, inner - outer))[1:-1]:
        for x in (middle, right - middle):
            _kawung(pen, x, y)
    for inset, color, width in ((outer - 10, GOLD, 3), (inner, GOLD, 5), (inner + 14, GOLD, 1.5)):
        pen.box(inset, inset, right - inset, bottom - inset, outline=color, width=width)
    for x in (inner + 14, right - inner - 14):
        for y in (inner + 14, bottom - inner - 14):
            _diamond(pen, x, y, 13, PAPER)
            _diamond(pen, x, y, 9, GOLD)


def _steps(start: float, end: float, about: float) -> Iterator[float]:
    """Evenly spaced places from start to end, both included, about so far apart."""
    count = round((end - start) / about)
    for index in range(count + 1):
        yield start + (end - start) * index / count


def _kawung(pen: _Pen, x: float, y: float) -> None:
    """Four petals towards the corners of a square, a seed in the middle."""
    for turn in (45, 135, 225, 315):
        angle = math.radians(turn)
        petal = []
        for step in range(25):
            along = 2 * math.pi * step / 24
            length, breadth = 18 + 12.5 * math.cos(along), 7.2 * math.sin(along)
            petal.append(
                (
                    x + length * math.cos(angle) - breadth * math.sin(angle),
                    y + length * math.sin(angle) + breadth * math.cos(angle),
                )
            )
        pen.polygon(petal, PALE)
        pen.disc(x + 18 * math.cos(angle), y + 18 * math.sin(angle), 2.6, GOLD)
    _diamond(pen, x, y, 4.5, GOLD)


def _diamond(pen: _Pen, x: float, y: float, radius: float, color: str) -> None:
    pen.polygon([(x, y - radius), (x + radius, y), (x, y + radius), (x - radius, y)], color)


def _rosette(pen: _Pen) -> None:
    """A guilloche behind the text: fine interlaced waves, hard to copy and quiet enough to read over."""
    for index in range(16):
        phase = 2 * math.pi * index / 16
        points = []
        for step in range(721):
            angle = math.radians(step / 2)
            radius = 330 + 62 * math.sin(12 * angle + phase) + 40 * math.sin(5 * angle - phase)
            points.append((MIDDLE + 1.55 * radius * math.cos(angle), 690 + radius * math.sin(angle)))
        pen.line(points, WAVE, 1.2)


def _demo_mark(image: Image.Image, pen: _Pen) -> None:
    """Say in words, across the sheet and in a label, that this certificate proves nothing."""
    mask = Image.new("L", (1700 * SCALE, 220 * SCALE), 0)
    text = ImageDraw.Draw(mask)
    text.text((850 * SCALE, 110 * SCALE), "DATA PERAGAAN", 24, font(190), "mm", stroke_width=3 * SCALE)
    turned = mask.rotate(24, resample=Image.Resampling.BICUBIC, expand=True)
    corner = ((image.width - turned.width) // 2, (image.height - turned.height) // 2)
    image.paste(WARN, corner, turned)
    label = "CONTOH · DATA PERAGAAN"
    half = width_of(label, 26, 4) / 2 + 28
    pen.box(MIDDLE - half, 134, MIDDLE + half, 180, fill=PAPER, outline=WARN, width=2.5)
    pen.text(MIDDLE, 143, label, 26, WARN, bold=0.6, spacing=4)


def _heading(pen: _Pen, facts: CertificateFacts) -> None:
    """The campaign, the title, and an ornament below them."""
    campaign = printable(facts.campaign).upper()
    size, lines = fit(campaign, width=1300, largest=30, smallest=18, lines=1)
    pen.text(MIDDLE, 200, lines[0], size, GOLD, bold=0.5, spacing=_spacing(lines[0], size, 5))
    title = printable(facts.title).upper()
    size, lines = fit(title, width=1150, largest=84, smallest=40, lines=1)
    pen.text(MIDDLE, 246, lines[0], size, NAVY, bold=1.5, spacing=_spacing(lines[0], size, 12))
    pen.line([(MIDDLE - 330, 360), (MIDDLE - 26, 360)], GOLD, 2)
    pen.line([(MIDDLE + 26, 360), (MIDDLE + 330, 360)], GOLD, 2)
    for offset, radius in ((-22, 5), (0, 11), (22, 5)):
        _diamond(pen, MIDDLE + offset, 360, radius, GOLD)


def _spacing(line: str, size: int, wanted: float) -> float:
    """The letter spacing that is wanted, or as much as a heading of 1560 pixels leaves room for."""
    return min(wanted, (1560 - width_of(line, size)) / max(len(line) - 1, 1))


def _body(pen: _Pen, facts: CertificateFacts) -> None:
    """To whom, for what place, and why; the block stands in the middle of its room, however long the name."""
    name_size, name = fit(printable(facts.recipient), width=1560, largest=80, smallest=40, lines=2)
    why_size, why = fit(printable(facts.citation), width=1400, largest=34, smallest=24, lines=4)
    place_size, place = fit(printable(facts.place), width=1200, largest=36, smallest=24, lines=1)
    name_step, why_step, ribbon = name_size * 1.22, why_size * 1.5, place_size * 2
    height = 60 + name_step * len(name) + 40 + ribbon + 36 + why_step * len(why)
    y = (BODY[0] + BODY[1] - height) / 2
    pen.text(MIDDLE, y, "diberikan kepada", 30, SOFT, spacing=2)
    y += 60
    for line in name:
        pen.text(MIDDLE, y, line, name_size, INK, bold=1.2)
        y += name_step
    y += 40
    _ribbon(pen, y, ribbon, place[0], place_size)
    y += ribbon + 36
    for line in why:
        pen.text(MIDDLE, y, line, why_size, INK)
        y += why_step


def _ribbon(pen: _Pen, top: float, height: float, text: str, size: int) -> None:
    """The place won, on a navy ribbon with cut ends."""
    half = width_of(text, size) / 2 + 70
    middle = top + height / 2
    left, right, bottom = MIDDLE - half, MIDDLE + half, top + height
    pen.polygon(
        [
            (left, top),
            (right, top),
            (right - 24, middle),
            (right, bottom),
            (left, bottom),
            (left + 24, middle),
        ],
        NAVY,
    )
    pen.text(MIDDLE, middle, text, size, PAPER, anchor="mm", bold=0.5)


def _footer(pen: _Pen, facts: CertificateFacts) -> None:
    """Left: how to check it. Right: who signs, with room for a signature under the office."""
    left, top = 410, 1086
    pen.text(left, top, "Nomor sertifikat", 22, SOFT, anchor="la")
    code_size, code = fit(printable(facts.code), width=560, largest=34, smallest=16, lines=1)
    pen.text(left, top + 30, code[0], code_size, NAVY, anchor="la", bold=0.8)
    pen.text(left, top + 92, "Periksa keasliannya: pindai kode ini atau buka", 22, SOFT, anchor="la")
    url_size, url = fit(printable(facts.verify_url), width=560, largest=22, smallest=16, lines=2)
    for number, line in enumerate(url):
        pen.text(left, top + 122 + number * 28, line, url_size, INK, anchor="la")
    x = 1520.0
    pen.text(x, 1022, printable(facts.issued_on), 26, INK)
    office, *names = [printable(line) for line in facts.signatories] or [""]
    office_size, office_lines = fit(office, width=600, largest=26, smallest=18, lines=2)
    for number, line in enumerate(office_lines):
        pen.text(x, 1058 + number * 32, line, office_size, INK)
    y = 1196.0
    for number, line in enumerate(names[:2]):
        size, fitted = fit(line, width=600, largest=30 if number == 0 else 22, smallest=16, lines=1)
        pen.text(x, y, fitted[0], size, INK if number == 0 else SOFT, bold=0.0 if number else 0.6)
        y += 40
        if number == 0:
            pen.line([(x - 230, y), (x + 230, y)], GOLD, 2)
            y += 8


def _qr(pen: _Pen, url: str) -> None:
    """The QR code of the address where the certificate is checked, on white with its quiet zone."""
    matrix = segno.make(url, error="m", micro=False, boost_error=False).matrix
    quiet = 4
    modules = len(matrix) + 2 * quiet
    # Whole pixels per module keep the edges sharp for a scanner.
    step = max(2, QR_SIDE // modules)
    left, bottom = 166, 1282
    top = bottom - step * modules
    pen.box(left, top, left + step * modules, bottom, fill="#ffffff", outline=GOLD, width=1.5)
    for row, line in enumerate(matrix):
        for column, dark in enumerate(line):
            if dark:
                x, y = left + (column + quiet) * step, top + (row + quiet) * step
                # Rectangles include their last pixel.
                pen.box(x, y, x + step - 1 / SCALE, y + step - 1 / SCALE, fill="#000000")
