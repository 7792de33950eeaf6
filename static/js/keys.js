// [data-key="v"]: that key presses a button, follows a link or focuses a field; never while somebody types. One switch
// (data-keys-switch) turns it off for good on this device, as single-letter shortcuts must allow.
(() => {
  const help = document.querySelector("[data-keys-help]");
  const choice = document.querySelector("[data-keys-switch]");
  const off = () => localStorage.getItem("keys") === "off";
  if (help) {
    help.hidden = false;
    choice.checked = !off();
    choice.addEventListener("change", () => localStorage.setItem("keys", choice.checked ? "on" : "off"));
  }
  document.addEventListener("keydown", (event) => {
    if (off() || event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
    if (event.target.closest("input:not([type=checkbox]), select, textarea, [contenteditable]")) return;
    const target = document.querySelector(`[data-key="${CSS.escape(event.key.toLowerCase())}"]`);
    if (!target) return;
    event.preventDefault();
    if (target.matches("a, button")) target.click();
    else target.focus();
  });
  document.querySelectorAll("[data-expires]").forEach((box) => {
    setTimeout(() => box.remove(), Number(box.dataset.expires) * 1000);
  });
})();
