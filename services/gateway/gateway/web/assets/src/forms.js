// What forms do beyond HTML: focus on the summary of errors, live password rules, one submit at a time.
import htmx from "./htmx.js";

const rules = {
  length: (text) => [...text].length >= 8,
  digit: (text) => /\p{Nd}/u.test(text),
  capital: (text) => /\p{Lu}/u.test(text),
};

document.addEventListener("input", (event) => {
  const list = document.getElementById(event.target.dataset?.passwordRules ?? "");
  if (!list) return;
  for (const item of list.querySelectorAll("[data-rule]")) {
    const met = rules[item.dataset.rule](event.target.value.normalize("NFKC"));
    item.classList.toggle("is-met", met);
    item.querySelector("[data-state]").textContent = met ? list.dataset.met : list.dataset.unmet;
  }
});

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-reveals]");
  if (!button) return;
  const field = document.getElementById(button.dataset.reveals);
  const shown = field.type === "text";
  field.type = shown ? "password" : "text";
  button.setAttribute("aria-pressed", String(!shown));
});

// A date in words beside the browser's own notation of it, which may be any.
htmx.onLoad((part) => {
  for (const words of part.querySelectorAll("[data-words-of]")) {
    const field = document.getElementById(words.dataset.wordsOf);
    const say = () => {
      const date = field.valueAsDate;
      const format = { weekday: "short", day: "numeric", month: "long", timeZone: "UTC" };
      words.textContent = date ? date.toLocaleDateString(document.documentElement.lang, format) : "";
    };
    field.addEventListener("input", say);
    say();
  }
});

// A second press while the first is on its way does nothing; the hidden key makes it harmless on the server, too.
// A form that opens a window of its own leaves this page as it is, and may open another.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post" || form.target || event.submitter?.formTarget || event.defaultPrevented) return;
  if (form.dataset.sent) return event.preventDefault();
  form.dataset.sent = "yes";
});
window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
});
document.addEventListener("htmx:afterRequest", (event) => {
  const form = event.detail.elt;
  if (form instanceof HTMLFormElement) delete form.dataset.sent;
});

export function focusProblem(within = document) {
  const summary = within.querySelector(".error-summary");
  summary?.focus();
  return Boolean(summary);
}

focusProblem();
