"""A portal full of people's work, committed for as long as a module's pages are looked at."""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.core.management import call_command
from django.db import connection
from pytest_django import DjangoDbBlocker

from agencies import audit
from agencies.actions import invitations
from agencies.actions.invitations import Offer
from agencies.models import Agency, Invitation, Membership, Partner, PartnerKey, PartnerUsage, User
from awards.actions import jury
from awards.models import AwardRound
from awards.states import RoundState
from campaigns.flags import Flag
from campaigns.models import Campaign, Post, Receipt
from campaigns.states import PostState
from reports.demo import baseline
from reports.demo.cast import DOMAIN
from reports.demo.load import load
from summitcomms.jobs.models import Job, JobState
from tests import builders
from tests.passkey_device import Device

NOW = datetime(2026, 11, 21, 3, 0, tzinfo=UTC)
"""The moment at which the pages are opened; the story's days are shifted, and every page says so."""
INVITATION = "undangan-untuk-uji-coba"
"""The secret of an invitation's link, as the inviter shares it."""
MAILED = "undangan-lewat-surel"
"""The secret of the link in the mail of the same invitation."""
MONITOR = baseline.MONITOR
"""The partner of the demo, by code."""
SUSPENDED = "mitra-berhenti"
"""A partner that is out of service, with a key that would open again."""
PARTNER_LINK = "tautan-mitra-untuk-uji-coba"
"""The secret of the link to that partner's own page."""


def person(short: str) -> User:
    """Somebody of the demo by the part of the address before the @; an office's name is its officer."""
    return User.objects.get(email=f"{short}@{DOMAIN}")


def job(state: JobState) -> Job:
    """The analyst's import in this state."""
    return Job.objects.get(kind="readings.import", state=state)


