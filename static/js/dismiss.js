// A message can be put away: <button data-dismiss hidden>. Without JavaScript the button stays hidden.
// An offer that ends goes by itself after so many seconds: <form data-expires="10">.
(() => {
  const show = (root) => root.querySelectorAll("[data-dismiss][hidden]").forEach((button) => { button.hidden = false; });
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-dismiss]");
    if (button) button.closest(".notice").remove();
  });
  document.querySelectorAll("[data-expires]").forEach((box) => {
    setTimeout(() => box.remove(), Number(box.dataset.expires) * 1000);
  });
  document.addEventListener("htmx:load", (event) => show(event.target));
  show(document);
})();
