from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError

from agencies.models import AuditEvent, User
from campaigns.actions import mappings
from campaigns.imports import ColumnsError, fingerprint
from campaigns.models import ColumnMapping
from tests.builders import NOW

HEADER = ["Alamat", "Jempol"]
ROLES = {"0": "link", "1": "likes"}


def remember(by: User, roles: dict[str, str] = ROLES) -> ColumnMapping:
    return mappings.remember(by=by, header=HEADER, roles=roles, at=NOW)


def test_what_is_said_is_found_again_however_the_columns_are_written(officer_sultra: User):
    said = remember(officer_sultra)

    assert mappings.of(["ALAMAT", " jempol"]) == said
    assert mappings.of(["Jempol", "Alamat"]) is None
    assert (said.header, said.roles, said.said_by) == (HEADER, ROLES, officer_sultra)


def test_another_agency_may_say_it_better_and_the_record_keeps_both(
    officer_sultra: User, officer_mimika: User
):
    remember(officer_sultra)

    remember(officer_mimika, {"0": "link", "1": "views"})

    known = ColumnMapping.objects.get()
    assert (known.roles["1"], known.said_by) == ("views", officer_mimika)
    event = AuditEvent.objects.filter(action="mapping.said").latest("pk")
    assert (event.before["roles"]["1"], event.after["roles"]["1"]) == ("likes", "views")


def test_the_centre_may_change_what_an_agency_and_itself_has_said(officer_sultra: User, analyst: User):
    remember(officer_sultra)
    remember(analyst)

    assert remember(analyst, {"0": "link", "1": "views"}).roles["1"] == "views"


def test_what_makes_no_reading_is_not_remembered(officer_sultra: User):
    with pytest.raises(ColumnsError):
        remember(officer_sultra, {"0": "link"})

    assert not ColumnMapping.objects.exists()


def test_only_who_may_import_says_what_columns_mean(verifier: User):
    with pytest.raises(PermissionDenied):
        remember(verifier)


def test_one_header_has_one_meaning(officer_sultra: User):
    remember(officer_sultra)

    with pytest.raises(IntegrityError):
        ColumnMapping.objects.create(
            fingerprint=fingerprint(HEADER), header=HEADER, roles={}, said_by=officer_sultra, said_at=NOW
        )
