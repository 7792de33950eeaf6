"""Roles as people read them: what each may do, where, and the words shown where a role is given.

Pure: no ORM. `agencies.access` applies these rules to a person.
"""

from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext, gettext_lazy, gettext_noop


class Permission(StrEnum):
    """One thing a person may do."""

    VIEW_CONTROL_ROOM = "view_control_room"
    VIEW_COVERAGE = "view_coverage"
    FOLLOW_AGENCY = "follow_agency"
    VIEW_POSTS = "view_posts"
    SUBMIT_POSTS = "submit_posts"
    VERIFY_POSTS = "verify_posts"
    VERIFY_PROVINCE = "verify_province"
    """Posts of the regencies and cities of the own province, in campaigns that let provinces verify."""
    IMPORT_READINGS = "import_readings"
    """Bring in, correct and void what was measured: everybody's, or of the own agency's posts."""
    RUN_TALLY = "run_tally"
    EDIT_AGENDA = "edit_agenda"
    VIEW_ROUNDS = "view_rounds"
    DECIDE_ROUNDS = "decide_rounds"
    VIEW_AUDIT = "view_audit"
    MANAGE_PEOPLE = "manage_people"
    VIEW_ACCOUNTS = "view_accounts"
    MANAGE_ACCOUNTS = "manage_accounts"
    ARCHIVE_ACCOUNTS = "archive_accounts"
    VERIFY_ACCOUNTS = "verify_accounts"
    ADMINISTER = "administer"


class Scope(StrEnum):
    """Where a role's permissions hold."""

    EVERYTHING = "everything"
    PROVINCE = "province"
    AGENCY = "agency"


@dataclass(frozen=True, slots=True)
class Role:
    """A named set of permissions; `description` is read by whoever gives the role."""

    code: str
    source_name: str
    """In Indonesian, as lists of people write it; pages show `name`."""
    source_description: str
    scope: Scope
    permissions: frozenset[Permission]

    @property
    def name(self) -> str:
        """In the language of the reader."""
        return gettext(self.source_name)

    @property
    def description(self) -> str:
        """In the language of the reader."""
        return gettext(self.source_description)

    @property
    def is_central(self) -> bool:
        return self.scope is Scope.EVERYTHING


_TAKE_PART = {Permission.FOLLOW_AGENCY, Permission.VIEW_POSTS, Permission.VIEW_ACCOUNTS}
_WATCH = {
    Permission.VIEW_CONTROL_ROOM,
    Permission.VIEW_COVERAGE,
    Permission.VIEW_POSTS,
    Permission.VIEW_ROUNDS,
    Permission.VIEW_ACCOUNTS,
}

ADMINISTRATOR = Role(
    "administrator",
    gettext_noop("Administrator"),
    gettext_noop(
        "Mengelola data acuan, instansi, pengguna, dan mitra. Tidak memutus unggahan maupun penghargaan."
    ),
    Scope.EVERYTHING,
    frozenset(
        _WATCH
        | {
            Permission.ADMINISTER,
            Permission.MANAGE_PEOPLE,
            Permission.VIEW_AUDIT,
            Permission.RUN_TALLY,
            Permission.VERIFY_ACCOUNTS,
        }
    ),
)
EDITOR = Role(
    "editor",
    gettext_noop("Penyunting"),
    gettext_noop("Menyusun agenda dan narasi kampanye."),
    Scope.EVERYTHING,
    frozenset(_WATCH | {Permission.EDIT_AGENDA}),
)
VERIFIER = Role(
    "verifier",
    gettext_noop("Verifikator"),
    gettext_noop(
        "Memeriksa unggahan dan akun media sosial instansi: menerima, atau mengembalikan dengan alasan."
    ),
    Scope.EVERYTHING,
    frozenset(_WATCH | {Permission.VERIFY_POSTS, Permission.VERIFY_ACCOUNTS}),
)
COMMITTEE = Role(
    "committee",
    gettext_noop("Panitia penghargaan"),
    gettext_noop("Membuka, membekukan, dan menerbitkan putaran, lalu memberikan penghargaan."),
    Scope.EVERYTHING,
    frozenset(_WATCH | {Permission.DECIDE_ROUNDS, Permission.RUN_TALLY}),
)
ANALYST = Role(
    "analyst",
    gettext_noop("Analis"),
    gettext_noop("Mengimpor hasil ukur dan menjalankan penghitungan."),
    Scope.EVERYTHING,
    frozenset(_WATCH | {Permission.IMPORT_READINGS, Permission.RUN_TALLY}),
)
OBSERVER = Role(
    "observer",
    gettext_noop("Pengamat"),
    gettext_noop("Melihat ruang kendali tanpa mengubah apa pun."),
    Scope.EVERYTHING,
    frozenset(_WATCH),
)
COORDINATOR = Role(
    "coordinator",
    gettext_noop("Koordinator provinsi"),
    gettext_noop(
        "Memantau unggahan kabupaten dan kota di provinsinya, memverifikasinya bila kampanye mengizinkan, "
        "serta mengundang orang untuk instansi di sana."
    ),
    Scope.PROVINCE,
    frozenset(
        _TAKE_PART
        | {
            Permission.VIEW_COVERAGE,
            Permission.VERIFY_PROVINCE,
            Permission.MANAGE_PEOPLE,
            Permission.MANAGE_ACCOUNTS,
        }
    ),
)
LEAD = Role(
    "lead",
    gettext_noop("Penanggung jawab instansi"),
    gettext_noop("Mengirim unggahan atas nama instansi, mengundang rekan, dan menjadi narahubung pusat."),
    Scope.AGENCY,
    frozenset(
        _TAKE_PART
        | {
            Permission.SUBMIT_POSTS,
            Permission.IMPORT_READINGS,
            Permission.MANAGE_PEOPLE,
            Permission.MANAGE_ACCOUNTS,
            Permission.ARCHIVE_ACCOUNTS,
        }
    ),
)
OFFICER = Role(
    "officer",
    gettext_noop("Pengelola media sosial"),
    gettext_noop("Mengirim unggahan atas nama instansi."),
    Scope.AGENCY,
    frozenset(_TAKE_PART | {Permission.SUBMIT_POSTS, Permission.IMPORT_READINGS, Permission.MANAGE_ACCOUNTS}),
)
READER = Role(
    "reader",
    gettext_noop("Pembaca"),
    gettext_noop("Melihat unggahan dan peringkat instansi sendiri."),
    Scope.AGENCY,
    frozenset(_TAKE_PART),
)

ROLES: dict[str, Role] = {
    role.code: role
    for role in (
        ADMINISTRATOR,
        EDITOR,
        VERIFIER,
        COMMITTEE,
        ANALYST,
        OBSERVER,
        COORDINATOR,
        LEAD,
        OFFICER,
        READER,
    )
}
CENTRAL = tuple(role.code for role in ROLES.values() if role.is_central)
CHOICES = [(role.code, gettext_lazy(role.source_name)) for role in ROLES.values()]
