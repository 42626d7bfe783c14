// What script adds to pages that work without it: busy buttons, keys in lists, focus on errors.
(() => {
  "use strict";

  // A form that is being sent says so, and is not sent twice.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.dataset.sent) { event.preventDefault(); return; }
    if (form.method !== "post" || form.hasAttribute("hx-post")) return;
    form.dataset.sent = "1";
    const button = event.submitter;
    if (button) button.setAttribute("aria-busy", "true");
  });
  addEventListener("pageshow", () => {  // back from the next page: ready again
    document.querySelectorAll("form[data-sent]").forEach((form) => { delete form.dataset.sent; });
    document.querySelectorAll("[aria-busy]").forEach((button) => button.removeAttribute("aria-busy"));
  });

  // Pages that this machine keeps for a time without a network (marking.js) are their reader's alone: whoever else comes to a page
  // here, or nobody after signing out, finds them gone. What is still to be sent stays.
  const keeper = window.caches && localStorage.getItem("jiangong-kept-for");
  if (keeper && keeper !== document.documentElement.dataset.reader) {
    localStorage.removeItem("jiangong-kept-for");
    caches.keys().then((names) => Promise.all(names.filter((one) => one.startsWith("jiangong-")).map((one) => caches.delete(one))));
  }

  // "/" goes to the search box; j and k walk the rows of a list, Enter opens. Off where the reader chose so.
  const off = () => document.documentElement.dataset.keys === "off";
  const rows = () => Array.from(document.querySelectorAll("[data-list] tbody tr")).filter((row) => row.querySelector("a"));
  const walk = (step) => {
    const all = rows();
    if (!all.length) return false;
    const here = all.findIndex((row) => row.contains(document.activeElement));
    const next = all[Math.max(0, Math.min(all.length - 1, here < 0 ? 0 : here + step))];
    const link = next.querySelector("a.when-wide[data-open]") || next.querySelector("a");
    (link.offsetParent ? link : Array.from(next.querySelectorAll("a")).find((one) => one.offsetParent) || link).focus();
    if (link.dataset.open && link.offsetParent) htmx.ajax("GET", link.getAttribute("href"), { target: "#peek", source: link });
    next.scrollIntoView({ block: "nearest" });
    return true;
  };
  document.addEventListener("keydown", (event) => {
    if (off() || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest("input, textarea, select, [contenteditable]")) return;
    if (event.key === "/") {
      const box = document.querySelector("[data-find]");
      if (box) { box.focus(); event.preventDefault(); }
    } else if (event.key === "j" || event.key === "k") {
      if (walk(event.key === "j" ? 1 : -1)) event.preventDefault();
    } else if (event.key === "Enter" && event.target.dataset && event.target.dataset.open) {
      location.assign(event.target.dataset.open);  // the pane is shown already: Enter opens the page
      event.preventDefault();
    }
  });

  // The row whose pane is shown is marked, also when script has shown it.
  document.addEventListener("htmx:afterSwap", (event) => {
    if (event.detail.target.id !== "peek") return;
    const link = event.detail.requestConfig && event.detail.requestConfig.elt;
    const row = link && link.closest("tr");
    if (!row) return;
    document.querySelectorAll("[data-list] tr[aria-selected]").forEach((one) => one.removeAttribute("aria-selected"));
    row.setAttribute("aria-selected", "true");
  });

  // After an error the summary is read first; after an htmx answer, whatever it put forward.
  const first = document.getElementById("errors");
  if (first) first.focus();
  document.addEventListener("htmx:afterSwap", () => {
    const errors = document.getElementById("errors");
    if (errors) errors.focus();
  });
})();
