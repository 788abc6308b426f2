// The settings' pages: parts swapped by htmx, news as toasts, Monday's hours copied.
import { asksByItself } from "./dialogs.js";
import { focusProblem } from "./forms.js";
import htmx from "./htmx.js";
import { toast } from "./toasts.js";

const SECONDS = 10;

// An answer that does not hold the part it was asked for (an error page) leaves everything as it is and says why.
document.addEventListener("htmx:beforeSwap", (event) => {
  const { xhr, target, requestConfig, serverResponse } = event.detail;
  const part = requestConfig?.elt?.getAttribute?.("hx-select");
  if (!part?.startsWith("#") || serverResponse.includes(`id="${part.slice(1)}"`)) return;
  if (xhr.status === 204) return;
  event.detail.shouldSwap = false;
  if (asksByItself(requestConfig.elt)) return;
  const said = new DOMParser().parseFromString(serverResponse, "text/html").querySelector(".sheet-body p")?.textContent;
  toast(said ?? document.body.dataset.textFailed, { kind: "problem", seconds: SECONDS });
  target.querySelector("[aria-busy]")?.removeAttribute("aria-busy");
});

// What a swap brings along to say: at the bottom of the window, with its way back.
htmx.onLoad((part) => {
  if (part.id !== "news") return;
  for (const notice of part.querySelectorAll("[data-news]")) {
    const box = toast(notice.querySelector("span").textContent, { seconds: SECONDS });
    const undo = notice.querySelector("form");
    if (undo) {
      undo.addEventListener("htmx:afterRequest", () => box.remove());
      box.append(undo);
    }
    notice.remove();
  }
});

document.addEventListener("htmx:afterSwap", (event) => {
  const part = event.detail.target;
  if (part.closest?.("dialog") || !event.detail.requestConfig?.elt?.getAttribute?.("hx-select")) return;
  focusProblem(document.getElementById(part.id) ?? document);
});

// A button that does nothing at the end of a list keeps its place, and the focus.
document.addEventListener("click", (event) => {
  if (event.target.closest("button[aria-disabled=true]")) event.preventDefault();
});

const TIMES = ["from", "to", "break_from", "break_to"];

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-copy-monday]");
  if (!button) return;
  const form = button.form;
  for (const day of [2, 3, 4, 5]) {
    form.elements[`open_${day}`].checked = form.elements.open_1.checked;
    for (const time of TIMES) form.elements[`${time}_${day}`].value = form.elements[`${time}_1`].value;
  }
  form.dispatchEvent(new Event("input", { bubbles: true }));
});
