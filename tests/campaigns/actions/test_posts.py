"""What agencies may do with their posts, and what is refused."""

from datetime import datetime, timedelta
from time import process_time

import pytest
from django.utils import translation

from agencies.models import AuditEvent, SocialAccount
from agencies.platforms import Platform
from campaigns.actions import posts
from campaigns.actions.posts import NotAccepted, Report
from campaigns.models import Campaign, Post, PostCounters, Receipt
from campaigns.screening import Rule, Verdict, load
from campaigns.states import PostState
from summitcomms.lib import clock
from summitcomms.lib.refusals import Refused
from tests import builders
from tests.builders import NOW

HOUR = timedelta(hours=1)
CAPTION = "Menyambut KTT ASEAN di Jakarta #ASEAN2023"


def report(url: str = "", caption: str = CAPTION, **fields) -> Report:
    return Report(url or builders.link(at=NOW - HOUR), caption, **fields)


@pytest.fixture
def submit(officer_sultra, sultra, campaign):
    """`submit(url, …)` files a post as the officer of Sulawesi Tenggara."""

    def file(url: str = "", caption: str = CAPTION, at: datetime = NOW, **fields) -> Post:
        return posts.submit(
            by=officer_sultra,
            campaign=campaign,
            agency=sultra,
            report=report(url, caption, **fields),
            at=at,
        )

    return file


def finding(post: Post, rule: Rule) -> Verdict:
    return next(one.verdict for one in load(post.screening).findings if one.rule is rule)


def test_a_link_becomes_a_post_that_waits_for_verification(submit, officer_sultra, sultra, campaign):
    builders.account(sultra, Platform.X, "DiskominfoSultra")
    pillar = campaign.pillars.first()
    url = builders.link(Platform.X, NOW - HOUR, "diskominfosultra")
    post = submit(f"{url}?s=20&t=abc", pillar=pillar)
    post.refresh_from_db()
    assert (post.state, post.url, post.platform) == (PostState.SUBMITTED, url, "x")
    assert (post.agency, post.campaign, post.pillar) == (sultra, campaign, pillar)
    assert post.account == SocialAccount.objects.get()
    assert abs(post.published_at - (NOW - HOUR)) < timedelta(seconds=1)
    assert post.id_time == post.published_at
    assert (post.submitted_by, post.submitted_at) == (officer_sultra, NOW)
    assert post.risk == 0
    assert {row["verdict"] for row in post.screening} == {"pass"}


def test_submitting_writes_an_audit_row_and_counters(submit, officer_sultra):
    post = submit()
    event = AuditEvent.objects.get(target_id=post.code)
    assert (event.action, event.actor_id) == ("post.submitted", str(officer_sultra.public_id))
    assert event.after["url"] == post.url
    assert not PostCounters.objects.get(post=post).is_counted


def test_the_record_speaks_indonesian_whoever_reports(submit):
    with translation.override("en"):
        post = submit()
    window = next(one for one in load(post.screening).findings if one.rule is Rule.WINDOW)
    assert window.sentence == f"Terbit {clock.show(post.published_at, clock.WIB)}, dalam masa kampanye."


def test_a_refusal_speaks_to_whoever_reports(submit):
    with translation.override("en"), pytest.raises(NotAccepted) as refused:
        submit(published_at=NOW + HOUR)
    with translation.override("en"):
        assert clock.show(NOW + HOUR, clock.WIB) in refused.value.sentence


def test_a_claimed_time_is_kept_beside_the_time_of_the_link(submit):
    post = submit(published_at=NOW - 3 * HOUR)
    assert post.published_at == NOW - 3 * HOUR
    assert post.id_time != post.published_at
    assert finding(post, Rule.TIMES) is Verdict.WARN
    assert post.risk > 0


def test_a_short_link_is_kept_until_its_full_address_is_known(submit):
    post = submit("https://vt.tiktok.com/ZSL4xAbcd/")
    assert post.state == PostState.NEEDS_LINK
    assert post.native_id is None
    assert post.published_at is None
    assert finding(post, Rule.LINK) is Verdict.UNKNOWN


