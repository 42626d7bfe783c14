// This browser remembers the last checkpoint it saw and looks whether the newest one extends it. Nothing is sent
// anywhere: the newest checkpoint and a few tiles are read, everything is recomputed here (proof/tlog.js).
(() => {
  "use strict";
  const { ProofError, readCheckpoint, readKey, signedBy, consistencyProof, verifyConsistency, tilePath, same } = globalThis.tlog;
  const PLACE = "jiangong.log";  // in localStorage
  const EVERY = 5 * 60 * 1000;  // milliseconds between two looks
  const MOST = 5;  // pieces of evidence kept
  const TWICE = 2;  // an older checkpoint, or a missing tile, is told only when it is seen again: a copy may lag
  const TOLD = new Set(["fork", "unsigned", "gone", "stale", "unproven"]);

  // The site could not be reached or said nothing of use: no judgement.
  class Unreachable extends Error {}
  // What should be published is not there.
  class NotThere extends Error {}

  // Read from the site: text, or bytes. A page that answers everything (a Wi-Fi's sign-in) is told by its content.
  const reader = (base, fetching = fetch) => async (path, kind = "text") => {
    let answer;
    try { answer = await fetching(base + path, { cache: path === "checkpoint" ? "no-store" : "default", credentials: "omit" }); }
    catch { throw new Unreachable("no answer"); }
    if (answer.status === 404) throw new NotThere(path);
    if (!answer.ok) throw new Unreachable(`status ${answer.status}`);
    return kind === "bytes" ? new Uint8Array(await answer.arrayBuffer()) : answer.text();
  };

  const parsed = (note) => { try { return readCheckpoint(note); } catch { return null; } };

  // Does the larger tree extend the smaller one? Throws ProofError, NotThere, Unreachable.
  const prove = async (read, small, large) => {
    const tile = (level, index, width) => read(tilePath(level, index, width), "bytes");
    const proof = await consistencyProof(tile, small.size, large.size);
    await verifyConsistency(small.size, small.root, large.size, large.root, proof);
  };

  // How the shown checkpoint stands to the remembered one: same, grown, older, fork, unproven, unsigned, unsupported.
  const compare = async (read, key, seen, shown, note) => {
    const signature = await signedBy(note, key);
    if (signature === "bad" || signature === "missing") return "unsigned";
    if (seen.origin !== shown.origin) return "fork";
    if (seen.size === shown.size) return same(seen.root, shown.root) ? "same" : "fork";
    const [small, large] = seen.size < shown.size ? [seen, shown] : [shown, seen];
    try { await prove(read, small, large); }
    catch (error) {
      if (error instanceof ProofError) return "fork";
      if (!(error instanceof NotThere)) throw error;
      return large === seen ? "older" : "unproven";  // a log that was set back has no longer what it had
    }
    return large === seen ? "older" : "grown";
  };

  // One look: the state to remember and what to say. `state` is what the last look returned, null the first time.
  // Verdicts: none, first, same, grown, unreachable, unsupported, older, unproven?, and those that are told.
  const look = async (state, read, now) => {
    let note;
    try { note = await read("checkpoint"); }
    catch (error) {
      if (!(error instanceof NotThere)) return { state: state && { ...state, at: now }, verdict: "unreachable" };
      return state ? doubt(state, now, "gone") : { state, verdict: "none" };
    }
    const shown = parsed(note);
    if (!shown) return { state: state && { ...state, at: now }, verdict: "unreachable" };
    if (!globalThis.crypto || !crypto.subtle) return withoutHashes(state, shown, note, now);
    if (!state) return first(read, note, now);
    let verdict;
    try { verdict = await compare(read, state.key, readCheckpoint(state.note), shown, note); }
    catch (error) {
      if (error instanceof Unreachable) return { state: { ...state, at: now }, verdict: "unreachable" };
      throw error;
    }
    if (verdict === "same" || verdict === "grown") return { state: { ...state, note, at: now, doubts: 0 }, verdict };
    if (verdict === "older") return doubt(state, now, "stale", note);
    if (verdict === "unproven") return doubt(state, now, "unproven", note);
    return { state: keep(state, now, verdict, note), verdict };
  };

  // Trust on first use: the key that the site names now is the one that must sign from now on.
  const first = async (read, note, now) => {
    let key;
    try {
      key = JSON.parse(await read("keys.json")).log;
      await readKey(key);
      const signature = await signedBy(note, key);
      if (signature === "bad" || signature === "missing") return { state: null, verdict: "unsigned" };
    } catch { return { state: null, verdict: "unreachable" }; }
    return { state: { key, note, since: now, at: now, doubts: 0, evidence: [] }, verdict: "first" };
  };

  // Without SHA-256 (a plain http address) two roots of one size can still be told apart, nothing more.
  const withoutHashes = (state, shown, note, now) => {
    const seen = state && readCheckpoint(state.note);
    if (seen && seen.size === shown.size && !same(seen.root, shown.root)) return { state: keep(state, now, "fork", note), verdict: "fork" };
    return { state: state && { ...state, at: now }, verdict: "unsupported" };
  };

  // Said the second time in a row; until then it may be a copy that lags behind.
  const doubt = (state, now, verdict, note = "") => {
    const doubts = (state.doubts || 0) + 1;
    if (doubts < TWICE) return { state: { ...state, at: now, doubts }, verdict: verdict === "stale" ? "older" : `${verdict}?` };
    return { state: { ...keep(state, now, verdict, note), doubts }, verdict };
  };

  // Both notes are kept as evidence; what was seen first stays what is remembered.
  const keep = (state, now, kind, shown) => {
    const known = state.evidence.some((one) => one.kind === kind && one.shown === shown && one.seen === state.note);
    const evidence = known ? state.evidence : [...state.evidence, { kind, at: now, seen: state.note, shown }].slice(-MOST);
    return { ...state, at: now, evidence, quiet: known ? state.quiet : false };
  };

  const recall = () => {
    try {
      const state = JSON.parse(localStorage.getItem(PLACE));
      return state && typeof state.key === "string" && Array.isArray(state.evidence) && parsed(state.note) ? state : null;
    } catch { return null; }
  };
  const remember = (state) => {
    try { if (state) localStorage.setItem(PLACE, JSON.stringify(state)); } catch { /* storage is off: nothing to remember */ }
  };

  // --- on the page ---

  const show = (state, verdict) => {
    const bar = document.getElementById("log-memory");
    const last = state && state.evidence.length ? state.evidence[state.evidence.length - 1] : null;
    const kind = TOLD.has(verdict) ? verdict : last && last.kind;
    if (bar && kind && !(state && state.quiet)) {
      for (const words of bar.querySelectorAll("[data-kind]")) words.hidden = !words.dataset.kind.split(" ").includes(kind);
      bar.querySelector("[data-evidence]").hidden = !last;
      bar.hidden = false;
    } else if (bar) { bar.hidden = true; }
    document.dispatchEvent(new CustomEvent("log-memory", { detail: { state, verdict } }));
  };

  const download = (state) => {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([JSON.stringify({ key: state.key, evidence: state.evidence }, null, 2)], { type: "application/json" }));
    link.download = "ledger-evidence.json";
    link.click();
    URL.revokeObjectURL(link.href);
  };

  const start = async () => {
    const bar = document.getElementById("log-memory");
    if (!bar) return;
    bar.querySelector("[data-evidence]").addEventListener("click", () => { const state = recall(); if (state) download(state); });
    bar.querySelector("[data-quiet]").addEventListener("click", () => {
      const state = recall();
      if (state) remember({ ...state, quiet: true });
      bar.hidden = true;
    });
    const state = recall(), now = Date.now();
    const due = !state || bar.dataset.now !== undefined || !(now - state.at < EVERY) || now < state.at;
    if (!due) { show(state, "remembered"); return; }
    const found = await look(state, reader(bar.dataset.ledger), now);
    remember(found.state);
    show(found.state, found.verdict);
  };

  globalThis.logMemory = Object.freeze({ look, reader, recall, remember, download, start, PLACE, EVERY });
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start); else start();
})();
