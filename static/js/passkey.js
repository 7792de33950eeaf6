// <form data-passkey="add | use | sign-in">: its [data-passkey-ask] button asks the device for a passkey; the
// answer goes into the field "credential" and the form is sent. The options stand in #js_data; for signing in
// they are fetched when they are needed. [data-passkey-problem="refused | known | impossible | offline"] say what went wrong.
(() => {
  const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
  const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer)))
    .replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  const keys = (list) => list && list.map((key) => ({ ...key, id: bytes(key.id) }));

  const add = async (options) => {
    const asked = options.publicKey;
    const made = await navigator.credentials.create({
      publicKey: {
        ...asked,
        challenge: bytes(asked.challenge),
        user: { ...asked.user, id: bytes(asked.user.id) },
        excludeCredentials: keys(asked.excludeCredentials),
        // Kept on the device and opened by finger, face or PIN: such a key signs in by itself.
        authenticatorSelection: { residentKey: "required", requireResidentKey: true, userVerification: "required" },
      },
    });
    return plain(made, {
      attestationObject: text(made.response.attestationObject),
      transports: made.response.getTransports ? made.response.getTransports() : [],
    });
  };

  const use = async (options) => {
    const asked = options.publicKey;
    const found = await navigator.credentials.get({
      publicKey: { ...asked, challenge: bytes(asked.challenge), allowCredentials: keys(asked.allowCredentials) },
    });
    return plain(found, {
      authenticatorData: text(found.response.authenticatorData),
      signature: text(found.response.signature),
      userHandle: found.response.userHandle && text(found.response.userHandle),
    });
  };

  const plain = (credential, response) => ({
    id: credential.id,
    rawId: text(credential.rawId),
    type: credential.type,
    authenticatorAttachment: credential.authenticatorAttachment,
    clientExtensionResults: credential.getClientExtensionResults(),
    response: { clientDataJSON: text(credential.response.clientDataJSON), ...response },
  });

  const fetched = async (form) => {
    const answer = await fetch(form.action, { headers: { Accept: "application/json" } });
    if (!answer.ok) throw new Error("offline");
    return (await answer.json()).request_options;
  };

  const ask = (form) => {
    const written = document.getElementById("js_data");
    if (form.dataset.passkey === "sign-in") return fetched(form).then(use);
    const options = JSON.parse(written.textContent);
    return form.dataset.passkey === "add" ? add(options.creation_options) : use(options.request_options);
  };

  document.querySelectorAll("form[data-passkey]").forEach((form) => {
    const button = form.querySelector("[data-passkey-ask]");
    const tell = (problem) => form.querySelectorAll("[data-passkey-problem]").forEach((each) => {
      each.hidden = each.dataset.passkeyProblem !== problem;
    });
    if (!window.PublicKeyCredential) {
      tell("impossible");
      return;
    }
    button.hidden = false;
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      if (form.dataset.asking) return;
      form.dataset.asking = "1";
      button.setAttribute("aria-busy", "true");
      tell("");
      try {
        form.elements.credential.value = JSON.stringify(await ask(form));
        form.submit();
      } catch (error) {
        tell({ NotAllowedError: "refused", InvalidStateError: "known" }[error.name] || "offline");
      } finally {
        delete form.dataset.asking;
        button.removeAttribute("aria-busy");
      }
    });
  });
})();
