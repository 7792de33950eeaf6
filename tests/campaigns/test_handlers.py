from __future__ import annotations

from dataclasses import replace

import pytest

from agencies.models import User
from campaigns import handlers, partitions
from campaigns.actions import campaigns, imports
from campaigns.models import Campaign, Grade, MetricReading, PostCounters
from summitcomms.lib.clock import WIB
from summitcomms.lib.refusals import Refused
from tests import builders
from tests.builders import NOW
from tests.services import running_job


def test_partitions_are_made_for_open_campaigns_only(campaign: Campaign):
    builders.campaign("ktt-42", state=Campaign.State.CLOSED)

    result = handlers.make_partitions(running_job(at=NOW)) or {}

    assert result["made"][0] == "campaigns_metricreading_2023w23"
    assert result["strays"] == 0
    assert handlers.make_partitions(running_job(at=NOW)) == {"made": [], "strays": 0}


def test_readings_without_a_partition_are_reported(campaign: Campaign, caplog: pytest.LogCaptureFixture):
    caplog.set_level("WARNING")
    MetricReading.objects.create(
        post=builders.post(campaign=campaign), source=builders.source(), taken_at=NOW, likes=1
    )

    result = handlers.make_partitions(running_job(at=NOW)) or {}

    assert result["strays"] == partitions.strays() == 1
    assert "readings_without_partition" in caplog.text


def test_an_import_takes_person_and_moment_from_its_job(campaign: Campaign, analyst: User):
    rows = f"kode,waktu,suka\n{builders.post(campaign=campaign).code},30/08/2023 09.00,1\n"
    kept = imports.keep(by=analyst, campaign=campaign, zone=WIB, name="a.csv", content=rows.encode())
    asked = replace(kept, source=builders.source("ekspor-uji", Grade.EXPORT).code)
    job = imports.request(by=analyst, asked=asked, at=NOW).job

    result = handlers.import_readings(
        running_job(payload=job.payload, at=NOW, requested_by=analyst.actor_id, public_id=job.public_id)
    )

    assert result is not None
    assert result["problems"][0]["code"] == "taken_at_future"


def test_what_a_file_does_wrong_is_said(campaign: Campaign, analyst: User):
    payload = {
        "file": "imports/hilang",
        "name": "hilang.csv",
        "sha256": "0" * 64,
        "campaign": campaign.code,
        "source": builders.source().code,
        "zone": WIB,
    }

    with pytest.raises(Refused, match="Unggah sekali lagi"):
        handlers.import_readings(running_job(payload=payload, at=NOW, requested_by=analyst.actor_id))


def test_a_recount_takes_every_post_of_its_campaign_and_no_other(
    campaign: Campaign, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(campaigns, "CHUNK", 2)
    posts = [builders.post(campaign=campaign, state="verified") for _ in range(5)]
    builders.post(campaign=builders.campaign("ktt-42"))
    said: list[tuple[int, int | None]] = []

    result = handlers.recount_campaign(
        running_job({"campaign": "ktt-43"}, report=lambda done, total, note: said.append((done, total)))
    )

    assert result == {"posts": 5}
    assert said == [(0, 5), (2, 5), (4, 5)]
    assert set(PostCounters.objects.filter(is_counted=True).values_list("post", flat=True)) == {
        post.pk for post in posts
    }
    assert PostCounters.objects.count() == 5
