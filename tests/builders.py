"""Builders: one function per thing, every argument optional, rows as an action would leave them."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any

from allauth.mfa.totp.internal.auth import TOTP
from allauth.usersessions.models import UserSession
from django.test import Client
from PIL import Image

from agencies import directory_search
from agencies.handles import fold
from agencies.hooks import messages
from agencies.models import (
    Agency,
    AgencyKind,
    Membership,
    Partner,
    PartnerKey,
    Region,
    SocialAccount,
    User,
    WebhookDelivery,
    WebhookEndpoint,
    WebhookEvent,
)
from agencies.platforms import Platform
from agencies.roles import CENTRAL
from campaigns import likeness, link_ids
from campaigns.flags import EFFECT_OF, Flag
from campaigns.models import (
    Campaign,
    Dispute,
    Grade,
    KpiDefinition,
    Material,
    Pillar,
    Post,
    PostFlag,
    ReadingSource,
)
from campaigns.states import PostState
from summitcomms.lib.codes import random_code

NOW = datetime(2023, 8, 29, 3, 0, tzinfo=UTC)
"""The moment at which most tests happen: Tuesday 29 August 2023, 10.00 WIB, seven days before the summit."""

PASSWORD = "kata-sandi-untuk-uji-coba"
TOTP_SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
_number = count(1)


def region(code: str = "74", name: str = "Sulawesi Tenggara", zone: str = "Asia/Makassar") -> Region:
    """A region by its code: two digits make a province, a dot a regency, `.7x` a city."""
    existing = Region.objects.filter(code=code).first()
    if existing:
        return existing
    province = region(code[:2], f"Provinsi {code[:2]}", zone) if "." in code else None
    level = "province" if province is None else "city" if code[3] == "7" else "regency"
    return Region.objects.create(
        code=code, name=name, level=level, province=province, timezone=zone, population=2_700_000
    )


def agency(code: str = "", short_name: str = "", **fields: Any) -> Agency:
    """An agency by its code: `K-…` ministry, `L-…` institution, `D-…` the Diskominfo of that region."""
    n = next(_number)
    code = code or f"K-{900 + n}"
    existing = Agency.objects.filter(code=code).first()
    if existing:
        return existing
    short_name = short_name or f"Instansi {n}"
    kind, zone = AgencyKind.MINISTRY, "Asia/Jakarta"
    if code.startswith("L-"):
        kind = AgencyKind.INSTITUTION
    if code.startswith("D-"):
        place = region(code.removeprefix("D-"), zone=fields.get("timezone", "Asia/Makassar"))
        kind, zone = AgencyKind(place.level), place.timezone
        fields["region"] = place
        if place.province:
            fields["parent"] = agency(f"D-{place.province.code}")
    fields = {"kind": kind, "timezone": zone, "name": short_name, "slug": f"instansi-{n}"} | fields
    return Agency.objects.create(
        code=code, short_name=short_name, search=directory_search.text((short_name,), (code,)), **fields
    )


def user(email: str = "", role: str = "", agency: Agency | None = None, **fields: Any) -> User:
    """A person, with one membership when a role is given; a central role comes with its second factor."""
    email = email or f"orang{next(_number)}@contoh.go.id"
    person = User.objects.create_user(
        email,
        fields.pop("password", PASSWORD),
        full_name=fields.pop("full_name", email.split("@")[0]),
        **fields,
    )
    if role:
        Membership.objects.create(user=person, role=role, agency=agency)
    if role in CENTRAL:
        TOTP.activate(person, TOTP_SECRET)
    return person


def session(person: User, user_agent: str = "", at: datetime = NOW) -> str:
    """A place where `person` is signed in since `at`, as sign-in leaves it; return the key of the session."""
    client = Client()
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    key = str(client.session.session_key)
    UserSession.objects.create(
        user=person,
        session_key=key,
        ip="203.0.113.7",
        user_agent=user_agent or "Mozilla/5.0 (Linux; Android 13; K) Chrome/116.0.0.0 Mobile Safari/537.36",
        created_at=at,
        last_seen_at=at,
    )
    return key


def account(
    agency: Agency, platform: Platform = Platform.INSTAGRAM, handle: str = "", **fields: Any
) -> SocialAccount:
    """An account that the centre has verified; a proposed one was never confirmed."""
    handle = handle or f"akun_{next(_number)}"
    state = fields.get("state", SocialAccount.State.VERIFIED)
    confirmed_at = None if state == SocialAccount.State.PROPOSED else NOW
    defaults = {"state": state, "confirmed_at": confirmed_at}
    return SocialAccount.objects.create(
        agency=agency, platform=platform, handle=handle, folded=fold(handle), **defaults | fields
    )


def picture(colour: str = "navy") -> bytes:
    """A small PNG of one colour."""
    file = io.BytesIO()
    Image.new("RGB", (40, 30), colour).save(file, "PNG")
    return file.getvalue()


def campaign(code: str = "ktt-43", **fields: Any) -> Campaign:
    """KTT ke-43, running at `NOW`: 7 August to 10 September 2023 in WIB, with its three pillars."""
    existing = Campaign.objects.filter(code=code).first()
    if existing:
        return existing
    defaults: dict[str, Any] = {
        "name": "KTT ke-43 ASEAN, Jakarta",
        "short_name": "KTT ke-43",
        "theme": "ASEAN Matters: Epicentrum of Growth",
        "state": Campaign.State.OPEN,
        "starts_at": datetime(2023, 8, 6, 17, tzinfo=UTC),
        "ends_at": datetime(2023, 9, 10, 17, tzinfo=UTC),
        "summit_on": date(2023, 9, 5),
        "summit_ends_on": date(2023, 9, 7),
        "hashtag": "ASEAN2023",
        "counted_grades": [Grade.PARTNER, Grade.EXPORT, Grade.SCREENSHOT],
    }
    made = Campaign.objects.create(code=code, **defaults | fields)
    for position, name in enumerate(("ASEAN Matters", "Epicentrum of Growth", "AOIP"), 1):
        Pillar.objects.create(
            campaign=made, code=f"pilar-{position}", name=name, narrative=f"Narasi {name}.", position=position
        )
    return made


def material(campaign: Campaign | None = None, **fields: Any) -> Material:
    """A narrative that came out five days ago, for everybody."""
    caption = fields.pop(
        "caption", f"Kawasan yang damai adalah modal kita bersama nomor {next(_number)}. #ASEAN2023"
    )
    defaults: dict[str, Any] = {
        "title": "Kawasan yang damai",
        "published_at": NOW - timedelta(days=5),
        "created_at": NOW - timedelta(days=6),
    }
    return Material.objects.create(
        campaign=campaign or globals()["campaign"](),
        caption=caption,
        caption_key=likeness.caption_key(caption),
        **defaults | fields,
    )


def link(
    platform: Platform = Platform.X, at: datetime = NOW, handle: str = "akun", sequence: int | None = None
) -> str:
    """A link as people paste it, whose id carries `at` where the platform's ids carry a time."""
    native = link_ids.encode(platform, at, next(_number) if sequence is None else sequence)
    return {
        Platform.X: f"https://x.com/{handle}/status/{native}",
        Platform.INSTAGRAM: f"https://www.instagram.com/p/{native}/",
        Platform.TIKTOK: f"https://www.tiktok.com/@{handle}/video/{native}",
        Platform.FACEBOOK: f"https://www.facebook.com/{handle}/posts/{native}",
        Platform.YOUTUBE: f"https://www.youtube.com/watch?v={native}",
        Platform.THREADS: f"https://www.threads.com/@{handle}/post/{native}",
        Platform.WEBSITE: f"https://{handle}.go.id/berita/{next(_number)}",
    }[platform]


