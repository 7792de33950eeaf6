"""A device with a passkey, in memory: what a phone would answer, signed with a key of its own."""

from __future__ import annotations

import json
from hashlib import sha256
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from fido2.cose import ES256
from fido2.utils import websafe_decode, websafe_encode
from fido2.webauthn import (
    Aaguid,
    AttestationObject,
    AttestedCredentialData,
    AuthenticatorData,
    CollectedClientData,
)

FLAG = AuthenticatorData.FLAG


class Device:
    """One phone with one passkey; `verifies` is off for one that does not ask for finger, face or PIN."""

    def __init__(self, host: str = "testserver", *, verifies: bool = True) -> None:
        self.host = host
        self.flags = FLAG.UP | (FLAG.UV if verifies else FLAG(0))
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.credential_id = sha256(str(id(self)).encode()).digest()
        self.user_handle = ""

    def make(self, options: dict[str, Any]) -> str:
        """The answer to `creation_options`, as the page sends it."""
        asked = options["publicKey"]
        self.user_handle = asked["user"]["id"]
        public = ES256.from_cryptography_key(self.key.public_key())
        held = AttestedCredentialData.create(bytes(Aaguid.NONE), self.credential_id, public)
        about = AuthenticatorData.create(self._rp_hash(), self.flags | FLAG.AT, 0, bytes(held))
        attested = AttestationObject.create("none", about, {})
        said = self._said("webauthn.create", asked["challenge"])
        return self._answer(clientDataJSON=said, attestationObject=bytes(attested))

    def use(self, options: dict[str, Any], *, user_handle: str | None = None) -> str:
        """The answer to `request_options`; `user_handle` names somebody else than the passkey's owner."""
        said = self._said("webauthn.get", options["publicKey"]["challenge"])
        about = bytes(AuthenticatorData.create(self._rp_hash(), self.flags, 0))
        signature = self.key.sign(about + sha256(said).digest(), ec.ECDSA(hashes.SHA256()))
        handle = websafe_decode(self.user_handle if user_handle is None else user_handle)
        return self._answer(
            clientDataJSON=said, authenticatorData=about, signature=signature, userHandle=handle
        )

    def _said(self, kind: str, challenge: str) -> bytes:
        said = CollectedClientData.create(kind, challenge, f"https://{self.host}")
        return bytes(said)

    def _rp_hash(self) -> bytes:
        return sha256(self.host.encode()).digest()

    def _answer(self, **parts: bytes) -> str:
        return json.dumps(
            {
                "id": websafe_encode(self.credential_id),
                "rawId": websafe_encode(self.credential_id),
                "type": "public-key",
                "clientExtensionResults": {},
                "response": {name: websafe_encode(part) for name, part in parts.items()},
            }
        )