@pytest.fixture(scope="module")
def world(portal: str, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """The demo as of NOW, at which the clock stands still; the database is emptied afterwards.

    Once for a module, since the pages only read: a transactional test would load it for each of them. The
    tests carry the plain `django_db` mark: what they ask themselves happens in a transaction of their own.
    """
    if not str(connection.settings_dict["NAME"]).startswith("test_"):
        raise RuntimeError("without the mark django_db this is no test database, and it would be emptied")
    with django_db_blocker.unblock(), time_machine.travel(NOW, tick=False):
        try:
            load(at=NOW, by=audit.SYSTEM)
            RecoveryCodes.activate(person("analyst"))
            _jobs(person("analyst"))
            _let_provinces_verify()
            _invite()
            _add_passkey()
            _judge()
            _leave()
            _refuse()
            _doubt()
            _file_receipt()
            _look_after_a_partner()
            builders.session(person("officer_sultra"), at=NOW - timedelta(hours=3))
            yield
        finally:
            call_command("flush", interactive=False, verbosity=0)


def _let_provinces_verify() -> None:
    """And let rules: two posts of the demo were accepted by one, and drawn for a check."""
    Campaign.objects.filter(code="ktt-43").update(provinces_verify=True)
    drawn = (
        Post.objects.verified()
        .filter(campaign__code="ktt-43")
        .order_by("-pk")
        .values_list("pk", flat=True)[:2]
    )
    Post.objects.filter(pk__in=list(drawn)).update(
        decided_by_kind=Post.DecidedByKind.RULE, decided_by=None, decided_by_rule="account", is_sampled=True
    )


def _invite() -> None:
    """Somebody new is invited by a lead, with a link that the list of pages knows."""
    offer = Offer("baru@contoh.go.id", "officer", Agency.objects.get(code="D-74"), "Budi Santoso")
    made = invitations.invite(by=person("lead_sultra"), offer=offer, at=NOW).invitation
    Invitation.objects.filter(pk=made.pk).update(
        link_sha256=invitations.digest(INVITATION), mail_sha256=invitations.digest(MAILED)
    )


def _refuse() -> None:
    """A post of an agency of the cast is rejected, so that its officer may appeal."""
    builders.post(
        Agency.objects.get(code="D-74"),
        builders.campaign("ktt-43"),
        state=PostState.REJECTED,
        submitted_by=person("officer_sultra"),
        published_at=NOW - timedelta(days=1),
        reason_code="content_mismatch",
        reason_note="Unggahan tidak memuat pesan kampanye.",
    )


def _doubt() -> None:
    """A post of an agency of the cast is doubted: openly, upheld with time to object, and objected to."""
    post = Post.objects.filter(agency__code="D-74", state=PostState.VERIFIED).order_by("pk")[0]
    upheld: dict[str, Any] = {"outcome": "upheld", "decided_by": person("verifier2")}
    objection = {"grounds": "Angka itu belum termasuk iklan.", "objected_by": person("officer_sultra")}
    builders.flag(post, Flag.DROP)
    builders.flag(post, Flag.JUMP, **upheld)
    builders.flag(post, Flag.RATIO, **upheld | objection | {"objected_at": NOW})


def _add_passkey() -> None:
    """A passkey of somebody of the centre, beside the app."""
    options = {"publicKey": {"challenge": "", "user": {"id": ""}}}
    data = {"name": "Ponsel kantor", "credential": json.loads(Device("localhost").make(options))}
    Authenticator.objects.create(
        user=person("observer"), type=Authenticator.Type.WEBAUTHN, data=data, last_used_at=NOW
    )


def _judge() -> None:
    """The ministries of the open round are also judged: by an observer of the centre."""
    award_round = AwardRound.objects.get(state=RoundState.OPEN)
    award_round.categories.filter(code="kementerian").update(jury_percent=40)
    by = person("committee")
    jury.name(round_id=award_round.public_id, juror=person("observer"), by=by, at=NOW)


def _leave() -> None:
    """Somebody whose only role has ended, and who asks to be forgotten."""
    gone = builders.user(f"mantan@{DOMAIN}", full_name="Gita Mantan", forget_requested_at=NOW)
    agency = Agency.objects.get(code="D-74")
    Membership.objects.create(user=gone, role="officer", agency=agency, ended_at=NOW)


def _look_after_a_partner() -> None:
    """Its keys in every state, a month of calls, and endpoints that hear, fail and are paused."""
    partner = Partner.objects.get(code=MONITOR)
    key, _ = PartnerKey.objects.create_key(
        name="uji", partner=partner, scopes=list(PartnerKey.ScopeCode), networks=["203.0.113.0/24"]
    )
    PartnerKey.objects.create_key(name="uji", partner=partner, scopes=["posts:read"], revoked=True)
    for days in range(0, 30, 3):
        at = NOW - timedelta(days=days)
        PartnerUsage.objects.create(
            key_id=key.pk,
            day=at.date(),
            calls=120 + days * 9,
            refused=days,
            rows=58_000,
            last_at=at,
            last_error="readings_conflict" if days else "",
        )
    endpoint = builders.webhook(partner, "https://pemantau.contoh.id/kabar/dari/portal", failing_since=NOW)
    builders.webhook(partner, paused_at=NOW, paused_why="failing")
    builders.delivery(endpoint, attempts=3, due_at=NOW, last_status=503, last_error="refused")
    builders.delivery(endpoint, attempts=1, state="delivered", due_at=None, delivered_at=NOW, last_status=200)
    builders.delivery(endpoint, attempts=10, state="failed", due_at=None, last_error="timeout")
    Partner.objects.filter(pk=builders.partner(SUSPENDED)[0].pk).update(is_active=False)
    partner.links.create(
        sha256=hashlib.sha256(PARTNER_LINK.encode()).hexdigest(),
        sent_at=NOW,
        expires_at=NOW + timedelta(days=7),
        opened_at=NOW,
    )


def _file_receipt() -> None:
    """Posts of Sulawesi Tenggara, in different states, as if they had been sent in one go."""
    filed = Post.objects.filter(agency__code="D-74", campaign__code="ktt-43")
    states = filed.order_by("state", "-submitted_at").distinct("state")
    numbers = [*states.values_list("pk", flat=True), *filed.values_list("pk", flat=True)[:3]]
    by = person("officer_sultra")
    post = filed.get(pk=numbers[0])
    receipt = Receipt.objects.create(
        code="TERIMA23", campaign=post.campaign, agency=post.agency, filed_by=by, filed_at=NOW
    )
    Post.objects.filter(pk__in=numbers).update(receipt=receipt)


def _jobs(by: User) -> None:
    """An import in each state that its page shows differently."""
    known: dict[JobState, dict[str, Any]] = {
        JobState.QUEUED: {},
        JobState.RUNNING: {
            "attempts": 1,
            "progress_done": 400,
            "progress_total": 1000,
            "lease": uuid.uuid4(),
            "locked_until": NOW + timedelta(minutes=1),
        },
        JobState.DONE: {
            "attempts": 1,
            "progress_done": 1000,
            "progress_total": 1000,
            "result": {
                "rows": 1000,
                "stored": 988,
                "unchanged": 10,
                "refused": 2,
                "problems": [
                    {"line": 17, "sentence": "Tautan https://x.com/akun/status/1 belum dilaporkan."}
                ],
            },
        },
        JobState.FAILED: {"attempts": 1, "error": "Kolom “tautan” tidak ditemukan."},
        JobState.NEEDS_OPERATOR: {"attempts": 5, "error": "Basis data tidak menjawab."},
        JobState.CANCELLED: {},
    }
    Job.objects.bulk_create(
        Job(
            kind="readings.import",
            key=f"peragaan-{state}",
            queue="imports",
            state=state,
            due_at=NOW - timedelta(minutes=3),
            started_at=NOW - timedelta(minutes=2) if "attempts" in fields else None,
            finished_at=NOW if state not in (JobState.QUEUED, JobState.RUNNING) else None,
            requested_by=by.actor_id,
            requested_label=by.actor_label,
            **fields,
        )
        for state, fields in known.items()
    )
