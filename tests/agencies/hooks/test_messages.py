from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from django.utils import timezone
from standardwebhooks import Webhook, WebhookVerificationError

from agencies.hooks import messages
from tests.builders import NOW

DATA = {"post": "ABC", "caption": "Jakarta – “Epicentrum”"}


def signed(keys: list[str], at: datetime | None = None) -> tuple[str, dict[str, str]]:
    text = messages.body(messages.envelope("post.verified", DATA, at=NOW))
    return text, messages.headers(text, message_id=uuid4(), keys=keys, at=at or timezone.now())


def test_a_receiver_verifies_with_the_library_and_reads_what_was_said() -> None:
    secret = messages.new_secret()
    text, headers = signed([secret])

    assert Webhook(secret).verify(text, headers) == {
        "type": "post.verified",
        "timestamp": "2023-08-29T03:00:00Z",
        "data": DATA,
    }
    assert headers["Content-Type"] == "application/json"


def test_another_secret_and_another_text_are_not_believed() -> None:
    secret = messages.new_secret()
    text, headers = signed([secret])

    for key, said in ((messages.new_secret(), text), (secret, text.replace("ABC", "ABD"))):
        with pytest.raises(WebhookVerificationError):
            Webhook(key).verify(said, headers)


def test_while_a_secret_is_replaced_both_verify() -> None:
    old, new = messages.new_secret(), messages.new_secret()
    text, headers = signed([new, old])

    assert Webhook(old).verify(text, headers) == Webhook(new).verify(text, headers)


def test_an_old_attempt_is_not_believed() -> None:
    secret = messages.new_secret()
    text, headers = signed([secret], timezone.now() - timedelta(minutes=6))

    with pytest.raises(WebhookVerificationError, match="too old"):
        Webhook(secret).verify(text, headers)


def test_the_zone_of_the_moment_changes_nothing() -> None:
    wib = datetime.fromisoformat("2023-08-29T10:00:00+07:00")
    secret = messages.new_secret()

    assert messages.rfc3339(wib) == "2023-08-29T03:00:00Z"
    assert signed([secret], wib)[1]["webhook-timestamp"] == signed([secret], NOW)[1]["webhook-timestamp"]


def test_no_two_secrets_are_alike() -> None:
    assert messages.new_secret() != messages.new_secret()
    assert messages.new_secret().startswith("whsec_")
