from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from agencies.models import AuditEvent, User
from campaigns.models import Campaign, KpiDefinition, Meeting, PostCounters, ReadingSource
from campaigns.states import PostState
from tests import builders

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
            "counted_grades": "partner,export",
        },
    )

    assert response.status_code == 302, response.context["adminform"].form.errors
    assert Campaign.objects.get().counted_grades == ["partner", "export"]
    event = AuditEvent.objects.get(action="campaign.add")
    assert (event.target_id, event.actor_label) == ("ktt-44", "Ayu Administrator")
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_inherits WHERE inhparent = 'campaigns_metricreading'::regclass"
        )
        assert cursor.fetchone()[0] > 1  # room for its readings was made


def test_an_empty_window_is_refused_at_the_form(portal: Client, campaign: Campaign) -> None:
    address = reverse("admin:campaigns_campaign_change", args=[campaign.pk])
    data = form_of(portal, address)

    response = portal.post(address, data | {"ends_at_0": "2023-01-01", "ends_at_1": "00:00:00"})

    assert response.status_code == 200
    assert Campaign.objects.get().ends_at == campaign.ends_at
    assert not AuditEvent.objects.exists()


def test_a_change_of_what_counts_counts_again(portal: Client, campaign: Campaign) -> None:
    post = builders.post(campaign=campaign, state=PostState.VERIFIED)
    address = reverse("admin:campaigns_campaign_change", args=[campaign.pk])

    response = portal.post(address, form_of(portal, address) | {"counted_grades": "partner"})

    assert response.status_code == 302, response.context["adminform"].form.errors
    assert PostCounters.objects.filter(post=post).exists()
    event = AuditEvent.objects.get(action="campaign.change")
    assert event.after == {"counted_grades": ["partner"]}


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
