// Rows dragged by their grip to another place. By keyboard, and without JavaScript, the buttons of each row do the same.
let drag = null;

const rows = (list) => [...list.querySelectorAll("[data-row]")];

document.addEventListener("pointerdown", (event) => {
  const grip = event.target.closest("[data-grip]");
  if (!grip || event.button) return;
  const row = grip.closest("[data-row]");
  const list = row.closest("[data-sortable]");
  event.preventDefault();
  grip.setPointerCapture(event.pointerId);
  drag = { row, list, before: rows(list), at: event.clientY };
  row.classList.add("is-dragged");
});

document.addEventListener("pointermove", (event) => {
  if (!drag) return;
  const { row, list } = drag;
  row.style.transform = "";
  const over = rows(list).filter((other) => other !== row);
  const next = over.find((other) => event.clientY < middle(other));
  const place = next ?? null;
  const now = row.nextElementSibling;
  if (place !== now) {
    const top = row.offsetTop;
    list.insertBefore(row, place);
    drag.at += row.offsetTop - top;
  }
  row.style.transform = `translateY(${event.clientY - drag.at}px)`;
});

const middle = (row) => {
  const { top, height } = row.getBoundingClientRect();
  return top + height / 2;
};

function drop(keep) {
  if (!drag) return;
  const { row, list, before } = drag;
  drag = null;
  row.classList.remove("is-dragged");
  row.style.transform = "";
  const place = rows(list).indexOf(row) + 1;
  if (!keep) return list.append(...before);
  if (place === before.indexOf(row) + 1) return;
  send(list.closest("form"), `${row.dataset.row}:${place}`);
}

// Put back by hand if nobody takes it: the server's answer brings the rows in the order that holds.
function send(form, to) {
  const field = document.createElement("input");
  Object.assign(field, { type: "hidden", name: "to", value: to });
  form.append(field);
  form.requestSubmit();
  field.remove();
}

document.addEventListener("pointerup", () => drop(true));
document.addEventListener("pointercancel", () => drop(false));
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") drop(false);
});
