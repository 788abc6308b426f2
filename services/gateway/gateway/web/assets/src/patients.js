// Patients: arrow keys through what was found, printing the card, choosing who is here already.
document.addEventListener("keydown", (event) => {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!step || event.ctrlKey || event.metaKey || event.altKey) return;
  const search = event.target.closest?.("[data-arrows-into]");
  const list = search ? document.querySelector(search.dataset.arrowsInto) : event.target.closest?.("[data-arrows]");
  if (!list) return;
  const links = [...list.querySelectorAll("tbody a")];
  const at = search ? -1 : links.indexOf(event.target);
  if (!search && at < 0) return;
  const next = at + step;
  if (next >= 0) links[next]?.focus();
  else if (!search) document.querySelector(`[data-arrows-into="#${list.id}"]`)?.focus();
  if (step > 0 || !search) event.preventDefault();
});

// Enter in the search opens the only one who was found, once the list is that of what stands in the field.
document.addEventListener("keydown", (event) => {
  const search = event.key === "Enter" && event.target.closest?.("[data-arrows-into]");
  const links = search ? document.querySelectorAll(`${search.dataset.arrowsInto} tbody a`) : [];
  if (links.length !== 1 || new URLSearchParams(location.search).get("q") !== search.value.trim()) return;
  event.preventDefault();
  links[0].click();
});

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-print]")) print();
});

// In a booking: the card that is here already instead of the new one.
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-choose-patient]");
  button?.dispatchEvent(new CustomEvent("patient-chosen", { bubbles: true, detail: { ...button.dataset } }));
});
