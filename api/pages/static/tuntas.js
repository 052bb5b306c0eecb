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
    for (const button of form.querySelectorAll("[aria-disabled]")) button.removeAttribute("aria-disabled");
    for (const status of form.querySelectorAll("[data-sending]")) status.textContent = "";
  }
}

focusErrors();
document.querySelectorAll("textarea[data-count]").forEach(countCharacters);
document.querySelectorAll("form[method=post]").forEach(sendOnce);
window.addEventListener("pageshow", (event) => event.persisted && readyAgain());
for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
