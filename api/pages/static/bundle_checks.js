// @ts-check
// What a script can verify of a bundle: the file, its signature, the chain of facts, and the ledger's proofs. It
// asks no server for anything. What carries histories out again is for `tuntas audit verify`.

/** @typedef {{state: "good" | "bad" | "unknown", where?: string}} Outcome */
/** @typedef {Map<string, Uint8Array>} Members */

class Altered extends Error {}
class CannotTell extends Error {}

const bytesOf = (/** @type {string} */ text) => new TextEncoder().encode(text);
const textOf = (/** @type {Uint8Array} */ bytes) => new TextDecoder("utf-8", { fatal: true }).decode(bytes);
const hexOf = (/** @type {Uint8Array} */ bytes) => [...bytes].map((each) => each.toString(16).padStart(2, "0")).join("");
const fromHex = (/** @type {string} */ hex) => Uint8Array.from(hex.match(/../g) ?? [], (pair) => parseInt(pair, 16));
const sha256 = async (/** @type {Uint8Array} */ bytes) => new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
const hashOf = async (/** @type {any} */ value) => hexOf(await sha256(bytesOf(canonical(value))));

/** @type {(isSo: boolean, where: string) => asserts isSo} */
function require(isSo, where) {
  if (!isSo) throw new Altered(where);
}

/** @param {Uint8Array[]} parts */
function join(...parts) {
  const whole = new Uint8Array(parts.reduce((sum, each) => sum + each.length, 0));
  let at = 0;
  for (const each of parts) {
    whole.set(each, at);
    at += each.length;
  }
  return whole;
}

/** The RFC 8785 form of JSON without fractions: strings are written by it as JavaScript writes them.
 * @param {any} value @returns {string} */
function canonical(value) {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (value === null || typeof value !== "object") {
    require(typeof value !== "number" || Number.isSafeInteger(value), "number");
    return JSON.stringify(value);
  }
  return `{${Object.keys(value).sort().map((name) => `${JSON.stringify(name)}:${canonical(value[name])}`).join(",")}}`;
}

/** What a member says, which is in its one written form. @param {Members} members @param {string} name */
function read(members, name) {
  const content = members.get(name);
  require(content !== undefined, name);
  try {
    const text = textOf(content);
    const value = JSON.parse(text);
    require(canonical(value) === text, name);
    return value;
  } catch {
    throw new Altered(name);
  }
}

const CRC = Uint32Array.from({ length: 256 }, (_, n) => {
  let c = n;
  for (let bit = 0; bit < 8; bit++) c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1;
  return c;
});

/** @param {Uint8Array} bytes */
function crc32(bytes) {
  let crc = 0xffffffff;
  for (const each of bytes) crc = CRC[(crc ^ each) & 255] ^ (crc >>> 8);
  return (crc ^ 0xffffffff) >>> 0;
}

/** Numbers of two or four bytes, the least first. @param {[number, number][]} fields */
function pack(...fields) {
  return join(...fields.map(([value, size]) => Uint8Array.from({ length: size }, (_, at) => (value >>> (8 * at)) & 255)));
}

/** The one zip of these members, as bundles are written. @param {Members} members */
function writeZip(members) {
  /** @type {Uint8Array[]} */
  const bodies = [];
  /** @type {Uint8Array[]} */
  const entries = [];
  let offset = 0;
  for (const [name, body] of members) {
    const crc = crc32(body);
    const told = pack([0, 2], [0, 2], [0, 2], [0x21, 2], [crc, 4], [body.length, 4], [body.length, 4], [name.length, 2]);
    const local = join(pack([0x04034b50, 4], [20, 2]), told, pack([0, 2]), bytesOf(name), body);
    const rest = pack([0, 2], [0, 2], [0, 2], [0, 2], [0, 4], [offset, 4]);
    entries.push(join(pack([0x02014b50, 4], [20, 2], [20, 2]), told, rest, bytesOf(name)));
    bodies.push(local);
    offset += local.length;
  }
  const directory = join(...entries);
  const counts = pack([members.size, 2], [members.size, 2], [directory.length, 4], [offset, 4], [0, 2]);
  return join(...bodies, directory, pack([0x06054b50, 4], [0, 2], [0, 2]), counts);
}

/** The members of the file, which is to the byte what writing them gives. @param {Uint8Array} content */
function readZip(content) {
  const view = new DataView(content.buffer, content.byteOffset, content.byteLength);
  /** @type {Members} */
  const members = new Map();
  let [at, last] = [0, ""];
  while (at + 30 <= content.length && view.getUint32(at, true) === 0x04034b50) {
    const begin = at + 30 + view.getUint16(at + 26, true);
    const end = begin + view.getUint32(at + 18, true);
    const name = String.fromCharCode(...content.subarray(at + 30, begin));
    require(/^[A-Za-z0-9_][A-Za-z0-9._-]*(\/[A-Za-z0-9_][A-Za-z0-9._-]*)*$/.test(name), "zip");
    require(end <= content.length && !members.has(name) && name > last, "zip");
    members.set(name, content.subarray(begin, end));
    [at, last] = [end, name];
  }
  const again = writeZip(members);
  require(again.length === content.length && again.every((each, place) => each === content[place]), "zip");
  return members;
}

