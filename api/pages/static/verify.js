// @ts-check
// The page that verifies a bundle: the file is read here, and goes nowhere.

/** @typedef {import("./bundle_checks.js").Outcome} Outcome */

/** Shows what was found. @param {HTMLElement} shown @param {Record<string, Outcome>} found @param {any} of */
function show(shown, found, of) {
  for (const line of shown.querySelectorAll("[data-check]")) {
    const outcome = found[/** @type {HTMLElement} */ (line).dataset.check ?? ""];
    line.className = `verify__${outcome.state}`;
    const state = /** @type {HTMLElement} */ (line.querySelector("[data-state]"));
    state.textContent = `${state.dataset[outcome.state]}${outcome.where ? ` (${outcome.where})` : ""}`;
  }
  const states = Object.entries(found).filter(([name]) => name !== "trust").map(([, each]) => each.state);
  const trust = found.trust.state === "bad" ? "stranger" : found.trust.state === "good" ? "good" : "whole";
  const verdict = states.includes("bad") ? "bad" : states.includes("unknown") ? "unknown" : trust;
  for (const each of shown.querySelectorAll("[data-verdict]")) {
    /** @type {HTMLElement} */ (each).hidden = /** @type {HTMLElement} */ (each).dataset.verdict !== verdict;
  }
  for (const each of shown.querySelectorAll("[data-told]")) {
    each.textContent = of.manifest?.[/** @type {HTMLElement} */ (each).dataset.told ?? ""] ?? "–";
  }
  shown.hidden = false;
}

const form = /** @type {HTMLElement | null} */ (document.querySelector("[data-verify]"));
const cannot = /** @type {HTMLElement | null} */ (document.querySelector("[data-cannot]"));
if (cannot) cannot.hidden = Boolean(globalThis.crypto?.subtle);
if (form && globalThis.crypto?.subtle) {
  const { checkBundle } = await import(form.dataset.verify ?? "");
  const [bundle, keys] = /** @type {HTMLInputElement[]} */ ([...form.querySelectorAll("input[type=file]")]);
  const shown = /** @type {HTMLElement} */ (document.querySelector("[data-verified]"));
  let changes = 0;
  form.hidden = false;
  form.addEventListener("change", async () => {
    const file = bundle.files?.[0];
    const begun = ++changes;
    shown.hidden = true;
    if (!file) return;
    const content = new Uint8Array(await file.arrayBuffer());
    const { found, of } = await checkBundle(content, (await keys.files?.[0]?.text()) ?? null);
    if (begun === changes) show(shown, found, of);
  });
}
