// The log's formats (docs/proof.md) as pure functions: hashes, proofs, tiles, notes. No page, no storage, no network:
// what has to be read comes in through `read`. Numbers of leaves stay below 2^53.
(() => {
  "use strict";
  const WIDTH = 256;  // hashes in a full tile
  const HASH = 32;  // bytes of a hash
  const FIRST_LINE = "c2sp.org/tlog-proof@v1";
  const CONTROL = /[\x00-\x09\x0b-\x1f]/;
  const text = new TextEncoder();

  // A proof does not prove what it should, or is malformed.
  class ProofError extends Error {}
  // A note, key or signature is malformed.
  class NoteError extends Error {}

  // --- bytes ---

  const join = (parts) => {
    const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
    let at = 0;
    for (const part of parts) { whole.set(part, at); at += part.length; }
    return whole;
  };
  const same = (one, other) => one.length === other.length && one.every((byte, at) => byte === other[at]);
  const hex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  const encode = (bytes) => btoa(String.fromCharCode(...bytes));
  // Standard base64 in its one canonical spelling.
  const decode = (words, length) => {
    let bytes;
    try { bytes = Uint8Array.from(atob(words), (letter) => letter.charCodeAt(0)); } catch { throw new NoteError("not base64"); }
    if (encode(bytes) !== words) throw new NoteError("not base64 in its canonical spelling");
    if (length !== undefined && bytes.length !== length) throw new NoteError(`${bytes.length} bytes where ${length} belong`);
    return bytes;
  };

  // --- the tree of RFC 6962 ---

  const sha256 = async (...parts) => new Uint8Array(await crypto.subtle.digest("SHA-256", join(parts)));
  const leafHash = (data) => sha256([0], data);
  const nodeHash = (left, right) => sha256([1], left, right);
  const half = (number) => Math.floor(number / 2);
  const isSize = (number) => Number.isSafeInteger(number) && number >= 0;

  const checkLengths = (hashes) => {
    if (hashes.some((each) => each.length !== HASH)) throw new ProofError("a hash has 32 bytes");
  };

  // The hashes reached step by step from a leaf's hash to the root (RFC 9162, 2.1.3.2); ProofError if they lead elsewhere.
  const verifyInclusion = async (leaf, index, size, proof, root) => {
    if (!isSize(index) || !isSize(size) || index >= size) throw new ProofError(`no leaf ${index} in a tree of ${size}`);
    checkLengths([leaf, root, ...proof]);
    let position = index, last = size - 1, reached = leaf;
    const steps = [];
    for (const sibling of proof) {
      if (last === 0) throw new ProofError("the inclusion proof is too long");
      const fromLeft = position % 2 === 1 || position === last;
      if (fromLeft) {
        reached = await nodeHash(sibling, reached);
        while (position % 2 === 0 && position) { position = half(position); last = half(last); }
      } else {
        reached = await nodeHash(reached, sibling);
      }
      steps.push({ sibling, fromLeft, reached });
      position = half(position);
      last = half(last);
    }
    if (last) throw new ProofError("the inclusion proof is too short");
    if (!same(reached, root)) throw new ProofError("the inclusion proof leads to another root");
    return steps;
  };

  // The new tree begins with all leaves of the old one (RFC 9162, 2.1.4.2); ProofError otherwise.
  const verifyConsistency = async (oldSize, oldRoot, newSize, newRoot, proof) => {
    if (!isSize(oldSize) || !isSize(newSize) || oldSize > newSize) {
      throw new ProofError(`a tree of ${newSize} leaves cannot extend one of ${oldSize}`);
    }
    checkLengths([oldRoot, newRoot, ...proof]);
    if (oldSize === newSize) {
      if (proof.length) throw new ProofError("the consistency proof should be empty");
      if (!same(oldRoot, newRoot)) throw new ProofError("two trees of one size with different roots");
      return;
    }
    if (oldSize === 0) {
      if (proof.length) throw new ProofError("the consistency proof should be empty");
      if (!same(oldRoot, await sha256())) throw new ProofError("the old tree is empty, but its root is not the empty tree's");
      return;
    }
    const path = [...proof];
    let position = oldSize - 1, last = newSize - 1;
    while (position % 2 === 1) { position = half(position); last = half(last); }
    if (position === 0) path.unshift(oldRoot);  // a perfect old tree is itself the first subtree
    if (!path.length) throw new ProofError("the consistency proof is too short");
    let old = path[0], now = path[0];
    for (const sibling of path.slice(1)) {
      if (last === 0) throw new ProofError("the consistency proof is too long");
      if (position % 2 === 1 || position === last) {
        old = await nodeHash(sibling, old);
        now = await nodeHash(sibling, now);
        while (position % 2 === 0 && position) { position = half(position); last = half(last); }
      } else {
        now = await nodeHash(now, sibling);
      }
      position = half(position);
      last = half(last);
    }
    if (last) throw new ProofError("the consistency proof is too short");
    if (!same(old, oldRoot)) throw new ProofError("the consistency proof leads to another old root");
    if (!same(now, newRoot)) throw new ProofError("the consistency proof leads to another new root");
  };

  // --- tiles ---

  // Where a tile, or a bundle of entries, is published: tile/0/x001/067.p/12
  const tilePath = (level, index, width) => {
    const digits = String(index);
    const groups = digits.padStart(Math.ceil(digits.length / 3) * 3, "0").match(/.{3}/g);
    const name = groups.map((group, at) => (at < groups.length - 1 ? `x${group}` : group)).join("/");
    return `tile/${level}/${name}${width === WIDTH ? "" : `.p/${width}`}`;
  };

  // The tile (or bundle) that leaf `index` of a tree of `size` leaves stands in: [index, width].
  const bundleOf = (index, size) => {
    const at = Math.floor(index / WIDTH);
    return [at, Math.min(WIDTH, size - at * WIDTH)];
  };

  const perfectRoot = async (row) => {
    let hashes = row;
    while (hashes.length > HASH) {
      const above = [];
      for (let at = 0; at < hashes.length; at += 2 * HASH) above.push(sha256([1], hashes.subarray(at, at + 2 * HASH)));
      hashes = join(await Promise.all(above));
    }
    return hashes;
  };

  // Roots over ranges of leaves, each of which begins where a subtree of its size may; a tile is read once.
  const rangeRoots = async (read, size, ranges) => {
    const held = new Map();
    const perfect = async (low, height) => {
      const level = Math.floor(height / 8), above = height % 8;
      const place = low / 256 ** level, index = Math.floor(place / WIDTH), at = place % WIDTH;
      const key = `${level}/${index}`;
      if (!held.has(key)) {
        const width = Math.min(WIDTH, Math.floor(size / 256 ** level) - index * WIDTH);
        held.set(key, (async () => {
          const tile = await read(level, index, width);
          if (tile.length < width * HASH) throw new ProofError(`tile ${tilePath(level, index, width)} is too short`);
          return tile;
        })());
      }
      const tile = await held.get(key);
      return perfectRoot(tile.subarray(at * HASH, (at + 2 ** above) * HASH));
    };
    const found = [];
    for (const [low, end] of ranges) {
      let high = end, reached = null;
      while (high > low) {  // from the right: the smallest perfect subtree first
        let height = 0;
        while ((high - low) % 2 ** (height + 1) === 0) height += 1;
        high -= 2 ** height;
        const part = await perfect(high, height);
        reached = reached ? await nodeHash(part, reached) : part;
      }
      found.push(reached);
    }
    return found;
  };

  const split = (size) => {
    let power = 1;
    while (power * 2 < size) power *= 2;
    return power;
  };

  // Proof, read from tiles, that the tree of `now` leaves extends the one of `old` (RFC 6962, 2.1.2).
  const consistencyProof = (read, old, now) => {
    if (old === 0 || old === now) return [];
    let low = 0, high = now;
    const parts = [];
    while (high !== old) {
      const middle = low + split(high - low);
      if (old <= middle) { parts.push([middle, high]); high = middle; } else { parts.push([low, middle]); low = middle; }
    }
    if (low) parts.push([low, high]);
    return rangeRoots(read, now, parts.reverse());
  };

  // The entries of a bundle: each behind its length in two bytes.
  const unpack = (data) => {
    const entries = [];
    let at = 0;
    while (at < data.length) {
      const start = at + 2;
      at = start + data[start - 2] * 256 + data[start - 1];
      if (!(at <= data.length)) throw new ProofError("the bundle ends within an entry");
      entries.push(data.subarray(start, at));
    }
    return entries;
  };

  // --- signed notes and checkpoints ---

  const splitNote = (note) => {
    const at = note.lastIndexOf("\n\n");
    if (at < 0 || CONTROL.test(note) || !note.endsWith("\n") || at + 2 >= note.length) throw new NoteError("not a note");
    const lines = note.slice(at + 2, -1).split("\n").map((line) => {
      const parts = line.split(" ");
      if (parts.length !== 3 || parts[0] !== "—" || !parts[1]) throw new NoteError("not a signature line");
      const data = decode(parts[2]);
      if (data.length < 5) throw new NoteError("a signature line without a signature");
      return { name: parts[1], id: hex(data.subarray(0, 4)), signature: data.subarray(4) };
    });
    return { text: note.slice(0, at + 1), lines };
  };

  // What a checkpoint note states: { origin, size, root }.
  const readCheckpoint = (note) => {
    const [origin, size, root, ...rest] = splitNote(note).text.slice(0, -1).split("\n");
    if (!origin || root === undefined || rest.some((line) => !line)) throw new NoteError("a checkpoint has origin, size and root");
    if (!/^(0|[1-9][0-9]{0,15})$/.test(size) || !isSize(Number(size))) throw new NoteError("no tree size");
    return { origin, size: Number(size), root: decode(root, HASH) };
  };

  // A verifier key name+id+base64(kind ‖ key) of an Ed25519 key that signs notes.
  const readKey = async (vkey) => {
    const [name, id, ...rest] = vkey.split("+");
    const data = decode(rest.join("+"), 33);
    const own = await sha256(text.encode(`${name}\n`), data);
    if (!name || data[0] !== 1 || hex(own.subarray(0, 4)) !== id) throw new NoteError("not a key that signs notes");
    return { name, id, key: data.subarray(1) };
  };

  // How the note stands to the key: "good", "bad" (a signature of it that is none), "missing", or "unsupported" (this
  // browser cannot check Ed25519).
  const signedBy = async (note, vkey) => {
    const { name, id, key } = await readKey(vkey);
    const split = splitNote(note);
    const mine = split.lines.filter((line) => line.name === name && line.id === id);
    if (!mine.length) return "missing";
    let publicKey;
    try {
      publicKey = await crypto.subtle.importKey("raw", key, { name: "Ed25519" }, false, ["verify"]);
    } catch { return "unsupported"; }
    const message = text.encode(split.text);
    const good = await Promise.all(
      mine.map((line) => crypto.subtle.verify({ name: "Ed25519" }, publicKey, line.signature, message).catch(() => false)),
    );
    return good.every(Boolean) ? "good" : "bad";
  };

  // A C2SP tlog-proof: { index, proof, note, extra }, nothing of it verified.
  const readProof = (words) => {
    const at = words.indexOf("\n\n");
    const lines = words.slice(0, at).split("\n");
    if (at < 0 || lines.shift() !== FIRST_LINE) throw new ProofError("not a proof");
    const extra = lines[0] && lines[0].startsWith("extra ") ? decode(lines.shift().slice(6)) : new Uint8Array();
    const index = (lines.shift() || "").match(/^index (0|[1-9][0-9]{0,15})$/);
    if (!index) throw new ProofError("a proof has an index");
    return { index: Number(index[1]), proof: lines.map((line) => decode(line, HASH)), note: words.slice(at + 2), extra };
  };

  globalThis.tlog = Object.freeze({
    ProofError, NoteError, WIDTH, HASH, same, hex, encode, decode, sha256, leafHash, nodeHash, verifyInclusion,
    verifyConsistency, tilePath, bundleOf, consistencyProof, unpack, splitNote, readCheckpoint, readKey, signedBy, readProof,
  });
})();
