// <form data-auto-submit>: a filter form sends itself when a choice changes; its button remains for everyone else.
document.addEventListener("change", (event) => {
  const form = event.target.form;
  if (form && form.matches("[data-auto-submit]")) form.requestSubmit();
});
