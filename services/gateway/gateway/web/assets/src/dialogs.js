// Links with data-dialog open in a <dialog> (without JavaScript they are pages), forms inside are sent by htmx.
import htmx from "./htmx.js";
import { focusProblem } from "./forms.js";
import { toast } from "./toasts.js";

let opener = null;

export async function openDialog(id, url) {
  const dialog = document.getElementById(id);
  if (!dialog) return location.assign(url);
  opener = dialog.open ? opener : document.activeElement;
  const body = dialog.querySelector(".dialog-body");
  await htmx.ajax("GET", String(url), { target: body, swap: "innerHTML" });
  if (!body.firstElementChild) return;
  name(dialog);
  for (const other of document.querySelectorAll("dialog[open]")) if (other !== dialog) other.close();
  if (!dialog.open) dialog.showModal();
  (body.querySelector("[autofocus]") ?? body.querySelector("h2"))?.focus();
}

function name(dialog) {
  const heading = dialog.querySelector("h2");
  if (heading) dialog.setAttribute("aria-label", heading.textContent.trim());
}

export function closeDialogs() {
  for (const dialog of document.querySelectorAll("dialog[open]")) dialog.close();
}

for (const dialog of document.querySelectorAll("dialog")) {
  dialog.addEventListener("close", () => {
    const body = dialog.querySelector(".dialog-body");
    if (body?.dataset.keep === undefined) body?.replaceChildren();
    // What it was opened from may have been drawn anew meanwhile.
    (opener?.isConnected ? opener : document.getElementById(opener?.id))?.focus();
  });
  // A press that began outside closes it; dragging a selection out of a field does not.
  let outside = false;
  dialog.addEventListener("pointerdown", (event) => (outside = event.target === dialog));
  dialog.addEventListener("click", (event) => {
    if ((event.target === dialog && outside && !dialog.querySelector("form [data-typed]")) || event.target.closest("[data-close]"))
      dialog.close();
  });
}

document.addEventListener("input", (event) => {
  if (event.target.closest("dialog")) event.target.dataset.typed = "yes";
});

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-dialog]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
  event.preventDefault();
  openDialog(link.dataset.dialog, link.href);
});

document.addEventListener("htmx:afterSwap", (event) => {
  const dialog = event.detail.target.closest?.("dialog");
  if (!dialog?.open) return;
  name(dialog);
  // Parts that come while somebody types (free times, a hint) do not take the focus.
  if (event.detail.target.matches(".dialog-body")) focusProblem(dialog);
});

// The server's answer to a save: what changed and what to say (HX-Trigger).
document.addEventListener("visit-changed", (event) => {
  const { message, close, place, undo, undo_word } = event.detail;
  if (close) closeDialogs();
  if (message) toast(message, undo ? { undo: () => takeBack(undo), undoLabel: undo_word, seconds: 10 } : {});
  // A page that shows visits looks at them again by itself.
  if (place && !document.querySelector("#calendar, [hx-trigger*=visit-changed]")) location.assign(place);
});

// The way back from what was just done: the form that the server described, sent by one press.
async function takeBack({ url, fields }) {
  const body = new URLSearchParams({ ...fields, csrf_token: document.querySelector("meta[name=csrf-token]").content });
  let said;
  try {
    const answer = await fetch(url, { method: "POST", body, headers: { Accept: "application/json" } });
    said = { ok: answer.ok, ...(await answer.json()) };
  } catch {
    said = { ok: false, message: document.body.dataset.textFailed };
  }
  closeDialogs();
  if (said.ok) htmx.trigger(document.body, "visit-changed", { message: said.message, close: true });
  else toast(said.message, { kind: "problem", seconds: 10 });
}

// What asks again every few seconds need not say each time that nobody answered.
export const asksByItself = (element) => element?.getAttribute?.("hx-trigger")?.startsWith("every") ?? false;

for (const failure of ["htmx:sendError", "htmx:timeout", "htmx:responseError"]) {
  document.addEventListener(failure, (event) => {
    const status = event.detail.xhr?.status;
    if (status === 401) return location.reload();
    if (asksByItself(event.detail.elt)) return;
    toast(document.body.dataset.textFailed, { kind: "problem", seconds: 10 });
  });
}
