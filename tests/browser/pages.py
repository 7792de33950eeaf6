"""Every page of the portal: where it is, who opens it, in which state it is worth a look.

`test_pages.py` opens all of them. A new route needs an entry here, or among NOT_PAGES with the reason;
`test_every_route_is_listed` says so.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from allauth.mfa.models import Authenticator
from django.urls import reverse

from agencies.models import Agency, Certificate, PartnerKey, SocialAccount, WebhookEndpoint
from awards.models import AwardRound, RecipeVersion, Standing
from awards.states import RoundState
from campaigns import measurements
from campaigns.flags import Flag
from campaigns.models import Appeal, Dispute, Material, MetricReading, Post, PostFlag, Receipt
from campaigns.states import PostState
from reports.demo.kits import DRAFT, JAKARTA, SCHEDULED, WITHDRAWN
from summitcomms.jobs.models import JobState
from tests.browser.world import INVITATION, MAILED, MONITOR, PARTNER_LINK, SUSPENDED, job, person

DJANGO_MARKUP = "Django's own markup of its admin"


@dataclass(frozen=True, slots=True)
class ListedPage:
    """One page in one state; `role` is the short name of somebody of the demo, empty for signed out."""

    name: str
    route: str
    role: str = ""
    args: Callable[[], Sequence[object]] = tuple
    query: str | Callable[[], str] = ""
    status: int = 200
    not_ours: str = ""
    """Why axe is not asked; the other rules hold nevertheless."""

    settled: str = ""
    """What a script puts into the page after it is loaded, as a selector; empty where no script does."""

    @property
    def address(self) -> str:
        query = self.query if isinstance(self.query, str) else self.query()
        return reverse(self.route, args=self.args()) + query


def _post(state: PostState, agency: str = "") -> Callable[[], list[str]]:
    """The code of the newest post in this state, of this agency if one is named."""

    def find() -> list[str]:
        found = Post.objects.filter(state=state, campaign__code="ktt-43")
        if agency:
            found = found.filter(agency__code=agency)
        return [found.latest("submitted_at", "pk").code]

    return find


def _risky() -> list[str]:
    """The waiting post about which the screening has most to say."""
    return [Post.objects.filter(state=PostState.SUBMITTED).order_by("-risk", "pk")[0].code]


def _receipt() -> list[str]:
    return [Receipt.objects.get().code]


def _refused() -> list[str]:
    """The rejected post of an agency of the cast, against which its officer may appeal."""
    return [Post.objects.get(state=PostState.REJECTED, agency__code="D-74", appeal=None).code]


def _appeal() -> list[object]:
    return [Appeal.objects.get().public_id]


def _flag(code: Flag) -> Callable[[], list[object]]:
    return lambda: [PostFlag.objects.filter(code=code).latest("pk").public_id]


def _dispute() -> list[object]:
    return [Dispute.objects.get().public_id]


def _disputed() -> list[str]:
    return [Dispute.objects.get().post.code]


def _reading() -> list[str]:
    """The newest measurement of a post of Sulawesi Tenggara."""
    found = MetricReading.objects.filter(post__agency__code="D-74").select_related("post", "source")
    newest = found.order_by("-taken_at", "source__code")[0]
    return [newest.post.code, newest.source.code, measurements.stamp_of(newest.taken_at)]


def _alike() -> str:
    """The query that asks for the posts of one kind."""
    return f"?sejenis={Post.objects.awaiting().order_by('pk')[0].code}"


def _sample() -> list[str]:
    return [Post.objects.samples()[0].code]


def _material(title: str) -> Callable[[], list[object]]:
    return lambda: [Material.objects.get(title=title).public_id]


def _recipe() -> Sequence[object]:
    version = RecipeVersion.objects.latest("pk")
    return (version.code, version.version)


def _round(state: RoundState) -> Callable[[], list[object]]:
    return lambda: [AwardRound.objects.get(state=state).public_id]


def _finalist() -> list[object]:
    """The sheet of the ministry on rank 1, which is a finalist whoever judges."""
    first = Standing.objects.filter(
        ranking__round__state=RoundState.OPEN, category__code="kementerian", rank=1
    ).select_related("ranking__round", "agency")[0]
    return [first.ranking.round.public_id, "kementerian", first.agency.code]


def _head() -> list[str]:
    return list(
        AwardRound.objects.filter(state=RoundState.AWARDED).values_list("frozen_ranking__head", flat=True)
    )


def _agency(code: str) -> Callable[[], list[str]]:
    return lambda: [Agency.objects.get(code=code).slug]


def _certificate() -> list[str]:
    return [Certificate.objects.earliest("pk").code]


def _job(state: JobState) -> Callable[[], list[object]]:
    return lambda: [job(state).public_id]


def _reset_key() -> list[str]:
    """A link for a new password as the mail brings it."""
    user = person("lead_sultra")
    return [user_pk_to_url_str(user), default_token_generator.make_token(user)]


def _membership(short: str) -> Callable[[], list[object]]:
    return lambda: [person(short).memberships.active().latest("pk").public_id]


def _user(short: str) -> Callable[[], list[object]]:
    return lambda: [person(short).public_id]


def _passkey() -> list[int]:
    return [Authenticator.objects.get(user=person("observer"), type=Authenticator.Type.WEBAUTHN).pk]


def _account(handle: str) -> Callable[[], list[object]]:
    """The account of this handle on Instagram or Threads; no office of the demo has both under one name."""
    return lambda: [
        SocialAccount.objects.filter(handle=handle, platform__in=("instagram", "threads")).get().public_id
    ]


def _partner() -> list[object]:
    return [MONITOR]


def _partner_key() -> list[object]:
    return [MONITOR, PartnerKey.objects.filter(partner__code=MONITOR).latest("created").prefix]


def _webhook(*, is_paused: bool) -> Callable[[], list[object]]:
    return lambda: [MONITOR, WebhookEndpoint.objects.get(paused_at__isnull=not is_paused).public_id]


def _invitation() -> list[str]:
    return [INVITATION]


PUBLIC = (
    ListedPage("front", "reports:front"),
    ListedPage("material", "campaigns:material-list"),
    ListedPage(
        "material out", "campaigns:material-detail", args=_material("Pasar 600 juta orang untuk UMKM")
    ),
    ListedPage("front signed in", "reports:front", "officer_sultra"),
    ListedPage("standings", "awards:standing-list"),
    ListedPage("standings awarded", "awards:standing-list", query="?kampanye=ktt-42"),
    ListedPage("standings of own agency", "awards:standing-list", "officer_sultra"),
    ListedPage("agency ministry", "reports:agency-detail", args=_agency("K-007")),
    ListedPage("agency province", "reports:agency-detail", args=_agency("D-74")),
    ListedPage("agency regency", "reports:agency-detail", args=_agency("D-94.04")),
    ListedPage("agency to its lead", "reports:agency-detail", "lead_sultra", args=_agency("D-74")),
    ListedPage("agency to the centre", "reports:agency-detail", "pusat_admin", args=_agency("D-74")),
    ListedPage("agency silent", "reports:agency-detail", args=_agency("D-15")),
    ListedPage("directory", "agencies:agency-list"),
    ListedPage("directory found", "agencies:agency-list", "officer_mimika", query="?q=kab+mimika"),
    ListedPage("directory of a province", "agencies:agency-list", "pusat_admin", query="?provinsi=94"),
    ListedPage("directory nothing found", "agencies:agency-list", query="?q=tidakadasamasekali"),
    ListedPage("methodology", "reports:methodology"),
    ListedPage("certificate form", "agencies:certificate-form"),
    ListedPage("result genuine", "awards:result-check", args=_head),
    ListedPage("result unknown", "awards:result-check", args=lambda: ["a" * 64], status=404),
    ListedPage("certificate genuine", "agencies:certificate-check", args=_certificate),
    ListedPage("certificate unknown", "agencies:certificate-check", args=lambda: ["ABCD2345"], status=404),
    ListedPage("api docs", "api-docs", not_ours="Swagger's own markup", settled=".swagger-ui .info"),
    ListedPage("style guide", "reports:style-guide", "observer"),
    ListedPage("not found", "reports:agency-detail", args=lambda: ["tidak-ada"], status=404),
    ListedPage("forbidden", "reports:control-room", "officer_sultra", status=403),
)
HOMES = (
    ListedPage("home officer", "reports:home", "officer_sultra"),
    ListedPage("home officer regency", "reports:home", "officer_mimika"),
    ListedPage("home lead", "reports:home", "lead_sultra"),
    ListedPage("control room committee", "reports:control-room", "committee"),
    ListedPage("control room analyst", "reports:control-room", "analyst"),
    ListedPage("control room closed campaign", "reports:control-room", "observer", query="?kampanye=ktt-42"),
)
COVERAGE = (
    ListedPage("coverage", "reports:coverage", "observer"),
    ListedPage("coverage of a province", "reports:coverage", "pusat_admin", query="?provinsi=94"),
    ListedPage("coverage of own province", "reports:coverage", "coordinator_sultra"),
    ListedPage(
        "coverage nothing found", "reports:coverage", "observer", query="?jenis=ministry&keadaan=menunggu"
    ),
)
CAMPAIGNS = (
    ListedPage("material officer", "campaigns:material-list", "officer_mimika"),
    ListedPage("material drafts", "campaigns:material-list", "pusat_editor", query="?keadaan=rancangan"),
    ListedPage(
        "material to copy",
        "campaigns:material-detail",
        "officer_sultra",
        args=_material(JAKARTA[1].title),
    ),
    ListedPage(
        "material withdrawn", "campaigns:material-detail", "officer_sultra", args=_material(WITHDRAWN.title)
    ),
    ListedPage(
        "material to take back",
        "campaigns:material-detail",
        "pusat_editor",
        args=_material(JAKARTA[1].title),
    ),
    ListedPage("material draft", "campaigns:material-detail", "pusat_editor", args=_material(DRAFT.title)),
    ListedPage(
        "material scheduled", "campaigns:material-detail", "pusat_editor", args=_material(SCHEDULED.title)
    ),
    ListedPage("material new", "campaigns:material-create", "pusat_editor"),
    ListedPage("material edit", "campaigns:material-edit", "pusat_editor", args=_material(DRAFT.title)),
    ListedPage("agenda", "campaigns:agenda", "officer_mimika"),
    ListedPage("agenda editor", "campaigns:agenda", "pusat_editor"),
    ListedPage("posts officer", "campaigns:post-list", "officer_sultra"),
    ListedPage("posts coordinator", "campaigns:post-list", "coordinator_sultra"),
    ListedPage("posts centre", "campaigns:post-list", "observer"),
    ListedPage("posts nothing found", "campaigns:post-list", "officer_sultra", query="?q=tidakadasamasekali"),
    ListedPage("submit", "campaigns:post-submit", "officer_sultra"),
    ListedPage(
        "submit shared", "campaigns:post-submit", "officer_sultra", query="?url=https://x.com/a/status/1"
    ),
    ListedPage("import posts", "campaigns:post-import", "officer_sultra"),
    ListedPage("receipt", "campaigns:receipt-detail", "officer_sultra", args=_receipt),
    ListedPage("receipt to the centre", "campaigns:receipt-detail", "verifier", args=_receipt),
    ListedPage("submit kominfo", "campaigns:post-submit", "officer_kominfo"),
    *(
        ListedPage(f"post {state}", "campaigns:post-detail", "verifier", args=_post(state))
        for state in PostState
    ),
    ListedPage(
        "own post verified", "campaigns:post-detail", "officer_sultra", args=_post(PostState.VERIFIED, "D-74")
    ),
    ListedPage(
        "own post returned", "campaigns:post-detail", "officer_sultra", args=_post(PostState.RETURNED, "D-74")
    ),
    ListedPage("edit", "campaigns:post-edit", "officer_sultra", args=_post(PostState.RETURNED, "D-74")),
    ListedPage(
        "screenshot of a post",
        "campaigns:post-evidence",
        "officer_sultra",
        args=_post(PostState.RETURNED, "D-74"),
    ),
    ListedPage("own post rejected", "campaigns:post-detail", "officer_sultra", args=_refused),
    ListedPage("post disputed", "campaigns:post-detail", "verifier", args=_disputed),
    ListedPage("appeal", "campaigns:post-appeal", "officer_sultra", args=_refused),
    ListedPage("doubts", "campaigns:flag-list", "verifier"),
    ListedPage(
        "doubts of the agency", "campaigns:flag-list", "officer_sultra", query="?keadaan=dapat-dibantah"
    ),
    ListedPage("doubt to settle", "campaigns:flag-detail", "verifier", args=_flag(Flag.DROP)),
    ListedPage("doubt to object to", "campaigns:flag-detail", "officer_sultra", args=_flag(Flag.JUMP)),
    ListedPage("doubt to rule on", "campaigns:flag-detail", "verifier", args=_flag(Flag.RATIO)),
    ListedPage("appeals", "campaigns:appeal-list", "verifier"),
    ListedPage("appeals decided", "campaigns:appeal-list", "verifier", query="?keadaan=diputus"),
    ListedPage("appeal to decide", "campaigns:appeal-detail", "verifier", args=_appeal),
    ListedPage("appeal to another verifier", "campaigns:appeal-detail", "verifier2", args=_appeal),
    ListedPage("disputes", "campaigns:dispute-list", "verifier"),
    ListedPage("disputes of an agency", "campaigns:dispute-list", "officer_kominfo"),
    ListedPage("disputes none", "campaigns:dispute-list", "officer_mimika"),
    ListedPage("dispute to decide", "campaigns:dispute-detail", "verifier", args=_dispute),
    ListedPage("dispute to the agency", "campaigns:dispute-detail", "officer_kominfo", args=_dispute),
    ListedPage("queue", "campaigns:post-queue", "verifier"),
    ListedPage("queue by agency", "campaigns:post-queue", "verifier2", query="?urut=instansi"),
    ListedPage("queue of samples", "campaigns:post-queue", "verifier", query="?tab=contoh"),
    ListedPage("queue nothing found", "campaigns:post-queue", "verifier", query="?instansi=tidakada"),
    ListedPage("queue of a kind", "campaigns:post-queue", "verifier", query=_alike),
    ListedPage("queue of a province", "campaigns:post-queue", "coordinator_sultra"),
    ListedPage("verify", "campaigns:post-verify", "verifier", args=_risky),
    ListedPage("verify a sample", "campaigns:post-verify", "verifier2", args=_sample),
    ListedPage("import readings", "campaigns:reading-import", "analyst"),
    ListedPage("tone of agencies", "awards:tone-import", "analyst"),
    ListedPage("import readings of an agency", "campaigns:reading-import", "officer_sultra"),
    ListedPage(
        "history of readings",
        "campaigns:reading-list",
        "officer_sultra",
        args=lambda: _reading()[:1],
    ),
    ListedPage("no readings", "campaigns:reading-list", "verifier", args=_post(PostState.NEEDS_LINK)),
    ListedPage(
        "type numbers", "campaigns:reading-add", "officer_sultra", args=_post(PostState.VERIFIED, "D-74")
    ),
    ListedPage("reading to the agency", "campaigns:reading-detail", "officer_sultra", args=_reading),
    ListedPage("reading to mend", "campaigns:reading-detail", "analyst", args=_reading),
    *(ListedPage(f"job {state}", "reports:job-detail", "analyst", args=_job(state)) for state in JobState),
)
AWARDS = (
    ListedPage("rounds", "awards:round-list", "committee"),
    ListedPage("new round", "awards:round-create", "committee"),
    ListedPage("round open", "awards:round-detail", "committee", args=_round(RoundState.OPEN)),
    ListedPage("round open observed", "awards:round-detail", "observer", args=_round(RoundState.OPEN)),
    ListedPage("round sensitivity", "awards:round-sensitivity", "committee", args=_round(RoundState.OPEN)),
    ListedPage("round awarded", "awards:round-detail", "committee2", args=_round(RoundState.AWARDED)),
    ListedPage("round jury", "awards:round-jury", "committee", args=_round(RoundState.OPEN)),
    ListedPage("close judging", "awards:round-judged", "committee", args=_round(RoundState.OPEN)),
    ListedPage("jury list", "awards:jury-list", "observer"),
    ListedPage("jury sheet", "awards:jury-detail", "observer", args=_round(RoundState.OPEN)),
    ListedPage("jury points", "awards:jury-score", "observer", args=_finalist),
    ListedPage("nominations", "awards:nomination-list", "officer_sultra"),
    ListedPage(
        "nominate", "awards:nomination-create", "officer_sultra", args=_post(PostState.VERIFIED, "D-74")
    ),
    ListedPage("revoke certificate", "agencies:certificate-revoke", "committee", args=_certificate),
    ListedPage("recipes", "awards:recipe-list", "committee"),
    ListedPage("recipe", "awards:recipe-detail", "observer", args=_recipe),
    ListedPage("new recipe version", "awards:recipe-create", "committee", args=_recipe),
    ListedPage("categories", "awards:category-list", "committee", args=_round(RoundState.OPEN)),
    ListedPage("exclusions", "awards:exclusion-list", "committee", args=_round(RoundState.OPEN)),
)
ACCOUNT = (
    ListedPage("login", "account_login", settled="[data-passkey-ask]"),
    ListedPage("login code", "account_request_login_code"),
    ListedPage("logout", "account_logout", "officer_sultra"),
    ListedPage("signup closed", "account_signup"),
    ListedPage("inactive", "account_inactive"),
    ListedPage("reset password", "account_reset_password"),
    ListedPage("reset password sent", "account_reset_password_done"),
    ListedPage(
        "reset password stale link", "account_reset_password_from_key", args=lambda: ["1", "kedaluwarsa"]
    ),
    ListedPage("reset password done", "account_reset_password_from_key_done"),
    ListedPage("change password", "account_change_password", "officer_sultra"),
    ListedPage("set password", "account_set_password", "setneg"),
    ListedPage("reauthenticate", "account_reauthenticate", "officer_sultra"),
    ListedPage("reauthenticate by code", "mfa_reauthenticate", "analyst"),
    ListedPage("profile", "agencies:profile", "officer_sultra"),
    ListedPage("profile of the centre", "agencies:profile", "analyst"),
    ListedPage("sessions", "agencies:session-list", "officer_sultra"),
    ListedPage("two factors off", "mfa_index", "officer_sultra"),
    ListedPage("two factors on", "mfa_index", "analyst"),
    ListedPage("activate totp", "mfa_activate_totp", "officer_sultra"),
    ListedPage("deactivate totp", "mfa_deactivate_totp", "analyst"),
    ListedPage("recovery codes", "mfa_view_recovery_codes", "analyst"),
    ListedPage("new recovery codes", "mfa_generate_recovery_codes", "analyst"),
    ListedPage("no passkeys", "mfa_list_webauthn", "officer_sultra"),
    ListedPage("passkeys", "mfa_list_webauthn", "observer"),
    ListedPage("add passkey", "mfa_add_webauthn", "officer_sultra", settled="[data-passkey-ask]"),
    ListedPage("rename passkey", "mfa_edit_webauthn", "observer", args=_passkey),
    ListedPage("remove passkey", "mfa_remove_webauthn", "observer", args=_passkey),
    ListedPage(
        "reauthenticate by passkey", "mfa_reauthenticate_webauthn", "observer", settled="[data-passkey-ask]"
    ),
)
ADMIN = (
    ListedPage("directory import", "agencies:agency-import", "pusat_admin"),
    ListedPage("audit", "agencies:audit-list", "pusat_admin"),
    ListedPage("audit nothing found", "agencies:audit-list", "pusat_admin", query="?pelaku=tidakada"),
    ListedPage("admin", "admin:index", "pusat_admin", not_ours=DJANGO_MARKUP),
    ListedPage("admin list", "admin:agencies_agency_changelist", "pusat_admin", not_ours=DJANGO_MARKUP),
    ListedPage("admin new", "admin:agencies_agencyalias_add", "pusat_admin", not_ours=DJANGO_MARKUP),
    ListedPage(
        "admin change",
        "admin:agencies_agency_change",
        "pusat_admin",
        args=lambda: [Agency.objects.earliest("pk").pk],
        not_ours=DJANGO_MARKUP,
    ),
)
ACCOUNTS = (
    ListedPage("own accounts", "agencies:account-list", "officer_sultra"),
    ListedPage("own accounts read", "agencies:account-list", "reader_sultra"),
    ListedPage("accounts of a province", "agencies:account-list", "coordinator_sultra"),
    ListedPage("accounts", "agencies:account-list", "verifier"),
    ListedPage("accounts to verify", "agencies:account-list", "verifier", query="?keadaan=diusulkan"),
    ListedPage("accounts alike", "agencies:account-list", "verifier", query="?keadaan=mirip"),
    ListedPage("accounts not found", "agencies:account-list", "observer", query="?q=tidakada"),
    ListedPage("new account", "agencies:account-create", "officer_sultra"),
    ListedPage("new account of anybody", "agencies:account-create", "verifier"),
    ListedPage("account", "agencies:account-detail", "lead_sultra", args=_account("sultra_demo")),
    ListedPage(
        "account to verify", "agencies:account-detail", "verifier", args=_account("kominf0_sultra_demo")
    ),
    ListedPage(
        "account proposed", "agencies:account-detail", "officer_sultra", args=_account("kominfo_sultra_demo")
    ),
)
PARTNERS = (
    ListedPage("partners", "agencies:partner-list", "pusat_admin"),
    ListedPage("partner new", "agencies:partner-create", "pusat_admin"),
    ListedPage("partner", "agencies:partner-detail", "pusat_admin", args=_partner),
    ListedPage("partner edit", "agencies:partner-edit", "pusat_admin", args=_partner),
    ListedPage("partner suspended", "agencies:partner-edit", "pusat_admin", args=lambda: [SUSPENDED]),
    ListedPage("partner key", "agencies:partner-key", "pusat_admin", args=_partner_key),
    ListedPage("partner key new", "agencies:partner-key-issue", "pusat_admin", args=_partner),
    ListedPage("webhook new", "agencies:partner-webhook-create", "pusat_admin", args=_partner),
    ListedPage("webhook", "agencies:partner-webhook", "pusat_admin", args=_webhook(is_paused=False)),
    ListedPage("webhook paused", "agencies:partner-webhook", "pusat_admin", args=_webhook(is_paused=True)),
    ListedPage("partner enters", "agencies:partner-enter", args=lambda: [PARTNER_LINK]),
    ListedPage("partner closed", "agencies:own-detail", status=403),
)
PEOPLE = (
    ListedPage("people of an agency", "agencies:people-list", "lead_sultra"),
    ListedPage("people of a province", "agencies:people-list", "coordinator_sultra"),
    ListedPage("people of the centre", "agencies:people-list", "pusat_admin"),
    ListedPage("people unknown", "agencies:people-list", "pusat_admin", query="?instansi=antah", status=404),
    ListedPage("person", "agencies:membership-detail", "lead_sultra", args=_membership("officer_sultra")),
    ListedPage("last lead", "agencies:membership-detail", "lead_sultra", args=_membership("lead_sultra")),
    ListedPage("leave", "agencies:membership-leave", "officer_sultra", args=_membership("officer_sultra")),
    ListedPage(
        "leave last lead", "agencies:membership-leave", "lead_sultra", args=_membership("lead_sultra")
    ),
    ListedPage(
        "leave the centre", "agencies:membership-leave", "pusat_admin", args=_membership("pusat_admin")
    ),
    ListedPage("everybody", "agencies:person-list", "pusat_admin"),
    ListedPage("nobody found", "agencies:person-list", "pusat_admin", query="?q=tidakada"),
    ListedPage("person serving", "agencies:person-detail", "pusat_admin", args=_user("officer_sultra")),
    ListedPage("person oneself", "agencies:person-detail", "pusat_admin", args=_user("pusat_admin")),
    ListedPage("person who left", "agencies:person-detail", "pusat_admin", args=_user("mantan")),
    ListedPage("pseudonymise", "agencies:person-pseudonymise", "pusat_admin", args=_user("mantan")),
    ListedPage("personal data", "agencies:personal-data", "officer_sultra"),
    ListedPage("personal data after leaving", "agencies:personal-data", "mantan"),
    ListedPage("invite", "agencies:invitation-create", "lead_sultra"),
    ListedPage("invite anybody", "agencies:invitation-create", "pusat_admin"),
    ListedPage("invite many", "agencies:invitation-import", "coordinator_sultra"),
    ListedPage("invited", "agencies:invitation-accept", args=_invitation),
    ListedPage("invited by mail", "agencies:invitation-accept", args=lambda: [MAILED]),
    ListedPage("welcome", "agencies:welcome", "officer_sultra"),
    ListedPage("invited as another", "agencies:invitation-accept", "officer_mimika", args=_invitation),
    ListedPage("invitation unknown", "agencies:invitation-accept", args=lambda: ["palsu"], status=404),
)
PAGES = (*PUBLIC, *HOMES, *COVERAGE, *CAMPAIGNS, *AWARDS, *ACCOUNT, *ADMIN, *ACCOUNTS, *PARTNERS, *PEOPLE)

POST_ONLY = "answers to POST only"
OWN = "a partner's own door to a page that is listed behind that of the centre"
JSON = "answers with JSON"
STEP = "a step of signing in, which test_sign_in.py walks"
NOT_PAGES = {
    "healthz": JSON,
    "readyz": JSON,
    "api-agency-detail": JSON,
    "api-agency-list": JSON,
    "api-award-detail": JSON,
    "api-award-list": JSON,
    "api-campaign-agenda": JSON,
    "api-campaign-detail": JSON,
    "api-campaign-figures": JSON,
    "api-campaign-list": JSON,
    "api-followers-batch": JSON,
    "api-job-detail": JSON,
    "api-job-list": JSON,
    "api-material-detail": JSON,
    "api-material-list": JSON,
    "api-pillar-list": JSON,
    "api-post-detail": JSON,
    "api-post-list": JSON,
    "api-post-readings": JSON,
    "api-posts-batch": JSON,
    "api-readings-batch": JSON,
    "api-standings": JSON,
    "api-tally-agencies": JSON,
    "api-tally-detail": JSON,
    "api-tally-list": JSON,
    "api-unknown": JSON,
    "api-schema": "a document for programs",
    "account_confirm_login_code": STEP,
    "mfa_authenticate": STEP,
    "mfa_login_webauthn": JSON,
    "mfa_download_recovery_codes": "a text file",
    "agencies:agency-export": "a workbook",
    "reports:coverage-export": "a workbook",
    "agencies:certificate-image": "an image",
    "agencies:certificate-document": "a PDF",
    "awards:result-bundle": "a ZIP file",
    "awards:minutes-file": "a PDF",
    "awards:certificates-file": "a ZIP file",
    "set-language": POST_ONLY,
    "campaigns:material-publish": POST_ONLY,
    "campaigns:material-hold": POST_ONLY,
    "campaigns:material-withdraw": POST_ONLY,
    "agencies:audit-export": "a workbook",
    "agencies:personal-data-download": "a ZIP file",
    "agencies:personal-data-forget": POST_ONLY,
    "agencies:own-webhook": OWN,
    "agencies:own-webhook-create": OWN,
    "agencies:own-webhook-change": POST_ONLY,
    "agencies:own-delivery-replay": POST_ONLY,
    "agencies:own-leave": POST_ONLY,
    "agencies:partner-suspend": POST_ONLY,
    "agencies:partner-reactivate": POST_ONLY,
    "agencies:partner-key-networks": POST_ONLY,
    "agencies:partner-key-rotate": POST_ONLY,
    "agencies:partner-key-revoke": POST_ONLY,
    "agencies:partner-link-send": POST_ONLY,
    "agencies:partner-link-revoke": POST_ONLY,
    "agencies:partner-webhook-change": POST_ONLY,
    "agencies:partner-delivery-replay": POST_ONLY,
    "agencies:person-deactivate": POST_ONLY,
    "agencies:person-reactivate": POST_ONLY,
    "agencies:account-export": "a workbook",
    "agencies:account-proof": "a picture",
    "agencies:account-archive": POST_ONLY,
    "agencies:account-confirm": POST_ONLY,
    "agencies:account-followers": POST_ONLY,
    "agencies:account-proof-add": POST_ONLY,
    "agencies:account-refuse": POST_ONLY,
    "agencies:account-rename": POST_ONLY,
    "agencies:account-verify": POST_ONLY,
    "agencies:invitation-renew": POST_ONLY,
    "agencies:invitation-withdraw": POST_ONLY,
    "agencies:membership-end": POST_ONLY,
    "agencies:second-factor-reset": POST_ONLY,
    "agencies:membership-role": POST_ONLY,
    "agencies:session-end": POST_ONLY,
    "agencies:session-end-others": POST_ONLY,
    "agencies:session-end-all": POST_ONLY,
    "campaigns:evidence-image": "an image",
    "campaigns:evidence-thumbnail": "an image",
    "campaigns:dispute-evidence": "an image",
    "campaigns:dispute-thumbnail": "an image",
    "campaigns:post-export": "a workbook",
    "campaigns:post-import-template": "a workbook",
    "campaigns:post-refused": "a workbook",
    "campaigns:post-restore": POST_ONLY,
    "campaigns:receipt-recall": POST_ONLY,
    "campaigns:post-withdraw": POST_ONLY,
    "campaigns:post-next": "leads to the next post",
    "campaigns:post-bulk": POST_ONLY,
    "campaigns:post-bulk-undo": POST_ONLY,
    "campaigns:post-confirm": POST_ONLY,
    "campaigns:post-claim": POST_ONLY,
    "campaigns:post-return": POST_ONLY,
    "campaigns:post-reject": POST_ONLY,
    "campaigns:post-undo": POST_ONLY,
    "campaigns:post-release": POST_ONLY,
    "campaigns:reading-refused": "a CSV file",
    "campaigns:reading-picture": "an image",
    "campaigns:reading-correct": POST_ONLY,
    "campaigns:reading-void": POST_ONLY,
    "reports:ranking-proof": "a JSON file",
    "campaigns:tally-run": POST_ONLY,
    "awards:category-add": POST_ONLY,
    "awards:category-change": POST_ONLY,
    "awards:category-remove": POST_ONLY,
    "awards:exclusion-remove": POST_ONLY,
    "awards:round-open": POST_ONLY,
    "awards:round-freeze": POST_ONLY,
    "awards:round-publish": POST_ONLY,
    "awards:round-award": POST_ONLY,
    "awards:round-supersede": POST_ONLY,
    "awards:juror-dismiss": POST_ONLY,
    "awards:jury-conflict": POST_ONLY,
    "awards:minutes-make": POST_ONLY,
    "awards:certificates-draw": POST_ONLY,
}
"""Routes that show nobody a page of their own, each with the reason."""
NOT_OURS = {"admin": "Django writes these pages; four of them stand in the list for all"}
"""Namespaces of which the list holds examples only."""
DEBUG_ONLY = {"mailbox": "exists with DEBUG only, and tests run without"}
