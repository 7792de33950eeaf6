from datetime import UTC, date, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from agencies import audit, trail
from agencies.actions import departures, invitations, memberships
from agencies.actions.invitations import Offer
from agencies.models import Agency, AuditEvent, Certificate, User
from agencies.trail import Search
from campaigns.models import Campaign
from summitcomms.lib import clock
from tests import builders
from tests.builders import NOW

pytestmark = pytest.mark.django_db


def shown() -> list[trail.Row]:
    return trail.rows(list(AuditEvent.objects.order_by("pk")), clock.WITA)


def test_changes_are_told_in_words() -> None:
    event = AuditEvent(
        before={"is_active": True, "name": "Lama"},
        after={"is_active": False, "name": "", "scopes": ["a", "b"], "data": {"x": 1}, "n": 3},
    )

    assert trail.changes(event, {}, clock.WIB) == [
        ("is_active", "ya", "tidak"),
        ("name", "Lama", "–"),
        ("scopes", "–", "a, b"),
        ("data", "–", '{"x": 1}'),
        ("n", "–", "3"),
    ]


def test_people_are_named_wherever_their_id_stands(pusat_admin: User, outsider: User, sultra: Agency) -> None:
    held = memberships.grant(by=pusat_admin, user=outsider, role="officer", agency=sultra)
    audit.record(by=pusat_admin, action="user.change", target=outsider)
    invitations.invite(by=pusat_admin, offer=Offer("baru@contoh.id", "reader", sultra), at=NOW)

    given, changed, invited = shown()

    assert given.who == "Ayu Administrator"
    assert given.target == "Orang Luar: Pengelola media sosial, Diskominfo Sulawesi Tenggara"
    assert ("user", "–", "Orang Luar") in given.changes
    assert given.url == reverse("agencies:membership-detail", args=[held.public_id])
    assert changed.target == "Orang Luar"
    assert changed.url == reverse("agencies:person-detail", args=[outsider.public_id])
    assert (invited.target, invited.url) == (
        "baru@contoh.id: Pembaca, Diskominfo Sulawesi Tenggara",
        "",
    )


def test_after_pseudonymising_every_row_shows_the_pseudonym(
    pusat_admin: User, outsider: User, sultra: Agency
) -> None:
    held = memberships.grant(by=pusat_admin, user=outsider, role="officer", agency=sultra)
    audit.record(by=outsider, action="agency.change", target=sultra)
    memberships.end(by=outsider, membership=held, at=NOW)
    departures.pseudonymise(by=pusat_admin, user=outsider, at=NOW)

    words = [(row.who, row.target, row.changes) for row in shown()]

    assert "Orang Luar" not in str(words)
    outsider.refresh_from_db()
    assert str(words).count(str(outsider)) >= 4


def test_rows_lead_to_their_pages(pusat_admin: User, sultra: Agency, campaign: Campaign) -> None:
    post = builders.post(sultra, campaign)
    certificate = Certificate.objects.create(
        code="ABCD2345", agency=sultra, title="Juara", facts={}, issued_at=NOW
    )
    for target in (post, certificate, sultra, campaign, Agency):
        audit.record(by=audit.SYSTEM, action="x", target=target)

    urls = [row.url for row in shown()]

    assert urls == [
        reverse("campaigns:post-detail", args=[post.code]),
        reverse("agencies:certificate-check", args=["ABCD2345"]),
        reverse("reports:agency-detail", args=[sultra.slug]),
        "",
        "",
    ]
    assert [row.who_url for row in shown()] == [""] * 5


def test_what_is_gone_has_no_page() -> None:
    for target_type, target_id in (("agencies.agency", "D-00"), ("agencies.user", "x"), ("lain.apa", "1")):
        AuditEvent.objects.create(
            actor_kind="person",
            actor_id="1",
            action="x",
            target_type=target_type,
            target_id=target_id,
            target_label="L",
        )

    assert [(row.url, row.who, row.who_url, row.target) for row in shown()] == [("", "1", "", "L")] * 3


def test_names_are_looked_up_for_all_rows_at_once(pusat_admin: User, sultra: Agency) -> None:
    counts = []
    for people in (1, 19):
        for _ in range(people):
            person = builders.user()
            memberships.grant(by=pusat_admin, user=person, role="officer", agency=sultra)
            audit.record(by=person, action="agency.change", target=sultra)
            offer = Offer(f"u{person.pk}@contoh.id", "reader", sultra)
            invitations.invite(by=pusat_admin, offer=offer, at=NOW)
        with CaptureQueriesContext(connection) as queries:
            trail.rows(list(AuditEvent.objects.all()), clock.WIB)
        counts.append(len(queries))

    assert counts == [5, 5]  # the events, and four lookups


def test_a_role_is_found_by_the_name_of_who_held_it(
    pusat_admin: User, outsider: User, sultra: Agency
) -> None:
    memberships.grant(by=pusat_admin, user=outsider, role="officer", agency=sultra)
    audit.record(by=pusat_admin, action="user.change", target=outsider)
    audit.record(by=pusat_admin, action="user.change", target=pusat_admin)

    found = trail.found(Search(target="orang luar"), clock.WIB)

    assert sorted(found.values_list("action", flat=True)) == ["membership.grant", "user.change"]


def test_a_period_is_made_of_days_in_the_zone_of_the_reader(sultra: Agency) -> None:
    late = AuditEvent.objects.create(
        at=datetime(2023, 8, 28, 16, 30, tzinfo=UTC), actor_kind="system", actor_id="s", action="x"
    )

    def is_found(first: date | None, last: date | None, zone: str) -> bool:
        return late in trail.found(Search(first=first, last=last), zone)

    assert is_found(date(2023, 8, 28), date(2023, 8, 28), "Asia/Jakarta")
    assert not is_found(date(2023, 8, 28), date(2023, 8, 28), "Asia/Jayapura")
    assert is_found(date(2023, 8, 29), None, "Asia/Jayapura")
    assert not is_found(None, date(2023, 8, 27), "Asia/Jakarta")


def test_addresses_are_found_whole(sultra: Agency) -> None:
    token = audit.origin.set(audit.Origin(address="192.0.2.7"))
    audit.record(by=audit.VISITOR, action="x", target=sultra)
    audit.origin.reset(token)

    assert trail.found(Search(address="192.0.2.7"), clock.WIB).count() == 1
    assert trail.found(Search(address="192.0.2.8"), clock.WIB).count() == 0


@pytest.mark.parametrize(
    ("kept", "shown"),
    [
        ("2023-08-29T03:00:00+00:00", "11.00 WITA"),
        ("2023-08-29T03:00:00.123456Z", "11.00 WITA"),
        ("2023-08-29T10:00:00+07:00", "11.00 WITA"),
        ("2023-08-32T03:00:00+00:00", "2023-08-32T03:00:00+00:00"),
        ("2023-08-29", "2023-08-29"),
        ("pada 2023-08-29T03:00:00+00:00", "pada 2023-08-29T03:00:00+00:00"),
    ],
)
def test_moments_are_shown_in_the_readers_zone(kept: str, shown: str) -> None:
    event = AuditEvent(before={"until": None}, after={"until": kept})

    [(_, before, after)] = trail.changes(event, {}, clock.WITA)

    assert before == "–"
    assert after.endswith(shown)
    assert ("WITA" in after) == ("WITA" in shown)
