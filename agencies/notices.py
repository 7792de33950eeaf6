"""The kinds of mail the portal sends: what each is for, what its words need, and who may do without it.

Pure. Texts are in the source language; `gettext` says them where they are shown. The templates of a kind are
agencies/mail/<code, dots and dashes as _>.subject.txt and .body.txt.
"""

from dataclasses import dataclass

from django.utils.translation import gettext_noop as _


@dataclass(frozen=True, slots=True)
class Notice:
    """One kind of mail. `needs` names what its templates are given besides recipient, time and site.

    What a `secret` notice is given opens something to whoever reads it, so it waits encrypted.
    """

    code: str
    name: str
    description: str
    needs: frozenset[str] = frozenset()
    is_mutable: bool = False
    is_secret: bool = False

    @property
    def template(self) -> str:
        """The part that the names of its two templates share."""
        return f"agencies/mail/{self.code.replace('.', '_')}"


_WHERE = frozenset({"address", "device"})
"""From where the recipient's account was changed: an address and a device in words."""

INVITATION = Notice(
    "invitation", _("Undangan"), _("Undangan untuk bertugas di sebuah instansi atau di pusat.")
)
LOGIN_CODE = Notice(
    "login_code",
    _("Kode masuk"),
    _("Kode sekali pakai yang Anda minta saat masuk."),
    frozenset({"code"}),
    is_secret=True,
)
PASSWORD_RESET = Notice(
    "password_reset",
    _("Atur ulang kata sandi"),
    _("Tautan yang Anda minta untuk membuat kata sandi baru."),
    frozenset({"url"}),
    is_secret=True,
)
UNKNOWN_ACCOUNT = Notice(
    "unknown_account",
    _("Alamat tidak terdaftar"),
    _("Jawaban bagi orang yang mencoba masuk dengan alamat yang tidak terdaftar."),
)
PASSWORD_CHANGED = Notice(
    "password_changed",
    _("Kata sandi diganti"),
    _("Pemberitahuan bahwa kata sandi akun Anda dibuat atau diganti."),
    _WHERE,
)
TOTP_ADDED = Notice(
    "totp_added",
    _("Aplikasi autentikator dipasang"),
    _("Pemberitahuan bahwa aplikasi autentikator ditambahkan pada akun Anda."),
    _WHERE,
)
TOTP_REMOVED = Notice(
    "totp_removed",
    _("Aplikasi autentikator dilepas"),
    _("Pemberitahuan bahwa aplikasi autentikator dilepas dari akun Anda."),
    _WHERE,
)
RECOVERY_CODES = Notice(
    "recovery_codes",
    _("Kode pemulihan dibuat"),
    _("Pemberitahuan bahwa kode pemulihan akun Anda dibuat baru."),
    _WHERE,
)
PASSKEY_ADDED = Notice(
    "passkey_added",
    _("Kunci sandi ditambahkan"),
    _("Pemberitahuan bahwa kunci sandi ditambahkan pada akun Anda."),
    _WHERE,
)
PASSKEY_REMOVED = Notice(
    "passkey_removed",
    _("Kunci sandi dihapus"),
    _("Pemberitahuan bahwa kunci sandi dihapus dari akun Anda."),
    _WHERE,
)
SECOND_FACTOR_RESET = Notice(
    "second_factor_reset",
    _("Langkah kedua diatur ulang"),
    _("Pemberitahuan bahwa administrator mengatur ulang langkah kedua akun Anda."),
    frozenset({"by"}),
)
EMAIL_CHANGED = Notice(
    "email_changed",
    _("Alamat surel diganti"),
    _("Pemberitahuan ke alamat lama dan alamat baru bahwa surel akun Anda diganti."),
    frozenset({"by"}),
)
ROLE_CHANGED = Notice(
    "role.changed",
    _("Peran berubah"),
    _("Pemberitahuan bahwa orang lain memberi, mengubah, atau mengakhiri peran Anda."),
    frozenset({"change", "role", "place", "by"}),
)
"""`change`: "granted" or "ended"; `role`: its name in the source language; `place`: empty for the centre."""
POST_DECIDED = Notice(
    "post.decided",
    _("Putusan unggahan"),
    _("alasan dan tautan bila unggahan yang Anda kirim dikembalikan atau ditolak."),
    frozenset({"outcome", "post", "url", "reason", "note", "rule", "deadline"}),
    is_mutable=True,
)
"""`outcome`: "returned" or "rejected"; `rule`: "deadline", "registry" or empty; `note` and `deadline`, the
time in words by which it is to be mended, may be empty."""
POST_DEADLINE = Notice(
    "post.deadline",
    _("Batas perbaikan unggahan"),
    _("pengingat sehari sebelum unggahan yang dikembalikan kepada Anda ditolak karena tidak diperbaiki."),
    frozenset({"post", "url", "deadline", "reason", "note"}),
    is_mutable=True,
)
APPEAL_DECIDED = Notice(
    "appeal.decided",
    _("Putusan banding"),
    _("hasil banding yang Anda ajukan atas unggahan yang ditolak."),
    frozenset({"outcome", "post", "url", "note"}),
    is_mutable=True,
)
"""`outcome`: "granted" or "denied"; `note` may be empty."""
DISPUTE_DECIDED = Notice(
    "dispute.decided",
    _("Putusan sengketa"),
    _("hasil sengketa bila unggahan yang Anda laporkan sudah dilaporkan instansi lain."),
    frozenset({"outcome", "link", "url", "note"}),
    is_mutable=True,
)
"""`outcome`: "granted" or "denied"; `link`: what was reported; `note` may be empty."""
FLAG_DIGEST = Notice(
    "flag.digest",
    _("Tanda kejanggalan baru"),
    _("rangkuman bila unggahan instansi Anda ditandai janggal, atau tandanya ditiadakan verifikator."),
    frozenset({"agency", "raised", "doubts", "dismissed", "settled", "days", "url"}),
    is_mutable=True,
)
"""`raised` and `dismissed`: how many, or 0; `doubts` and `settled`: their lines; `days`: to object in."""
FLAG_UPHELD = Notice(
    "flag.upheld",
    _("Tanda kejanggalan berlaku"),
    _("akibat dan batas keberatan bila verifikator memberlakukan tanda kejanggalan pada unggahan Anda."),
    frozenset({"effect", "post", "url", "doubt", "note", "deadline"}),
    is_mutable=True,
)
"""`effect`: "post" or "numbers"; `doubt`: the sentence of the rule; `deadline`: the time in words."""
FLAG_RULED = Notice(
    "flag.ruled",
    _("Putusan keberatan"),
    _("hasil keberatan yang Anda ajukan atas tanda kejanggalan."),
    frozenset({"outcome", "post", "url", "note"}),
    is_mutable=True,
)
"""`outcome`: "granted" or "denied"; `note` may be empty."""
JURY_NAMED = Notice(
    "jury.named",
    _("Penunjukan juri"),
    _("Pemberitahuan bahwa panitia penghargaan menunjuk Anda sebagai juri."),
    frozenset({"round", "campaign", "by", "url"}),
)
JURY_DISMISSED = Notice(
    "jury.dismissed",
    _("Juri dilepas"),
    _("Pemberitahuan bahwa panitia penghargaan melepas Anda dari tugas juri."),
    frozenset({"round", "campaign", "by", "reason"}),
)
ACCOUNT_DECIDED = Notice(
    "account.decided",
    _("Putusan akun"),
    _("hasil pemeriksaan akun media sosial yang Anda usulkan."),
    frozenset({"outcome", "account", "url", "reason"}),
    is_mutable=True,
)
"""`outcome`: "verified" or "archived"; `reason` may be empty."""
ACCOUNT_STALE = Notice(
    "account.stale",
    _("Akun lama"),
    _("pengingat bila akun media sosial instansi Anda sudah lama tidak dipastikan."),
    frozenset({"account", "agency", "url"}),
    is_mutable=True,
)
WEBHOOK_PAUSED = Notice(
    "webhook.paused",
    _("Webhook dijeda"),
    _("Pemberitahuan kepada narahubung mitra bahwa pengiriman ke alamatnya dijeda."),
    frozenset({"partner", "endpoint"}),
)
PARTNER_LINK = Notice(
    "partner.link",
    _("Halaman mitra"),
    _("Tautan yang membuka halaman mitra bagi narahubungnya."),
    frozenset({"partner", "url", "until"}),
    is_secret=True,
)

