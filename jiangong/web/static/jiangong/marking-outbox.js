// What a judge wrote down and the server has not acknowledged: kept in the browser's database, written through to the disk, sent
// when there is a network. Each thing has a key of its own: sent twice, it counts once. marking.js draws the pages.
window.jiangong = window.jiangong || {};
jiangong.outbox = (box) => {
  "use strict";
  const facts = box.dataset, office = facts.marksOutbox;
  const words = (text, n) => text.replace("#n#", n);
  const token = () => document.cookie.split("; ").find((one) => one.startsWith("csrftoken="))?.split("=")[1]
    || document.querySelector("[name=csrfmiddlewaretoken]")?.value || "";
  const newKey = () => [...crypto.getRandomValues(new Uint8Array(16))].map((one) => one.toString(16).padStart(2, "0")).join("");
  let opened = null, mine = [], sending = false, network = navigator.onLine, signedOut = false, listeners = [];

  addEventListener("offline", () => { network = false; });
  const database = () => opened ||= new Promise((done, failed) => {
    const asked = indexedDB.open("jiangong-marking", 1);
    asked.onupgradeneeded = () => asked.result.createObjectStore("outbox", { keyPath: "key" });
    asked.onsuccess = () => done(asked.result);
    asked.onerror = () => failed(asked.error);
  });
  // One transaction; it is over when the disk has it.
  const within = async (work) => {
    const base = await database();
    return new Promise((done, failed) => {
      const change = base.transaction("outbox", "readwrite", { durability: "strict" });
      const answer = work(change.objectStore("outbox"));
      change.oncomplete = () => done(answer?.result);
      change.onerror = change.onabort = () => failed(change.error);
    });
  };
  const all = () => within((store) => store.getAll());

  const sameCell = (one, other) => one.kind === "mark" && other.kind === "mark"
    && one.component === other.component && one.code === other.code && one.aspect === other.aspect && one.round === other.round;
  // Keeps things made on this page. A value for a cell that still waits takes the place of the one before; only the last is sent.
  async function put(things) {
    const fresh = things.map((one) => ({ ...one, key: newKey(), office, at: new Date().toISOString() }));
    await within((store) => {
      for (const one of mine) if (fresh.some((other) => sameCell(one, other))) store.delete(one.key);
      for (const one of fresh) store.put(one);
    });
    await look();
  }
  const drop = async (key) => { await within((store) => { store.delete(key); }); await look(); };
  const again = async () => {
    await within((store) => { for (const one of mine) if (one.why) store.put({ ...one, why: "" }); });
    await look();
    send();
  };

  const line = (one) => `${one.code} ${one.name || one.component} ${one.kind === "photo" ? facts.picture : one.value}`;
  const button = (text, act) => {
    const made = document.createElement("button");
    made.type = "button"; made.className = "btn"; made.textContent = text;
    made.addEventListener("click", act);
    return made;
  };
  async function look() {
    const everything = await all();
    mine = everything.filter((one) => one.office === office).sort((a, b) => (a.at < b.at ? -1 : 1));
    const others = everything.length - mine.length;
    const refused = mine.filter((one) => one.why), waiting = mine.filter((one) => !one.why);
    const marks = waiting.filter((one) => one.kind === "mark").length, photos = waiting.length - marks;
    box.hidden = false;
    box.classList.toggle("outbox--waiting", waiting.length > 0);
    box.classList.toggle("outbox--refused", refused.length > 0);
    const said = [];
    if (marks) said.push(words(facts.waiting, marks));
    if (photos) said.push(words(facts.pictures, photos));
    if (refused.length) said.push(words(facts.refused, refused.length));
    box.querySelector("[data-say]").textContent = said.join("；") || facts.saved;
    const more = box.querySelector("[data-more]");
    more.textContent = [signedOut ? facts.signin : network ? "" : facts.offline, others ? words(facts.others, others) : ""].filter(Boolean).join(" ");
    more.hidden = !more.textContent;
    const list = box.querySelector("details");
    list.hidden = !waiting.length;
    list.querySelector("ul").replaceChildren(...waiting.map((one) => {
      const item = document.createElement("li");
      item.textContent = line(one);
      return item;
    }));
    box.querySelector("[data-refused-list]").replaceChildren(...refused.map((one) => {
      const item = document.createElement("li"), row = document.createElement("p");
      row.textContent = `${line(one)}：${one.why}`;
      const away = button(facts.drop, () => drop(one.key));
      away.setAttribute("aria-label", `${facts.drop} ${line(one)}`);
      item.append(row, button(facts.again, again), " ", away);
      return item;
    }));
    listeners.forEach((tell) => tell());
  }

  // What the server says. A page instead of an answer is the sign-in page; a network that fails is no answer: it is sent again.
  async function asked(address, body, headers = {}) {
    const alarm = new AbortController(), timer = setTimeout(() => alarm.abort(), 20000);
    try {
      const answer = await fetch(address, { method: "POST", body, signal: alarm.signal, credentials: "same-origin", headers: { "X-CSRFToken": token(), "Accept": "application/json", ...headers } });
      const json = (answer.headers.get("Content-Type") || "").includes("json") ? await answer.json() : null;
      network = true;
      signedOut = answer.redirected || answer.status === 401 || (answer.status === 403 && !json);
      if (signedOut || answer.status >= 500 || (answer.ok && !json)) return null;
      return { ok: answer.ok, body: json || {}, status: answer.status };
    } catch (error) {
      network = false;
      return null;
    } finally { clearTimeout(timer); }
  }
  // Kept ones go, refused ones stay with the reason; what the judge changed meanwhile has another key and stays untouched.
  const settle = (lines) => within((store) => {
    for (const one of lines) {
      const here = mine.find((other) => other.key === one.key);
      if (!here) continue;
      if (one.kept) store.delete(one.key); else store.put({ ...here, why: one.why });
    }
  });
  async function send(ask = false) {
    if (sending) return;
    sending = true;
    try {
      await look();
      const marks = mine.filter((one) => one.kind === "mark" && !one.why).slice(0, 200);
      if (marks.length || ask) {
        const answer = await asked(office, JSON.stringify({ marks }), { "Content-Type": "application/json" });
        if (answer?.ok) {
          await settle(answer.body.marks);
          document.dispatchEvent(new CustomEvent("marks:state", { detail: answer.body.state }));
        } else if (answer && answer.status !== 429) {
          await settle(marks.map((one) => ({ key: one.key, kept: false, why: answer.body.error || String(answer.status) })));
        }
      }
      for (const one of mine.filter((photo) => photo.kind === "photo" && !photo.why)) {
        const form = new FormData();
        for (const name of ["key", "component", "aspect", "code", "at"]) form.append(name, one[name]);
        form.append("photo", one.blob, `${one.code}.jpg`);
        const answer = await asked(facts.photos, form);
        if (!answer) break;
        if (answer.status === 429) break;
        await settle([answer.ok ? answer.body : { key: one.key, kept: false, why: answer.body.error || String(answer.status) }]);
      }
    } finally {
      sending = false;
      await look();
    }
  }
  return { put, send, look, words, waiting: () => mine, ready: () => database(), listen: (tell) => listeners.push(tell) };
};
