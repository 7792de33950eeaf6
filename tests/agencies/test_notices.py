"""Every kind of mail has its words, and none may be muted that guards an account."""

from itertools import product
from typing import Any
from uuid import UUID

import pytest
from django.conf import settings
from django.core import mail as outgoing
from django.utils import translation

from agencies.actions import mail
from agencies.models import User
from agencies.notices import INVITATION, MUTABLE, NOTICES, SIGN_IN, Notice
from summitcomms.lib import clock
from tests.builders import NOW

VARIANTS: dict[str, list[Any]] = {
    "outcome": ["returned", "rejected", "verified", "archived", "granted", "denied"],
    "change": ["granted", "ended"],
    "place": ["", "Diskominfo Sultra"],
    "rule": ["", "deadline", "registry"],
    "effect": ["post", "numbers"],
    "deadline": ["", "1 Sep 2023 10.00 WITA"],
    "days": [1, 7],
    "note": ["", "Perbaiki <b>tagar</b> & tautan"],
}
CODES = {"outcome", "change", "rule", "effect"}
"""What tells the words which way it went, and is not itself said."""
PLAIN = [notice for notice in NOTICES.values() if notice is not INVITATION]


def contexts(notice: Notice) -> list[dict[str, Any]]:
    """Every combination of what the templates of this kind tell apart."""
    names = sorted(notice.needs)
    values = product(*(VARIANTS.get(name, [f"‹{name}›"]) for name in names))
    return [dict(zip(names, chosen, strict=True)) for chosen in values]


def sent(notice: Notice, words: dict[str, Any], language: str = "id") -> Any:
    letter = mail.Letter(notice, "sari@contoh.go.id", language, clock.WITA, words)
    mail.deliver(letter, job_id=UUID(int=7))
    return outgoing.outbox[-1]


def test_a_code_names_one_notice_and_fits_where_people_mute_it() -> None:
    longest = User._meta.get_field("muted").base_field.max_length or 0

    assert all(code == notice.code for code, notice in NOTICES.items())
    assert all(len(code) <= longest for code in NOTICES)


def test_only_news_about_work_may_be_muted() -> None:
    assert MUTABLE == (
        "post.decided",
        "post.deadline",
        "appeal.decided",
        "dispute.decided",
        "flag.digest",
        "flag.upheld",
        "flag.ruled",
        "account.decided",
        "account.stale",
    )


def test_every_mail_of_the_sign_in_pages_is_known() -> None:
    assert set(SIGN_IN.values()) <= set(NOTICES.values())
    assert all(not notice.is_mutable for notice in SIGN_IN.values())


@pytest.mark.parametrize("notice", PLAIN, ids=lambda notice: notice.code)
def test_every_kind_has_its_words(notice: Notice) -> None:
    for context in contexts(notice):
        letter = sent(notice, context | {"person": "Sari & Budi", "asked_at": NOW})

        assert 10 < len(letter.subject) < 120
        assert "\n" not in letter.subject
        assert "{" not in letter.subject + letter.body
        assert "&amp;" not in letter.body
        assert "&lt;" not in letter.body
        assert settings.SITE_URL in letter.body
        said = letter.subject + letter.body
        assert all(str(value) in said for name, value in context.items() if name not in CODES)
        assert ("/profile/" in letter.body.split("Portal Kampanye KTT ASEAN")[-1]) is notice.is_mutable


def test_times_are_said_in_the_recipients_zone() -> None:
    letter = sent(NOTICES["password_changed"], {"address": "–", "device": "–", "asked_at": NOW})

    assert "11.00 WITA" in letter.body


@pytest.mark.parametrize("language", ["id", "en"])
def test_a_mail_is_made_in_the_recipients_language(language: str, monkeypatch: pytest.MonkeyPatch) -> None:
    spoken: list[str | None] = []
    render = mail.render_to_string

    def listen(template: str, words: dict[str, Any]) -> str:
        spoken.append(translation.get_language())
        return render(template, words)

    monkeypatch.setattr(mail, "render_to_string", listen)
    sent(NOTICES["login_code"], {"code": "ABC-DEF", "asked_at": NOW}, language)

    assert spoken == [language, language]
