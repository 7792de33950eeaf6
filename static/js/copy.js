// <button data-copy data-copy-target="#id" | data-copy-text="…" hidden>: copies the text and says so for two seconds.
(() => {
  const show = (root) => root.querySelectorAll("[data-copy][hidden]").forEach((button) => { button.hidden = false; });
  const text = (button) => {
    if (!button.dataset.copyTarget) return button.dataset.copyText;
    const source = document.querySelector(button.dataset.copyTarget);
    return "value" in source ? source.value : source.innerText;
  };
  document.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-copy]");
    if (!button || button.dataset.busy) return;
    const label = button.querySelector("[data-copy-label]");
    const before = label.textContent;
    button.dataset.busy = "1";
    try {
      await navigator.clipboard.writeText(text(button));
      label.textContent = button.dataset.copied;
    } catch {
      label.textContent = button.dataset.copyFailed;
    }
    setTimeout(() => {
      label.textContent = before;
      delete button.dataset.busy;
    }, 2000);
  });
  document.addEventListener("htmx:load", (event) => show(event.target));
  if (navigator.clipboard) show(document);
})();