def post(agency: Agency | None = None, campaign: Campaign | None = None, **fields: Any) -> Post:
    """A submitted post of one hour ago; `state` with a decision fills the decision in."""
    agency = agency or globals()["agency"]()
    campaign = campaign or globals()["campaign"]()
    n = next(_number)
    published_at = fields.pop("published_at", NOW - timedelta(hours=1))
    state = fields.pop("state", PostState.SUBMITTED)
    defaults: dict[str, Any] = {
        "code": random_code(),
        "platform": Platform.X,
        "native_id": str(10**17 + n),
        "url": f"https://x.com/akun/status/{10**17 + n}",
        "caption": "Menyambut KTT ASEAN di Jakarta #ASEAN2023",
        "submitted_at": published_at + timedelta(minutes=30),
    }
    if state in (PostState.VERIFIED, PostState.RETURNED, PostState.REJECTED):
        defaults |= {
            "decision": state,
            "decided_at": published_at + timedelta(minutes=45),
            "decided_by_kind": "rule",
            "decided_by_rule": "uji",
        }
    if "submitted_by" not in fields:
        defaults["submitted_by"] = user(role="officer", agency=agency)
    return Post.objects.create(
        agency=agency, campaign=campaign, published_at=published_at, state=state, **defaults | fields
    )