@pytest.mark.parametrize(
    "url",
    [
        "  ",
        "bukan tautan",
        "https://instagram.com.evil.example/p/Cw1234567/",
        "https://x.com/akun",
        "javascript:1",
    ],
)
def test_what_is_no_post_link_is_refused_with_a_sentence(submit, url):
    with pytest.raises(NotAccepted) as refusal:
        submit(url)
    assert refusal.value.code == Rule.LINK
    assert refusal.value.sentence.endswith((".", "…"))
    assert not Post.objects.exists()


def test_the_longest_address_fits_and_a_longer_one_is_refused(submit):
    start = "https://sultraprov.go.id/berita/"
    longest = start + "a" * (2000 - len(start))
    assert submit(longest, published_at=NOW - HOUR).url == longest
    with pytest.raises(NotAccepted) as refusal:
        submit(f"{longest}a", published_at=NOW - HOUR)
    assert refusal.value.code == Rule.LINK


def test_a_post_already_filed_is_refused_with_who_and_when(submit, officer_mimika, mimika, campaign):
    url = builders.link(Platform.INSTAGRAM, NOW - HOUR)
    first = posts.submit(
        by=officer_mimika, campaign=campaign, agency=mimika, report=report(url), at=NOW - HOUR / 2
    )
    with pytest.raises(NotAccepted) as refusal:
        submit(url.replace("/p/", "/reel/") + "?igsh=abc")
    assert refusal.value.code == Rule.FILED
    for part in ("Marten Petugas", "Diskominfo Kabupaten Mimika", "29 Agu 2023 09.30 WIB", first.code):
        assert part in refusal.value.sentence
    assert Post.objects.count() == 1


def test_a_withdrawn_post_gives_its_link_back(submit, officer_sultra):
    url = builders.link()
    first = submit(url)
    posts.withdraw(by=officer_sultra, post=first, at=NOW)
    assert submit(url).pk != first.pk


def test_the_same_link_may_be_filed_again_in_another_campaign(submit, officer_sultra, sultra):
    url = builders.link(at=NOW - HOUR)
    submit(url)
    other = builders.campaign("ktt-lain")
    assert posts.submit(by=officer_sultra, campaign=other, agency=sultra, report=report(url), at=NOW).pk


def test_an_account_of_another_agency_is_refused_with_its_owner(submit, mimika):
    builders.account(mimika, Platform.X, "diskominfo_mimika")
    with pytest.raises(NotAccepted) as refusal:
        submit(builders.link(Platform.X, NOW - HOUR, "Diskominfo_Mimika"))
    assert refusal.value.code == Rule.ACCOUNT
    assert "Diskominfo Kabupaten Mimika" in refusal.value.sentence


def test_an_archived_account_no_longer_speaks_for_its_agency(submit, mimika):
    SocialAccount.objects.filter(pk=builders.account(mimika, Platform.X, "lama").pk).update(state="archived")
    post = submit(builders.link(Platform.X, NOW - HOUR, "lama"))
    assert post.account is None
    assert finding(post, Rule.ACCOUNT) is Verdict.WARN


def test_a_link_with_a_former_handle_names_the_account(submit, sultra):
    account = builders.account(sultra, Platform.X, "kominfosultra")
    account.renames.create(handle="kominfo_sultra", folded="kominfo_sultra", until=NOW - 24 * HOUR)
    post = submit(builders.link(Platform.X, NOW - HOUR, "Kominfo_Sultra"))
    assert post.account == account
    assert finding(post, Rule.ACCOUNT) is Verdict.PASS


def test_a_former_handle_belongs_to_whoever_holds_it_now(submit, sultra, mimika):
    account = builders.account(sultra, Platform.X, "kominfosultra")
    account.renames.create(handle="kominfo", folded="kominfo", until=NOW - 24 * HOUR)
    builders.account(mimika, Platform.X, "kominfo")
    with pytest.raises(NotAccepted) as refusal:
        submit(builders.link(Platform.X, NOW - HOUR, "kominfo"))
    assert refusal.value.code == Rule.ACCOUNT
    assert "Diskominfo Kabupaten Mimika" in refusal.value.sentence


def test_several_faults_are_told_at_once(submit):
    with pytest.raises(NotAccepted) as refusal:
        submit(builders.link(at=NOW - 400 * 24 * HOUR), "tanpa tagar")
    assert [one.rule for one in refusal.value.screening.refused] == [Rule.HASHTAG, Rule.WINDOW]
    assert "#ASEAN2023" in refusal.value.sentence
    assert "masa kampanye" in refusal.value.sentence


