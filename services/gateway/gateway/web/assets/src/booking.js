// The form for a visit: a service says how long it takes; what belongs to repeating is seen when it is repeated.
import htmx from "./htmx.js";

document.addEventListener("change", (event) => {
  const field = event.target;
  if (field.dataset?.lengths) takeLength(field);
  const repeat = field.name === "every_weeks" && field.closest("[data-repeat]");
  if (repeat) repeat.toggleAttribute("data-repeats", Boolean(field.value));
});

function takeLength(service) {
  const { minutes } = service.selectedOptions[0].dataset;
  const lengths = document.getElementById(service.dataset.lengths);
  if (!minutes || !lengths) return;
  if (![...lengths.options].some((option) => option.value === minutes)) return;
  lengths.value = minutes;
}

// With JavaScript the length is always said; "as the service takes" is for pages without.
htmx.onLoad((part) => {
  for (const service of part.querySelectorAll("[data-lengths]")) {
    const lengths = document.getElementById(service.dataset.lengths);
    const byService = lengths?.querySelector('option[value=""]');
    if (!byService) continue;
    if (byService.selected) takeLength(service);
    if (!byService.selected) byService.remove();
  }
});
