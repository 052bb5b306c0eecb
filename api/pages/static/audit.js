// A report's timeline: with a script, the form that takes a fact's number gets a slider, which goes there.

/** Puts a slider before the number of the form; letting it go shows the report as it was after that fact. */
function addSlider(form) {
  const number = form.querySelector("input[type=number]");
  if (number.max === number.min) return;
  const slider = document.createElement("input");
  Object.assign(slider, { type: "range", min: number.min, max: number.max, value: number.value });
  slider.className = "moment__slider";
  slider.setAttribute("aria-label", form.querySelector("label").textContent);
  slider.addEventListener("input", () => (number.value = slider.value));
  slider.addEventListener("change", () => form.requestSubmit());
  form.prepend(slider);
}

document.querySelectorAll("form[data-moment]").forEach(addSlider);
