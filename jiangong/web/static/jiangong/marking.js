// Pages of marking: the board of numbers, which works without a network as long as it is there, and the form of one number.
// Without this script, or without a browser's database, every page is a plain form.
(() => {
  "use strict";
  const box = document.querySelector("[data-marks-outbox]");
  if (!box) return;
  const outbox = jiangong.outbox(box), { words } = outbox;

  // --- a preview of what a measured value comes to; the server computes what counts -------------------------------------------
  jiangong.points = (measure, value) => {
    if (measure.formula === "yes_no") return measure.of * value;
    const off = value - measure.nominal;
    const apart = measure.side === "over" ? Math.max(0, off) : measure.side === "under" ? Math.max(0, -off) : Math.abs(off);
    const near = (number) => Number(number.toFixed(9));      // 25.02 − 25 is 0.02 here, too
    if (measure.formula === "bands") return (measure.bands.find(([to]) => near(apart) <= to) || [0, 0])[1];
    const excess = near(Math.max(0, near(apart) - measure.tolerance));
    if (measure.formula === "within") return excess === 0 ? measure.of : 0;
    if (measure.formula === "linear") return measure.of * Math.max(0, 1 - excess / measure.reach);
    if (measure.formula === "count") return Math.max(0, measure.of - measure.deduction * excess);
    return Math.max(0, measure.of - measure.deduction * Math.ceil(near(excess / measure.step)));
  };
  const narrow = (text) => text.normalize("NFKC").replace("。", ".").replace(/\s/g, "");
  const preview = (cell) => {
    const output = cell.querySelector("[data-preview]"), input = cell.querySelector("input[name^=v_]");
    if (!output || !cell.dataset.measure) return;
    const text = narrow(input.value), value = Number(text);
    const points = text && Number.isFinite(value) ? jiangong.points(JSON.parse(cell.dataset.measure), value) : null;
    output.textContent = points === null ? "" : words(output.dataset.words, Math.round(points * 1e4) / 1e4);
  };
  document.addEventListener("input", (event) => {
    const cell = event.target.closest("[data-measure]");
    if (cell) preview(cell);
  });

  // --- reading a form --------------------------------------------------------------------------------------------------------
  const valueIn = (cell) => {
    const inputs = [...cell.querySelectorAll("input[name^=v_]")];
    const one = inputs.find((input) => (input.type === "radio" ? input.checked : true));
    return one ? narrow(one.value) : "";
  };
  const put = (cell, value) => cell.querySelectorAll("input[name^=v_]").forEach((input) => {
    if (input.type === "radio") input.checked = input.value === value; else input.value = value;
  });
  const kept = (component, code) => outbox.waiting().filter((one) => one.component === component && one.code === code);
  // [marks, the first cell whose round asks for words that are not there]
  const read = (form, component, code) => {
    const marks = [], here = kept(component, code);
    let missing = null;
    for (const cell of form.querySelectorAll("[data-cell]")) {
      const value = valueIn(cell), round = Number(cell.dataset.round || 1);
      if (!value || cell.dataset.closed) continue;
      const said = cell.querySelector("input[name^=w_]")?.value.trim() || "";
      if (round > 1 && !said) missing ||= cell;
      const old = here.find((one) => one.kind === "mark" && one.aspect === cell.dataset.cell && one.round === round);
      if (old && old.value === value && old.words === said && !old.why) continue;
      const name = cell.querySelector("[id$=_name]").textContent;
      marks.push({ kind: "mark", component, code, aspect: cell.dataset.cell, name, round, value, words: said });
    }
    return [marks, missing];
  };

  // --- photographs: made small before they are kept ---------------------------------------------------------------------------
  const LONGEST = 1600;
  async function small(file) {
    try {
      const picture = await createImageBitmap(file), by = Math.min(1, LONGEST / Math.max(picture.width, picture.height));
      const canvas = document.createElement("canvas");
      canvas.width = Math.round(picture.width * by); canvas.height = Math.round(picture.height * by);
      canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
      return await new Promise((done) => canvas.toBlob((made) => done(made || file), "image/jpeg", 0.85));
    } catch (error) { return file; }                          // not a picture that this browser reads: the server says what it is
  }
  const shotsIn = async (input, component, code) => Promise.all([...(input?.files || [])].map(async (file) => (
    { kind: "photo", component, code, aspect: "", blob: await small(file) })));
  document.addEventListener("change", (event) => {
    if (event.target.name !== "photo") return;
    const said = event.target.closest(".photo-row").querySelector("[data-shots]");
    said.textContent = words(said.dataset.words, event.target.files.length);
  });

  // --- the form of one number --------------------------------------------------------------------------------------------------
  const page = document.querySelector("form[data-marks]");
  async function takeOver(form) {
    const { component, code } = form.dataset;
    for (const one of kept(component, code).filter((mark) => mark.kind === "mark")) {
      const cell = form.querySelector(`[data-cell="${one.aspect}"]`);
      if (!cell || Number(cell.dataset.round) !== one.round || valueIn(cell)) continue;
      put(cell, one.value);
      const said = cell.querySelector("input[name^=w_]");
      if (said) said.value = one.words;
      preview(cell);
    }
    form.addEventListener("submit", async (event) => {
      event.preventDefault(); event.stopPropagation();
      const [marks, missing] = read(form, component, code);
      if (missing) return missing.querySelector("input[name^=w_]").focus();
      await outbox.put([...marks, ...await shotsIn(form.querySelector("[name=photo]"), component, code)]);
      form.querySelector("[name=photo]")?.form.elements.photo && (form.elements.photo.value = "");
      await outbox.send();
      const next = document.querySelector("[data-next]");
      if (!outbox.waiting().length) location.href = next ? next.href : location.href;
    }, true);
  }

  // --- the board ---------------------------------------------------------------------------------------------------------------
  const dialog = document.querySelector(".marking-dialog");
  const state = JSON.parse(document.getElementById("marks-state")?.textContent || "{}");
  const of = (component, code) => state[component]?.[code] || {};
  let now = null;

  function fillIn(cell, known, form) {
    const aspect = cell.dataset.cell, here = known[aspect];
    const mine = kept(now.component, now.code).filter((one) => one.kind === "mark" && one.aspect === aspect).at(-1);
    cell.dataset.round = here?.round || 1;
    if (here && !here.wanted) {
      cell.dataset.closed = "1";
      cell.querySelector("[data-field]").hidden = true;
      const given = cell.querySelector("[data-given]");
      given.hidden = false;
      given.textContent = `${here.value || "—"} ${here.points ? words(form.dataset.pointsWords, here.points) : ""} ${here.value ? form.dataset.givenWords : ""}`;
      return;
    }
    if (here?.before.length) {
      const before = cell.querySelector("[data-before]");
      before.hidden = false;
      before.textContent = `${form.dataset.beforeWords} ${here.before.map(([judge, value]) => `${judge} ${value}`).join("，")}`;
      cell.querySelector("[data-words]").hidden = false;
    }
    if (mine) {
      put(cell, mine.value);
      const said = cell.querySelector("input[name^=w_]");
      if (said) said.value = mine.words;
    }
    preview(cell);
  }
  function open(link) {
    const list = link.closest("[data-numbers]");
    const pattern = document.querySelector(`template[data-form="${list.dataset.numbers}"]`);
    if (!pattern) return false;
    const form = dialog.querySelector("form"), cells = dialog.querySelector("[data-cells]");
    now = { link, component: list.dataset.numbers, code: link.dataset.code };
    cells.replaceChildren(pattern.content.cloneNode(true));
    cells.querySelectorAll("[data-cell]").forEach((cell) => fillIn(cell, of(now.component, now.code), form));
    dialog.querySelector("#dialog-code").textContent = now.code;
    dialog.querySelector("[data-part]").textContent = [link.dataset.name, list.closest("section").querySelector("h2").textContent].filter(Boolean).join(" · ");
    dialog.querySelector("[data-wrong]").hidden = true;
    form.elements.photo.value = "";
    if (!dialog.open) dialog.showModal();
    dialog.scrollTop = 0;
    [...cells.querySelectorAll("input[name^=v_]")].find((input) => input.offsetParent)?.focus();
    return true;
  }
  // What a number says on the board: what the server has, and what waits on this tablet.
  function paint() {
    for (const list of document.querySelectorAll("[data-numbers]")) {
      const { numbers: component, of: count, done, again, kept: waits } = list.dataset;
      for (const link of list.querySelectorAll("a[data-code]")) {
        const known = Object.values(of(component, link.dataset.code));
        const mine = kept(component, link.dataset.code).filter((one) => one.kind === "mark");
        const given = known.filter((one) => !one.wanted).length, twice = known.some((one) => one.wanted);
        const filled = given + new Set(mine.map((one) => one.aspect)).size;
        link.classList.toggle("number--again", twice && !mine.length);
        link.classList.toggle("number--done", filled >= count && !(twice && !mine.length));
        link.classList.toggle("number--begun", filled > 0 && filled < count);
        link.classList.toggle("number--kept", mine.length > 0);
        link.querySelector("small").textContent = twice && !mine.length ? again : mine.length ? waits : filled >= count ? done : `${filled}/${count}`;
      }
    }
  }
  function board() {
    outbox.listen(paint);
    document.addEventListener("marks:state", (event) => {
      for (const [component, codes] of Object.entries(event.detail)) Object.assign(state[component] ||= {}, codes);
      paint();
    });
    document.addEventListener("click", (event) => {
      const link = event.target.closest("a[data-code]");
      if (link && !event.ctrlKey && !event.metaKey && open(link)) event.preventDefault();
    });
    dialog.querySelector("form").addEventListener("submit", async (event) => {
      event.preventDefault(); event.stopPropagation();
      if (event.submitter?.value === "close") return dialog.close();
      const form = event.target, { component, code, link } = now;
      const [marks, missing] = read(form, component, code);
      if (missing) {
        const wrong = dialog.querySelector("[data-wrong]");
        wrong.textContent = form.dataset.missingWords;
        wrong.hidden = false;
        return missing.querySelector("input[name^=w_]").focus();
      }
      form.inert = true;  // what is typed while it is being kept would belong to nobody
      try { await outbox.put([...marks, ...await shotsIn(form.elements.photo, component, code)]); } finally { form.inert = false; }
      outbox.send();
      if (!dialog.open) return;
      const links = [...link.closest("[data-numbers]").querySelectorAll("a[data-code]")];
      const next = links.slice(links.indexOf(link) + 1).find((one) => !one.matches(".number--done"));
      if (!next || !open(next)) dialog.close();
    }, true);
    setInterval(() => { if (!document.hidden) outbox.send(true); }, 20000);  // whether a round has to be marked again
  }

  // A board that is there after a reload without a network; where the browser has no worker, it is there as long as it is open.
  const serve = async () => {
    if (!navigator.serviceWorker || !dialog) return;
    const { worker, scope } = box.dataset;
    localStorage.setItem("jiangong-kept-for", document.documentElement.dataset.reader || "");
    await navigator.serviceWorker.register(worker, { scope });
    const ready = await navigator.serviceWorker.ready;
    const files = [...document.querySelectorAll("link[rel=stylesheet], script[src]")].map((one) => one.href || one.src);
    ready.active.postMessage([location.href.split("#")[0], ...files]);
    navigator.storage?.persist?.();
  };

  (async () => {
    try { await outbox.ready(); } catch (error) {             // nothing can be kept: the plain forms stay
      box.hidden = false;
      box.querySelector("[data-say]").textContent = box.dataset.lost;
      return;
    }
    await outbox.look();
    if (page) takeOver(page);
    if (dialog) board();
    paint();
    addEventListener("online", () => outbox.send());
    addEventListener("offline", () => outbox.look());
    setInterval(() => outbox.send(), 5000);
    outbox.send();
    serve().catch(() => null);
    document.documentElement.dataset.marking = "ready";
  })();
})();
