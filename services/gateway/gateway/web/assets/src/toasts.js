// Short news at the bottom of the window, read out by screen readers; with an optional way back.
const place = () => document.getElementById("toasts");

export function toast(text, { kind = "done", undo = null, undoLabel = "", seconds = 6 } = {}) {
  const box = document.createElement("div");
  box.className = `toast-note toast-${kind}`;
  const words = document.createElement("span");
  words.textContent = text;
  box.append(words);
  if (undo) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "btn btn-sm btn-link";
    button.textContent = undoLabel;
    button.addEventListener("click", () => {
      box.remove();
      undo();
    });
    box.append(button);
  }
  (kind === "problem" ? place().querySelector("[role=alert]") : place().querySelector("[role=status]")).append(box);
  setTimeout(() => box.remove(), seconds * 1000);
  return box;
}
