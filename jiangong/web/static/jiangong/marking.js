// Marks are kept on this tablet until the server says it has them. Each has a key of its own: sent twice, it counts once.
// Without this script every page is a plain form.
(() => {
  const box = document.querySelector("[data-marks-outbox]");
  if (!box) return;
  const address = box.dataset.marksOutbox;
  const place = `jiangong.marks:${address}`;
  const read = () => JSON.parse(localStorage.getItem(place) || "[]");
  const write = (marks) => localStorage.setItem(place, JSON.stringify(marks));
  const token = () => document.cookie.split("; ").find((one) => one.startsWith("csrftoken="))?.split("=")[1]
    || document.querySelector("[name=csrfmiddlewaretoken]")?.value || "";
  let sending = false;

  function show() {
    const marks = read();
    const refused = marks.filter((one) => one.why);
    const waiting = marks.length - refused.length;
    box.hidden = false;
    box.classList.toggle("outbox--waiting", waiting > 0);
    box.classList.toggle("outbox--refused", refused.length > 0);
    const lines = [];
    if (waiting) lines.push(`${waiting} ${box.dataset.waiting}`);
    if (refused.length) lines.push(`${refused.length} ${box.dataset.refused}`);
    box.textContent = lines.join("；") || box.dataset.saved;
    for (const one of refused) {
      const line = document.createElement("p");
      line.textContent = `${one.code} ${one.aspect || one.component} ${one.value}：${one.why}`;
      const away = document.createElement("button");
      away.type = "button";
      away.className = "btn btn--small btn--quiet";
      away.textContent = "×";
      away.setAttribute("aria-label", `${one.code} ×`);
      away.addEventListener("click", () => { write(read().filter((other) => other.key !== one.key)); show(); });
      line.append(" ", away);
      box.append(line);
    }
  }

  async function send() {
    const marks = read().filter((one) => !one.why);
    if (sending || !marks.length) return show();
    sending = true;
    try {
      const answer = await fetch(address, {
        method: "POST",
        headers: { "Content-Type": "application/json", "X-CSRFToken": token() },
        credentials: "same-origin",
        body: JSON.stringify({ marks: marks.slice(0, 200) }),
      });
      if (answer.ok) {
        const said = new Map((await answer.json()).marks.map((one) => [one.key, one]));
        write(read().flatMap((one) => {
          const heard = said.get(one.key);
          if (!heard) return [one];
          return heard.kept ? [] : [{ ...one, why: heard.why }];
        }));
      } else if (answer.status === 403 || answer.status === 422) {
        const said = await answer.text();
        const words = new DOMParser().parseFromString(said, "text/html").querySelector("h1, .refusal")?.textContent?.trim() || String(answer.status);
        write(read().map((one) => (marks.some((sent) => sent.key === one.key) ? { ...one, why: words } : one)));
      }
    } catch {
      // no network: what is kept stays kept
    } finally {
      sending = false;
      show();
    }
  }

  // Puts the values of a form into the outbox; one that was never accepted the judge may still think over.
  function keep(form, component, code, round) {
    const marks = read();
    for (const input of form.querySelectorAll("input[name^=v_]")) {
      const value = input.value.trim();
      if (!value) continue;
      const aspect = input.name.slice(2);
      const old = marks.find((one) => one.component === component && one.code === code && one.aspect === aspect);
      if (old && old.value === value && !old.why) continue;
      if (old) marks.splice(marks.indexOf(old), 1);
      marks.push({ key: crypto.randomUUID(), component, code, aspect, value, round, at: new Date().toISOString() });
    }
    write(marks);
  }
  const fill = (form, component, code) => {
    for (const one of read().filter((kept) => kept.component === component && kept.code === code)) {
      const input = form.querySelector(`[name="v_${one.aspect}"]`);
      if (input && !input.value) input.value = one.value;
    }
  };

  const form = document.querySelector("form[data-marks]");
  if (form) {
    const { component, code } = form.dataset;
    fill(form, component, code);
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      keep(form, component, code, Number(form.elements.round?.value || 1));
      send().then(() => {
        const next = document.querySelector("[data-next]");
        if (navigator.onLine && next && !read().length) location.href = next.href;
      });
    });
  }

  // The board works without a network as long as it is open: a number opens here, nothing is fetched.
  const dialog = document.querySelector(".marking-dialog");
  if (dialog && box.hasAttribute("data-marks-board")) {
    const cells = dialog.querySelector("[data-cells]");
    let now = null;
    const open = (link) => {
      const list = link.closest("[data-numbers]");
      const pattern = document.querySelector(`template[data-form="${list.dataset.numbers}"]`);
      if (!pattern) return false;
      now = { link, component: list.dataset.numbers, code: link.dataset.code };
      cells.replaceChildren(pattern.content.cloneNode(true));
      dialog.querySelector("#dialog-code").textContent = now.code;
      dialog.querySelector("[data-part]").textContent = list.closest("section").querySelector("h2").textContent;
      fill(dialog, now.component, now.code);
      if (!dialog.open) dialog.showModal();
      cells.querySelector("input")?.focus();
      return true;
    };
    document.addEventListener("click", (event) => {
      const link = event.target.closest("a[data-code]");
      if (link && !link.hasAttribute("data-given") && open(link)) event.preventDefault();
    });
    dialog.querySelector("form").addEventListener("submit", (event) => {
      event.preventDefault();
      if (event.submitter?.value === "close") return dialog.close();
      keep(dialog, now.component, now.code, 1);
      now.link.classList.add("number--done");
      send();
      const links = [...now.link.closest("[data-numbers]").querySelectorAll("a[data-code]")];
      const next = links.slice(links.indexOf(now.link) + 1).find((one) => !one.classList.contains("number--done"));
      if (!next || !open(next)) dialog.close();
    });
  }
  addEventListener("online", send);
  setInterval(send, 5000);
  send();
})();
