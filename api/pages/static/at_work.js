// On staff's pages: saves what is typed as a draft, and tells colleagues that a report is open. Both only improve.

/** Saves the form two seconds after the last key stroke, and on leaving. Once it was sent nothing more is saved, whatever
 * is typed while the answer is awaited. */
function saveDrafts(form) {
  const status = form.querySelector("[data-draft-status]");
  let waiting;
  let isChanged = false;
  let isSent = false;
  const save = async () => {
    clearTimeout(waiting);
    if (!isChanged || isSent) return;
    isChanged = false;
    const body = new URLSearchParams(new FormData(form));
    const headers = { "Form-Token": form.elements.form_token.value };
    try {
      const answer = await fetch(form.dataset.draft, { method: "POST", headers, body, keepalive: true });
      if (!answer.ok) throw new Error(String(answer.status));
      const { time } = await answer.json();
      status.textContent = status.dataset.saved.replace("{time}", time);
    } catch {
      isChanged = true;
      status.textContent = status.dataset.unsaved;
    }
  };
  form.addEventListener("input", () => {
    isChanged = true;
    clearTimeout(waiting);
    waiting = setTimeout(save, 2000);
  });
  form.addEventListener("submit", (event) => {
    if (event.defaultPrevented) return;
    if (event.submitter?.value === "preview") save();
    clearTimeout(waiting);
    isSent = true;
  });
  addEventListener("pageshow", (event) => {
    if (event.persisted) isSent = false;
  });
  document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && save());
  addEventListener("pagehide", save);
}

/** Says once a minute that the page is open, and shows who else is at work on the report. */
function sayOpen(shown) {
  const say = async () => {
    if (document.visibilityState === "hidden") return;
    const token = shown.querySelector("[name=form_token]")?.value ?? shown.dataset.token;
    try {
      const answer = await fetch(shown.dataset.presence, { method: "POST", headers: { "Form-Token": token } });
      if (answer.ok && !shown.contains(document.activeElement)) shown.innerHTML = await answer.text();
    } catch {
      // Without a connection the page stays as it is.
    }
  };
  say();
  setInterval(say, 60_000);
  document.addEventListener("tuntas:presence", say);
}

/** Inserts a filled template where the writer is, without loading the page anew. */
function insertTemplates(button) {
  button.addEventListener("click", async (event) => {
    const form = button.form;
    const area = form.elements[button.dataset.into];
    if (!area || !button.dataset.fill || !form.elements.template.value) return;
    event.preventDefault();
    const body = new URLSearchParams({ template: form.elements.template.value });
    const headers = { "Form-Token": form.elements.form_token.value };
    try {
      const answer = await fetch(button.dataset.fill, { method: "POST", headers, body });
      if (!answer.ok) throw new Error(String(answer.status));
      const { text } = await answer.json();
      area.setRangeText(text, area.selectionStart, area.selectionEnd, "end");
      area.dispatchEvent(new Event("input", { bubbles: true }));
      area.focus();
    } catch {
      button.removeAttribute("data-fill");
      form.requestSubmit(button);
    }
  });
}

document.querySelectorAll("[data-fill]").forEach(insertTemplates);
document.querySelectorAll("form[data-draft]").forEach(saveDrafts);
document.querySelectorAll("[data-presence]").forEach(sayOpen);
