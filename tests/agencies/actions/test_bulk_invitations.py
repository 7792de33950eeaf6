import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext

from agencies.actions import bulk_invitations, handover, invitations, mail
from agencies.actions.bulk_invitations import Outcome, Verdict
from agencies.actions.invitations import Offer
from agencies.handlers import invite_many
from agencies.invitees import Invitee
from agencies.models import Agency, AgencyAlias, AuditEvent, Invitation, User
from summitcomms.jobs.models import Job, JobState
from summitcomms.jobs.runner import run_due
from tests import builders
from tests.builders import NOW
from tests.services import running_job


def row(line: int, email: str, role: str = "officer", agency: str = "D-74", name: str = "Ani") -> Invitee:
    return Invitee(line, email, name, role, agency)


def plan(by: User, *rows: Invitee) -> list[Outcome]:
    return bulk_invitations.plan(by=by, rows=rows, at=NOW)


def done(by: User, *rows: Invitee) -> dict[str, object]:
    return bulk_invitations.carry_out(by=by, rows=rows, at=NOW, progress=lambda *_, **__: None)


def test_every_row_gets_its_verdict_and_nothing_changes(
    coordinator_sultra: User, officer_sultra: User, sultra: Agency, mimika: Agency
) -> None:
    invitations.invite(by=coordinator_sultra, offer=Offer("diundang@contoh.id", "officer", sultra), at=NOW)
    made = Invitation.objects.count()

    outcomes = plan(
        coordinator_sultra,
        row(2, "baru@contoh.id", "Pengelola media sosial", "Diskominfo Sulawesi Tenggara"),
        row(3, "bukan surel"),
        row(4, officer_sultra.email.upper()),
        row(5, officer_sultra.email, "lead"),
        row(6, "diundang@contoh.id"),
        row(7, "BARU@contoh.id", "reader"),
        row(8, "lain@contoh.id", agency="D-99"),
        row(9, "lain@contoh.id", agency="D-94.04"),
        row(10, "lain@contoh.id", "verifier", ""),
        row(11, "lain@contoh.id", "raja"),
        row(12, "lain@contoh.id", name="x" * 151),
        row(13, "lain@contoh.id", name="=cmd|' /C calc'!A0"),
    )

    verdicts = [outcome.verdict.value for outcome in outcomes]
    assert verdicts == (
        ["ready", "refused", "unchanged", "refused", "unchanged", "refused"] + ["refused"] * 5 + ["ready"]
    )
    assert all(outcome.sentence.endswith(".") for outcome in outcomes)
    assert "baris 2" in outcomes[5].sentence
    assert "D-99" in outcomes[6].sentence
    assert outcomes[11].offer
    assert outcomes[11].offer.full_name == "=cmd|' /C calc'!A0"
    assert Invitation.objects.count() == made


def test_another_role_than_invited_to_is_told(lead_sultra: User, sultra: Agency) -> None:
    invitations.invite(by=lead_sultra, offer=Offer("a@contoh.id", "officer", sultra), at=NOW)

    [outcome] = plan(lead_sultra, row(2, "a@contoh.id", "reader"))

    assert outcome.verdict is Verdict.REFUSED
    assert "Pengelola media sosial" in outcome.sentence


def test_a_lead_need_not_name_the_only_agency(lead_sultra: User, sultra: Agency) -> None:
    [outcome] = plan(lead_sultra, row(1, "a@contoh.id", agency=""))

    assert outcome.offer
    assert outcome.offer.agency == sultra


def test_a_coordinator_of_several_names_it(coordinator_sultra: User) -> None:
    builders.agency("D-74.71")

    [outcome] = plan(coordinator_sultra, row(1, "a@contoh.id", agency=""))

    assert "memerlukan instansi" in outcome.sentence


def test_an_administrator_invites_to_the_centre_by_leaving_it_empty(
    pusat_admin: User, sultra: Agency
) -> None:
    central, wrong = plan(
        pusat_admin, row(1, "a@contoh.id", "Verifikator", ""), row(2, "b@contoh.id", "verifier", "D-74")
    )

    assert central.offer
    assert central.offer.agency is None
    assert "tidak terikat instansi" in wrong.sentence


