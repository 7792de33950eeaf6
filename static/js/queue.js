// The verifier's keys. [data-key="v"] presses a button or follows a link; with data-arm="#id" it opens the reasons there
// instead: a digit chooses one, and Enter presses the button that was asked for. Keys rest while somebody types or a
// dialog is open, and for good on this device when [data-keys-switch] is off, as single-letter shortcuts must allow.
(() => {
  const root = document.documentElement;
  const help = document.querySelector("[data-keys-help]");
  const choice = document.querySelector("[data-keys-switch]");
  let armed = null;

  const turn = (on) => {
    root.dataset.keys = on ? "on" : "off";
    document.querySelectorAll("[data-key]").forEach((target) => {
      if (on) target.setAttribute("aria-keyshortcuts", target.dataset.key.toUpperCase());
      else target.removeAttribute("aria-keyshortcuts");
    });
  };
  const reasons = () => [...document.querySelectorAll(`${armed.dataset.arm} input[type=radio]`)];
  const arm = (button) => {
    armed = button;
    (reasons().find((one) => one.checked) || reasons()[0]).focus();
  };
  const choose = (number) => {
    const one = reasons()[number - 1];
    if (!one) return;
    one.checked = true;
    (one.value === "other" ? one.form.elements.note : armed).focus();
  };
  const press = (target) => {
    if (target.dataset.arm) arm(target);
    else target.click();
  };

  turn(localStorage.getItem("keys") !== "off");
  if (help) {
    choice.checked = root.dataset.keys === "on";
    choice.addEventListener("change", () => {
      localStorage.setItem("keys", choice.checked ? "on" : "off");
      turn(choice.checked);
    });
    document.querySelectorAll("[data-keys-open]").forEach((button) => {
      button.hidden = false;
      button.addEventListener("click", () => help.showModal());
    });
  }

  document.addEventListener("keydown", (event) => {
    const field = event.target;
    if (armed && event.key === "Enter" && field.form === armed.form && field !== armed) {
      const writes = field.matches("textarea") && !event.ctrlKey && !event.metaKey;
      if (writes || field.matches("button")) return;
      event.preventDefault();
      armed.click();
      return;
    }
    if (root.dataset.keys === "off" || event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
    if (document.querySelector("dialog[open]")) return;
    if (field.closest("input:not([type=checkbox], [type=radio]), select, textarea, [contenteditable]")) return;
    if (armed && /^[1-9]$/.test(event.key)) {
      event.preventDefault();
      choose(Number(event.key));
      return;
    }
    const target = document.querySelector(`[data-key="${CSS.escape(event.key.toLowerCase())}"]`);
    if (!target) return;
    event.preventDefault();
    press(target);
  });

  // Whoever works on a post keeps it: at most every two minutes, and only while something is done on its page.
  const claim = document.querySelector("[data-claim]");
  if (!claim) return;
  const EVERY = 120000;
  let last = Date.now();
  const hold = async () => {
    if (Date.now() - last < EVERY) return;
    last = Date.now();
    const token = document.querySelector("[name=csrfmiddlewaretoken]").value;
    const headers = { "X-CSRFToken": token };
    try {
      const answer = await fetch(claim.dataset.claim, { method: "POST", headers, redirect: "error" });
      if (answer.ok || answer.status === 422) claim.innerHTML = await answer.text();
    } catch {
      last = 0; // offline for a moment: the next movement asks again
    }
  };
  ["keydown", "pointermove", "scroll", "focusin"].forEach((name) => document.addEventListener(name, hold, { passive: true }));
})();
