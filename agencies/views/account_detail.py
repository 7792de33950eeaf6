"""One account: whose it is and how that is known, and what its agency and the centre do about it."""

import uuid
from collections.abc import Callable
from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from agencies import access
from agencies import accounts as shown
from agencies.account_forms import (
    FollowersForm,
    ProfileForm,
    ProofForm,
    ReasonForm,
    RefusalForm,
    VerifyForm,
)
from agencies.account_states import AccountState
from agencies.actions import account_evidence, accounts
from agencies.models import Agency, SocialAccount, User
from agencies.platforms import Platform
from agencies.roles import Permission
from summitcomms.lib import pictures
from summitcomms.lib.permits import Permit
from summitcomms.lib.refusals import Refused


@require_safe
def account_detail(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    user, account = _in_sight(request, public_id)
    return _page(request, user, account)


@require_POST
def account_verify(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    user, account = _in_sight(request, public_id)
    _require(accounts.may_decide(user, account.agency))
    form = VerifyForm(request.POST, prefix="verify")

    def act(at: datetime) -> str:
        accounts.verify(by=user, account=account, at=at, **form.cleaned_data)
        return _("Akun %(account)s terverifikasi.")

    return _done(request, user, account, "verify", form, act)


@require_POST
def account_refuse(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    user, account = _in_sight(request, public_id)
    _require(accounts.may_decide(user, account.agency))
    form = RefusalForm(request.POST, prefix="refuse")

    def act(at: datetime) -> str:
        refused = accounts.refuse(by=user, account=account, at=at, **form.cleaned_data)
        if refused.state == AccountState.ARCHIVED:
            return _("Usulan akun %(account)s ditolak.")
        return _("Nama baru %(account)s ditolak. Nama sebelumnya berlaku lagi.")

    return _done(request, user, account, "refuse", form, act)


@require_POST
def account_archive(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    user, account = _in_sight(request, public_id)
    _require(accounts.may_archive(user, account.agency))
    form = ReasonForm(request.POST, prefix="archive")

    def act(at: datetime) -> str:
        accounts.archive(by=user, account=account, at=at, **form.cleaned_data)
        return _("Akun %(account)s diarsipkan. Unggahannya tetap dihitung.")

    return _done(request, user, account, "archive", form, act)


@require_POST
def account_rename(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """What was pasted is shown back as it was read, and stored when it is sent again."""
    user, account = _in_sight(request, public_id)
    accounts.side(user, account.agency)
    form = ProfileForm(request.POST, prefix="rename", of_platform=account.platform)
    if form.is_valid() and form.account().is_changed:
        form.show_back()
        return _page(request, user, account, {"rename": form}, read=form.account())

    def act(at: datetime) -> str:
        renamed = accounts.rename(by=user, account=account, handle=form.account().handle, at=at)
        if renamed.state == AccountState.PROPOSED:
            return _("Nama %(account)s diganti. Pusat memeriksanya lagi; unggahannya tetap dikenali.")
        return _("Nama %(account)s diganti.")

    return _done(request, user, account, "rename", form, act)


@require_POST
def account_confirm(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    user, account = _in_sight(request, public_id)
    access.require(user, Permission.MANAGE_ACCOUNTS, account.agency)

    def act(at: datetime) -> str:
        accounts.confirm(by=user, account=account, at=at)
        return _("Terima kasih. Akun %(account)s dipastikan masih milik instansi.")

    return _done(request, user, account, "confirm", None, act)


@require_POST
def account_followers(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    user, account = _in_sight(request, public_id)
    accounts.side(user, account.agency)
    form = FollowersForm(request.POST, prefix="count", asks=bool(request.POST.get("count-is_sure")))

    def act(at: datetime) -> str:
        account_evidence.note_followers(by=user, account=account, at=at, **form.cleaned_data)
        return _("Jumlah pengikut %(account)s dicatat.")

    return _done(request, user, account, "count", form, act)


@require_POST
def account_proof_add(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    user, account = _in_sight(request, public_id)
    accounts.side(user, account.agency)
    form = ProofForm(request.POST, request.FILES, prefix="proof")

    def act(at: datetime) -> str:
        account_evidence.add_proof(
            by=user,
            account=account,
            kind=form.cleaned_data["kind"],
            picture=form.cleaned_data["image"],
            at=at,
        )
        return _("Bukti %(account)s tersimpan.")

    return _done(request, user, account, "proof", form, act)


@require_safe
def account_proof(request: HttpRequest, public_id: uuid.UUID, proof_id: uuid.UUID) -> HttpResponseBase:
    """The picture itself, for the agency's people who keep accounts and for the centre that checks them."""
    user, account = _in_sight(request, public_id)
    if not _sees_proofs(user, account.agency):
        raise PermissionDenied(_(access.NOT_YOURS))
    proof = get_object_or_404(account.proofs, public_id=proof_id)
    return pictures.served(proof.image, f"bukti-{account.handle}")


def _in_sight(request: HttpRequest, public_id: uuid.UUID) -> tuple[User, SocialAccount]:
    """The reader and an account within reach; 404 for any other."""
    user = access.require_somewhere(request.user, Permission.VIEW_ACCOUNTS)
    seen = SocialAccount.objects.visible_to(user).for_list()
    return user, get_object_or_404(
        seen.select_related("agency__parent", "proposed_by", "decided_by"), public_id=public_id
    )


def _require(permit: Permit) -> None:
    if not permit:
        raise PermissionDenied(permit.reason)


def _sees_proofs(user: User, agency: Agency) -> bool:
    """Letters name people, so they are shown to those who file or check them only."""
    return bool(access.can(user, Permission.MANAGE_ACCOUNTS, agency)) or bool(
        access.can(user, Permission.VERIFY_ACCOUNTS)
    )


def _done(
    request: HttpRequest,
    user: User,
    account: SocialAccount,
    name: str,
    form: forms.Form | None,
    act: Callable[[datetime], str],
) -> HttpResponse:
    """Act and show the account as it is now; a refusal shows the page again with what was typed."""
    refusal = None
    if form is None or form.is_valid():
        try:
            sentence = act(timezone.now())
        except Refused as refused:
            refusal = refused
            if isinstance(form, FollowersForm):
                form.asks = form.asks or refused.code == "outlier"
        else:
            messages.success(request, sentence % {"account": account})
            return redirect(account)
    fresh = _in_sight(request, account.public_id)[1]
    return _page(request, user, fresh, {name: form} if form else {}, refusal=refusal, status=422)


def _page(
    request: HttpRequest,
    user: User,
    account: SocialAccount,
    typed: dict[str, forms.Form] | None = None,
    *,
    refusal: Refused | None = None,
    read: Any = None,
    status: int = 200,
) -> HttpResponse:
    at = timezone.now()
    agency = account.agency
    is_open = account.state != AccountState.ARCHIVED
    manages = access.can(user, Permission.MANAGE_ACCOUNTS, agency)
    decides = accounts.may_decide(user, agency)
    keeps = is_open and bool(manages or decides)
    is_centre = bool(access.can(user, Permission.VERIFY_ACCOUNTS))
    awaits = account.state == AccountState.PROPOSED and is_centre
    context = {
        "account": account,
        "agency": agency,
        "step": shown.step(account, at),
        "is_stale": account.is_stale(at),
        "renames": list(account.renames.select_related("renamed_by")),
        "followers": shown.followers(account),
        "has_followers": account.platform != Platform.WEBSITE,
        "warnings": shown.warnings(account) if is_open else [],
        "former_owner": shown.former_owner(account) if is_open and is_centre else None,
        "is_centre": is_centre,
        "proofs": list(account.proofs.select_related("added_by")) if _sees_proofs(user, agency) else [],
        "sees_proofs": _sees_proofs(user, agency),
        "history": shown.history(account),
        "keeps": keeps,
        "may_confirm": bool(manages) and account.state == AccountState.VERIFIED,
        "decision": decides if awaits else None,
        "may_archive": is_open and not awaits and bool(accounts.may_archive(user, agency)),
        "may_propose_again": not is_open and bool(manages or decides),
        "refusal": refusal.sentence if refusal else "",
        "read": read,
    } | _forms(account, typed or {})
    return render(request, "agencies/account_detail.html", context, status=status)


def _forms(account: SocialAccount, typed: dict[str, forms.Form]) -> dict[str, forms.Form]:
    """Every form of the page under `<name>_form`, one of them perhaps with what was typed."""
    seen = {"seen": account.handle}
    fresh: dict[str, forms.Form] = {
        "verify": VerifyForm(prefix="verify", initial=seen),
        "refuse": RefusalForm(prefix="refuse", initial=seen),
        "archive": ReasonForm(prefix="archive"),
        "rename": ProfileForm(prefix="rename", of_platform=account.platform),
        "count": FollowersForm(prefix="count"),
        "proof": ProofForm(prefix="proof"),
    }
    return {f"{name}_form": form for name, form in (fresh | typed).items()}