def test_an_administrator_is_told_before_who_needs_a_reason(
    pusat_admin: User, verifier: User, officer_sultra: User, sultra: Agency
) -> None:
    rows = [row(1, officer_sultra.email, "verifier", ""), row(2, verifier.email, "officer", "D-74")]

    for outcome in plan(pusat_admin, *rows):
        assert outcome.verdict is Verdict.REFUSED
        assert "memerlukan alasan" in outcome.sentence


def test_a_lead_does_not_learn_who_serves_the_centre(lead_sultra: User, verifier: User) -> None:
    [outcome] = plan(lead_sultra, row(1, verifier.email, "officer", "D-74"))

    assert outcome.verdict is Verdict.READY


def test_a_former_code_leads_to_the_agency_of_today(pusat_admin: User, mimika: Agency) -> None:
    AgencyAlias.objects.create(agency=mimika, text="D-91.09", is_code=True)

    [outcome] = plan(pusat_admin, row(1, "a@contoh.id", agency="91.09"))

    assert outcome.offer
    assert outcome.offer.agency == mimika


def test_a_long_list_takes_as_many_queries_as_a_short_one(lead_sultra: User) -> None:
    def queries(rows: int) -> int:
        user = User.objects.get(pk=lead_sultra.pk)
        with CaptureQueriesContext(
            connection,
        ) as captured:
            plan(user, *(row(n, f"{n}@contoh.id") for n in range(rows)))
        return len(captured)

    assert queries(1) == queries(300) <= 7


def test_the_job_invites_and_tells_what_it_refused(lead_sultra: User, sultra: Agency) -> None:
    result = done(lead_sultra, row(2, "a@contoh.id"), row(3, "b@contoh.id", "lead"), row(4, "rusak"))

    assert result == {
        "rows": 3,
        "invited": 2,
        "unchanged": 0,
        "refused": 1,
        "problems": [
            {
                "line": 4,
                "email": "rusak",
                "sentence": "“rusak” bukan alamat surel. Contoh: nama@instansi.go.id.",
            }
        ],
    }
    assert set(Invitation.objects.values_list("email", "role")) == {
        ("a@contoh.id", "officer"),
        ("b@contoh.id", "lead"),
    }
    assert Job.objects.filter(kind=mail.JOB).count() == 2
    assert AuditEvent.objects.filter(action="invitation.send").count() == 2


def test_the_same_list_twice_changes_nothing(lead_sultra: User) -> None:
    rows = (row(2, "a@contoh.id"), row(3, "b@contoh.id"))
    done(lead_sultra, *rows)

    again = done(lead_sultra, *rows)

    assert (again["invited"], again["unchanged"]) == (0, 2)
    assert Invitation.objects.count() == 2


def test_the_same_list_on_the_same_day_is_one_job(lead_sultra: User) -> None:
    first = bulk_invitations.request(by=lead_sultra, rows=[row(2, "a@contoh.id")], at=NOW)
    second = bulk_invitations.request(by=lead_sultra, rows=[row(2, "a@contoh.id")], at=NOW)
    other = bulk_invitations.request(by=lead_sultra, rows=[row(2, "b@contoh.id")], at=NOW)

    assert first == second != other


def test_who_may_invite_nobody_asks_for_no_job(officer_sultra: User) -> None:
    with pytest.raises(PermissionDenied):
        bulk_invitations.request(by=officer_sultra, rows=[row(2, "a@contoh.id")], at=NOW)


def test_the_job_goes_by_the_rights_of_its_own_moment(
    lead_sultra: User, pusat_admin: User, sultra: Agency
) -> None:
    job = bulk_invitations.request(by=lead_sultra, rows=[row(2, "a@contoh.id")], at=NOW)
    handover.end(by=pusat_admin, membership=lead_sultra.memberships.get(), at=NOW)

    result = invite_many(running_job(payload=job.payload, at=NOW, requested_by=lead_sultra.actor_id))

    assert result
    assert result["refused"] == 1
    assert not Invitation.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_the_job_runs_to_its_end_and_asks_for_the_mails() -> None:
    lead = builders.user(role="lead", agency=builders.agency("D-74"))
    job = bulk_invitations.request(by=lead, rows=[row(n, f"{n}@contoh.id") for n in range(30)], at=NOW)

    run_due(at=NOW)

    job.refresh_from_db()
    assert job.state == JobState.DONE
    assert job.result is not None
    assert job.result["invited"] == 30
    assert Invitation.objects.exclude(mail_sha256=None).count() == 30
