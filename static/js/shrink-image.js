// <input type="file" data-shrink>: a picture larger than the portal keeps, or heavy for a slow link, becomes a smaller
// JPEG before it is sent; so does one that only this browser can read, such as a phone's HEIC. What cannot be
// read here goes out as it is, and the server says what it thinks of it.
(() => {
  const LONGEST = 2560;
  const HEAVY = 1.5 * 1024 * 1024;
  const TAKEN = ["image/jpeg", "image/png", "image/webp"];
  const running = new WeakMap();

  const shrink = async (file) => {
    const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
    const scale = Math.min(1, LONGEST / Math.max(picture.width, picture.height));
    const taken = scale === 1 && TAKEN.includes(file.type);
    if (taken && file.size <= HEAVY) return file;
    const canvas = document.createElement("canvas");
    canvas.width = Math.max(1, Math.round(picture.width * scale));
    canvas.height = Math.max(1, Math.round(picture.height * scale));
    const pen = canvas.getContext("2d");
    pen.fillStyle = "white"; // a JPEG knows no transparency
    pen.fillRect(0, 0, canvas.width, canvas.height);
    pen.imageSmoothingQuality = "high";
    pen.drawImage(picture, 0, 0, canvas.width, canvas.height);
    picture.close();
    const small = await new Promise((done) => { canvas.toBlob(done, "image/jpeg", 0.85); });
    if (!small || (taken && small.size >= file.size)) return file;
    return new File([small], `${file.name.replace(/\.[^.]*$/, "")}.jpg`, { type: small.type });
  };

  const replace = async (input) => {
    const chosen = [...input.files];
    const files = await Promise.all(chosen.map((file) => shrink(file).catch(() => file)));
    const changed = [...input.files].some((file, index) => file !== chosen[index]);
    if (changed || files.every((file, index) => file === chosen[index])) return;
    const box = new DataTransfer();
    files.forEach((file) => box.items.add(file));
    input.files = box.files;
  };

  document.addEventListener("change", (event) => {
    const input = event.target;
    if (!input.matches("input[type=file][data-shrink]")) return;
    const work = replace(input).finally(() => { if (running.get(input) === work) running.delete(input); });
    running.set(input, work);
  });

  // Whoever sends at once waits for the picture. Caught on the way down, so that no other script counts it as sent.
  document.addEventListener("submit", async (event) => {
    const { target: form, submitter } = event;
    const waiting = [...form.elements].map((input) => running.get(input)).filter(Boolean);
    if (!waiting.length) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (form.dataset.shrinking) return;
    form.dataset.shrinking = "1";
    if (submitter) submitter.setAttribute("aria-busy", "true");
    await Promise.allSettled(waiting);
    delete form.dataset.shrinking;
    form.requestSubmit(submitter);
  }, true);
})();
