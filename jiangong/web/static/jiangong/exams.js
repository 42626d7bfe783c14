// The examinee's paper: every change is saved at once, kept on this device while the network is away, and sent later.
// The server keeps the highest sequence of each item, so that a message may come late or twice; its clock decides.
(() => {
  "use strict";
  const paper = document.getElementById("paper");
  if (!paper) return;
  const facts = paper.dataset;
  const state = document.getElementById("state"), clock = document.getElementById("clock");
  const behind = Date.now() - Number(facts.now);          // how far this clock is ahead of the server's
  const serverNow = () => Date.now() - behind;
  let ends = Number(facts.ends), last = 0, sending = false, stopped = false, timer = 0, wait = 0, leaving = false;
  const queue = new Map();                                 // item → [sequence, what is given]: not acknowledged yet

  const keep = () => {
    try {
      localStorage.setItem(facts.name, JSON.stringify({ device: facts.device, begun: facts.begun, queue: [...queue] }));
    } catch (error) { /* a browser that keeps nothing still saves at once */ }
  };
  const say = (name, count) => {
    state.dataset.now = name;
    state.textContent = state.dataset[name].replace("#n#", count);
  };
  const show = () => {
    if (stopped) return;
    if (!queue.size) say("saved");
    else if (wait) say("offline", queue.size);
    else say(sending ? "saving" : "unsaved");
  };

  const givenIn = (question) => [...question.querySelectorAll("input")]
    .filter((one) => one.type === "text" || one.checked).map((one) => one.value.trim()).join("").slice(0, 40);
  const put = (question, text) => question.querySelectorAll("input").forEach((one) => {
    if (one.type === "text") one.value = text; else one.checked = text.includes(one.value);
  });
  const mark = (question, text) => {
    const link = document.querySelector(`.exam-nav a[data-item="${question.dataset.item}"]`);
    link.classList.toggle("done", text !== "");
    link.querySelector(".sr").textContent = text ? facts.answered : facts.unanswered;
    document.getElementById("done").textContent = document.querySelectorAll(".exam-nav a.done").length;
    const clear = question.querySelector(".exam-clear");
    if (clear) clear.hidden = text === "" || stopped;
  };

  const sequence = () => { last = Math.max(last + 1, Math.round(serverNow() - Number(facts.begun)), 1); return last; };
  const change = (question, delay) => {
    if (stopped) return;
    const text = givenIn(question);
    queue.set(Number(question.dataset.item), [sequence(), text]);
    keep(); mark(question, text); show();
    clearTimeout(timer);
    timer = setTimeout(send, delay);
  };

  const stop = (words) => {                                // this page may not save any more: say why, keep what is there
    stopped = true;
    state.dataset.now = "stopped";
    state.textContent = words || state.dataset.stopped;
    paper.querySelectorAll("input, button").forEach((one) => { one.disabled = true; });
  };
  const later = () => {
    wait = Math.min(wait ? wait * 2 : 1000, 15000);
    clearTimeout(timer);
    timer = setTimeout(send, wait);
    show();
  };

  async function send() {
    if (sending || stopped || !queue.size) return;
    sending = true; show();
    const asked = [...queue].map(([item, [number, text]]) => [item, number, text]);
    const giveUp = new AbortController(), alarm = setTimeout(() => giveUp.abort(), 10000);
    let answer = null, body = null;
    try {
      answer = await fetch(facts.address, {
        method: "POST", signal: giveUp.signal, credentials: "omit", cache: "no-store",
        headers: { "Authorization": `Bearer ${facts.ticket}`, "Content-Type": "application/json", "Accept-Language": document.documentElement.lang },
        body: JSON.stringify({ answers: asked }),
      });
      body = await answer.json();
    } catch (error) { answer = null; }
    clearTimeout(alarm);
    sending = false;
    if (answer && answer.ok) {
      for (const [item, number] of asked) if (queue.has(item) && queue.get(item)[0] === number) queue.delete(item);
      wait = 0; ends = Date.parse(body.ends_at);
      keep(); show();
      if (queue.size) send();
    } else if (answer && body && body.code === "exams.sequence_used") {
      for (const [item, [, text]] of queue) queue.set(item, [sequence(), text]);  // another page of this device was there first
      keep(); later();
    } else if (answer && answer.status >= 400 && answer.status < 500 && answer.status !== 408 && answer.status !== 429) {
      stop(body && body.detail ? `${body.detail}${body.remedy || ""}` : "");
    } else later();
  }

  // What this device could not send before it was closed is put back and sent; of another device it is void.
  try {
    const kept = JSON.parse(localStorage.getItem(facts.name) || "null");
    if (kept && kept.device === facts.device && kept.begun === facts.begun) {
      for (const [item, [number, text]] of kept.queue) {
        const question = document.getElementById(`q${item}`);
        if (!question) continue;
        queue.set(item, [number, text]); last = Math.max(last, number);
        put(question, text);
      }
    }
  } catch (error) { /* nothing kept */ }
  paper.querySelectorAll(".exam-q").forEach((question) => mark(question, givenIn(question)));

  paper.addEventListener("change", (event) => {
    const question = event.target.closest(".exam-q");
    if (question) change(question, 50);
  });
  paper.addEventListener("input", (event) => {
    if (event.target.type === "text") change(event.target.closest(".exam-q"), 1000);
  });
  paper.addEventListener("click", (event) => {
    const clear = event.target.closest(".exam-clear");
    if (!clear) return;
    const question = clear.closest(".exam-q");
    put(question, "");
    change(question, 50);
    question.focus();
  });
  paper.addEventListener("submit", async (event) => {     // hand in only what the server has
    event.preventDefault(); event.stopPropagation();
    wait = 0;
    for (let n = 0; n < 3 && queue.size && !stopped; n += 1) {
      await send();
      if (sending || queue.size) await new Promise((done) => setTimeout(done, 400));
    }
    if (queue.size) { if (!stopped) state.textContent = state.dataset.hold; return; }
    leaving = true;
    location.assign(facts.handIn);
  }, true);
  addEventListener("online", () => { wait = 0; send(); });
  addEventListener("beforeunload", (event) => { if (queue.size && !stopped && !leaving) event.preventDefault(); });

  const told = new Set();
  const tick = () => {
    const left = Math.max(0, Math.floor((ends - serverNow()) / 1000));
    clock.textContent = `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`;
    for (const minutes of [10, 5, 1]) {
      if (left <= minutes * 60 && left > minutes * 60 - 5 && !told.has(minutes)) {
        told.add(minutes);
        state.textContent = state.dataset.left.replace("#n#", minutes);
        setTimeout(show, 4000);
      }
    }
    if (left === 0 && !told.has(0)) {
      told.add(0);
      send();
      state.textContent = state.dataset.over;
      setTimeout(() => { leaving = true; location.reload(); }, 15000);
    }
  };
  tick();
  setInterval(tick, 1000);
  show();
  if (queue.size) send();
})();
