from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.html import strip_tags

from agencies.models import Agency, User
from awards.actions import jury
from awards.models import AwardRound, Category, JurorConflict, JuryScore, Nomination, Standing
from campaigns.models import Campaign
from campaigns.states import PostState
from tests import builders
from tests.awards import results
from tests.builders import NOW

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]


@pytest.fixture
def judging(campaign: Campaign, setneg: Agency, kemendagri: Agency) -> AwardRound:
    return results.judging_round(campaign, {setneg: [2, 2], kemendagri: [5, 5, 5]})


@pytest.fixture
def juror(judging: AwardRound, committee: User) -> User:
    """Somebody without any role in the portal."""
    user = builders.user("juri@contoh.id", full_name="Juri Satu")
    jury.name(round_id=judging.public_id, juror=user, by=committee, at=NOW)
    return user


def sheet(award_round: AwardRound, agency: str = "K-007", route: str = "jury-score") -> str:
    return reverse(f"awards:{route}", args=[award_round.public_id, "kementerian", agency])


def detail(award_round: AwardRound) -> str:
    return reverse("awards:jury-detail", args=[award_round.public_id])


def test_a_juror_finds_the_own_rounds(as_user: SignIn, judging: AwardRound, juror: User) -> None:
    text = as_user(juror).get(reverse("awards:jury-list")).content.decode()

    assert detail(judging) in text
    assert "sedang dinilai" in text


def test_whoever_judges_nothing_is_told_so(as_user: SignIn, outsider: User) -> None:
    assert "tidak menjadi juri" in as_user(outsider).get(reverse("awards:jury-list")).content.decode()


def test_finalists_stand_by_code_without_any_score_or_rank(
    as_user: SignIn, judging: AwardRound, juror: User
) -> None:
    text = as_user(juror).get(detail(judging)).content.decode()

    # K-010 is ahead of K-007; the page does not say so.
    assert text.index("Kementerian Sekretariat Negara") < text.index("Kementerian Dalam Negeri")
    for total in Standing.objects.filter(rank__isnull=False).values_list("total", flat=True):
        assert f"{total:.2f}".replace(".", ",") not in text
    assert "Anda sudah menilai 0 dari 2." in text


@pytest.mark.parametrize("who", ["committee", "pusat_admin", "officer_sultra", "outsider"])
def test_whoever_is_no_juror_of_the_round_finds_nothing(
    who: str, as_user: SignIn, judging: AwardRound, request: pytest.FixtureRequest
) -> None:
    client = as_user(request.getfixturevalue(who))

    assert client.get(detail(judging)).status_code == 404
    assert client.get(sheet(judging)).status_code == 404
    assert client.post(sheet(judging), results.points(50)).status_code == 404
    assert client.post(sheet(judging, route="jury-conflict"), {"reason": "Keluarga."}).status_code == 404


def test_points_are_kept_and_shown_again_to_their_juror_only(
    as_user: SignIn, judging: AwardRound, juror: User, committee: User
) -> None:
    response = as_user(juror).post(sheet(judging), results.points(77) | {"note": "Rapi."}, follow=True)
    text = response.content.decode()
    assert "Nilai untuk Kementerian Sekretariat Negara disimpan." in text
    assert "Anda sudah menilai 1 dari 2." in text
    assert as_user(juror).get(sheet(judging)).content.decode().count('value="77"') == 5

    other = builders.user()
    jury.name(round_id=judging.public_id, juror=other, by=committee, at=NOW)

    assert 'value="77"' not in as_user(other).get(sheet(judging)).content.decode()
    shown = as_user(committee).get(reverse("awards:round-jury", args=[judging.public_id])).content.decode()
    assert "77" not in strip_tags(shown)  # addresses and tokens may hold any digits


@pytest.mark.parametrize("wrong", ["0", "101", "7,5", ""])
def test_wrong_points_are_a_form_error(wrong: str, as_user: SignIn, judging: AwardRound, juror: User) -> None:
    response = as_user(juror).post(sheet(judging), results.points(50) | {"ethics": wrong})

    assert response.status_code == 422
    assert not JuryScore.objects.exists()


def test_a_conflict_ends_judging_of_that_agency(as_user: SignIn, judging: AwardRound, juror: User) -> None:
    client = as_user(juror)

    response = client.post(
        sheet(judging, route="jury-conflict"), {"reason": "Saya konsultan di sana."}, follow=True
    )

    assert "tidak Anda nilai" in response.content.decode()
    assert JurorConflict.objects.get().agency.code == "K-007"
    assert "Anda tidak menilai instansi ini" in client.get(sheet(judging)).content.decode()
    refused = client.post(sheet(judging), results.points(50))
    assert refused.status_code == 422
    again = client.post(sheet(judging, route="jury-conflict"), {"reason": "Saya konsultan di sana."})
    assert again.status_code == 422
    assert client.post(sheet(judging, "K-010", "jury-conflict"), {"reason": "x"}).status_code == 422


def test_who_is_no_finalist_has_no_sheet(
    as_user: SignIn, judging: AwardRound, juror: User, kemlu: Agency
) -> None:
    client = as_user(juror)

    assert client.get(sheet(judging, kemlu.code)).status_code == 404
    assert client.get(sheet(judging, "K-999")).status_code == 404
    assert client.get(sheet(judging).replace("kementerian", "lembaga")).status_code == 404


