// What forms do beyond HTML: live password rules, dates in words; and what sending.js does.
import htmx from "./htmx.js";

export { focusProblem } from "./sending.js";

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

document.addEventListener("htmx:afterRequest", (event) => {
  const form = event.detail.elt;
  if (form instanceof HTMLFormElement) delete form.dataset.sent;
});
