"""The style guide at `/gaya/`: every component in every state, with sample data that is marked as sample."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from django import forms
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop
from django.views.decorators.http import require_safe

from summitcomms.lib import charts, clock
from summitcomms.lib.pictures import PictureField

SAMPLE_NOW = datetime(2023, 8, 29, 2, 0, tzinfo=UTC)
SAMPLE_DAYS = (12, 18, 9, 31, 44, 38, 52, 61, 47, 70, 83, 79, 96, 118)
SAMPLE_PROVINCES = (
    *(("11", "Aceh", 42), ("12", "Sumatera Utara", 96), ("13", "Sumatera Barat", 31), ("14", "Riau", 27)),
    *(("15", "Jambi", 12), ("16", "Sumatera Selatan", 54), ("17", "Bengkulu", 0), ("18", "Lampung", 22)),
    *(("19", "Kepulauan Bangka Belitung", 8), ("21", "Kepulauan Riau", 35), ("31", "DKI Jakarta", 240)),
    *(("32", "Jawa Barat", 188), ("33", "Jawa Tengah", 164), ("34", "DI Yogyakarta", 88)),
    *(("35", "Jawa Timur", 171), ("36", "Banten", 45), ("51", "Bali", 73), ("52", "Nusa Tenggara Barat", 29)),
    *(("53", "Nusa Tenggara Timur", 110), ("61", "Kalimantan Barat", 14), ("62", "Kalimantan Tengah", 9)),
    *(("63", "Kalimantan Selatan", 19), ("64", "Kalimantan Timur", 33), ("65", "Kalimantan Utara", 0)),
    *(("71", "Sulawesi Utara", 38), ("72", "Sulawesi Tengah", 17), ("73", "Sulawesi Selatan", 66)),
    *(("74", "Sulawesi Tenggara", 205), ("75", "Gorontalo", 11), ("76", "Sulawesi Barat", 6)),
    *(("81", "Maluku", 7), ("82", "Maluku Utara", 0), ("91", "Papua", 13), ("92", "Papua Barat", 4)),
    *(("93", "Papua Selatan", 0), ("94", "Papua Tengah", 21), ("95", "Papua Pegunungan", 0)),
    ("96", "Papua Barat Daya", 3),
)
SAMPLE_STATES = (
    ("needs_link", gettext_noop("perlu tautan lengkap")),
    ("submitted", gettext_noop("menunggu verifikasi")),
    ("returned", gettext_noop("perlu perbaikan")),
    ("verified", gettext_noop("terverifikasi")),
    ("rejected", gettext_noop("ditolak")),
    ("withdrawn", gettext_noop("ditarik")),
    ("draft", gettext_noop("rancangan")),
    ("open", gettext_noop("dibuka")),
    ("frozen", gettext_noop("dibekukan")),
    ("published", gettext_noop("diterbitkan")),
    ("awarded", gettext_noop("diberi penghargaan")),
    ("superseded", gettext_noop("digantikan versi baru")),
)


class SampleForm(forms.Form):
    """One field of every kind the portal uses."""

    link = forms.URLField(
        label=gettext_lazy("Tautan unggahan"),
        help_text=gettext_lazy("Salin dari aplikasi, misalnya https://www.instagram.com/p/…"),
        assume_scheme="https",
    )
    caption = forms.CharField(label=gettext_lazy("Teks unggahan"), widget=forms.Textarea, required=False)
    platform = forms.ChoiceField(
        label=gettext_lazy("Kanal"), choices=[("instagram", "Instagram"), ("x", "X")]
    )
    reason = forms.ChoiceField(
        label=gettext_lazy("Alasan pengembalian"),
        choices=[
            ("hashtag", gettext_lazy("Tagar tidak ada")),
            ("account", gettext_lazy("Bukan akun resmi instansi")),
        ],
        widget=forms.RadioSelect,
    )
    proof = PictureField(label=gettext_lazy("Tangkapan layar"), required=False)
    sure = forms.BooleanField(label=gettext_lazy("Saya sudah memeriksa tautan ini"))


def _trend() -> charts.Chart:
    first = date(2023, 8, 16)
    series = [(first + timedelta(days=index), count) for index, count in enumerate(SAMPLE_DAYS)]
    return charts.trend(
        series, title=_("Konten terverifikasi per hari"), unit=_("konten"), baseline=("Labuan Bajo", 58)
    )


@require_safe
@login_not_required
def style_guide(request: HttpRequest) -> HttpResponse:
    """Show the building blocks of the house. Public, because it holds no data of any campaign."""
    tiles = {code: charts.Tile(name, count, "#peta") for code, name, count in SAMPLE_PROVINCES}
    wrong = SampleForm(
        {"link": "https://lnstagram.com/p/Cwabc", "platform": "instagram", "reason": "hashtag"},
        auto_id="salah_%s",
    )
    wrong.add_error(
        "link",
        _("Alamat “lnstagram.com” menyerupai Instagram tetapi bukan. Salin ulang tautan dari aplikasinya."),
    )
    context = {
        "sample_now": SAMPLE_NOW,
        "zones": [clock.WIB, clock.WITA, clock.WIT],
        "form": SampleForm(auto_id="contoh_%s"),
        "wrong": wrong,
        "states": [(state, _(words)) for state, words in SAMPLE_STATES],
        "trend": _trend(),
        "quiet_trend": charts.trend([], title=_("Konten terverifikasi per hari"), unit=_("konten")),
        "spark": charts.sparkline(
            SAMPLE_DAYS, label=_("Konten per hari, 14 hari terakhir, naik dari 12 menjadi 118")
        ),
        "bars": charts.bars(
            [
                charts.Bar("Instagram", 412),
                charts.Bar("X", 187),
                charts.Bar("TikTok", 121),
                charts.Bar(_("Situs web"), 85),
            ],
            title=_("Konten per kanal"),
            headers=(_("Kanal"), _("Konten")),
        ),
        "tone": charts.stacked_share(
            [("positive", _("Positif"), 900), ("neutral", _("Netral"), 76), ("negative", _("Negatif"), 24)],
            title=_("Nada pembicaraan"),
        ),
        "map": charts.tile_map(tiles, title=_("Konten terverifikasi per provinsi"), unit=_("konten")),
        "groups": charts.island_groups(tiles, unit=_("konten")),
        "page": Paginator(range(128), 25).page(2),
        "crumbs": [("#", _("Beranda")), ("#", _("Instansi")), ("", "Diskominfo Sulawesi Tenggara")],
        "tabs": [
            {"url": "#tab", "label": _("Menunggu"), "count": 37, "current": True},
            {"url": "#tab", "label": _("Perlu perbaikan"), "count": 4},
            {"url": "#tab", "label": _("Terverifikasi"), "count": 1204},
        ],
        "ranks": [
            {
                "place": 1,
                "name": "Sekretariat Kabinet",
                "url": "#peringkat",
                "value": "92,40",
                "note": "48 konten · 3,1 rb interaksi",
            },
            {
                "place": 2,
                "name": "Badan Siber dan Sandi Negara",
                "url": "#peringkat",
                "value": "81,05",
                "note": "39 konten",
            },
            {
                "place": 2,
                "name": "Lembaga Penyiaran Publik RRI",
                "url": "#peringkat",
                "value": "81,05",
                "note": "41 konten",
            },
            {"place": 4, "name": "Badan Pusat Statistik", "url": "#peringkat", "value": "77,90", "note": ""},
        ],
        "share_text": "Peringkat sementara diseminasi KTT ke-43 ASEAN:\nhttps://portal.example/peringkat/",
    }
    return render(request, "reports/gaya.html", context)
