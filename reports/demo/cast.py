"""The people of the demo: who signs in, in which role, and how the others are called."""

from dataclasses import dataclass
from random import Random

DOMAIN = "demo.asean2023.invalid"
"""No mail can ever reach it: `.invalid` is reserved for that."""
PASSWORD = "epicentrum-2023"


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody who signs in; `agency` is a code, empty for the centre."""

    short: str
    role: str
    full_name: str
    agency: str = ""

    @property
    def email(self) -> str:
        return f"{self.short}@{DOMAIN}"


CAST = (
    Member("pusat_admin", "administrator", "Ayu Pramesti"),
    Member("pusat_editor", "editor", "Eko Wibisono"),
    Member("verifier", "verifier", "Vina Larasati"),
    Member("verifier2", "verifier", "Bagus Hartono"),
    Member("committee", "committee", "Panji Nugroho"),
    Member("committee2", "committee", "Putri Maharani"),
    Member("analyst", "analyst", "Anton Siregar"),
    Member("observer", "observer", "Ratna Dewanti"),
    Member("coordinator_sultra", "coordinator", "La Ode Kadir", "D-74"),
    Member("lead_sultra", "lead", "Wa Ode Lina", "D-74"),
    Member("officer_sultra", "officer", "Sari Rahmawati", "D-74"),
    Member("officer_mimika", "officer", "Marten Kogoya", "D-94.04"),
    Member("officer_kominfo", "officer", "Dimas Saputra", "K-059"),
    Member("reader_sultra", "reader", "Hasan Basri", "D-74"),
)
PROPOSALS = (
    ("officer_sultra", "D-74", "threads", "kominfo_sultra_demo"),
    ("coordinator_sultra", "D-74.71", "instagram", "kominf0_sultra_demo"),
    ("officer_mimika", "D-94.04", "tiktok", "mimikakab_demo"),
    ("officer_kominfo", "K-059", "threads", "kemkominfo_demo"),
)
"""Accounts that wait for the centre: who proposes for which agency, the platform, the handle."""
FOLLOWERS = (
    "officer_sultra",
    "instagram",
    "sultra_demo",
    ((92, 41_200), (61, 43_650), (30, 47_900), (2, 52_300)),
)
"""Who notes for which account so many days ago how many followers."""
DISPUTING = ("officer_kominfo", "K-059")
"""Who reports, for which agency, a post that another one has filed."""
EDITOR = "pusat_editor"
VERIFIERS = ("verifier", "verifier2")
FREEZER, PUBLISHER = "committee", "committee2"

_FIRST = (
    *("Andi", "Arif", "Bayu", "Citra", "Dewi", "Dian", "Fajar", "Fitri", "Galih", "Hana", "Indah", "Joko"),
    *(
        "Kartika",
        "Lukman",
        "Maya",
        "Nadia",
        "Oki",
        "Putra",
        "Rina",
        "Rizky",
        "Siti",
        "Tono",
        "Wulan",
        "Yusuf",
    ),
)
_LAST = (
    *("Anggraini", "Firmansyah", "Gunawan", "Handayani", "Hidayat", "Kusuma", "Lestari", "Mahendra"),
    *("Nasution", "Permata", "Purnomo", "Rahayu", "Ramadhan", "Santoso", "Setiawan", "Susanti"),
    *("Tanjung", "Utami", "Wijaya", "Yuliana"),
)


def officer_name(rng: Random) -> str:
    """The invented name of an officer who does not sign in."""
    return f"{rng.choice(_FIRST)} {rng.choice(_LAST)}"