def source(code: str = "mitra-uji", grade: Grade = Grade.PARTNER, **fields: Any) -> ReadingSource:
    return ReadingSource.objects.get_or_create(code=code, defaults={"name": code, "grade": grade} | fields)[0]


def partner(
    code: str = "mitra-uji",
    scopes: tuple[str, ...] = tuple(PartnerKey.ScopeCode),
    agency: Agency | None = None,
) -> tuple[Partner, str]:
    """A partner with a source of its own, and the key in clear text that opens `scopes`."""
    made = Partner.objects.create(
        code=code, name=f"Mitra {code}", contact_email=f"{code}@contoh.id", agency=agency
    )
    ReadingSource.objects.get_or_create(
        code=code, defaults={"name": made.name, "grade": Grade.PARTNER, "partner": made}
    )
    _, key = PartnerKey.objects.create_key(name="uji", partner=made, scopes=list(scopes))
    return made, key


def webhook(partner: Partner, url: str = "", **fields: Any) -> WebhookEndpoint:
    """An endpoint of the partner that listens to verified posts."""
    defaults = {
        "events": [WebhookEvent.POST_VERIFIED],
        "secret": messages.new_secret(),
        "created_at": NOW,
    }
    url = url or f"https://mitra.co.id/{next(_number)}"
    return WebhookEndpoint.objects.create(partner=partner, url=url, **defaults | fields)


def delivery(endpoint: WebhookEndpoint, **fields: Any) -> WebhookDelivery:
    """News of a verified post that wait to be told since `NOW`."""
    event = fields.get("event", WebhookEvent.POST_VERIFIED)
    defaults: dict[str, Any] = {
        "event": event,
        "payload": messages.envelope(event, {"post": f"POST{next(_number)}"}, at=NOW),
        "due_at": NOW,
        "happened_at": NOW,
    }
    return WebhookDelivery.objects.create(endpoint=endpoint, **defaults | fields)


def kpi_definitions() -> dict[str, KpiDefinition]:
    """The figures of the control room, by code."""
    figures = (
        ("contents", "Konten K/L/D", "count", True),
        ("hashtag_uses", "Penggunaan tagar", "count", False),
        ("interactions", "Interaksi", "count", True),
        ("likes", "Suka", "count", True),
        ("positive_tone", "Tone positif", "share", False),
        ("active_agencies", "Instansi aktif", "count", True),
    )
    return {
        code: KpiDefinition.objects.create(
            code=code, name=name, meaning=f"Arti {name}.", unit=unit, is_tallied=tallied, position=position
        )
        for position, (code, name, unit, tallied) in enumerate(figures, 1)
    }


def flag(post: Post, code: Flag = Flag.BURST, **fields: Any) -> PostFlag:
    """An open doubt; `outcome` with `decided_by` decides it, at `NOW`, with three days to object."""
    moved = {"metric": "likes", "before": 900, "before_at": NOW.isoformat(), "after": 90}
    seen = {"at": NOW.isoformat(), "source": "Mitra Pemantau"}
    copied = {"post": "ABCD1234", "agency": "Kominfo"}
    facts: dict[Flag, dict[str, Any]] = {
        Flag.BURST: {"count": "23", "minutes": "15"},
        Flag.SAME_CAPTION: copied,
        Flag.SAME_IMAGE: copied,
        Flag.DECLARED_ONLY: {},
        Flag.DROP: moved | seen,
        Flag.JUMP: moved | seen | {"after": 90_000},
        Flag.RATIO: {"metric": "likes", "count": 9, "views": 5} | seen,
    }
    if fields.get("outcome"):
        fields = {"decided_at": NOW} | fields
    if fields.get("outcome") == PostFlag.Outcome.UPHELD:
        fields = {"object_until": NOW + timedelta(days=3), "note": "Angkanya tidak masuk akal."} | fields
    defaults: dict[str, Any] = {
        "facts": facts[code],
        "effect": EFFECT_OF[code],
        "raised_at": NOW - timedelta(hours=1),
    }
    return PostFlag.objects.create(post=post, code=code, **defaults | fields)


def dispute(held: Post, agency: Agency, **fields: Any) -> Dispute:
    """An open dispute of `agency` about the link that `held` holds."""
    said = {
        "platform": held.platform,
        "native_id": held.native_id,
        "url": held.url,
        "filed_by": held.submitted_by,
        "filed_at": NOW,
    }
    return held.disputes.create(agency=agency, **said | fields)
