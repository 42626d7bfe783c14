// "Check this" by the reader's own browser: the same steps as the server wrote on the page, from the published files.
(() => {
  "use strict";
  const { readProof, readCheckpoint, leafHash, verifyInclusion, signedBy, tilePath, bundleOf, unpack, same, encode } = globalThis.tlog;

  const get = async (address, kind = "text") => {
    const answer = await fetch(address, { credentials: "omit" });
    if (!answer.ok) throw new Error(`${address}: ${answer.status}`);
    return kind === "bytes" ? new Uint8Array(await answer.arrayBuffer()) : answer.text();
  };

  // Every step with its result: [name, "good" | "bad" | "unsupported"]; the first bad one ends it.
  const steps = async function* (section) {
    const { proof: address, ledger, position } = section.dataset;
    const proof = readProof(await get(address));
    const checkpoint = readCheckpoint(proof.note);
    const [index, width] = bundleOf(proof.index, checkpoint.size);
    const bundle = unpack(await get(ledger + tilePath("entries", index, width), "bytes"));
    const leaf = bundle[proof.index % 256];
    const shown = new TextEncoder().encode(document.getElementById("leaf-text").textContent);
    yield ["leaf", String(proof.index) === position && leaf !== undefined && same(leaf, shown) ? "good" : "bad"];
    let path;
    try { path = await verifyInclusion(await leafHash(leaf), proof.index, checkpoint.size, proof.proof, checkpoint.root); } catch { path = null; }
    const root = document.getElementById("root-hash").textContent.trim();
    yield ["path", path && encode(checkpoint.root) === root ? "good" : "bad"];
    const { log } = JSON.parse(await get(`${ledger}keys.json`));
    const signed = await signedBy(proof.note, log);
    yield ["signature", signed === "missing" ? "bad" : signed];
  };

  const say = (section, name, result) => {
    const row = section.querySelector(`[data-step="${name}"]`);
    for (const words of row.querySelectorAll("[data-result]")) words.hidden = words.dataset.result !== result;
    row.hidden = false;
  };

  const check = async (section) => {
    let step = "";
    section.hidden = false;
    try {
      if (!globalThis.crypto || !crypto.subtle) { say(section, "none", "unsupported"); return; }
      for await (const [name, result] of steps(section)) {
        step = name;
        say(section, name, result);
        if (result === "bad") { section.dataset.done = "bad"; return; }
      }
      section.dataset.done = "good";
    } catch { section.dataset.done = step || "unreachable"; say(section, "none", "unreachable"); }
  };

  const section = document.getElementById("own-check");
  if (section) check(section);
})();
