"""What editors do with material, and what they may not."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from agencies import audit
from agencies.models import AuditEvent
from campaigns import likeness
from campaigns.actions import materials
from campaigns.actions.materials import Content
from campaigns.models import Campaign, Material
from campaigns.models.material import Standing
from summitcomms.lib.refusals import Refused
from tests import builders
from tests.builders import NOW

HOUR = timedelta(hours=1)
WORDS = "Usaha kecil kita punya pasar enam ratus juta orang di kawasan. #ASEAN2023"


@pytest.fixture
def content(campaign):
    return Content(
        "infographic", "Pasar UMKM", WORDS, campaign.pillars.get(position=2), "https://contoh.id/a"
    )


@pytest.fixture
def draft(campaign, content, pusat_editor):
    return materials.draft(by=pusat_editor, campaign=campaign, content=content, at=NOW - HOUR)


def publish(draft: Material, by, **values) -> Material:
    given: dict[str, Any] = {"seen": draft.version, "at": NOW} | values
    return materials.publish(by=by, material=draft, **given)


def standing(material: Material, at=NOW) -> Standing:
    return Material.objects.get(pk=material.pk).standing(at)


def test_a_draft_is_kept_plain_with_the_key_of_its_words(campaign, content, pusat_editor):
    content = replace(content, title=" Pasar\u202e UMKM ", caption=f"{WORDS}\r\nAyo!\x00 ")

    made = materials.draft(by=pusat_editor, campaign=campaign, content=content, at=NOW)

    made.refresh_from_db()
    assert (made.title, made.caption) == ("Pasar UMKM", f"{WORDS}\nAyo!")
    assert made.caption_key == likeness.caption_key(made.caption)
    assert (made.created_by, made.created_at, made.published_at) == (pusat_editor, NOW, None)
    assert made.standing(NOW) == Standing.DRAFT
    event = AuditEvent.objects.latest("pk")
    assert (event.action, event.target_id) == ("material.drafted", str(made.public_id))
    assert event.after["pillar"] == "pilar-2"


def test_editing_replaces_everything_and_tells_what_it_was(draft, pusat_editor):
    content = Content("video", "Video UMKM", f"{WORDS} Ayo!", is_public=False)

    materials.edit(by=pusat_editor, material=draft, content=content, seen=draft.version, at=NOW)

    draft.refresh_from_db()
    assert (draft.kind, draft.title, draft.pillar, draft.link) == ("video", "Video UMKM", None, "")
    assert draft.caption_key == likeness.caption_key(content.caption)
    event = AuditEvent.objects.latest("pk")
    assert event.action == "material.edited"
    assert (event.before["title"], event.after["title"]) == ("Pasar UMKM", "Video UMKM")


def test_published_material_is_out_at_once(draft, pusat_editor):
    publish(draft, pusat_editor)

    draft.refresh_from_db()
    assert (draft.published_at, draft.published_by) == (NOW, pusat_editor)
    assert draft.standing(NOW) == Standing.OUT
    assert AuditEvent.objects.latest("pk").action == "material.published"


def test_an_embargo_holds_until_its_moment_and_can_be_called_off(draft, pusat_editor):
    publish(draft, pusat_editor, embargo=NOW + HOUR)

    assert standing(draft) == Standing.SCHEDULED
    assert standing(draft, NOW + HOUR) == Standing.OUT

    materials.hold(by=pusat_editor, material=draft, at=NOW)

    draft.refresh_from_db()
    assert (draft.published_at, draft.published_by) == (None, None)
    assert AuditEvent.objects.latest("pk").action == "material.held"


def test_what_is_taken_back_says_why(draft, pusat_editor):
    publish(draft, pusat_editor)

    materials.withdraw(by=pusat_editor, material=draft, reason=" Angkanya berubah. ", at=NOW + HOUR)

    draft.refresh_from_db()
    assert (draft.withdrawn_at, draft.withdrawn_reason) == (NOW + HOUR, "Angkanya berubah.")
    assert draft.standing(NOW + HOUR) == Standing.WITHDRAWN
    event = AuditEvent.objects.latest("pk")
    assert (event.action, event.reason) == ("material.withdrawn", "Angkanya berubah.")


@pytest.mark.parametrize("who", ["officer_sultra", "verifier", "pusat_admin"])
def test_nobody_but_editors_touches_material(request, who, campaign, content, draft):
    by = request.getfixturevalue(who)
    for verb in (
        lambda: materials.draft(by=by, campaign=campaign, content=content, at=NOW),
        lambda: materials.edit(by=by, material=draft, content=content, seen=draft.version, at=NOW),
        lambda: publish(draft, by),
        lambda: materials.hold(by=by, material=draft, at=NOW),
        lambda: materials.withdraw(by=by, material=draft, reason="Salah", at=NOW),
    ):
        with pytest.raises(PermissionDenied):
            verb()
    assert Material.objects.get() == draft
    assert standing(draft) == Standing.DRAFT


def test_the_portal_itself_may_publish(draft):
    publish(draft, audit.SYSTEM)

    draft.refresh_from_db()
    assert (draft.published_at, draft.published_by) == (NOW, None)


@pytest.mark.parametrize("state", [Standing.SCHEDULED, Standing.OUT, Standing.WITHDRAWN])
def test_only_a_draft_is_changed_or_published(draft, content, pusat_editor, state):
    publish(draft, pusat_editor, embargo=NOW + HOUR if state == Standing.SCHEDULED else None)
    if state == Standing.WITHDRAWN:
        materials.withdraw(by=pusat_editor, material=draft, reason="Salah", at=NOW)
    held = Material.objects.get()
    other = replace(content, title="Lain")
    for verb in (
        lambda: materials.edit(by=pusat_editor, material=held, content=other, seen=held.version, at=NOW),
        lambda: publish(held, pusat_editor),
    ):
        with pytest.raises(Refused) as refused:
            verb()
        assert refused.value.code == "state"
    assert Material.objects.get().title == "Pasar UMKM"


@pytest.mark.parametrize("state", [Standing.DRAFT, Standing.SCHEDULED, Standing.WITHDRAWN])
def test_only_what_is_out_is_taken_back_and_only_once(draft, pusat_editor, state):
    if state != Standing.DRAFT:
        publish(draft, pusat_editor, embargo=NOW + HOUR if state == Standing.SCHEDULED else None)
    if state == Standing.WITHDRAWN:
        materials.withdraw(by=pusat_editor, material=draft, reason="Pertama", at=NOW)

    with pytest.raises(Refused) as refused:
        materials.withdraw(by=pusat_editor, material=draft, reason="Kedua", at=NOW)

    assert refused.value.code == "state"
    assert Material.objects.get().withdrawn_reason == ("Pertama" if state == Standing.WITHDRAWN else "")


def test_what_is_out_cannot_be_called_off(draft, pusat_editor):
    publish(draft, pusat_editor, embargo=NOW + HOUR)

    with pytest.raises(Refused) as refused:
        materials.hold(by=pusat_editor, material=draft, at=NOW + HOUR)

    assert refused.value.code == "state"


def test_it_is_not_taken_back_without_a_reason(draft, pusat_editor):
    publish(draft, pusat_editor)

    with pytest.raises(Refused) as refused:
        materials.withdraw(by=pusat_editor, material=draft, reason=" \u202e ", at=NOW)

    assert refused.value.code == "reason"


def test_words_that_somebody_else_changed_are_neither_overwritten_nor_published(draft, content, pusat_editor):
    colleague = builders.user(role="editor")
    seen = draft.version
    materials.edit(
        by=colleague, material=draft, content=replace(content, title="Rekan"), seen=seen, at=NOW - HOUR
    )

    with pytest.raises(Refused) as first:
        materials.edit(by=pusat_editor, material=draft, content=content, seen=seen, at=NOW)
    with pytest.raises(Refused) as second:
        publish(draft, pusat_editor, seen=seen)

    assert first.value.code == second.value.code == "changed"
    assert Material.objects.get().title == "Rekan"


@pytest.mark.parametrize(
    "embargo", [NOW - HOUR, NOW, NOW + timedelta(days=400)], ids=["past", "now", "after the campaign"]
)
def test_an_embargo_lies_ahead_and_within_the_campaign(draft, pusat_editor, embargo):
    with pytest.raises(Refused) as refused:
        publish(draft, pusat_editor, embargo=embargo)

    assert refused.value.code == "embargo"
    assert standing(draft) == Standing.DRAFT


def test_a_closed_campaign_takes_no_material(campaign, content, draft, pusat_editor):
    Campaign.objects.update(state=Campaign.State.CLOSED)
    campaign.refresh_from_db()

    with pytest.raises(Refused) as first:
        materials.draft(by=pusat_editor, campaign=campaign, content=content, at=NOW)
    with pytest.raises(Refused) as second:
        publish(draft, pusat_editor)

    assert first.value.code == second.value.code == "campaign_closed"


def test_the_pillar_is_one_of_the_campaign_and_words_there_must_be(campaign, content, pusat_editor):
    foreign = builders.campaign("ktt-42").pillars.get(position=1)
    for wrong, code in (
        (replace(content, pillar=foreign), "pillar"),
        (replace(content, caption=" \x00 "), "caption"),
    ):
        with pytest.raises(Refused) as refused:
            materials.draft(by=pusat_editor, campaign=campaign, content=wrong, at=NOW)
        assert refused.value.code == code
    assert not Material.objects.exists()
