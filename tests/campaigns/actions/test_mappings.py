from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied

from agencies.models import AuditEvent, User
from campaigns.actions import mappings
from campaigns.imports import ColumnsError
from campaigns.models import ColumnMapping
from summitcomms.lib.refusals import Refused
from tests.builders import NOW

HEADER = ["Alamat", "Jempol"]
ROLES = {"0": "link", "1": "likes"}


def remember(by: User, roles: dict[str, str] = ROLES, at: datetime = NOW) -> ColumnMapping:
    return mappings.remember(by=by, header=HEADER, roles=roles, at=at)


def test_what_is_said_is_found_again_however_the_columns_are_written(officer_sultra: User):
    said = remember(officer_sultra)

    assert mappings.of(["ALAMAT", " jempol"], by=officer_sultra) == said
    assert mappings.of(["Jempol", "Alamat"], by=officer_sultra) is None
    assert (said.header, said.roles, said.said_by) == (HEADER, ROLES, officer_sultra)


def test_what_one_agency_says_holds_for_its_files_alone(
    officer_sultra: User, lead_sultra: User, officer_mimika: User
):
    theirs = remember(officer_sultra)
    assert mappings.of(HEADER, by=lead_sultra) == theirs
    assert mappings.of(HEADER, by=officer_mimika) is None

    remember(officer_mimika, {"0": "link", "1": "views"})

    assert mappings.of(HEADER, by=officer_sultra) == theirs
    assert theirs.agency == officer_sultra.active_memberships[0].agency


def test_who_says_it_again_corrects_it_and_the_record_keeps_both(officer_sultra: User):
    remember(officer_sultra)

    remember(officer_sultra, {"0": "link", "1": "views"}, at=NOW + timedelta(hours=1))

    assert ColumnMapping.objects.get().roles["1"] == "views"
    event = AuditEvent.objects.filter(action="mapping.said").latest("pk")
    assert (event.before["roles"]["1"], event.after["roles"]["1"]) == ("likes", "views")


def test_what_the_centre_says_holds_for_all(officer_sultra: User, analyst: User):
    remember(officer_sultra)
    said = remember(analyst, {"0": "link", "1": "views"})

    assert said.agency is None
    assert mappings.of(HEADER, by=officer_sultra) == said
    assert mappings.of(HEADER, by=analyst) == said
    with pytest.raises(Refused, match="ditetapkan pusat"):
        remember(officer_sultra)


def test_what_makes_no_reading_is_not_remembered(officer_sultra: User):
    with pytest.raises(ColumnsError):
        remember(officer_sultra, {"0": "link"})

    assert not ColumnMapping.objects.exists()


def test_only_who_may_import_says_what_columns_mean(verifier: User):
    with pytest.raises(PermissionDenied):
        remember(verifier)
