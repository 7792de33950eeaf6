"""What passkeys send: the forms of django-allauth, held to what the portal asks of them.

A passkey of the portal always asks for finger, face or PIN and stays on the device, so it opens the door by
itself. Whatever a browser sends that is no answer of a passkey is told in a sentence.
"""

import json
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn import forms as webauthn
from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from agencies import audit
from agencies.models import User

LONGEST_NAME = 60
MOST_CHARACTERS = 20_000
"""Of an answer; with an attestation it takes some 3,000."""
MALFORMED = (ValueError, TypeError, LookupError)
"""What reading an answer raises that a browser has not made."""


class _Name(forms.CharField):
    def __init__(self) -> None:
        super().__init__(
            label=_("Nama kunci sandi"),
            max_length=LONGEST_NAME,
            help_text=_("Supaya Anda mengenalinya, misalnya Ponsel kantor."),
            error_messages={"required": _("Beri nama kunci sandi ini.")},
        )


class AddForm(webauthn.AddWebAuthnForm):
    """A new passkey; the server sees to it that finger, face or PIN was asked for."""

    passwordless = forms.BooleanField(widget=forms.HiddenInput, initial=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"] = _Name()
        self.fields["name"].required = False  # the device has made the key by the time the form is sent

    def clean_credential(self) -> Any:
        return _clean(self.cleaned_data["credential"])

    def clean(self) -> dict[str, Any]:
        try:
            cleaned: dict[str, Any] = super().clean()
        except (forms.ValidationError, *MALFORMED):
            raise _unusable() from None
        return cleaned


class RenameForm(webauthn.EditWebAuthnForm):
    """The name by which its owner knows a passkey."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"] = _Name()

    def save(self) -> Authenticator:
        before = str(self.instance)
        renamed: Authenticator = super().save()
        user = renamed.user
        assert isinstance(user, User)  # noqa: S101 says the class to the type checker
        audit.record(
            by=user,
            action="user.factor_renamed",
            target=user,
            before={"passkey_name": before},
            after={"passkey_name": str(renamed)},
        )
        return renamed


class _AnswerForm(webauthn.AuthenticateWebAuthnForm):
    """The answer of a passkey to the portal's question."""

    def clean_credential(self) -> Authenticator:
        _clean(self.cleaned_data["credential"])
        try:
            return super().clean_credential()
        except forms.ValidationError as error:
            if error.code == "too_many_login_attempts":
                raise
            raise _unknown() from None
        except MALFORMED:
            raise _unknown() from None


class SignInForm(_AnswerForm, webauthn.LoginWebAuthnForm):
    """Signing in with nothing but a passkey."""


class SecondStepForm(_AnswerForm):
    """A passkey after a password or a code by mail."""


class AgainForm(_AnswerForm, webauthn.ReauthenticateWebAuthnForm):
    """A passkey of somebody who is signed in, before something grave."""


def _clean(answer: Any) -> Any:
    """Refuse what the database could not keep or nobody needs to read."""
    text = json.dumps(answer)
    if len(text) > MOST_CHARACTERS or "\\u0000" in text:
        raise _unusable()
    return answer


def _unusable() -> forms.ValidationError:
    return forms.ValidationError(gettext("Kunci sandi tidak terbaca. Coba pasang sekali lagi."))


def _unknown() -> forms.ValidationError:
    return forms.ValidationError(
        gettext("Kunci sandi ini tidak dikenal atau sudah dihapus. Masuklah dengan cara lain.")
    )
