import subprocess
import sys
from pathlib import Path
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse

from agencies import audit
from agencies.actions.seals import seal
from agencies.models import AuditSeal, User
from awards.actions import rounds
from awards.models import AwardRound, Ranking
from campaigns.models import Campaign
from tests import builders
from tests.awards import results
from tests.builders import NOW
from tests.reports.reading import queries, text_of

pytestmark = pytest.mark.django_db
URL = reverse("reports:methodology")


def proof_url(award_round: AwardRound) -> str:
    return reverse("reports:ranking-proof", args=[award_round.public_id])


def test_it_is_readable_before_anything_is_there(client: Client) -> None:
    text = text_of(client, URL)

    assert "Apa yang dihitung" in text
    assert "Belum ada peringkat yang diterbitkan." in text
    assert "Belum ada catatan yang disegel." in text


def test_definitions_grades_and_recipe_are_those_in_force(client: Client, campaign: Campaign) -> None:
    builders.kpi_definitions()
    results.open_round(campaign)

    text = text_of(client, URL)

    assert "Arti Penggunaan tagar." in text
    assert "Mitra pemantau: dihitung" in text
    assert "Pernyataan sendiri: disimpan, tetapi tidak dihitung" in text
    assert "Unggahan terverifikasi, paling banyak 10 per hari, dibagi angka tertinggi dalam kategori." in text
    assert "Sen 7 Agu 2023 00.00 WIB" in text


def test_the_head_of_a_result_is_published_with_it_and_not_before(
    client: Client, ranked: AwardRound, committee: User, second_committee: User
) -> None:
    rounds.freeze(round_id=ranked.public_id, by=committee, at=NOW)
    head = Ranking.objects.get(sealed_at__isnull=False).head
    assert head not in text_of(client, URL)

    rounds.publish(round_id=ranked.public_id, by=second_committee, at=NOW)
    text = text_of(client, URL)
    assert head in text
    assert "tools/verify_ranking.py" in text


def test_the_file_of_a_published_result_is_found_genuine_by_the_script(
    client: Client, ranked: AwardRound, committee: User, second_committee: User, tmp_path: Path
) -> None:
    rounds.freeze(round_id=ranked.public_id, by=committee, at=NOW)
    rounds.publish(round_id=ranked.public_id, by=second_committee, at=NOW)
    head = Ranking.objects.get(sealed_at__isnull=False).head

    response = client.get(proof_url(ranked))

    assert response.headers["Content-Disposition"] == 'attachment; filename="ktt-43-v1.jsonl"'
    assert proof_url(ranked) in text_of(client, URL)
    file = tmp_path / "hasil.jsonl"
    file.write_bytes(response.content)
    script = Path(__file__).parents[3] / "tools" / "verify_ranking.py"
    checked = subprocess.run(
        [sys.executable, script, file, head], capture_output=True, text=True, check=False
    )
    assert (checked.returncode, checked.stderr) == (0, "")
    assert head in checked.stdout


def test_the_file_of_a_result_that_is_not_published_is_not_found(
    client: Client, ranked: AwardRound, committee: User
) -> None:
    assert client.get(proof_url(ranked)).status_code == 404

    rounds.freeze(round_id=ranked.public_id, by=committee, at=NOW)
    assert client.get(proof_url(ranked)).status_code == 404
    assert client.get(reverse("reports:ranking-proof", args=[UUID(int=9)])).status_code == 404


def test_a_superseded_result_keeps_its_head(
    client: Client, ranked: AwardRound, committee: User, second_committee: User
) -> None:
    rounds.freeze(round_id=ranked.public_id, by=committee, at=NOW)
    rounds.publish(round_id=ranked.public_id, by=second_committee, at=NOW)
    rounds.supersede(round_id=ranked.public_id, reason="Salah hitung.", by=committee, at=NOW)

    text = text_of(client, URL)

    assert Ranking.objects.get(sealed_at__isnull=False).head in text
    assert "digantikan versi baru" in text
    assert client.get(proof_url(ranked)).status_code == 200


def test_the_newest_seal_of_the_audit_trail_is_published(client: Client, committee: User) -> None:
    for action in ("uji.satu", "uji.dua"):
        audit.record(by=committee, action=action, target=committee)
    seal()

    text = text_of(client, URL)

    assert "Segel catatan audit nomor 2" in text
    assert AuditSeal.objects.get(sequence=2).hash in text
    assert AuditSeal.objects.get(sequence=1).hash not in text


def test_it_is_only_read(client: Client) -> None:
    assert client.post(URL).status_code == 405


def test_the_number_of_queries_is_fixed(client: Client, ranked: AwardRound) -> None:
    assert queries(client, URL) == 9