def test_nobody_submits_for_an_agency_of_others(officer_mimika, sultra, campaign):
    with pytest.raises(Refused) as refusal:
        posts.submit(by=officer_mimika, campaign=campaign, agency=sultra, report=report(), at=NOW)
    assert refusal.value.code == "not_allowed"


def test_a_coordinator_sees_but_does_not_submit(coordinator_sultra, sultra, campaign):
    with pytest.raises(Refused) as refusal:
        posts.submit(by=coordinator_sultra, campaign=campaign, agency=sultra, report=report(), at=NOW)
    assert refusal.value.code == "not_allowed"


def test_a_closed_campaign_takes_no_more_posts(submit, campaign):
    campaign.state = Campaign.State.CLOSED
    with pytest.raises(Refused) as refusal:
        submit()
    assert refusal.value.code == "campaign_closed"


def test_a_pillar_of_another_campaign_is_refused(submit):
    with pytest.raises(Refused) as refusal:
        submit(pillar=builders.campaign("ktt-lain").pillars.first())
    assert refusal.value.code == "pillar"


def test_a_short_link_is_completed_and_then_waits(submit, officer_sultra):
    post = submit("https://vt.tiktok.com/ZSL4xAbcd/")
    full = builders.link(Platform.TIKTOK, NOW - HOUR)
    mended = posts.edit(by=officer_sultra, post=post, report=report(full), at=NOW + HOUR)
    mended.refresh_from_db()
    assert (mended.state, mended.url) == (PostState.SUBMITTED, full)
    assert mended.native_id
    assert mended.submitted_at == NOW + HOUR
    event = AuditEvent.objects.get(target_id=post.code, action="post.edited")
    assert event.before["state"] == "needs_link"


def test_a_short_link_is_not_completed_by_another_short_link(submit, officer_sultra):
    post = submit("https://vt.tiktok.com/ZSL4xAbcd/")
    with pytest.raises(NotAccepted) as refusal:
        posts.edit(
            by=officer_sultra, post=post, report=report("https://vt.tiktok.com/ZSL4xEfgh/"), at=NOW + HOUR
        )
    assert refusal.value.code == Rule.LINK
    post.refresh_from_db()
    assert post.state == PostState.NEEDS_LINK


def test_a_returned_post_is_mended_and_its_decision_cleared(lead_sultra, sultra, campaign):
    post = builders.post(sultra, campaign, state=PostState.RETURNED, reason_code="link_dead")
    mended = posts.edit(by=lead_sultra, post=post, report=report(), at=NOW)
    mended.refresh_from_db()
    assert (mended.state, mended.decision, mended.reason_code) == (PostState.SUBMITTED, "", "")
    assert mended.submitted_by == lead_sultra


def test_a_mended_post_may_keep_its_link(submit, officer_sultra):
    url = builders.link(at=NOW - HOUR)
    post = submit(url)
    mended = posts.edit(by=officer_sultra, post=post, report=report(url, "Baru #ASEAN2023"), at=NOW + HOUR)
    assert mended.caption == "Baru #ASEAN2023"


def test_a_mended_post_cannot_take_the_link_of_another(submit, officer_sultra):
    url = builders.link(at=NOW - HOUR)
    taken, post = submit(url), submit()
    with pytest.raises(NotAccepted) as refusal:
        posts.edit(by=officer_sultra, post=post, report=report(url), at=NOW + HOUR)
    assert taken.code in refusal.value.sentence
    post.refresh_from_db()
    assert post.url != url


def test_an_edit_keeps_the_account_that_the_first_address_named(submit, officer_sultra, sultra):
    """Instagram's canonical address, which the form of an edit shows, names no account."""
    own = builders.account(sultra, Platform.INSTAGRAM, "kominfosultra")
    link = builders.link(Platform.INSTAGRAM, NOW - HOUR)
    filed = submit(link.replace("/p/", "/kominfosultra/p/"))
    assert (filed.url, filed.handle, filed.account) == (link, "kominfosultra", own)
    again = posts.edit(by=officer_sultra, post=filed, report=report(filed.url, CAPTION + "!"), at=NOW)
    assert (again.handle, again.account) == ("kominfosultra", own)
    other = report(builders.link(Platform.INSTAGRAM, NOW - 2 * HOUR))
    exchanged = posts.edit(by=officer_sultra, post=again, report=other, at=NOW)
    assert (exchanged.handle, exchanged.account) == ("", None)


