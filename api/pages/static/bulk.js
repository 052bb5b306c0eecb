// Decisions upon many tasks: boxes of a list are counted and ticked together; progress is shown as it comes.

/** Says how many boxes are ticked, ticks all of the page or none, and a range with the Shift key. */
function countTicks(form) {
  const boxes = [...document.querySelectorAll(`input[type=checkbox][form=${form.id}]:enabled`)];
  const shown = form.querySelector("[data-ticked]");
  const all = form.querySelector("[data-tick-all]");
  const ticked = () => boxes.filter((box) => box.checked).length;
  const say = () => {
    shown.hidden = ticked() === 0;
    shown.textContent = shown.dataset.ticked.replace("{n}", String(ticked()));
    form.classList.toggle("bulk-bar--ticked", ticked() > 0);
  };
  let last;
  for (const box of boxes) {
    box.addEventListener("click", (event) => {
      const [from, to] = [boxes.indexOf(last), boxes.indexOf(box)].sort((a, b) => a - b);
      if (event.shiftKey && from >= 0) for (const each of boxes.slice(from, to + 1)) each.checked = box.checked;
      last = box;
      say();
    });
  }
  all.hidden = boxes.length === 0;
  all.addEventListener("click", () => {
    const isAll = ticked() === boxes.length;
    for (const box of boxes) box.checked = !isAll;
    say();
  });
  addEventListener("pageshow", say);
  say();
}

/** Shows anew how far it has come, every two seconds; once nothing waits, the page with the results. */
function followProgress(shown) {
  const ask = async () => {
    try {
      const answer = await fetch(shown.dataset.progress);
      if (answer.ok) shown.innerHTML = await answer.text();
      if (!answer.ok || shown.querySelector("[data-waiting='0']")) return location.reload();
    } catch {
      // Without a connection the page stays as it is.
    }
    setTimeout(ask, 2000);
  };
  setTimeout(ask, 1000);
}

document.querySelectorAll("form#bulk").forEach(countTicks);
document.querySelectorAll("[data-progress]").forEach(followProgress);
