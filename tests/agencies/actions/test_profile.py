from typing import Any

import pytest

from agencies.actions import profile
from agencies.audit import WITHHELD
from agencies.models import AuditEvent, User
from summitcomms.lib.refusals import Refused


def save(by: User, **changed: Any) -> User:
    said: dict[str, Any] = {"full_name": "Sari Petugas", "timezone": "", "language": "id", "muted": []}
    return profile.save(by=by, **said | changed)


def test_choices_are_kept_and_the_record_keeps_what_changed(officer_sultra: User) -> None:
    save(officer_sultra, timezone="Asia/Jayapura", language="en", muted=["post.decided"])

    kept = User.objects.get(pk=officer_sultra.pk)
    assert (kept.timezone, kept.zone, kept.language) == ("Asia/Jayapura", "Asia/Jayapura", "en")
    assert kept.muted == ["post.decided"]
    event = AuditEvent.objects.get()
    assert (event.action, event.actor_id, event.target_id) == (
        "profile.save",
        officer_sultra.actor_id,
        officer_sultra.actor_id,
    )
    assert event.before == {"timezone": "", "language": "id", "muted": []}
    assert event.after == {"timezone": "Asia/Jayapura", "language": "en", "muted": ["post.decided"]}


def test_the_record_says_that_a_name_changed_but_not_which(officer_sultra: User) -> None:
    save(officer_sultra, full_name="  Sari   Wulandari ")

    assert User.objects.get(pk=officer_sultra.pk).full_name == "Sari Wulandari"
    assert AuditEvent.objects.get().after == {"full_name": WITHHELD}


def test_saving_what_is_there_leaves_no_trace(officer_sultra: User) -> None:
    save(officer_sultra)

    assert not AuditEvent.objects.exists()


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"full_name": "  "}, "name_missing"),
        ({"timezone": "Asia/Tokyo"}, "choice_unknown"),
        ({"language": "fr"}, "choice_unknown"),
        ({"muted": ["password_changed"]}, "choice_unknown"),
    ],
)
def test_what_is_no_choice_is_refused(officer_sultra: User, change: dict[str, Any], code: str) -> None:
    with pytest.raises(Refused) as refused:
        save(officer_sultra, **change)

    assert refused.value.code == code
    assert not AuditEvent.objects.exists()