@pytest.mark.parametrize("state", [PostState.VERIFIED, PostState.REJECTED, PostState.WITHDRAWN])
def test_what_is_decided_or_withdrawn_is_not_edited(officer_sultra, sultra, state):
    post = builders.post(sultra, state=state)
    with pytest.raises(Refused) as refusal:
        posts.edit(by=officer_sultra, post=post, report=report(), at=NOW)
    assert refusal.value.code == "state"
    assert state.label in refusal.value.sentence


def test_others_neither_edit_nor_withdraw(officer_mimika, sultra):
    post = builders.post(sultra)
    with pytest.raises(Refused, match="tidak bertugas"):
        posts.edit(by=officer_mimika, post=post, report=report(), at=NOW)
    with pytest.raises(Refused, match="tidak bertugas"):
        posts.withdraw(by=officer_mimika, post=post, at=NOW)


@pytest.mark.parametrize("state", [PostState.NEEDS_LINK, PostState.SUBMITTED, PostState.RETURNED])
def test_a_post_is_withdrawn_by_a_colleague(lead_sultra, sultra, verifier, state):
    post = builders.post(sultra, state=state, claimed_by=verifier, claimed_until=NOW + HOUR)
    posts.withdraw(by=lead_sultra, post=post, at=NOW)
    post.refresh_from_db()
    assert (post.state, post.decision, post.claimed_by) == (PostState.WITHDRAWN, "", None)
    assert AuditEvent.objects.get(target_id=post.code).action == "post.withdrawn"


@pytest.mark.parametrize("state", [PostState.VERIFIED, PostState.REJECTED, PostState.WITHDRAWN])
def test_what_is_decided_stays_and_nothing_is_withdrawn_twice(officer_sultra, sultra, state):
    post = builders.post(sultra, state=state)
    with pytest.raises(Refused) as refusal:
        posts.withdraw(by=officer_sultra, post=post, at=NOW)
    assert refusal.value.code == "state"
    assert not AuditEvent.objects.filter(target_id=post.code).exists()


def test_captions_are_kept_as_text_without_what_no_page_shows(submit):
    post = submit(caption="<b>Halo</b>\r\n\x00\u202e#ASEAN2023\ud800")
    post.refresh_from_db()
    assert post.caption == "<b>Halo</b>\n#ASEAN2023"


def test_a_caption_too_long_is_refused_in_the_action_too(submit):
    with pytest.raises(Refused) as refusal:
        submit(caption="#ASEAN2023 " + "a" * posts.LONGEST_CAPTION)
    assert refusal.value.code == "caption"
    assert "10.000 karakter" in refusal.value.sentence


def test_ten_megabytes_of_caption_are_refused_at_once(submit):
    start = process_time()
    with pytest.raises(Refused):
        submit(caption="#ASEAN2023 " * 1_000_000)
    assert process_time() - start < 2


def test_a_post_knows_the_receipt_it_was_sent_with(submit, officer_sultra, sultra, campaign):
    receipt = Receipt.objects.create(
        code="TERIMA2345", campaign=campaign, agency=sultra, filed_by=officer_sultra, filed_at=NOW
    )
    post = posts.submit(
        by=officer_sultra, campaign=campaign, agency=sultra, report=report(), at=NOW, receipt=receipt
    )
    post.refresh_from_db()
    assert post.receipt == receipt


def test_the_same_words_for_another_agency_and_a_burst_raise_the_risk(
    submit, officer_mimika, mimika, sultra, campaign
):
    caption = "Menyambut KTT ke-43 ASEAN di Jakarta bersama #ASEAN2023"
    other = posts.submit(
        by=officer_mimika, campaign=campaign, agency=mimika, report=report(caption=caption), at=NOW
    )
    for _ in range(20):
        builders.post(sultra, campaign, published_at=NOW - HOUR)
    post = submit(caption=f"{caption} 🎉")
    assert other.caption_key == post.caption_key != ""
    assert finding(post, Rule.CAPTION) is Verdict.WARN
    assert finding(post, Rule.BURST) is Verdict.WARN
