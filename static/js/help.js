// The help beside the page: a link marked data-help opens in the panel, and so does what it leads to within the help.
(() => {
  "use strict";
  const panel = document.getElementById("help");
  const matter = document.getElementById("help-matter");
  if (!panel?.show) return;
  let before = null;

  const open = (opener) => {
    if (panel.open) return;
    before = opener;
    // Beside the page where there is room for both, over it on a phone.
    if (window.matchMedia("(min-width: 52rem)").matches) panel.show();
    else panel.showModal();
  };
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("a");
    if (!link || event.defaultPrevented || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    if (!("help" in link.dataset) && !(panel.contains(link) && link.pathname.includes("/help/"))) return;
    event.preventDefault();
    const opener = link.closest("details.menu, .fold")?.querySelector("summary") ?? link;
    window.htmx.ajax("GET", link.href, { target: matter, swap: "innerHTML" }).then(() => {
      open(opener);
      panel.scrollTop = 0;
      matter.querySelector("h2")?.focus();
    }, () => window.location.assign(link.href));
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && panel.open && !document.querySelector("dialog:modal")) panel.close();
  });
  panel.addEventListener("close", () => before?.isConnected && before.focus());
})();
