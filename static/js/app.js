// What pages do a little better with JavaScript; each of them works without.
(() => {
  "use strict";

  // A form marked data-guard: ask before what was typed in it is left behind.
  const state = (form) => {
    const parts = [];
    new FormData(form).forEach((value, name) => {
      if (name !== "csrfmiddlewaretoken") parts.push(name + "=" + (value.name ?? value));
    });
    return parts.join("\n");
  };
  const guarded = new Map();
  const watch = (root) =>
    root.querySelectorAll("form[data-guard]").forEach((form) => {
      // A refused form that came back filled in is unsaved from the start.
      guarded.set(form, form.querySelector(".is-invalid, .alert-danger") ? null : state(form));
    });
  watch(document);
  document.addEventListener("htmx:load", (event) => watch(event.target));
  document.addEventListener("submit", (event) => guarded.delete(event.target));
  window.addEventListener("beforeunload", (event) => {
    for (const [form, before] of guarded) {
      if (form.isConnected && state(form) !== before) event.preventDefault();
    }
  });

  // An example beside a field: one click puts its words there, a line of a list below those that are there.
  document.querySelectorAll("[data-example-for]").forEach((example) => {
    const field = document.getElementById(example.dataset.exampleFor);
    if (!field) return;
    const words = example.textContent.trim().replace(/\s+/g, " ").replace(/^“|”$/g, "");
    const button = document.createElement("button");
    button.type = "button";
    button.className = "btn link small";
    button.textContent = example.closest("[data-example-words]").dataset.exampleWords;
    button.setAttribute("aria-label", `${button.textContent}: ${words.slice(0, 60)}`);
    button.addEventListener("click", () => {
      const before = field.value.trim();
      const line = "exampleLine" in example.dataset;
      // Nothing that was typed is lost: an example goes below it.
      field.value = before ? `${before}${line ? "\n" : "\n\n"}${words}` : words;
      field.dispatchEvent(new Event("input", { bubbles: true }));
      field.focus();
    });
    example.append(" ", button);
  });

  // A choice that takes effect at once: its form is sent when it changes.
  document.addEventListener("change", (event) => {
    if (event.target.matches("select[data-submit]")) event.target.form.requestSubmit();
  });

  // An open menu of the bar closes with Escape, and with a click elsewhere.
  const menus = () => document.querySelectorAll(".bar details[open]");
  document.addEventListener("click", (event) => {
    menus().forEach((menu) => menu.contains(event.target) || menu.removeAttribute("open"));
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    menus().forEach((menu) => {
      menu.removeAttribute("open");
      menu.querySelector("summary").focus();
    });
  });
})();