def test_after_closing_the_page_says_so_and_takes_nothing(
    as_user: SignIn, judging: AwardRound, juror: User, committee: User
) -> None:
    AwardRound.objects.update(judged_at=NOW, judged_by=committee)
    client = as_user(juror)

    assert "Penjurian sudah ditutup" in client.get(detail(judging)).content.decode()
    assert "Penjurian sudah ditutup" in client.get(sheet(judging)).content.decode()
    assert client.post(sheet(judging), results.points(50)).status_code == 422


def test_the_committee_names_jurors_sees_what_lacks_and_closes(
    as_user: SignIn, judging: AwardRound, juror: User, committee: User, setneg: Agency, kemendagri: Agency
) -> None:
    page = reverse("awards:round-jury", args=[judging.public_id])
    close = reverse("awards:round-judged", args=[judging.public_id])
    second = builders.user("juri2@contoh.id", full_name="Juri Dua")
    client = as_user(committee)

    assert client.post(page, {"email": "tidak.ada@contoh.id"}).status_code == 422
    assert client.post(page, {"email": "JURI@contoh.id"}).status_code == 422
    named = client.post(page, {"email": second.email}, follow=True).text
    assert "Juri Dua menjadi juri dan diberi tahu melalui surel." in named
    text = client.get(page).content.decode()
    assert "Belum dinilai 2 juri" in text
    assert setneg.short_name in text
    waiting = client.get(close).text
    assert f"{setneg.short_name}, {kemendagri.short_name}" in waiting
    assert "Masih ada finalis yang belum dinilai cukup juri" in waiting
    refused = client.post(close)
    assert refused.status_code == 422
    assert "Penjurian belum dapat ditutup." in refused.content.decode()

    category = Category.objects.get(code="kementerian")
    for user in (juror, second):
        for agency in (setneg, kemendagri):
            jury.score(
                round_id=judging.public_id,
                category=category,
                agency=agency,
                points=results.points(70),
                by=user,
                at=NOW,
            )
    assert close in client.get(page).text
    asked = client.get(close).text
    assert "tidak dapat dibuka lagi oleh siapa pun" in asked
    assert "Masih ada finalis" not in asked
    assert AwardRound.objects.get().judged_at is None
    assert "Penjurian ditutup." in client.post(close, follow=True).content.decode()
    assert "Oleh Panji Panitia" in client.get(page).content.decode()
    assert close not in client.get(page).text
    assert client.get(close)["Location"] == page


def test_the_committee_lets_a_juror_go_with_a_reason(
    as_user: SignIn, judging: AwardRound, juror: User, committee: User
) -> None:
    client = as_user(committee)
    page = reverse("awards:round-jury", args=[judging.public_id])
    address = reverse("awards:juror-dismiss", args=[judging.public_id, juror.public_id])
    assert address in client.get(page).text

    short = client.post(address, {f"{juror.public_id}-reason": "salah"})
    assert short.status_code == 422
    assert "<details open>" in short.text

    reason = "Alamat surelnya tertukar."
    gone = client.post(address, {f"{juror.public_id}-reason": reason}, follow=True)
    assert "Juri Satu dilepas; nilainya tidak dihitung." in gone.text
    assert reason in gone.text
    assert address not in gone.text

    twice = client.post(address, {f"{juror.public_id}-reason": reason})
    assert twice.status_code == 422
    assert "sudah dilepas oleh" in twice.text


def test_a_dismissed_juror_finds_nothing_any_more(
    as_user: SignIn, judging: AwardRound, juror: User, committee: User
) -> None:
    jury.dismiss(
        round_id=judging.public_id, juror_id=juror.public_id, reason="Salah alamat.", by=committee, at=NOW
    )
    client = as_user(juror)

    assert "tidak menjadi juri" in client.get(reverse("awards:jury-list")).text
    assert client.get(detail(judging)).status_code == 404
    assert client.post(sheet(judging), results.points(50)).status_code == 404


def test_the_jury_of_a_round_without_one_is_said_to_be_none(
    as_user: SignIn, campaign: Campaign, committee: User
) -> None:
    award_round = results.open_round(campaign)

    text = as_user(committee).get(reverse("awards:round-jury", args=[award_round.public_id])).content.decode()

    assert "Tidak ada kategori dengan bobot juri" in text


def test_in_a_category_of_contents_the_nominated_posts_are_judged(
    as_user: SignIn, judging: AwardRound, juror: User, setneg: Agency, committee: User
) -> None:
    content = results.content_category(judging)
    post = builders.post(setneg, judging.campaign, state=PostState.VERIFIED, caption="Video terbaik")
    Nomination.objects.create(
        category=content, agency=setneg, post=post, note="Viral.", nominated_by=committee, nominated_at=NOW
    )
    client = as_user(juror)

    assert "Video terbaik" in client.get(detail(judging)).content.decode()
    text = client.get(sheet(judging).replace("kementerian", content.code)).content.decode()
    assert post.url in text
    assert "Viral." in text


def test_the_page_of_a_juror_needs_the_same_queries_for_any_number_of_finalists(
    as_user: SignIn, judging: AwardRound, juror: User, committee: User
) -> None:
    content = results.content_category(judging)
    client, found = as_user(juror), []
    for wanted in (1, 20):
        for _number in range(content.nominations.count(), wanted):
            post = builders.post(campaign=judging.campaign, state=PostState.VERIFIED)
            Nomination.objects.create(
                category=content, agency=post.agency, post=post, nominated_by=committee, nominated_at=NOW
            )
        with CaptureQueriesContext(connection) as queries:
            client.get(detail(judging))
        found.append(len(queries))

    assert found[0] == found[1]
