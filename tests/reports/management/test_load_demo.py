from io import StringIO
from typing import Any

import pytest
from django.contrib.contenttypes.models import ContentType
from django.core.management import CommandError, call_command
from django.db import connection

from agencies.models import Agency, AuditEvent
from campaigns.models import Campaign, Post
from reports.demo.load import Loaded
from reports.management.commands import load_demo
from tests import builders

AT = "2023-08-29T10:00+07:00"


def run(*words: str) -> str:
    out = StringIO()
    call_command("load_demo", *words, stdout=out)
    return out.getvalue().strip()


@pytest.fixture
def _debug(settings: Any) -> None:
    settings.DEBUG = True


@pytest.fixture
def _quick_load(monkeypatch: pytest.MonkeyPatch) -> None:
    """The load has tests of its own and takes seconds."""

    def load(**_: Any) -> Loaded:
        builders.campaign("ktt-43", is_demo=True)
        return Loaded(posts=3, agencies=2, shifted_days=5)

    monkeypatch.setattr(load_demo, "load", load)


@pytest.mark.django_db
@pytest.mark.parametrize("words", [(), ("--if-empty",), ("--reset",)])
def test_without_debug_nothing_is_loaded_or_removed(words: tuple[str, ...]) -> None:
    kept = builders.campaign(is_demo=True)

    with pytest.raises(CommandError, match="hanya untuk mesin sendiri"):
        run(*words)

    assert Campaign.objects.get() == kept


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("at", "sentence"),
    [("2023-08-29T10:00", "tidak menyebut zona"), ("kemarin", "bukan waktu ISO 8601")],
)
@pytest.mark.usefixtures("_debug")
def test_a_moment_that_would_have_to_be_guessed_is_refused(at: str, sentence: str) -> None:
    with pytest.raises(CommandError, match=sentence):
        run("--at", at)


@pytest.mark.django_db
@pytest.mark.usefixtures("_debug")
def test_a_year_that_no_post_id_can_carry_is_refused() -> None:
    with pytest.raises(CommandError, match="2017–2041"):
        run("--at", "2050-01-01T00:00+07:00")

    assert not Campaign.objects.exists()


@pytest.mark.django_db
@pytest.mark.usefixtures("_debug")
def test_a_portal_with_a_campaign_is_refused_or_left_as_it_is(campaign: Campaign) -> None:
    with pytest.raises(CommandError, match="sudah memiliki kampanye"):
        run("--at", AT)

    assert run("--if-empty") == "Data tetap seperti adanya: sudah ada kampanye KTT ke-43 ASEAN, Jakarta."
    assert Campaign.objects.get() == campaign
    assert not Post.objects.exists()


@pytest.mark.django_db
@pytest.mark.usefixtures("_debug", "_quick_load")
def test_an_empty_portal_is_filled_whichever_way_it_is_asked() -> None:
    for words in ((), ("--if-empty",), ("--reset",)):
        Campaign.objects.all().delete()
        said = run(*words, "--at", AT)
        assert said == "Data peragaan dimuat: 3 unggahan dari 2 instansi; tanggal digeser 5 hari."


@pytest.mark.django_db
@pytest.mark.usefixtures("_debug", "_quick_load")
def test_one_real_campaign_keeps_the_whole_database_from_being_reset() -> None:
    builders.campaign("ktt-42", name="KTT ke-42", is_demo=True)
    builders.campaign("ktt-44", name="KTT ke-44 ASEAN", is_demo=False)

    with pytest.raises(CommandError, match=r"KTT ke-44 ASEAN \(ktt-44\) bukan data peragaan"):
        run("--reset")

    assert Campaign.objects.count() == 2


@pytest.mark.django_db
@pytest.mark.usefixtures("_debug", "_quick_load")
def test_a_reset_builds_the_database_anew_with_its_triggers_and_the_table_of_the_cache() -> None:
    builders.campaign("ktt-42", is_demo=True)
    builders.agency("D-74")
    AuditEvent.objects.create(actor_kind="system", action="uji", target_type="uji", target_id="1")
    with connection.cursor() as cursor:  # what a test has written must not wait for its end to be checked
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")

    run("--reset", "--at", AT)

    assert [campaign.code for campaign in Campaign.objects.all()] == ["ktt-43"]
    assert not Agency.objects.exists()
    assert not AuditEvent.objects.filter(action="uji").exists()
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_trigger WHERE tgname = 'agencies_auditevent_denies_change'")
        assert cursor.fetchone() == (1,)
        cursor.execute("SELECT to_regclass('cache')::text")
        assert cursor.fetchone() == ("cache",)
    ContentType.objects.clear_cache()  # the rows it remembers go with the transaction