/** @param {string} text */
function fromBase64url(text) {
  require(/^[A-Za-z0-9_-]{85}[AQgw]$/.test(text), "signature");
  return Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (each) => each.charCodeAt(0));
}

/** Raises Altered unless the key in hex signed `content`, CannotTell in a browser without Ed25519.
 * @param {string} publicHex @param {string} signature @param {Uint8Array} content @param {string} where */
async function requireSigned(publicHex, signature, content, where) {
  let key;
  try {
    key = await crypto.subtle.importKey("raw", fromHex(publicHex), { name: "Ed25519" }, false, ["verify"]);
  } catch (error) {
    if (error instanceof DOMException && error.name === "NotSupportedError") throw new CannotTell();
    throw new Altered(where);
  }
  require(await crypto.subtle.verify("Ed25519", key, fromBase64url(signature), content), where);
}

/** `value` without these fields. @param {any} value @param {string[]} names */
function without(value, ...names) {
  return Object.fromEntries(Object.entries(value).filter(([name]) => !names.includes(name)));
}

/** Each key's term by its fingerprint; every later key was announced under both signatures. @param {any} keys */
async function readTerms(keys) {
  const first = hexOf(await sha256(fromHex(keys.first)));
  require(first === keys.log, "heads.json");
  const terms = new Map([[first, { key: keys.first, since: "", until: "\uffff" }]]);
  let before = { fingerprint: first, key: keys.first };
  for (const rotation of keys.rotations) {
    require(rotation.log === keys.log && rotation.old === before.key, "heads.json");
    const said = bytesOf(canonical(without(rotation, "signature", "countersignature")));
    await requireSigned(rotation.old, rotation.signature, said, "heads.json");
    await requireSigned(rotation.new, rotation.countersignature, said, "heads.json");
    const fingerprint = hexOf(await sha256(fromHex(rotation.new)));
    const last = terms.get(before.fingerprint);
    require(last !== undefined && rotation.at >= last.since && !terms.has(fingerprint), "heads.json");
    last.until = rotation.at;
    terms.set(fingerprint, { key: rotation.new, since: rotation.at, until: "\uffff" });
    before = { fingerprint, key: rotation.new };
  }
  return terms;
}

const nodeHash = (/** @type {Uint8Array} */ left, /** @type {Uint8Array} */ right) =>
  sha256(join(Uint8Array.of(1), left, right));

/** RFC 9162, 2.1.3.2. @param {any} proof @param {any} head @param {string} where */
async function requireIncluded(proof, head, where) {
  require(proof.size === head.size && proof.index >= 0 && proof.index < proof.size, where);
  let [at, last] = [proof.index, proof.size - 1];
  let found = await sha256(join(Uint8Array.of(0), bytesOf(canonical(proof.leaf))));
  for (const each of proof.path.map(fromHex)) {
    require(last !== 0, where);
    if (at % 2 === 1 || at === last) {
      found = await nodeHash(each, found);
      while (at !== 0 && at % 2 === 0) [at, last] = [at / 2, Math.floor(last / 2)];
    } else found = await nodeHash(found, each);
    [at, last] = [Math.floor(at / 2), Math.floor(last / 2)];
  }
  require(last === 0 && hexOf(found) === head.root, where);
}

/** RFC 9162, 2.1.4.2. @param {any} proof @param {any} earlier @param {any} later */
async function requireConsistent(proof, earlier, later) {
  require(proof.first === earlier.size && proof.second === later.size && earlier.size < later.size, "proofs.json");
  const path = proof.path.map(fromHex);
  if (earlier.size === 0) return require(path.length === 0 && earlier.root === hexOf(await sha256(new Uint8Array())), "proofs.json");
  require(path.length > 0, "proofs.json");
  const whole = Number.isInteger(Math.log2(earlier.size)) ? [fromHex(earlier.root), ...path] : path;
  let [at, last] = [earlier.size - 1, later.size - 1];
  while (at % 2 === 1) [at, last] = [Math.floor(at / 2), Math.floor(last / 2)];
  let [one, other] = [whole[0], whole[0]];
  for (const each of whole.slice(1)) {
    require(last !== 0, "proofs.json");
    if (at % 2 === 1 || at === last) {
      [one, other] = [await nodeHash(each, one), await nodeHash(each, other)];
      while (at !== 0 && at % 2 === 0) [at, last] = [at / 2, Math.floor(last / 2)];
    } else other = await nodeHash(other, each);
    [at, last] = [Math.floor(at / 2), Math.floor(last / 2)];
  }
  require(last === 0 && hexOf(one) === earlier.root && hexOf(other) === later.root, "proofs.json");
}

const OTHERS = ["README.txt", "calendars.json", "facts.json", "heads.json", "ocel.json", "policy.json", "proofs.json", "prov.json", "record.json"];

/** The checks in their order. Each raises Altered with the place, or CannotTell.
 * @type {Record<string, (of: any) => Promise<void>>} */
