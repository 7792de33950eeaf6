"""Whole pastes as they come from telephones and spreadsheets."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaigns.pasting import MOST, Draft, read, write

X1, X2, X3 = (f"https://x.com/kominfosultra/status/169600000000000000{n}" for n in (1, 2, 3))
IG, FB = "https://www.instagram.com/p/CwhAbcdefgh/", "https://www.facebook.com/kominfosultra/posts/1234567"
ONE, TWO = "Menyambut KTT ASEAN #ASEAN2023", "Jakarta siap #ASEAN2023"


def found(text: str) -> list[tuple[str, str]]:
    return [(draft.url, draft.caption) for draft in read(text).drafts]


def codes(text: str) -> list[str]:
    return [problem.code for problem in read(text).problems]


@pytest.mark.parametrize(
    ("text", "drafts"),
    [
        pytest.param(X1, [(X1, "")], id="a link alone"),
        pytest.param(f"{ONE} {X1}", [(X1, ONE)], id="words before it"),
        pytest.param(f"{X1} {ONE}", [(X1, ONE)], id="words after it"),
        pytest.param(f"{X1}: {ONE}", [(X1, ONE)], id="words after a colon"),
        pytest.param(f"{ONE} link: {X1}", [(X1, ONE)], id="announced as link"),
        pytest.param(f"{ONE} ({X1}) Selengkapnya", [(X1, f"{ONE} Selengkapnya")], id="in brackets"),
        pytest.param(f"{X1}\n{X2}\n{X3}", [(X1, ""), (X2, ""), (X3, "")], id="a list"),
        pytest.param(f"1. {X1}\n2) {X2}\n- {X3}", [(X1, ""), (X2, ""), (X3, "")], id="a numbered list"),
        pytest.param(f"{X1} {ONE}\n{X2}\n{X3} {TWO}", [(X1, ONE), (X2, ""), (X3, TWO)], id="some with words"),
        pytest.param(f"{X1}\n{ONE}\n{X2}\n{TWO}", [(X1, ONE), (X2, TWO)], id="captions below"),
        pytest.param(f"{ONE}\n{X1}\n{TWO}\n{X2}", [(X1, ONE), (X2, TWO)], id="captions above"),
        pytest.param(f"{ONE}\n\n{X1}\n\n{TWO}\n\n{X2}", [(X1, ONE), (X2, TWO)], id="above, set apart"),
        pytest.param(f"{X1}\n\n{ONE}\n\n{X2}\n\n{TWO}", [(X1, ONE), (X2, TWO)], id="below, set apart"),
        pytest.param(f"{X1}\n\n{ONE}\n{X2}", [(X1, ""), (X2, ONE)], id="nearer to the second"),
        pytest.param(f"{X1}\n{ONE}\n\n{X2}", [(X1, ONE), (X2, "")], id="nearer to the first"),
        pytest.param(
            f"{ONE}\n\nBaris dua\n{X1}\n\n{TWO}\n{X2}",
            [(X1, f"{ONE}\n\nBaris dua"), (X2, TWO)],
            id="paragraphs above",
        ),
        pytest.param(
            f"{X1} {ONE}\nlanjutan\n\nalinea\n\n{X2} {TWO}",
            [(X1, f"{ONE}\nlanjutan\n\nalinea"), (X2, TWO)],
            id="paragraphs below",
        ),
        pytest.param(f"{ONE}\nIG: {IG}\nFB: {FB}", [(IG, ONE), (FB, ONE)], id="one text on two platforms"),
        pytest.param(
            f"{ONE}\nIG: {IG}\nFB: {FB}\n\n{TWO}\n{X1}", [(IG, ONE), (FB, ONE), (X1, TWO)], id="and another"
        ),
        pytest.param(f"{IG} {FB} {ONE}", [(IG, ONE), (FB, ONE)], id="two links on a line"),
        pytest.param(f"{ONE} {X1} {TWO} {X2}", [(X1, ONE), (X2, TWO)], id="all on a line"),
        pytest.param(f"Caption: {ONE}\nLink:\n{X1}", [(X1, ONE)], id="fields by name"),
        pytest.param(f"{ONE}\n\n{X1}\nInstagram:\n{IG}", [(X1, ONE), (IG, ONE)], id="a label between"),
        pytest.param(f"\u200e{X1}\u200e\r\n\u202a{ONE}\u202c\0", [(X1, ONE)], id="marks and null bytes"),
        pytest.param(f"صباح {X1} #آسيان", [(X1, "صباح #آسيان")], id="right to left"),
        pytest.param(f"{X1[8:]} {ONE}", [(X1[8:], ONE)], id="no scheme"),
    ],
)
def test_words_belong_to_the_nearest_link(text, drafts):
    assert found(text) == drafts


@pytest.mark.parametrize(
    ("text", "drafts", "left"),
    [
        (f"Laporan 29 Agustus:\n{X1}\n{X2}", [(X1, ""), (X2, "")], "Laporan 29 Agustus:"),
        (f"Laporan:\n{X1}\n{ONE}\n\n{X2}\n{TWO}", [(X1, ONE), (X2, TWO)], "Laporan:"),
        (f"Selamat pagi\n\n{X1}\n\n{X2}", [(X1, ""), (X2, "")], "Selamat pagi"),
        (f"{ONE}\n{X1}\n\n{TWO}\n{X2}\n\nTerima kasih", [(X1, ONE), (X2, TWO)], "Terima kasih"),
    ],
)
def test_headings_and_greetings_are_no_captions_and_are_told(text, drafts, left):
    pasted = read(text)
    assert [(draft.url, draft.caption) for draft in pasted.drafts] == drafts
    [problem] = pasted.problems
    assert problem.code == "words_left"
    assert left in problem.sentence


def test_a_late_caption_with_a_hashtag_is_kept_where_there_is_no_other():
    assert found(f"{ONE}\n{X1}\n{TWO} {X2}\n\n{X3}\n\nPenutup #ASEAN2023")[-1] == (X3, "Penutup #ASEAN2023")


def test_long_leftovers_are_shortened():
    pasted = read(f"{'kata ' * 40}\n{X1}\n{X2}\n\n{X3}")
    assert "kata…" in pasted.problems[0].sentence


WHATSAPP = f"""[29/08/23 10.15.02] Budi Kominfo: Selamat pagi, izin melaporkan
[29/08/23 10.15.40] Budi Kominfo: {ONE}
IG: {IG}
FB: {FB}
\u200e[29/08/23 10.15.41] Budi Kominfo: \u200eimage omitted
[29/08/23 10.16.02] ~ Ani: Siap, diterima
[29/08/23 10.17.02] Budi Kominfo: {TWO}

