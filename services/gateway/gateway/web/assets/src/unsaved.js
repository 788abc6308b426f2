// Settings take effect when ZAPISZ is pressed, not before: says so, and asks before changes are left behind.
import htmx from "./htmx.js";

let form = null;
let first = "";
let leaving = false;

// Hidden values are the page's own, and the key differs every time.
const state = (of) => new URLSearchParams([...new FormData(of)].filter(([name]) => of.elements[name]?.type !== "hidden")).toString();
const changed = () => Boolean(form?.isConnected) && (form.dataset.refused === "yes" || state(form) !== first);

function show() {
  const mark = document.querySelector("[data-unsaved]");
  if (mark) mark.hidden = !changed();
}

htmx.onLoad((part) => {
  const found = part.matches?.("form[data-guard]") ? part : part.querySelector("form[data-guard]");
  if (!found) return;
  form = found;
  // What came back refused is not saved, whatever it holds.
  if (form.querySelector(".error-summary")) form.dataset.refused = "yes";
  first = state(form);
  leaving = false;
  form.addEventListener("input", show);
  form.addEventListener("submit", () => (leaving = !form.hasAttribute("hx-post")));
  document.querySelector("[data-discard]")?.addEventListener("click", () => (leaving = true));
  show();
});

// Saved: the server sends us on. To the login page it does not mean that, so there the question is asked.
document.addEventListener("htmx:beforeOnLoad", (event) => {
  const next = event.detail.xhr.getResponseHeader("HX-Redirect");
  if (event.detail.elt === form && next && !new URL(next, location).pathname.startsWith("/login")) leaving = true;
});

window.addEventListener("beforeunload", (event) => {
  if (!leaving && changed()) event.preventDefault();
});
