from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django.asserts import assertContains

from agencies import audit
from agencies.models import AuditEvent, User
from campaigns.actions import campaigns
from campaigns.models import (
    Campaign,
    FocusArea,
    Grade,
    KpiDefinition,
    Meeting,
    Pillar,
    PostCounters,
    ReadingSource,
)
from campaigns.states import PostState
from summitcomms.jobs.models import Job
from summitcomms.lib.refusals import Refused
from tests import builders
from tests.builders import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def portal(as_user: Callable[[User], Client], pusat_admin: User) -> Client:
    return as_user(pusat_admin)


def form_of(portal: Client, address: str) -> dict[str, Any]:
    """What the form sends when nothing is changed."""
    form = portal.get(address).context["adminform"].form
    data: dict[str, Any] = {}
    for bound in form:
        value = bound.value()
        if hasattr(bound.field, "widget") and hasattr(bound.field.widget, "decompress"):
            for number, part in enumerate(bound.field.widget.decompress(value)):
                data[f"{bound.html_name}_{number}"] = "" if part is None else str(part)
        elif value not in (None, False):
            data[bound.html_name] = value
    return data


def test_a_campaign_is_added_through_the_action(portal: Client) -> None:
    address = reverse("admin:campaigns_campaign_add")
    response = portal.post(
        address,
        form_of(portal, address)
        | {
            "code": "ktt-44",
            "name": "KTT ke-44",
            "short_name": "KTT ke-44",
            "theme": "Konektivitas dan ketahanan",
            "state": "open",
            "starts_at_0": "2024-10-01",
            "starts_at_1": "00:00:00",
            "ends_at_0": "2024-10-12",
            "ends_at_1": "00:00:00",
            "summit_on": "2024-10-09",
            "summit_ends_on": "2024-10-11",
            "hashtag": "ASEAN2024",
            "counted_grades": ["partner", "export"],
        },
    )

    assert response.status_code == 302, response.context["adminform"].form.errors
    assert Campaign.objects.get().counted_grades == ["partner", "export"]
    event = AuditEvent.objects.get(action="campaign.add")
    assert (event.target_id, event.actor_kind) == ("ktt-44", "person")
    assert Job.objects.get().kind == "readings.partitions"  # room for its readings


def test_an_empty_window_is_refused_at_the_form(portal: Client, campaign: Campaign) -> None:
    address = reverse("admin:campaigns_campaign_change", args=[campaign.pk])
    data = form_of(portal, address)

    response = portal.post(address, data | {"ends_at_0": "2023-01-01", "ends_at_1": "00:00:00"})

    assert response.status_code == 200
    assert Campaign.objects.get().ends_at == campaign.ends_at
    assert not AuditEvent.objects.exists()


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"summit_ends_on": "2023-09-04"}, "Hari terakhir KTT tidak boleh mendahului hari pertamanya."),
        ({"starts_at_0": "0202-08-07"}, "Kampanye paling lama 400 hari"),
        ({"ends_at_0": "2032-09-11"}, "Periksa tahun pada waktu mulai dan berakhir."),
        ({"hashtag": "#ASEAN2023"}, "Tulis tagar tanpa tanda pagar"),
        ({"hashtag": "ASEAN 2023"}, "Tulis tagar tanpa tanda pagar"),
        ({"hashtag": "2023"}, "sedikitnya satu huruf"),
    ],
)
def test_a_mistyped_campaign_is_refused_in_words(
    portal: Client, campaign: Campaign, changes: dict[str, str], sentence: str
) -> None:
    address = reverse("admin:campaigns_campaign_change", args=[campaign.pk])

    response = portal.post(address, form_of(portal, address) | changes)

    assertContains(response, sentence)
    assert not AuditEvent.objects.exists()


def test_a_change_of_what_counts_asks_for_a_recount(portal: Client, campaign: Campaign) -> None:
    builders.post(campaign=campaign, state=PostState.VERIFIED)
    address = reverse("admin:campaigns_campaign_change", args=[campaign.pk])

    response = portal.post(address, form_of(portal, address) | {"counted_grades": ["partner"]})

    assert response.status_code == 302, response.context["adminform"].form.errors
    event = AuditEvent.objects.get(action="campaign.change")
    assert event.after == {"counted_grades": ["partner"]}
    job = Job.objects.get(kind="campaigns.recount")
    assert (job.payload, job.requested_label) == ({"campaign": "ktt-43"}, "Ayu Administrator")
    assert not PostCounters.objects.exists()  # not in the request


def test_an_opened_campaign_asks_for_room_for_its_readings(portal: Client, campaign: Campaign) -> None:
    Campaign.objects.update(state=Campaign.State.DRAFT)
    address = reverse("admin:campaigns_campaign_change", args=[campaign.pk])

    portal.post(address, form_of(portal, address) | {"theme": "Tema baru"})
    assert not Job.objects.exists()  # a draft takes no readings

    portal.post(address, form_of(portal, address) | {"state": "open"})
    assert Job.objects.get().kind == "readings.partitions"

    portal.post(address, form_of(portal, address) | {"ends_at_0": "2023-09-12"})
    assert sorted(Job.objects.values_list("kind", flat=True)) == [
        "campaigns.recount",
        "readings.partitions",
        "readings.partitions",
    ]


