// The palette: "/" or Ctrl-K (Cmd-K) opens it; what is typed filters the pages at once, and htmx finds things.
(() => {
  "use strict";
  const palette = document.getElementById("palette");
  const field = document.getElementById("palette-words");
  const places = document.getElementById("palette-places");
  const list = document.getElementById("palette-list");
  if (!palette || !palette.showModal) return;
  let before = null, asked = false, active = null;

  const options = () => [...list.querySelectorAll("[role=option]")].filter((one) => !one.closest("[hidden]"));
  const choose = (option) => {
    active?.setAttribute("aria-selected", "false");
    active = option ?? null;
    if (!active) { field.removeAttribute("aria-activedescendant"); return; }
    active.setAttribute("aria-selected", "true");
    field.setAttribute("aria-activedescendant", active.id);
    active.scrollIntoView({ block: "nearest" });
  };
  const bare = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  const filter = () => {
    const wanted = bare(field.value).split(/\s+/).filter(Boolean);
    for (const option of places.querySelectorAll("[role=option]")) {
      const parts = bare(option.textContent).split(/[^\p{L}\p{N}]+/u);
      // Where one is already is no place to go.
      option.hidden = option.pathname === location.pathname && !option.search || !wanted.every((word) => parts.some((part) => part.startsWith(word)));
    }
    for (const group of places.querySelectorAll("[role=group]"))
      group.hidden = !group.querySelector("[role=option]:not([hidden])");
    choose(options()[0]);
  };
  const open = () => {
    if (palette.open) return;
    before = document.activeElement;
    palette.showModal();
    field.select();
    if (asked) return filter();
    asked = true;
    window.htmx.trigger(places, "opened");
  };

  document.addEventListener("keydown", (event) => {
    const typing = event.target.matches("input, textarea, select, [contenteditable]");
    const asks = (event.key === "k" && (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey)
      || (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey);
    if (!asks || document.querySelector("dialog:modal")) return;
    event.preventDefault();
    open();
  });
  for (const other of document.querySelectorAll("[data-palette]"))
    other.addEventListener("pointerdown", (event) => { event.preventDefault(); other.focus(); open(); });
  palette.addEventListener("close", () => before?.isConnected && before.focus());
  palette.addEventListener("click", (event) => event.target === palette && palette.close());
  field.addEventListener("input", filter);
  document.addEventListener("htmx:afterSwap", (event) => palette.contains(event.target) && filter());
  field.addEventListener("keydown", (event) => {
    const all = options();
    const at = all.indexOf(active);
    if (event.key === "ArrowDown") choose(all[(at + 1) % all.length]);
    else if (event.key === "ArrowUp") choose(all[(at - 1 + all.length) % all.length]);
    else if (event.key === "Enter" && active) active.click();
    else return;
    event.preventDefault();
  });
})();
