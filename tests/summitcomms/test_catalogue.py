"""What is found in the source, what is kept of the translations, what Django reads."""

import gettext
import os
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

from summitcomms import catalogue

PAGE = """
{% translate "Kirim" %} <b title="{% translate 'Batas 90 %' %}">{{ nama|default:_("Tanpa nama") }}</b>
    {% blocktranslate trimmed with n=jumlah %}
        Halo {{ n }},
        apa kabar?
    {% endblocktranslate %}
  {% blocktranslate count n=jumlah %}{{ n }} unggahan{% plural %}{{ n }} unggahan{% endblocktranslate %}
{% translate "Terbuka" context "putaran" %}
{# Translators: the button that sends #}
"""
CODE = '''
from django.utils.translation import gettext as _, gettext_lazy, gettext_noop, ngettext, pgettext

NAMES = {1: gettext_noop("Penyunting")}
label = gettext_lazy("Surel")


def say(n: int) -> str:
    """Bukan pesan."""
    rows = ngettext("%(n)s baris", "%(n)s baris", n)
    return _("Akun %(akun)s") % {"akun": n} + rows + pgettext("hari", "Sen")
'''


@pytest.fixture
def source(tmp_path: Path) -> Path:
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "page.html").write_text(PAGE)
    (tmp_path / "agencies" / "migrations").mkdir(parents=True)
    (tmp_path / "agencies" / "forms.py").write_text(CODE)
    (tmp_path / "agencies" / "migrations" / "0001_first.py").write_text("_('Bukan untuk orang')")
    return tmp_path


def po(text: str, path: Path) -> Path:
    path.write_text(catalogue.HEADER + text)
    return path


def test_texts_of_pages_and_of_code_are_found_as_django_asks_for_them(source: Path) -> None:
    found = [
        (message.context, message.id, message.locations)
        for message in catalogue.extracted(source)
        if message.id
    ]

    page, code = [("templates/page.html", 0)], [("agencies/forms.py", 0)]
    assert found == [
        (None, "Kirim", page),
        (None, "Batas 90 %%", page),
        (None, "Tanpa nama", page),
        (None, "Halo %(n)s, apa kabar?", page),
        (None, ("%(n)s unggahan", "%(n)s unggahan"), page),
        ("putaran", "Terbuka", page),
        (None, "Penyunting", code),
        (None, "Surel", code),
        (None, ("%(n)s baris", "%(n)s baris"), code),
        (None, "Akun %(akun)s", code),
        ("hari", "Sen", code),
    ]


def test_an_update_keeps_what_is_translated_and_drops_what_is_gone(tmp_path: Path) -> None:
    old = catalogue.read(
        po(
            'msgid "Kirim"\nmsgstr "Send"\n\nmsgid "Hilang"\nmsgstr "Gone"\n\n'
            'msgctxt "hari"\nmsgid "Sen"\nmsgstr "Mon"\n\n'
            'msgid "%(n)s baris"\nmsgid_plural "%(n)s baris"\n'
            'msgstr[0] "%(n)s row"\nmsgstr[1] "%(n)s rows"\n',
            tmp_path / "old.po",
        )
    )
    new = Catalog(locale="en")
    new.add("Baru", locations=[("b.py", 0)])
    new.add(("%(n)s baris", "%(n)s baris"), locations=[("a.py", 0)])
    new.add("Kirim", locations=[("a.py", 0)])
    new.add("Sen", context="hari", locations=[("a.py", 0)])
    new.add("Sen", locations=[("a.py", 0)])

    text = catalogue.updated(old, new)

    kept = read_po(BytesIO(text))
    assert [(message.context, message.string) for message in kept if message.id] == [
        (None, ""),
        (None, ("%(n)s row", "%(n)s rows")),
        (None, "Send"),
        ("hari", "Mon"),
        (None, ""),
    ]


def test_an_update_of_what_is_up_to_date_changes_no_byte(source: Path, tmp_path: Path) -> None:
    path = tmp_path / "django.po"
    path.write_bytes(catalogue.updated(Catalog(locale="en"), catalogue.extracted(source)))

    assert catalogue.updated(catalogue.read(path), catalogue.extracted(source)) == path.read_bytes()
    assert b"Date" not in path.read_bytes()


def test_what_is_compiled_is_what_stands_in_the_text(tmp_path: Path) -> None:
    path = po('msgid "Kirim"\nmsgstr "Send"\n\nmsgid "Belum"\nmsgstr ""\n', tmp_path / "django.po")

    assert catalogue.compile_if_older(path)

    with (tmp_path / "django.mo").open("rb") as file:
        english = gettext.GNUTranslations(file)
    assert [english.gettext(text) for text in ("Kirim", "Belum")] == ["Send", "Belum"]
    assert sorted(found.name for found in tmp_path.iterdir()) == ["django.mo", "django.po"]


def test_it_is_compiled_again_only_after_a_change(tmp_path: Path) -> None:
    path = po('msgid "Kirim"\nmsgstr "Send"\n', tmp_path / "django.po")
    assert not catalogue.is_compiled(path)

    assert catalogue.compile_if_older(path)
    assert not catalogue.compile_if_older(path)

    later = path.with_suffix(".mo").stat().st_mtime + 5
    os.utime(path, (later, later))
    assert not catalogue.is_compiled(path)
    assert catalogue.compile_if_older(path)
