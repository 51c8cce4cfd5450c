// Writing a plan: rows become forms in their place and one goes on by keyboard; terms fill in days.
// Every page works without this.
(() => {
  "use strict";

  // ---- A term that is chosen fills in both days; a day that is changed is no longer the term's.
  document.addEventListener("change", (event) => {
    const form = event.target.form;
    const term = form && form.elements.term;
    if (!term || !term.options) return;
    const { starts_on: starts, ends_on: ends } = form.elements;
    const chosen = term.selectedOptions[0].dataset;
    if (event.target === term && chosen.starts) {
      starts.value = chosen.starts;
      ends.value = chosen.ends;
    } else if (event.target === starts || event.target === ends) {
      if (starts.value !== chosen.starts || ends.value !== chosen.ends) term.value = "";
    }
  });

  // ---- A sentence is one line, however long it is shown: Enter saves it.
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.isComposing || !event.target.matches("textarea[rows='1']")) return;
    event.preventDefault();
    event.target.form.requestSubmit();
  });

  const page = document.querySelector("[data-writing]");
  if (!page) return;
  const words = page.dataset;
  const said = page.querySelector("[data-said]");
  const link = (row) => row && row.querySelector(row.matches(".add") ? "a" : ".verb a");
  const rows = () => [...page.querySelectorAll(".write tbody tr")];

  // ---- What was typed in a form since it came; one that came back refused is unsaved from the start.
  const state = (form) => new URLSearchParams(new FormData(form)).toString();
  const came = new WeakMap();
  const isChanged = (form) => came.get(form) !== state(form);
  document.addEventListener("htmx:load", (event) =>
    event.target.querySelectorAll(".editing form[hx-post]").forEach((form) => {
      came.set(form, form.querySelector("[role=alert]") ? null : state(form));
    }),
  );

  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || event.defaultPrevented) return;
    const row = event.target.closest(".editing");
    const leave = row && row.querySelector("[data-leave]");
    if (!leave) return;
    event.preventDefault();
    leave.click();
  });
  page.addEventListener("htmx:confirm", (event) => {
    if (!event.target.matches("[data-leave]")) return;
    if (!isChanged(event.target.closest("form"))) return;
    if (!window.confirm(words.sure)) event.preventDefault();
  });

  // ---- Where one goes on after a row was swapped.
  const show = (place) => {
    place.focus({ preventScroll: true });
    const box = place.getBoundingClientRect();
    if (box.top < 80 || box.bottom > window.innerHeight - 40) place.scrollIntoView({ block: "center" });
  };
  const goOn = (row) => {
    if (row.matches(".editing")) {
      const place =
        row.querySelector(".sides") ||
        row.querySelector("[aria-invalid=true]") ||
        row.querySelector("[autofocus]") ||
        row.querySelector("input:not([type=hidden]), select, textarea");
      show(place);
      if (place.matches("textarea")) place.setSelectionRange(place.value.length, place.value.length);
    } else if (row.dataset.saved) {
      said.textContent = row.dataset.saved;
      const all = rows();
      const next = all[all.indexOf(row) + 1];
      const place = link(next) || link(row);
      if (place) show(place);
    } else {
      const place = row.querySelector("[data-focus]");
      if (place) show(place);
    }
  };
  document.addEventListener("htmx:afterSettle", (event) => {
    const row = event.detail.elt;
    if (row && row.matches && row.matches(".write tr")) goOn(row);
  });
  const arrived = () => {
    const row = window.location.hash.startsWith("#row-") && document.querySelector(window.location.hash);
    if (link(row)) show(link(row));
  };
  window.addEventListener("hashchange", arrived);
  window.addEventListener("load", () => window.setTimeout(arrived));

  // ---- What could not be saved says so at the form, which keeps what was typed.
  const complain = (form, text) => {
    const line = form.querySelector("[data-failed]") || document.createElement("p");
    line.className = "message error";
    line.dataset.failed = "";
    line.setAttribute("role", "alert");
    line.textContent = text;
    form.prepend(line);
    line.scrollIntoView({ block: "nearest" });
  };
  const sentence = (xhr) => {
    const lead = new DOMParser().parseFromString(xhr.responseText, "text/html").querySelector(".lead, h1");
    return [words.refused, lead ? lead.textContent.trim() : xhr.statusText, words.kept].join(" ");
  };
  page.addEventListener("htmx:beforeSwap", (event) => {
    const { xhr, requestConfig } = event.detail;
    const asked = requestConfig.elt;
    const isPart = xhr.responseText.trimStart().startsWith("<tr");
    event.detail.shouldSwap = isPart;
    event.detail.isError = false;
    if (isPart) return;
    // A row that cannot be opened here opens as a page, which says why.
    if (!asked.matches("form")) window.location.assign(asked.href);
    else complain(asked, xhr.status === 200 ? words.away : sentence(xhr));
  });
  page.addEventListener("htmx:sendError", (event) => {
    const form = event.detail.elt.closest("form");
    if (form) complain(form, words.lost);
  });
})();