NOTICES: dict[str, Notice] = {
    notice.code: notice
    for notice in (
        INVITATION,
        LOGIN_CODE,
        PASSWORD_RESET,
        UNKNOWN_ACCOUNT,
        PASSWORD_CHANGED,
        TOTP_ADDED,
        TOTP_REMOVED,
        RECOVERY_CODES,
        PASSKEY_ADDED,
        PASSKEY_REMOVED,
        SECOND_FACTOR_RESET,
        EMAIL_CHANGED,
        ROLE_CHANGED,
        POST_DECIDED,
        POST_DEADLINE,
        APPEAL_DECIDED,
        DISPUTE_DECIDED,
        FLAG_DIGEST,
        FLAG_UPHELD,
        FLAG_RULED,
        JURY_NAMED,
        JURY_DISMISSED,
        ACCOUNT_DECIDED,
        ACCOUNT_STALE,
        WEBHOOK_PAUSED,
        PARTNER_LINK,
    )
}
MUTABLE = tuple(notice.code for notice in NOTICES.values() if notice.is_mutable)

SIGN_IN: dict[str, Notice] = {
    "account/email/login_code": LOGIN_CODE,
    "account/email/password_reset_key": PASSWORD_RESET,
    "account/email/unknown_account": UNKNOWN_ACCOUNT,
    "account/email/password_changed": PASSWORD_CHANGED,
    "account/email/password_set": PASSWORD_CHANGED,
    "account/email/password_reset": PASSWORD_CHANGED,
    "mfa/email/totp_activated": TOTP_ADDED,
    "mfa/email/totp_deactivated": TOTP_REMOVED,
    "mfa/email/recovery_codes_generated": RECOVERY_CODES,
    "mfa/email/webauthn_added": PASSKEY_ADDED,
    "mfa/email/webauthn_removed": PASSKEY_REMOVED,
}
"""What the portal sends for the mails of its sign-in pages, by the names that django-allauth gives them."""
