from datetime import timedelta

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.core.exceptions import PermissionDenied

from agencies import audit
from agencies.actions import partner_links
from agencies.models import AuditEvent, Partner, PartnerLink, User
from summitcomms.lib.refusals import Refused
from tests import builders
from tests.builders import NOW
from tests.letters import delivered

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def mitra() -> Partner:
    return builders.partner()[0]


def secret_in_the_mail() -> str:
    address = next(word for word in delivered(at=NOW)[-1].body.split() if "/mitra/masuk/" in word)
    return address.rstrip("/").rpartition("/")[2]


def test_the_link_reaches_the_contact_and_nobody_else(mitra: Partner, pusat_admin: User) -> None:
    link = partner_links.send(by=pusat_admin, partner=mitra, at=NOW)

    secret = secret_in_the_mail()
    [letter] = delivered(at=NOW)
    assert letter.to == [mitra.contact_email]
    assert "5 Sep 2023" in letter.body
    assert partner_links.find(secret, at=NOW) == link
    kept = str([*AuditEvent.objects.values(), *PartnerLink.objects.values()])
    assert secret not in kept
    assert AuditEvent.objects.get(action="partner_link.sent").actor_id == pusat_admin.actor_id


def test_only_administrators_send_and_revoke(mitra: Partner, verifier: User) -> None:
    for by in (verifier, mitra, audit.VISITOR):
        for act in (partner_links.send, partner_links.revoke):
            with pytest.raises(PermissionDenied):
                act(by=by, partner=mitra, at=NOW)


def test_a_new_link_closes_the_former_one(mitra: Partner) -> None:
    partner_links.send(by=audit.SYSTEM, partner=mitra, at=NOW)
    former = secret_in_the_mail()
    partner_links.send(by=audit.SYSTEM, partner=mitra, at=NOW)

    assert partner_links.find(former, at=NOW) is None
    assert partner_links.find(secret_in_the_mail(), at=NOW)


def test_a_contact_is_not_flooded(mitra: Partner) -> None:
    for _ in range(partner_links.MOST_A_DAY):
        partner_links.send(by=audit.SYSTEM, partner=mitra, at=NOW)

    with pytest.raises(Refused) as refused:
        partner_links.send(by=audit.SYSTEM, partner=mitra, at=NOW)

    assert refused.value.code == "too_often"
    assert partner_links.send(by=audit.SYSTEM, partner=mitra, at=NOW + timedelta(days=1))


def entered(mitra: Partner) -> SessionStore:
    session = SessionStore()
    session["somebody"] = "else"
    partner_links.send(by=audit.SYSTEM, partner=mitra, at=NOW)
    link = partner_links.find(secret_in_the_mail(), at=NOW)
    assert link
    partner_links.enter(link=link, session=session, at=NOW)
    return session


def test_who_enters_holds_the_partners_session_for_eight_hours(mitra: Partner) -> None:
    session = entered(mitra)

    assert partner_links.holder(session, at=NOW + 8 * HOUR - timedelta(seconds=1)) == mitra
    assert partner_links.holder(session, at=NOW + 8 * HOUR) is None
    assert "somebody" not in session
    assert AuditEvent.objects.get(action="partner_link.opened").actor_id == "mitra-uji"
    assert mitra.links.get().opened_at == NOW


def test_a_link_lasts_seven_days(mitra: Partner) -> None:
    partner_links.send(by=audit.SYSTEM, partner=mitra, at=NOW)
    secret = secret_in_the_mail()

    assert partner_links.find(secret, at=NOW + partner_links.LASTS - timedelta(seconds=1))
    assert partner_links.find(secret, at=NOW + partner_links.LASTS) is None


def test_revoking_ends_link_and_session_at_once(mitra: Partner, pusat_admin: User) -> None:
    session = entered(mitra)

    partner_links.revoke(by=pusat_admin, partner=mitra, at=NOW)

    assert partner_links.holder(session, at=NOW) is None
    assert partner_links.find(secret_in_the_mail(), at=NOW) is None
    assert AuditEvent.objects.filter(action="partner_link.revoked").exists()
    with pytest.raises(Refused) as refused:
        partner_links.revoke(by=pusat_admin, partner=mitra, at=NOW)
    assert refused.value.code == "no_link"


def test_a_partner_out_of_service_has_no_page(mitra: Partner) -> None:
    session = entered(mitra)
    Partner.objects.update(is_active=False)

    assert partner_links.holder(session, at=NOW) is None
    with pytest.raises(Refused) as refused:
        partner_links.send(by=audit.SYSTEM, partner=mitra, at=NOW)
    assert refused.value.code == "partner_inactive"


def test_nobody_is_there_without_a_link(mitra: Partner) -> None:
    assert partner_links.holder(SessionStore(), at=NOW) is None
    assert partner_links.find("", at=NOW) is None
