// Rating: what is not saved is kept and sent again, keys rate, beads slide, two tabs show the same.
// Preparing: tick all or none of an area. Each page works without this.
(() => {
  "use strict";

  document.querySelectorAll("[data-ticks]").forEach((group) => {
    group.querySelector(".ticks").hidden = false;
    group.addEventListener("click", (event) => {
      const button = event.target.closest("[data-tick]");
      if (!button) return;
      const all = button.dataset.tick === "all";
      group.querySelectorAll("input[type=checkbox]").forEach((box) => (box.checked = all));
    });
  });

  const page = document.querySelector("[data-rate]");
  if (!page) return;
  const duties = [...page.querySelectorAll("[data-duty]")];
  const dutyOf = (element) => element.closest("[data-duty]");
  const changed = (element) => element.dispatchEvent(new Event("change", { bubbles: true }));
  const choose = (duty, value) => {
    const bead = duty.querySelector(`input[name^="influence-"][value="${value}"]`);
    bead.focus({ preventScroll: true });
    if (bead.checked) return;
    bead.checked = true;
    changed(bead);
  };

  // ---- Keys: numbers rate the duty one is at, up and down go between duties.
  const go = (duty) => {
    const bead = duty.querySelector('input[name^="influence-"]:checked') || duty.querySelector("input");
    bead.focus({ preventScroll: true });
    duty.scrollIntoView({ block: "center" });
  };
  page.addEventListener("keydown", (event) => {
    const typing = event.target.matches("textarea, input:not([type=radio])");
    const duty = dutyOf(event.target);
    if (!duty || typing || event.ctrlKey || event.metaKey || event.altKey) return;
    if (/^[0-5]$/.test(event.key)) {
      event.preventDefault();
      choose(duty, event.key);
    } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      const next = duties[duties.indexOf(duty) + (event.key === "ArrowDown" ? 1 : -1)];
      if (next) go(next);
    }
  });

  // ---- Sliding: a finger that goes along the track takes the bead with it.
  page.querySelectorAll(".track").forEach((track) => {
    const beads = [...track.querySelectorAll("input")];
    let start = null;
    let slid = false;
    track.addEventListener("pointerdown", (event) => {
      start = event.clientX;
      slid = false;
    });
    track.addEventListener("pointermove", (event) => {
      if (start === null || (!slid && Math.abs(event.clientX - start) < 10)) return;
      if (!slid) track.setPointerCapture(event.pointerId);
      slid = true;
      const box = track.getBoundingClientRect();
      const part = (event.clientX - box.left) / box.width;
      beads[Math.min(4, Math.max(0, Math.floor(part * 5)))].checked = true;
    });
    track.addEventListener("pointerup", () => {
      if (slid) changed(beads.find((bead) => bead.checked) || beads[0]);
      start = null;
    });
    track.addEventListener("pointercancel", () => (start = null));
    track.addEventListener("click", (event) => {
      if (slid && event.target.closest("label")) event.preventDefault();
      slid = false;
    });
  });

  if (!page.dataset.state || !window.htmx) return;

  // ---- Saving: htmx sends each answer; here is what becomes of those that did not arrive.
  document.documentElement.classList.add("saves-itself");
  const words = page.dataset;
  const notice = document.getElementById("unsent");
  const sending = new Set();
  const unsent = new Set();
  const refused = new Set();
  window.htmx.config.timeout = 15000;
  const tabs = "BroadcastChannel" in window ? new BroadcastChannel(words.state) : null;
  const line = (field, text, wrong) => {
    const place = dutyOf(field).querySelector(".save-line");
    place.textContent = text;
    place.classList.toggle("red-text", Boolean(wrong));
  };
  const mark = (field) => {
    const duty = dutyOf(field);
    const waits = [...unsent].some((one) => dutyOf(one) === duty);
    duty.toggleAttribute("data-unsaved", waits);
    notice.hidden = unsent.size === 0;
    notice.querySelector("[data-unsent]").textContent = words.waiting;
  };
  const failed = (field, text) => {
    unsent.add(field);
    line(field, "× " + text, true);
    mark(field);
  };
  const sendAgain = () => [...unsent].forEach((field) => window.htmx.trigger(field, "change"));
  const isField = (event) => event.target.matches && event.target.matches("[data-field]");

  page.addEventListener("htmx:beforeRequest", (event) => {
    if (!isField(event)) return;
    sending.add(event.target);
    line(event.target, words.saving);
  });
  page.addEventListener("htmx:beforeSwap", (event) => {
    const { xhr } = event.detail;
    const isLine = xhr.responseText.includes('class="save-line');
    event.detail.shouldSwap = isLine;
    event.detail.isError = false;
    const field = event.detail.requestConfig.elt;
    if (xhr.status === 200 && isLine) {
      unsent.delete(field);
      refused.delete(field);
      mark(field);
      if (tabs) tabs.postMessage("saved");
    } else if (isLine) {
      // Refused with a sentence: sending the same again would not help; it stays to be read.
      unsent.delete(field);
      refused.add(field);
      mark(field);
    } else {
      failed(field, xhr.status < 400 || xhr.status === 403 ? words.signedOut : words.failed);
    }
  });
  const lost = (event) => isField(event) && failed(event.target, words.failed);
  page.addEventListener("htmx:sendError", lost);
  page.addEventListener("htmx:timeout", lost);
  page.addEventListener("htmx:afterRequest", (event) => sending.delete(event.target));
  notice.querySelector("[data-send-again]").addEventListener("click", sendAgain);
  window.addEventListener("online", sendAgain);
  window.setInterval(() => sending.size === 0 && sendAgain(), 15000);
  window.addEventListener("beforeunload", (event) => {
    if (unsent.size || sending.size) event.preventDefault();
  });

  // ---- Two tabs: whoever comes back to one sees what was last said in the other.
  const busy = (element) => {
    const field = element.closest("[data-field]");
    return element === document.activeElement && element.matches("textarea, [type=number]")
      ? element.value !== element.defaultValue
      : sending.has(field) || unsent.has(field) || refused.has(field);
  };
  const show = (answers) => {
    duties.forEach((duty) => {
      const said = answers[duty.dataset.duty] || { influence: "", carrier: "", minutes: "", comment: "" };
      duty.querySelectorAll("input, textarea").forEach((element) => {
        const value = said[element.name.split("-")[0]];
        if (value === undefined || busy(element)) return;
        if (element.type === "radio") element.checked = element.value === value;
        else if (element.value !== value) element.value = element.defaultValue = value;
      });
    });
  };
  const refresh = async () => {
    if (document.hidden || sending.size) return;
    try {
      const answer = await fetch(words.state, { credentials: "same-origin" });
      if (!answer.ok || answer.redirected || sending.size) return;
      const state = await answer.json();
      if (state.closed) {
        if (!unsent.size && !refused.size) window.location.reload();
        return;
      }
      show(state.answers);
      document.getElementById("progress").textContent = state.progress;
      Object.entries(state.areas).forEach(([area, done]) => {
        document.getElementById("done-" + area).textContent = done;
      });
    } catch {
      // Offline: what is shown stays as it is.
    }
  };
  document.addEventListener("visibilitychange", refresh);
  window.addEventListener("focus", refresh);
  if (tabs) tabs.addEventListener("message", refresh);
})();
