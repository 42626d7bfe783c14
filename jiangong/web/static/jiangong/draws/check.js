// The page of a draw: the reader's own browser fetches the published files and makes the draw again (draw.js).
(async () => {
  "use strict";
  const panel = document.getElementById("own-draw");
  if (!panel) return;
  const say = (step, result) => {
    const line = panel.querySelector(`[data-step="${step}"]`);
    line.hidden = false;
    line.querySelector(`[data-result="${result}"]`).hidden = false;
    panel.hidden = false;
  };
  const read = async (name) => {
    const answer = await fetch(panel.dataset.draw + name, { credentials: "omit" });
    if (!answer.ok) throw new Error(name);
    return answer.text();
  };
  let texts;
  try {
    texts = await Promise.all(["announcement.json", "list.jsonl", "randomness.json", "result.jsonl"].map(read));
  } catch { say("none", "unreachable"); return; }
  const [announcement, list, given, result] = texts;
  const value = JSON.parse(given).randomness.match(/../g).map((byte) => parseInt(byte, 16));
  const made = jiangong.draws.recompute(announcement, list, Uint8Array.from(value));
  say("commitment", made.commitment === document.getElementById("commitment").textContent ? "good" : "bad");
  say("result", made.result === result ? "good" : "bad");
})();
