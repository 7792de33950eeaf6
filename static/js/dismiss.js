// A message can be put away: <button data-dismiss hidden>. Without JavaScript the button stays hidden.
(() => {
  const show = (root) => root.querySelectorAll("[data-dismiss][hidden]").forEach((button) => { button.hidden = false; });
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-dismiss]");
    if (button) button.closest(".notice").remove();
  });
  document.addEventListener("htmx:load", (event) => show(event.target));
  show(document);
})();
