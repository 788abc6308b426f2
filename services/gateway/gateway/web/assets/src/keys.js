// One-letter keys, quiet while somebody types or a dialog is open. What they do is on the help dialog (?).
const typing = (element) => element.closest("input, select, textarea, [contenteditable]");

const press = (selector) => () => {
  const target = [...document.querySelectorAll(selector)].find((element) => element.getClientRects().length);
  target?.click();
  return Boolean(target);
};

const keys = {
  t: press("[data-key=today]"),
  ArrowLeft: press("[data-key=previous]"),
  ArrowRight: press("[data-key=next]"),
  n: press("[data-key=new]"),
  d: press("[data-key=day]"),
  w: press("[data-key=week]"),
  m: press("[data-key=month]"),
  p: press("[data-key=print]"),
  l: press("[data-key=list]"),
  "/": () => {
    const search = document.querySelector("[data-key=search]") ?? document.querySelector('.bar-link[href$="/patients"]');
    if (search instanceof HTMLInputElement) search.focus();
    else search?.click();
    return Boolean(search);
  },
  "?": () => {
    const help = document.getElementById("help");
    help?.showModal();
    return Boolean(help);
  },
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
  if (document.querySelector("dialog[open]")) return;
  const action = keys[event.key] ?? keys[event.key.toLowerCase()];
  if (action?.()) event.preventDefault();
});

document.addEventListener("click", (event) => {
  const link = event.target.closest("[data-help]");
  const help = document.getElementById("help");
  if (!link || !help || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  help.showModal();
});
