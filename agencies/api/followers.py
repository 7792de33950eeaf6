"""The road on which partners push how many people follow an account."""

from collections.abc import Sequence, Set
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Q
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from agencies.actions import account_evidence
from agencies.api.batches import Batch, BatchView, as_json, broken_row, moment, unknown_field
from agencies.api.schema import RefusedRowSerializer, batch_parameters, batch_problems, batch_request
from agencies.handles import fold
from agencies.models import FollowerReading, Partner, PartnerKey, SocialAccount
from agencies.platforms import Platform
from summitcomms.lib.refusals import Refusal, Refused

MAX_ROWS = 1_000
FIELDS = ("account", "followers", "taken_at", "is_sure")
LARGEST = 10**10
"""More people than there are follow nobody."""
OLDEST, TOLERANCE = timedelta(days=60), timedelta(minutes=5)


class FollowerRowSerializer(serializers.Serializer[None]):
    """How many follow an account at a moment."""

    account = serializers.CharField(
        max_length=150, help_text="Its `id` from the agency, or `platform:name`, e.g. instagram:kemenkominfo."
    )
    followers = serializers.IntegerField(min_value=0, max_value=LARGEST)
    taken_at = serializers.DateTimeField(
        required=False, help_text="RFC 3339 with the zone, within the last 60 days; without it, now."
    )
    is_sure = serializers.BooleanField(
        required=False, help_text="Says of a count far from the one before that it was looked at."
    )


class FollowerBatchSerializer(serializers.Serializer[None]):
    """Counts of followers."""

    rows = serializers.ListField(child=FollowerRowSerializer(), min_length=1, max_length=MAX_ROWS)
    atomic = serializers.BooleanField(required=False)


class FollowerBatchResultSerializer(serializers.Serializer[None]):
    """What became of a batch; stored + unchanged + refused are all its rows."""

    stored = serializers.IntegerField()
    unchanged = serializers.IntegerField(help_text="Known already, from you, with the same count.")
    refused = RefusedRowSerializer(many=True)


@dataclass(frozen=True, slots=True)
class _Count:
    index: int
    account: str
    followers: int
    taken_at: datetime
    is_sure: bool


class FollowerBatch(BatchView):
    """Push up to 1,000 counts of followers; the system of an agency, those of its own accounts."""

    write_scope = PartnerKey.ScopeCode.FOLLOWERS_WRITE
    max_rows = MAX_ROWS
    has_campaign = False

    @extend_schema(
        operation_id="followers_batch",
        tags=["agencies"],
        parameters=batch_parameters(has_campaign=False),
        request=batch_request(FollowerBatchSerializer, FollowerRowSerializer),
        responses={200: FollowerBatchResultSerializer} | batch_problems(),
    )
    def post(self, request: Request) -> Response:
        return self.respond(request)

    def take(self, batch: Batch, *, at: datetime) -> dict[str, Any]:
        partner = self.call.key.partner
        read = [_read(index, row, at) for index, row in enumerate(batch.rows)]
        refused = [one for one in read if isinstance(one, Refusal)]
        counts = [one for one in read if isinstance(one, _Count)]
        accounts = _accounts(counts, partner)
        known = _known({account.pk for account in accounts.values()}, counts, partner)
        stored = 0
        # In one order, so that two batches at once never wait for each other.
        for count in sorted(counts, key=lambda one: (_key(accounts, one), one.taken_at, one.index)):
            account = accounts.get(_name(count.account))
            if account is None:
                refused.append(
                    Refusal(
                        count.index,
                        "account_unknown",
                        "Akun ini tidak terdaftar atas nama instansi mana pun.",
                    )
                )
                continue
            seen = (account.pk, count.taken_at, count.followers)
            if seen in known:
                continue
            try:
                account_evidence.note_followers(
                    by=partner,
                    account=account,
                    followers=count.followers,
                    at=count.taken_at,
                    is_sure=count.is_sure,
                )
            except Refused as refusal:
                refused.append(Refusal(count.index, refusal.code, refusal.sentence))
                continue
            known.add(seen)
            stored += 1
        unchanged = len(batch.rows) - stored - len(refused)
        return {"stored": stored, "unchanged": unchanged, "refused": as_json(refused)}


def _read(index: int, row: Any, at: datetime) -> _Count | Refusal:
    """Codes: json_broken, row_not_object, field_unknown, account_missing, followers_invalid,
    taken_at_invalid, is_sure_invalid."""
    if broken := broken_row(index, row):
        return broken
    if unknown := unknown_field(row, FIELDS):
        return Refusal(index, "field_unknown", unknown)
    account, followers, is_sure = row.get("account"), row.get("followers"), row.get("is_sure", False)
    if not isinstance(account, str) or not account.strip() or not account.isprintable():
        return Refusal(index, "account_missing", "Isi account dengan id akun atau platform:nama akun.")
    if not isinstance(followers, int) or isinstance(followers, bool) or not 0 <= followers <= LARGEST:
        return Refusal(index, "followers_invalid", "Isi followers dengan bilangan bulat, nol atau lebih.")
    if not isinstance(is_sure, bool):
        return Refusal(index, "is_sure_invalid", "Isi is_sure dengan true atau false.")
    taken_at = moment(row["taken_at"]) if "taken_at" in row else at
    if taken_at is None or taken_at.utcoffset() is None or not at - OLDEST <= taken_at <= at + TOLERANCE:
        return Refusal(
            index,
            "taken_at_invalid",
            "Tulis waktu ukur dengan zonanya menurut RFC 3339, paling lama 60 hari yang lalu.",
        )
    return _Count(index, account, followers, taken_at.astimezone(UTC), is_sure)


def _name(text: str) -> UUID | tuple[str, str] | None:
    """What names an account: its id, or the platform and the name as names are compared."""
    platform, colon, handle = text.strip().partition(":")
    if colon and platform in set(Platform):
        return platform, fold(handle.strip())
    try:
        return UUID(text.strip())
    except ValueError:
        return None


def _accounts(
    counts: Sequence[_Count], partner: Partner
) -> dict[UUID | tuple[str, str] | None, SocialAccount]:
    """The accounts that are named and of which the partner may speak, by every name; one query."""
    names = {_name(count.account) for count in counts}
    ids = [name for name in names if isinstance(name, UUID)]
    folded = [name[1] for name in names if isinstance(name, tuple)]
    found = SocialAccount.objects.current().filter(Q(public_id__in=ids) | Q(folded__in=folded))
    if partner.agency_id:
        found = found.filter(agency=partner.agency_id)
    accounts: dict[UUID | tuple[str, str] | None, SocialAccount] = {}
    for account in found:
        accounts |= {account.public_id: account, (account.platform, account.folded): account}
    return accounts


def _known(accounts: Set[int], counts: Sequence[_Count], partner: Partner) -> set[tuple[int, datetime, int]]:
    """What the partner has said of these accounts at these moments; one query."""
    moments = {count.taken_at for count in counts}
    said = FollowerReading.objects.filter(
        account__in=accounts, taken_at__in=moments, noted_by=partner.actor_id
    )
    return set(said.values_list("account", "taken_at", "followers"))


def _key(accounts: dict[Any, SocialAccount], count: _Count) -> int:
    account = accounts.get(_name(count.account))
    return account.pk if account else 0
