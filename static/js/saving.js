// Pages that save as one answers ([data-saves]): what could not be sent says so, stays, and is sent again.
// Each saves without this too, by its button.
(() => {
  "use strict";

  const page = document.querySelector("[data-saves]");
  if (!page) return;
  page.classList.add("saves-itself");
  const words = page.dataset;
  const unsent = new Set();
  const line = (field, text, bad) => {
    const found = document.querySelector(field.closest("[hx-target]").getAttribute("hx-target"));
    if (!found) return;
    found.textContent = text;
    found.classList.toggle("red-text", Boolean(bad));
  };
  const again = () => unsent.forEach((field) => window.htmx.trigger(field, "change"));

  page.addEventListener("htmx:beforeSend", (event) => line(event.detail.elt, words.saving));
  page.addEventListener("htmx:beforeSwap", (event) => {
    const { xhr, requestConfig } = event.detail;
    const isLine = xhr.responseText.includes('class="save-line');
    event.detail.shouldSwap = isLine;
    event.detail.isError = false;
    if (isLine) {
      unsent.delete(requestConfig.elt);
    } else {
      unsent.add(requestConfig.elt);
      line(requestConfig.elt, xhr.status < 400 || xhr.status === 403 ? words.signedOut : words.failed, true);
    }
  });
  const lost = (event) => {
    unsent.add(event.detail.elt);
    line(event.detail.elt, words.failed, true);
  };
  page.addEventListener("htmx:sendError", lost);
  page.addEventListener("htmx:timeout", lost);
  window.addEventListener("online", again);
  window.setInterval(again, 15000);
  window.addEventListener("beforeunload", (event) => {
    if (unsent.size) event.preventDefault();
  });
})();
