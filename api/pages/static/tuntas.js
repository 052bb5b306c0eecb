// Improves pages that work without it: counts characters, keeps a form from being sent twice, says what goes on.
"use strict";

/** Moves the focus to the summary of errors, so that it is read out first. */
function focusErrors() {
  document.querySelector(".error-summary")?.focus();
}

/** Shows how many characters are left in a text with a greatest length. */
function countCharacters(area) {
  const shown = document.getElementById(area.dataset.count);
  if (!shown) return;
  const say = () => {
    const left = area.maxLength - [...area.value].length;
    shown.textContent = shown.dataset.words.replace("{n}", String(left));
    shown.hidden = left > area.maxLength / 2;
  };
  area.addEventListener("input", say);
  say();
}

/** Sends a form once, and says so while the answer is awaited. */
function sendOnce(form) {
  form.addEventListener("submit", (event) => {
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = "1";
    const button = event.submitter;
    button?.setAttribute("aria-disabled", "true");
    const status = form.querySelector("[data-sending]");
    if (!status) return;
    status.textContent = status.dataset.sending;
    setTimeout(() => (status.textContent = status.dataset.slow), 8000);
  });
}

/** A page that comes back from the browser's memory may send its forms again. */
function readyAgain() {
  for (const form of document.forms) {
    delete form.dataset.sent;
    delete form.dataset.reached;
    for (const button of form.querySelectorAll("[aria-disabled]")) button.removeAttribute("aria-disabled");
    for (const status of form.querySelectorAll("[data-sending]")) status.textContent = "";
  }
}

/** Fields of a form as pairs of name and value, but for those that only say what to do. */
function typedIn(form) {
  return [...new FormData(form)].filter(([name]) => !["step", "go", "form_token", "task", "seen"].includes(name));
}

/** Keeps what is typed in this tab until it was sent in, so that a lost network or a closed page loses nothing. */
function keepTyped(form) {
  const name = `tuntas-${form.dataset.keep}`;
  const kept = JSON.parse(sessionStorage.getItem(name) ?? "null");
  if (kept && "new" in form.dataset && kept.some(([field, value]) => value && !["key", "checked"].includes(field))) {
    for (const [field, value] of kept) {
      for (const input of form.querySelectorAll(`[name="${CSS.escape(field)}"]`)) {
        if (input.type === "radio" || input.type === "checkbox") input.checked = input.value === value;
        else input.value = value;
      }
    }
    form.querySelector("[data-restored]").hidden = false;
  }
  const keep = () => sessionStorage.setItem(name, JSON.stringify(typedIn(form)));
  form.addEventListener("input", keep);
  if (!("new" in form.dataset)) keep();
  form.querySelector("[data-forget]")?.addEventListener("click", () => {
    sessionStorage.removeItem(name);
    location.assign(form.getAttribute("action"));
  });
}

/** Gives a page that answers a form an address of its own: going back or loading it again then asks for that page,
 * which brings back what was kept, and the browser does not ask whether to send the form again. */
function takeAddress(form) {
  history.replaceState(null, "", form.dataset.address);
}

/** Forgets what was kept under names that begin so. */
function forgetTyped(beginning) {
  for (const name of Object.keys(sessionStorage)) {
    if (name.startsWith(`tuntas-${beginning}`)) sessionStorage.removeItem(name);
  }
}

/** Stays on the page while there is no connection. A button with `data-reach` sends only once the server answers. */
function sendWhenReached(form) {
  form.addEventListener("submit", async (event) => {
    const mustAnswer = event.submitter && "reach" in event.submitter.dataset && !form.dataset.reached;
    if (event.defaultPrevented || (navigator.onLine && !mustAnswer)) return;
    event.preventDefault();
    const button = event.submitter;
    try {
      if (!navigator.onLine) throw new TypeError("offline");
      await fetch(form.action, { method: "HEAD", cache: "no-store" });
      form.dataset.reached = "1";
      delete form.dataset.sent;
      form.requestSubmit(button);
    } catch {
      readyAgain();
      const status = form.querySelector("[data-sending]");
      if (status) status.textContent = status.dataset.lost;
    }
  });
}

/** A chosen file's text goes into the form's text, where it can be seen before it is sent. */
function takeFile(field) {
  const input = field.querySelector("input[type=file]");
  const area = document.getElementById(field.dataset.fileInto);
  field.hidden = false;
  input.addEventListener("change", async () => {
    if (input.files[0]) area.value = await input.files[0].text();
  });
}

/** Escape and a click elsewhere close the open menu. */
function closeMenus(event) {
  for (const menu of document.querySelectorAll(".menu[open]")) {
    if (event.type === "click" ? menu.contains(event.target) : event.key !== "Escape") continue;
    if (menu.contains(document.activeElement)) menu.querySelector("summary").focus();
    menu.open = false;
  }
}

focusErrors();
document.addEventListener("keydown", closeMenus);
document.addEventListener("click", closeMenus);
document.querySelectorAll("textarea[data-count]").forEach(countCharacters);
document.querySelectorAll("form[method=post]").forEach(sendOnce);
document.querySelectorAll("[data-file-into]").forEach(takeFile);
document.querySelectorAll("form[data-keep]").forEach(keepTyped);
document.querySelectorAll("form[data-address]").forEach(takeAddress);
document.querySelectorAll("form[method=post]").forEach(sendWhenReached);
for (const done of document.querySelectorAll("[data-kept]")) forgetTyped(done.dataset.kept);
for (const form of document.querySelectorAll("form[data-forgets]")) {
  form.addEventListener("submit", () => forgetTyped(form.dataset.forgets));
}
for (const live of document.querySelectorAll("[data-script]")) {
  window.addEventListener("load", () => import(live.dataset.script)); // what nobody waits for
}
window.addEventListener("pageshow", (event) => event.persisted && readyAgain());
for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
