// Keys for those who work through many reports: single ones, so they rest while somebody types, and can be switched
// off on /akun. The choice is kept in localStorage, in this browser only. All of them are listed in staff/keys.html.

const SWITCH = "tuntas-keys";
const PAUSE = 1500; // milliseconds in which the second key of "g t" has to follow
const TYPED_INTO = "input, select, textarea, [contenteditable]";
const OPENED_BY_G = { t: "/tugas", l: "/laporan" };

const dialog = document.getElementById("keys");
let pressedG = 0;

function areOn() {
  try {
    return localStorage.getItem(SWITCH) !== "off";
  } catch {
    return true;
  }
}

/** Whether a form holds what was not sent yet: then no key leads away from it. */
function isTextAtRisk() {
  const fields = [...document.querySelectorAll("form[method=post] :is(textarea, input:not([type=hidden]))")];
  return fields.some((field) =>
    field.localName === "textarea"
      ? field.value !== "" && !field.readOnly
      : field.value !== field.defaultValue || field.checked !== field.defaultChecked,
  );
}

function goTo(path) {
  if (document.querySelector(`.nav a[href="${path}"]`) && !isTextAtRisk()) location.assign(path);
}

/** Moves along the lines of a list; begins at the one that the address names. */
function moveBy(step) {
  const links = [...document.querySelectorAll("a[data-open]")];
  const active = document.activeElement?.closest("tr")?.querySelector("a[data-open]");
  const at = links.indexOf(active ?? document.querySelector("a[data-open]:target"));
  const next = at < 0 ? 0 : Math.min(Math.max(at + step, 0), links.length - 1);
  links[next]?.focus();
  links[next]?.closest("tr").scrollIntoView({ block: "nearest" });
}

function openLine() {
  document.activeElement?.closest("tr")?.querySelector("a[data-open]")?.click();
}

function search() {
  const field = document.querySelector("input[type=search]");
  if (field) field.focus();
  else if (!isTextAtRisk()) location.assign("/laporan#q");
}

function openDecision(number) {
  document.querySelectorAll(".acts a")[number - 1]?.click();
}

const ACTS = {
  j: () => moveBy(1),
  k: () => moveBy(-1),
  o: openLine,
  d: () => document.querySelector(".acts a")?.focus(),
  g: () => (pressedG = Date.now()),
  "/": search,
  "?": () => dialog.showModal(),
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing || event.defaultPrevented) return;
  if (!areOn() || dialog.open || event.target.closest?.(TYPED_INTO)) return;
  const afterG = Date.now() - pressedG < PAUSE;
  pressedG = 0;
  const act =
    afterG && event.key in OPENED_BY_G
      ? () => goTo(OPENED_BY_G[event.key])
      : /^[1-9]$/.test(event.key)
        ? () => openDecision(Number(event.key))
        : ACTS[event.key];
  if (!act) return;
  event.preventDefault();
  act();
});

/** Says which number opens which decision. */
function numberDecisions() {
  [...document.querySelectorAll(".acts a")].slice(0, 9).forEach((link, index) => {
    const key = document.createElement("kbd");
    key.textContent = String(index + 1);
    key.setAttribute("aria-hidden", "true");
    link.setAttribute("aria-keyshortcuts", key.textContent);
    link.append(" ", key);
  });
}

for (const button of document.querySelectorAll("[data-show-keys]")) {
  button.hidden = false;
  button.addEventListener("click", () => dialog.showModal());
}
const choice = document.getElementById("keys-switch");
if (choice) {
  choice.closest("[data-keys-switch]").hidden = false;
  choice.checked = choice.defaultChecked = areOn();
  choice.addEventListener("change", () => localStorage.setItem(SWITCH, choice.checked ? "on" : "off"));
}
if (areOn()) numberDecisions();
if (location.hash === "#q") document.getElementById("q")?.focus();