def test_a_change_of_words_asks_for_no_recount(portal: Client, campaign: Campaign) -> None:
    address = reverse("admin:campaigns_campaign_change", args=[campaign.pk])

    portal.post(address, form_of(portal, address) | {"theme": "Tema baru"})

    assert Campaign.objects.get().theme == "Tema baru"
    assert not Job.objects.exists()


def test_counted_grades_are_chosen_by_their_names(portal: Client, campaign: Campaign) -> None:
    page = portal.get(reverse("admin:campaigns_campaign_change", args=[campaign.pk]))

    for label in Grade.labels:
        assertContains(page, label)
    assertContains(page, 'type="checkbox" name="counted_grades"', count=len(Grade))


def test_the_code_of_a_campaign_is_given_once(portal: Client, campaign: Campaign) -> None:
    address = reverse("admin:campaigns_campaign_change", args=[campaign.pk])

    portal.post(address, form_of(portal, address) | {"code": "ktt-99", "theme": "Tema baru"})

    assert (Campaign.objects.get().code, Campaign.objects.get().theme) == ("ktt-43", "Tema baru")


def test_what_belongs_to_a_campaign_stays_with_it(portal: Client, campaign: Campaign) -> None:
    other = builders.campaign("ktt-42")
    rows: list[Pillar | FocusArea | Meeting] = [
        Pillar.objects.filter(campaign=campaign)[0],
        FocusArea.objects.create(campaign=campaign, name="Pangan", position=1),
        Meeting.objects.create(campaign=campaign, name="Pleno", starts_at=NOW, place="JCC"),
    ]
    for row in rows:
        address = reverse(f"admin:campaigns_{row._meta.model_name}_change", args=[row.pk])
        changes = {"campaign": other.pk, "code": "pilar-9", "name": "Nama baru"}

        response = portal.post(address, form_of(portal, address) | changes)

        assert response.status_code == 302, response.context["adminform"].form.errors
        row.refresh_from_db()
        assert (row.campaign, row.name) == (campaign, "Nama baru")
    assert not Pillar.objects.filter(code="pilar-9").exists()


@pytest.mark.parametrize(
    "model", ["campaign", "pillar", "focusarea", "meeting", "kpidefinition", "kpifigure"]
)
def test_every_form_opens(portal: Client, model: str) -> None:
    assert portal.get(reverse(f"admin:campaigns_{model}_add")).status_code == 200


def test_a_meeting_is_added_with_its_record(portal: Client, campaign: Campaign) -> None:
    response = portal.post(
        reverse("admin:campaigns_meeting_add"),
        {
            "campaign": campaign.pk,
            "name": "Pleno",
            "starts_at_0": "2023-09-05",
            "starts_at_1": "09:00:00",
            "place": "JCC",
        },
    )

    assert response.status_code == 302
    assert Meeting.objects.get().name == "Pleno"
    assert AuditEvent.objects.get().after["campaign"] == "ktt-43"


def test_the_meaning_of_a_figure_is_not_rewritten(portal: Client) -> None:
    figure = builders.kpi_definitions()["likes"]
    address = reverse("admin:campaigns_kpidefinition_change", args=[figure.pk])

    portal.post(address, form_of(portal, address) | {"meaning": "Arti lain", "name": "Suka total"})

    kept = KpiDefinition.objects.get(pk=figure.pk)
    assert (kept.meaning, kept.name) == ("Arti Suka.", "Suka total")


def test_the_grade_of_a_source_is_set_once(portal: Client) -> None:
    source = builders.source()
    address = reverse("admin:campaigns_readingsource_change", args=[source.pk])

    portal.post(address, form_of(portal, address) | {"grade": "export", "name": "Mitra lain"})

    kept = ReadingSource.objects.get()
    assert (kept.grade, kept.name) == ("partner", "Mitra lain")


def test_the_rules_that_a_campaign_trusts_are_chosen_by_their_names(
    portal: Client, campaign: Campaign
) -> None:
    address = reverse("admin:campaigns_campaign_change", args=[campaign.pk])
    assertContains(portal.get(address), "Belum pernah dilaporkan")

    chosen = {"trusted_rules": ["account", "image"], "evidence_required": "on", "sampled_percent": "25"}
    response = portal.post(address, form_of(portal, address) | chosen)

    assert response.status_code == 302, response.context["adminform"].form.errors
    campaign.refresh_from_db()
    assert (campaign.trusted_rules, campaign.sampled_percent) == (["account", "image"], 25)
    assert AuditEvent.objects.get().after["trusted_rules"] == ["account", "image"]


@pytest.mark.parametrize(
    ("trusted", "sentence"),
    [(["image"], "bila tangkapan layar diwajibkan"), (["bulan-purnama"], "bulan-purnama")],
)
def test_rules_that_prove_nothing_are_not_trusted(
    portal: Client, campaign: Campaign, trusted: list[str], sentence: str
) -> None:
    address = reverse("admin:campaigns_campaign_change", args=[campaign.pk])

    response = portal.post(address, form_of(portal, address) | {"trusted_rules": trusted})

    assertContains(response, sentence)
    campaign.trusted_rules = trusted
    with pytest.raises(Refused) as refusal:
        campaigns.save(by=audit.SYSTEM, campaign=campaign, at=NOW)
    assert refusal.value.code == "trusted_rules"
    assert not AuditEvent.objects.exists()
