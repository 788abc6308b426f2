// Settings take effect when ZAPISZ is pressed, not before: says so, and asks before changes are left behind.
const form = document.querySelector("form[data-guard]");

if (form) {
  const mark = form.querySelector("[data-unsaved]");
  const first = new URLSearchParams(new FormData(form)).toString();
  let leaving = false;
  const changed = () => new URLSearchParams(new FormData(form)).toString() !== first;
  const refused = Boolean(form.querySelector(".error-summary"));
  const show = () => (mark.hidden = !(changed() || refused));
  form.addEventListener("input", show);
  form.addEventListener("submit", () => (leaving = true));
  form.querySelector(".save-bar a").addEventListener("click", () => (leaving = true));
  window.addEventListener("beforeunload", (event) => {
    if (!leaving && (changed() || refused)) event.preventDefault();
  });
  show();
}
