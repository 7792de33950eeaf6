"""Everything that is said to people is said in both languages.

`make messages` brings the catalogue up to date with the source; what is missing then is an English text.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from babel.messages.catalog import Message
from django.utils import translation
from django.utils.translation import gettext, pgettext

from summitcomms import catalogue
from tests import marking

PLACES = re.compile(r"%\(\w+\)[sd]|\{\w+\}|%%")


def messages() -> list[Message]:
    return [message for message in catalogue.read() if message.id]


def pairs(message: Message) -> list[tuple[str, str]]:
    """(Indonesian, English), once for each plural form."""
    return list(zip(catalogue.strings(message.id), catalogue.strings(message.string), strict=True))


def read_sources() -> list[tuple[str, list[str]]]:
    """Every file that speaks to people, with the texts in it that are not marked."""
    found = []
    for path in catalogue.sources():
        name = path.relative_to(catalogue.ROOT)
        if marking.is_said_to_people(name):
            unmarked = marking.unmarked_in_python if path.suffix == ".py" else marking.unmarked_in_template
            found.append((str(name), unmarked(path.read_text())))
    return found


def test_the_catalogue_is_up_to_date_with_the_source() -> None:
    """Run `make messages` when it is not, and write what is missing in English."""
    expected = catalogue.updated(catalogue.read(), catalogue.extracted())

    assert catalogue.PO.read_bytes() == expected


def test_every_text_has_an_english_one() -> None:
    missing = [message.id for message in messages() if not all(catalogue.strings(message.string))]

    assert missing == []


def test_no_translation_is_a_guess() -> None:
    assert [message.id for message in messages() if message.fuzzy] == []


def test_both_languages_have_the_same_places() -> None:
    wrong = [
        (source, english)
        for message in messages()
        for source, english in pairs(message)
        if english and set(PLACES.findall(source)) != set(PLACES.findall(english))
    ]

    assert wrong == []


def test_no_translation_can_leave_its_attribute_or_bring_markup() -> None:
    """Texts of templates are printed as they are, so only the markup of the source may stand in them."""

    def marks(text: str) -> list[str]:
        return sorted(re.findall(r'</?\w+|["&]', text))

    assert [
        english
        for message in messages()
        for source, english in pairs(message)
        if english and marks(source) != marks(english)
    ] == []


@pytest.mark.parametrize("language", ["id", "en"])
def test_no_library_says_something_else_for_our_texts(language: str) -> None:
    """A text of ours that Django or allauth knows too would come back translated by their catalogue."""
    with translation.override(language):
        said = {
            message.id: pgettext(message.context, message.id) if message.context else gettext(message.id)
            for message in messages()
            if isinstance(message.id, str)
        }
    expected = {
        message.id: (language == "en" and str(message.string)) or message.id
        for message in messages()
        if isinstance(message.id, str)
    }

    assert {text: other for text, other in said.items() if other != expected[text]} == {}


def test_every_text_of_the_source_is_marked() -> None:
    assert {name: texts for name, texts in read_sources() if texts} == {}


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("<p>Kirim</p>", ["Kirim"]),
        ('<p>{% translate "Kirim" %}</p>', []),
        ("<p>{% blocktranslate %}Halo {{ nama }}{% endblocktranslate %}, apa</p>", [", apa"]),
        ('<c-button label="Kirim" icon="send">{{ x }}</c-button>', ['label="Kirim"']),
        ('<c-button label="{% translate "Kirim" %}" icon="send" />', []),
        ('<img alt="Peta {{ nama }}" class="map wide">', ['alt="Peta "']),
        ('{{ nama|default:"tanpa nama" }}', ["tanpa nama"]),
        ('{{ nama|default:_("tanpa nama") }}', []),
        ('{{ zone|default:"Asia/Jakarta" }}', []),
        ("{% comment %}Needs: post.{% endcomment %}<code>kode</code> 12 · WIB", []),
    ],
)
def test_unmarked_words_of_a_template_are_found(source: str, found: list[str]) -> None:
    assert marking.unmarked_in_template(source) == found


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ('raise Refused("code", "Tautan kosong.")', ["Tautan kosong."]),
        ('raise Refused("code", _("Tautan kosong."))', []),
        ('raise ImageRefused("code", f"Gambar {name} rusak.")', ["Gambar {} rusak."]),
        ('return Denied("Peran lain.") if x else Denied(_("Peran."))', ["Peran lain."]),
        ('messages.success(request, "Tersimpan.")', ["Tersimpan."]),
        ('form.add_error("url", "Tautan ini sudah dikirim.")', ["Tautan ini sudah dikirim."]),
        ('field = forms.CharField(label="Surel", max_length=3)', ["Surel"]),
        ('field = forms.CharField(error_messages={"required": "Isi surel."})', ["Isi surel."]),
        ('self.fields["caption"].help_text = f"Salin {tag}."', ["Salin {}."]),
        ('self.fields["caption"].help_text = _("Salin %(tag)s.") % {"tag": tag}', []),
        ('name = models.CharField("nama")', ["nama"]),
        ('name = models.CharField(_("nama"))', []),
        ('up = models.OneToOneField("self")', []),
        ('class Meta:\n    verbose_name = "unggahan"', ["unggahan"]),
        ('class Kind(models.TextChoices):\n    A = "a", "Surat"', ["Surat"]),
        ('class Kind(models.TextChoices):\n    A = "a", _("Surat")', []),
        ('def f():\n    """Teks ini tidak dibaca orang."""', []),
        ('raise ValueError("waktu tanpa zona tidak diterima")', []),
        ('ngettext("%(n)s yang baru", "%(n)s yang baru", n)', []),
        ('LABELS = {"open": "Dibuka", "kind": "info"}', ["Dibuka"]),
        ('SAID = re.compile(r"gambar tidak disertakan")', []),
        ('progress(1, note="Membaca")', ["Membaca"]),
        ('words = "a" if x else "yang lain"', ["yang lain"]),
    ],
)
def test_unmarked_texts_of_code_are_found(source: str, found: list[str]) -> None:
    assert marking.unmarked_in_python(source) == found


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("campaigns/forms.py", True),
        ("campaigns/api/readings.py", False),
        ("reports/management/commands/load_demo.py", False),
        ("agencies/actions/certificates.py", True),
        ("summitcomms/lib/certificates.py", False),
    ],
)
def test_programs_and_operators_are_spoken_to_in_one_language(path: str, expected: bool) -> None:
    assert marking.is_said_to_people(Path(path)) is expected
