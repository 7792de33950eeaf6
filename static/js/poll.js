// <div data-poll="/address/" data-poll-seconds="2">: replaces itself by the fragment at that address until a
// fragment comes without data-poll. Waits while the tab is hidden, and longer after each failure.
(() => {
  const watch = (box, failures = 0) => {
    const seconds = Number(box.dataset.pollSeconds || 2) * 2 ** Math.min(failures, 4);
    setTimeout(() => step(box, failures), seconds * 1000);
  };
  const step = async (box, failures) => {
    if (!box.isConnected) return;
    if (document.hidden) {
      document.addEventListener("visibilitychange", () => step(box, failures), { once: true });
      return;
    }
    try {
      const answer = await fetch(box.dataset.poll, { headers: { "HX-Request": "true" } });
      if (!answer.ok) throw new Error(String(answer.status));
      const holder = document.createElement("template");
      holder.innerHTML = await answer.text();
      const next = holder.content.firstElementChild;
      box.replaceWith(holder.content);
      if (next && next.matches("[data-poll]")) watch(next);
    } catch {
      watch(box, failures + 1);
    }
  };
  document.querySelectorAll("[data-poll]").forEach((box) => watch(box));
})();
