// A draw made again from its published files (docs/draws.md): announcement, list and randomness → commitment and result, byte for
// byte. Pure functions; no page, no network. A hundred thousand lots are hashed one after another, so the hash is here and
// not the browser's own, which answers each with a promise.
(() => {
  "use strict";
  const TAG = "jiangong/draw/v1\n";
  const utf8 = new TextEncoder();

  // The files do not belong together or are malformed.
  class DrawError extends Error {}

  // --- SHA-256 (FIPS 180-4) ---

  // The first 32 bits of the fractional parts of the square (cube) roots of the first primes.
  const fraction = (root) => Math.floor((root - Math.floor(root)) * 2 ** 32) >>> 0;
  const primes = [];
  for (let number = 2; primes.length < 64; number++) if (primes.every((prime) => number % prime)) primes.push(number);
  const START = primes.slice(0, 8).map((prime) => fraction(Math.sqrt(prime)));
  const ROUND = primes.map((prime) => fraction(Math.cbrt(prime)));
  const words = new Uint32Array(64);
  const turn = (word, by) => (word >>> by) | (word << (32 - by));

  const sha256 = (bytes) => {
    const length = bytes.length;
    const padded = new Uint8Array(((length + 72) >> 6) << 6);
    padded.set(bytes);
    padded[length] = 0x80;
    const view = new DataView(padded.buffer);
    view.setUint32(padded.length - 8, Math.floor(length / 2 ** 29));
    view.setUint32(padded.length - 4, (length << 3) >>> 0);
    const state = Uint32Array.from(START);
    for (let block = 0; block < padded.length; block += 64) {
      for (let at = 0; at < 16; at++) words[at] = view.getUint32(block + 4 * at);
      for (let at = 16; at < 64; at++) {
        const early = words[at - 15], late = words[at - 2];
        const small = turn(early, 7) ^ turn(early, 18) ^ (early >>> 3);
        const large = turn(late, 17) ^ turn(late, 19) ^ (late >>> 10);
        words[at] = words[at - 16] + small + words[at - 7] + large;
      }
      let [a, b, c, d, e, f, g, h] = state;
      for (let at = 0; at < 64; at++) {
        const one = (h + (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) + ((e & f) ^ (~e & g)) + ROUND[at] + words[at]) | 0;
        const two = ((turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0;
        h = g; g = f; f = e; e = (d + one) | 0; d = c; c = b; b = a; a = (one + two) | 0;
      }
      [a, b, c, d, e, f, g, h].forEach((word, at) => { state[at] += word; });
    }
    const hash = new Uint8Array(32);
    const out = new DataView(hash.buffer);
    state.forEach((word, at) => out.setUint32(4 * at, word));
    return hash;
  };

  const join = (...parts) => {
    const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
    let at = 0;
    for (const part of parts) { whole.set(part, at); at += part.length; }
    return whole;
  };

  // --- the list ---

  // The root of the RFC 6962 tree over the lines, in base64.
  const root = (lines) => {
    let row = lines.map((line) => sha256(join([0], utf8.encode(line))));
    if (!row.length) row = [sha256(new Uint8Array())];
    while (row.length > 1) {
      const above = [];
      for (let at = 0; at + 1 < row.length; at += 2) above.push(sha256(join([1], row[at], row[at + 1])));
      if (row.length % 2) above.push(row[row.length - 1]);
      row = above;
    }
    return btoa(String.fromCharCode(...row[0]));
  };

  const readList = (text) => {
    const lines = text.split("\n");
    if (lines.pop() !== "") throw new DrawError("the list breaks off in the middle of a line");
    return lines;
  };

  // --- ranks and places ---

  const smaller = (one, other) => {
    for (let at = 0; at < one.length; at++) if (one[at] !== other[at]) return one[at] - other[at];
    return 0;
  };

  const bestLot = (application, seed) => {
    const bytes = join(seed, utf8.encode(application.ticket), [10, 0, 0, 0, 0]);
    const view = new DataView(bytes.buffer);
    let best = null;
    for (let number = 0; number < application.lots; number++) {
      view.setUint32(bytes.length - 4, number);
      const lot = sha256(bytes);
      if (best === null || smaller(lot, best) < 0) best = lot;
    }
    return best;
  };

  const byRank = (one, other) => smaller(one.lot, other.lot) || (one.ticket < other.ticket ? -1 : 1);

  const allocate = (rules, ranks) => {
    const batches = new Map(rules.batches);
    const seats = new Map(rules.pools.map(([pool, places]) => [pool, places]));
    const open = rules.pools[rules.pools.length - 1][0];
    const places = new Map();
    for (const [pool, , then] of rules.pools) {
      for (const one of ranks) {
        if (places.has(one.ticket) || (pool !== open && !one.pools.includes(pool))) continue;
        const batch = one.wants.find((wanted) => batches.get(wanted) >= one.people);
        if (batch === undefined || one.people > seats.get(pool)) continue;
        places.set(one.ticket, { pool, batch });
        seats.set(pool, seats.get(pool) - one.people);
        batches.set(batch, batches.get(batch) - one.people);
      }
      if (then) seats.set(then, seats.get(then) + seats.get(pool));
    }
    return places;
  };

  // The commitment (text), and the result (text) that follow from the published texts and 32 bytes of randomness.
  const recompute = (announcement, list, randomness) => {
    const rules = JSON.parse(announcement);
    const lines = readList(list);
    const commitment = `{"applications":${lines.length},"draw":"${rules.draw}","root":"${root(lines)}"}`;
    const seed = sha256(join(utf8.encode(TAG + announcement + "\n" + commitment + "\n"), randomness));
    const ranks = lines.map((line) => JSON.parse(line));
    for (const one of ranks) one.lot = bestLot(one, seed);
    ranks.sort(byRank);
    const places = allocate(rules, ranks);
    const result = ranks.map((one, at) => {
      const { pool, batch } = places.get(one.ticket) || { pool: "", batch: "" };
      return `{"batch":"${batch}","pool":"${pool}","rank":${at + 1},"ticket":"${one.ticket}"}\n`;
    });
    return { commitment, result: result.join("") };
  };

  window.jiangong = Object.assign(window.jiangong || {}, { draws: { DrawError, recompute, sha256 } });
})();