{X1} <Pesan ini diedit>"""


@pytest.mark.parametrize(
    "text",
    [
        WHATSAPP,
        f"""29/08/23 09.00 - Pesan dan panggilan dienkripsi secara end-to-end.
29/08/23, 10.15 - Budi: {ONE}
IG: {IG}
FB: {FB}
29/08/23, 10.15 - Budi: IMG-20230829-WA0001.jpg (file terlampir)
29/08/23, 10.16 - Ani menambahkan Sari
29/08/23, 10.17 - Budi: {TWO}
{X1}""",
        f"""[10.15, 29/8/2023] Budi: {ONE}
{IG}
{FB}
[10.17, 29/8/2023] Budi: {TWO}
{X1}
[10.18, 29/8/2023] Budi: Pesan ini dihapus""",
        f"""Budi Kominfo, [29/08/2023 10:15]
{ONE}
{IG}
{FB}

Budi Kominfo, [29/08/2023 10:17:30]:
{TWO}
{X1}""",
        f"""8/29/23, 10:15\u202fAM - Budi: {ONE}
{IG}
{FB}
8/29/23, 10:17 AM - Budi: {X1} {TWO}
8/29/23, 10:17 AM - Budi: Terima kasih""",
    ],
    ids=["iPhone", "Android", "browser", "Telegram", "American telephone"],
)
def test_a_chat_gives_its_captions_without_stamps_notes_and_chatter(text):
    assert found(text) == [(IG, ONE), (FB, ONE), (X1, TWO)]


def test_a_caption_and_its_link_may_be_two_messages_of_one_person():
    text = f"[10.15, 29/8/2023] Budi: {ONE}\n[10.16, 29/8/2023] Budi: {X1}\n[10.17, 29/8/2023] Ani: {X2}"
    assert found(text) == [(X1, ONE), (X2, "")]


def test_a_message_without_a_sender_counts_if_it_holds_a_link():
    assert found(f"29/08/23, 10.15 - {X1}\n29/08/23, 10.16 - Budi keluar") == [(X1, "")]


def test_a_caption_that_begins_with_a_date_is_no_message():
    assert found(f"29/08/2023 10.15 - {ONE}\n{X1}") == [(X1, f"29/08/2023 10.15 - {ONE}")]


def test_chatter_is_told_once_with_its_line():
    [problem] = read(WHATSAPP).problems
    assert (problem.code, problem.line) == ("words_left", 1)
    assert "2 potongan teks" in problem.sentence


def test_the_same_post_in_any_form_is_one_draft_that_keeps_what_is_known():
    text = f"{X1}?s=20\n\n{X2} {TWO}\n\nhttps://twitter.com/lain/status/1696000000000000001 {ONE}"
    assert found(text) == [(f"{X1}?s=20", ONE), (X2, TWO)]
    [problem] = read(text).problems
    assert (problem.code, problem.line) == ("repeated", 5)


def test_the_same_text_that_is_no_post_is_one_draft_too():
    assert len(read("https://x.com/kominfo https://x.com/kominfo").drafts) == 1


def test_each_link_keeps_its_line():
    assert [draft.line for draft in read(f"\n{X1}\n\n{X2} {X3}").drafts] == [2, 4, 4]


def test_more_than_fifty_are_told_and_none_is_lost():
    links = [f"https://x.com/a/status/{1696000000000000000 + n}" for n in range(MOST + 7)]
    pasted = read("\n".join(links))
    assert codes("\n".join(links)) == ["too_many"]
    assert "57" in pasted.problems[0].sentence
    assert [draft.url for draft in (*pasted.first, *pasted.rest)] == links
    assert len(pasted.first) == MOST


@pytest.mark.parametrize("text", ["", " \n\t\0", "Selamat pagi", "javascript:alert(1)", "\ud800"])
def test_without_a_link_there_is_nothing(text):
    pasted = read(text)
    assert (pasted.drafts, [problem.code for problem in pasted.problems]) == ((), ["nothing"])


reports = st.lists(
    st.tuples(
        st.integers(1, 10**6).map(lambda n: f"https://x.com/a/status/{1696 * 10**15 + n}"),
        st.sampled_from(["", ONE, TWO, "Satu dua tiga", "Pilar: AOIP #a #b"]),
    ),
    min_size=1,
    max_size=8,
    unique_by=lambda report: report[0],
)


@given(reports, st.randoms(use_true_random=False), st.sampled_from(["\n", "\r\n", "\n\n", "\n \n\n", " \n"]))
def test_lines_in_any_order_with_any_space_between_are_the_same_drafts(given_reports, random, between):
    shuffled = list(given_reports)
    random.shuffle(shuffled)
    text = between.join(f"  {url}{' ' * random.randint(1, 3)}{caption} " for url, caption in shuffled)
    assert set(found(text)) == set(given_reports)


noise = st.sampled_from(
    [X1, X2, f"{IG} ", FB, ONE, "\n", "\n\n", "\t", '"', " ", "[29/08/23 10.15.02] B: ", "IG:"]
)


@given(st.one_of(st.text(), st.lists(st.one_of(noise, st.text(max_size=5)), max_size=30).map("".join)))
def test_reading_never_raises_and_finds_each_post_once(text):
    pasted = read(text)
    urls = [draft.url for draft in pasted.drafts]
    assert len(urls) == len(set(urls))
    assert bool(urls) == ("nothing" not in [problem.code for problem in pasted.problems])


@given(reports)
def test_what_is_written_is_read_again(given_reports):
    drafts = [Draft(url, caption, n) for n, (url, caption) in enumerate(given_reports, 1)]
    assert list(read(write(drafts)).drafts) == drafts