const CHECKS = {
  async zip(of) {
    of.members = readZip(of.content);
  },
  async manifest(of) {
    of.manifest = read(of.members, "manifest.json");
    const expected = ["code", "format", "head", "key", "made_at", "members", "report"];
    require(canonical(Object.keys(of.manifest).sort()) === canonical(expected), "manifest.json");
    require(of.manifest.format === "tuntas-bundle/1", "manifest.json");
  },
  async signature(of) {
    of.heads = read(of.members, "heads.json");
    of.terms = await readTerms(of.heads.keys);
    const term = of.terms.get(of.manifest.key);
    const signature = textOf(of.members.get("manifest.sig") ?? new Uint8Array());
    require(term !== undefined, "manifest.json");
    await requireSigned(term.key, signature, of.members.get("manifest.json"), "manifest.json");
    require(term.since <= of.manifest.made_at && of.manifest.made_at <= term.until, "manifest.json");
  },
  async members(of) {
    const there = [...of.members.keys()].filter((name) => !["manifest.json", "manifest.sig"].includes(name));
    for (const name of [...there, ...OTHERS, ...Object.keys(of.manifest.members)]) {
      const [named, content] = [of.manifest.members[name], of.members.get(name)];
      require(named && content && (OTHERS.includes(name) || name.startsWith("history/")), name);
      require(named.bytes === content.length && named.sha256 === hexOf(await sha256(content)), name);
    }
  },
  async chain(of) {
    of.facts = read(of.members, "facts.json");
    let previous = hexOf(await sha256(bytesOf(of.manifest.report)));
    for (const [place, fact] of of.facts.entries()) {
      const where = `facts.json ${place + 1}`;
      require(fact.number === place + 1 && fact.previous === previous, where);
      require((await hashOf(without(fact, "digest"))) === fact.digest, where);
      previous = fact.digest;
    }
  },
  async inclusion(of) {
    of.proofs = read(of.members, "proofs.json");
    const leaves = of.facts.map((/** @type {any} */ fact) => ({ digest: fact.digest, number: fact.number, report: of.manifest.report }));
    require(canonical(of.proofs.inclusions.map((/** @type {any} */ each) => each.leaf)) === canonical(leaves), "proofs.json");
    for (const each of of.proofs.inclusions) await requireIncluded(each, of.heads.heads.at(-1), `proofs.json ${each.leaf.number}`);
  },
  async heads(of) {
    const heads = of.heads.heads;
    for (const [place, head] of heads.entries()) {
      const where = `heads.json ${head.size}`;
      const term = of.terms.get(head.key);
      require(term !== undefined && head.log === of.heads.keys.log, where);
      await requireSigned(term.key, head.signature, bytesOf(canonical(without(head, "signature"))), where);
      require(term.since <= head.at && head.at <= term.until, where);
      require(new Date(Date.parse(head.at) + 7 * 3600e3).toISOString().slice(0, 10) === head.day, where);
      const before = heads[place - 1];
      if (!before) continue;
      require(head.previous === (await hashOf(before)) && head.size > before.size && head.at >= before.at, where);
    }
    require((of.proofs.consistency === null) === (heads.length === 1), "proofs.json");
    if (of.proofs.consistency) await requireConsistent(of.proofs.consistency, heads[0], heads.at(-1));
  },
  async covers(of) {
    const head = of.heads.heads.at(-1);
    require(of.manifest.head === (await hashOf(head)), "heads.json");
    require(of.manifest.made_at >= head.at, "manifest.json");
  },
  async trust(of) {
    if (of.trusted === null) throw new CannotTell();
    const keys = JSON.parse(of.trusted);
    const publics = [keys.first, ...keys.rotations.map((/** @type {any} */ each) => each.new)];
    const known = await Promise.all(publics.map(async (each) => hexOf(await sha256(fromHex(each)))));
    // A key vouches for those that replaced it, as far as all kept keys came before them.
    const order = [...of.terms.keys()];
    const place = order.indexOf(of.manifest.key);
    const came = known.map((each) => order.indexOf(each));
    require(known.includes(of.manifest.key) || came.every((each) => each >= 0 && each < place), of.manifest.key);
  },
};

/** What each check found; after an alteration nothing further is judged.
 * @param {Uint8Array} content @param {string | null} trusted @returns {Promise<{found: Record<string, Outcome>, of: any}>} */
export async function checkBundle(content, trusted) {
  /** @type {Record<string, Outcome>} */
  const found = {};
  const of = { content, trusted, manifest: null };
  let isAltered = false;
  for (const [name, check] of Object.entries(CHECKS)) {
    if (isAltered) {
      found[name] = { state: "unknown" };
      continue;
    }
    try {
      await check(of);
      found[name] = { state: "good" };
    } catch (error) {
      const cannotTell = error instanceof CannotTell;
      found[name] = cannotTell ? { state: "unknown" } : { state: "bad", where: error instanceof Altered ? error.message : "" };
      isAltered = !cannotTell && name !== "trust";
    }
  }
  return { found, of };
}
