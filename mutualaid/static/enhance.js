/* Small comforts on pages that are whole without them; each asks for its own by data-enhance. */
const all = (name) => document.querySelectorAll(`[data-enhance~="${name}"]`);

const say = (element, words) => {
  let place = element.nextElementSibling;
  if (!place || place.getAttribute("role") !== "status") {
    place = document.createElement("span");
    place.setAttribute("role", "status");
    place.className = "said";
    element.after(place);
  }
  place.textContent = words;
};

/* A form that was written into asks before it is left; sending it is no leaving. */
for (const form of all("unsaved")) {
  let isTouched = false;
  form.addEventListener("input", () => { isTouched = true; });
  form.addEventListener("submit", () => { isTouched = false; });
  window.addEventListener("beforeunload", (event) => {
    if (isTouched) event.preventDefault();
  });
}

/* « Tous les soirs » ticks its boxes here instead of asking the server to. */
for (const button of all("tick")) {
  button.addEventListener("click", (event) => {
    event.preventDefault();
    for (const value of button.dataset.boxes.split(" ")) {
      const box = button.form.querySelector(`input[type="checkbox"][value="${value}"]`);
      if (box) box.checked = true;
    }
    button.form.dispatchEvent(new Event("input"));
    say(button, button.dataset.done);
  });
}

/* A number that can be copied, where the browser lets us. */
for (const place of navigator.clipboard ? all("copy") : []) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button button-secondary button-small";
  button.textContent = place.dataset.label;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(place.dataset.copy);
    say(button, place.dataset.done);
  });
  place.append(button);
}

/* « Imprimer », beside the words that say how to do it with keys. */
for (const place of all("print")) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button button-primary";
  button.textContent = place.dataset.label;
  button.addEventListener("click", () => window.print());
  place.before(button);
}
