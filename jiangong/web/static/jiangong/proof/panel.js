// The proof page's words about what this browser remembers (proof/memory.js looks and tells).
(() => {
  "use strict";
  const panel = document.getElementById("memory");
  if (!panel) return;
  document.addEventListener("log-memory", ({ detail: { state, verdict } }) => {
    panel.hidden = false;
    panel.querySelector('[data-fact="none"]').hidden = Boolean(state);
    panel.querySelector('[data-fact="some"]').hidden = !state;
    if (state) {
      const { size, root } = globalThis.tlog.readCheckpoint(state.note);
      panel.querySelector("[data-size]").textContent = `${size.toLocaleString()} · ${globalThis.tlog.encode(root).slice(0, 10)}…`;
      panel.querySelector("[data-since]").textContent = new Date(state.since).toLocaleString(document.documentElement.lang);
    }
    const clean = !state || !state.evidence.length;
    for (const words of panel.querySelectorAll("[data-verdict]")) {
      words.hidden = !(clean && words.dataset.verdict.split(" ").includes(verdict));
    }
  });
})();
