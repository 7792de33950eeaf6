"""Components where a mistake would hurt: what they escape, tell a screen reader, refuse."""

import pytest
from django import forms
from django.core.paginator import Paginator
from django.template import Context, RequestContext, Template
from django.test import RequestFactory
from django_cotton.compiler_regex import CottonCompiler


def render(source: str, **context: object) -> str:
    """Render a piece of template that uses components, as the loader would."""
    return Template(CottonCompiler().process(source)).render(Context(context))


class LinkForm(forms.Form):
    link = forms.URLField(label="Tautan", help_text="Salin dari aplikasi.", assume_scheme="https")
    note = forms.CharField(label="Catatan", required=False)
    sure = forms.BooleanField(label="Sudah diperiksa")
    reason = forms.ChoiceField(label="Alasan", choices=[("a", "A"), ("b", "B")], widget=forms.RadioSelect)
    token = forms.CharField(widget=forms.HiddenInput)


def test_a_button_submits_and_passes_its_attributes_on() -> None:
    shown = render('<c-button icon="send" name="verb" value="send">Kirim</c-button>')

    assert 'type="submit"' in shown
    assert 'name="verb"' in shown
    assert "Kirim</button>" in shown


def test_a_button_with_an_address_is_a_link() -> None:
    assert render('<c-button href="/agenda/" variant="secondary">Agenda</c-button>').strip() == (
        '<a class="button button-secondary" href="/agenda/">Agenda</a>'
    )


def test_a_refused_button_stays_reachable_sends_nothing_and_says_why() -> None:
    shown = render(
        '<c-button :reason="reason">Verifikasi</c-button>', reason="Unggahan instansi Anda sendiri."
    )

    assert 'type="button"' in shown
    assert 'aria-disabled="true"' in shown
    assert "Unggahan instansi Anda sendiri." in shown


def test_values_from_outside_cannot_leave_their_attribute() -> None:
    hostile = '"x" onfocus="alert(1)"'

    shown = render(
        '<c-button :data-id="value">Kirim</c-button><c-copy-button :text="value" />', value=hostile
    )

    assert 'onfocus="' not in shown


def test_a_field_ties_label_help_and_errors_to_its_control() -> None:
    shown = render('<c-field :field="form.link" inputmode="url" />', form=LinkForm({"link": "bukan tautan"}))

    assert '<label for="id_link">Tautan</label>' in shown
    assert 'aria-describedby="id_link_helptext id_link_error"' in shown
    assert 'id="id_link_helptext"' in shown
    assert 'id="id_link_error"' in shown
    assert 'aria-invalid="true"' in shown
    assert 'inputmode="url"' in shown


def test_a_field_that_may_stay_empty_says_so() -> None:
    assert "(opsional)" in render('<c-field :field="form.note" />', form=LinkForm())


def test_a_checkbox_stands_before_its_label() -> None:
    shown = render('<c-field :field="form.sure" />', form=LinkForm())

    assert shown.index("<input") < shown.index("Sudah diperiksa")


def test_radio_buttons_are_a_group_with_a_legend() -> None:
    shown = render('<c-field :field="form.reason" />', form=LinkForm())

    assert "<fieldset" in shown
    assert "<legend>Alasan</legend>" in shown


def test_a_hidden_field_has_no_label() -> None:
    assert "<label" not in render('<c-field :field="form.token" />', form=LinkForm())


def test_the_summary_links_every_error_to_its_field() -> None:
    form = LinkForm({"link": "bukan tautan"})
    form.add_error(None, "Kampanye sudah ditutup.")

    shown = render('<c-form-errors :form="form" />', form=form)

    assert 'role="alert"' in shown
    assert '<a href="#id_link">Tautan</a>' in shown
    assert "<li>Kampanye sudah ditutup.</li>" in shown


def test_a_form_without_errors_has_no_summary() -> None:
    assert render('<c-form-errors :form="form" />', form=LinkForm()).strip() == ""


@pytest.mark.parametrize(
    ("state", "css"), [("verified", "tag-success"), ("rejected", "tag-danger"), ("withdrawn", "tag-neutral")]
)
def test_a_status_has_colour_and_words(state: str, css: str) -> None:
    shown = render('<c-status-tag :state="state" label="kata" />', state=state)

    assert css in shown
    assert ">kata</span>" in shown


def test_progress_is_told_in_numbers() -> None:
    shown = render('<c-progress label="Membaca berkas" :done="640" :total="1287" note="2 ditolak" />')

    assert 'value="640" max="1287"' in shown
    assert "640 dari 1.287" in shown
    assert "2 ditolak" in shown


def test_progress_without_a_total_shows_no_share() -> None:
    shown = render('<c-progress label="Antre" :done="3" />')

    assert "max=" not in shown
    assert "3 diproses" in shown


def test_pages_keep_the_filters_and_tell_where_one_is() -> None:
    request = RequestFactory().get("/posts/", {"status": "returned"})
    template = Template(CottonCompiler().process('<c-pagination :page="page" noun="unggahan" />'))

    shown = template.render(
        RequestContext(request, {"page": Paginator(range(1280), 25).page(2), "user": None})
    )

    assert "26–50 dari 1.280 unggahan" in shown
    assert 'href="?status=returned&amp;page=1"' in shown
    assert 'href="?status=returned&amp;page=3"' in shown


def test_a_text_for_whatsapp_is_a_link_that_the_reader_follows() -> None:
    shown = render('<c-whatsapp :text="text" />', text="Peringkat & rekap")

    assert 'href="https://wa.me/?text=Peringkat%20%26%20rekap"' in shown
    assert 'rel="noopener noreferrer"' in shown


def test_django_s_word_for_danger_gets_the_same_colour() -> None:
    assert "notice-danger" in render('<c-notice kind="error">Gagal.</c-notice>')


def test_an_unknown_figure_keeps_its_baseline_and_definition() -> None:
    shown = render(
        '<c-figure label="Nada positif" value="–" baseline="Labuan Bajo: 90 %" definition="Bagian sebutan."/>'
    )

    assert "Labuan Bajo: 90 %" in shown
    assert "Bagian sebutan." in shown
    assert "<time" not in shown
