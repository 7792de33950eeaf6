from agencies.passwords import Argon2
from summitcomms import settings


def test_passwords_are_kept_with_argon2id_and_nineteen_mebibytes() -> None:
    hasher = Argon2()

    kept = hasher.encode("kata-sandi-untuk-uji-coba", hasher.salt())

    assert kept.startswith("argon2$argon2id$v=19$m=19456,t=2,p=1$")
    assert hasher.verify("kata-sandi-untuk-uji-coba", kept)
    assert not hasher.verify("kata-sandi-untuk-uji-cobA", kept)


def test_it_is_the_one_that_new_passwords_get() -> None:
    assert settings.PASSWORD_HASHERS[0] == f"{Argon2.__module__}.{Argon2.__qualname__}"
