// Asks for the page again every two seconds and puts in place only what changed, so that scrolling, focus and an open mail stay.
"use strict";

const EVERY_MS = 2000;
const status = document.getElementById("stan");

async function refresh() {
  try {
    const answer = await fetch(location.href, { cache: "no-store" });
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    for (const part of document.querySelectorAll("[data-live]")) {
      const newer = fresh.getElementById(part.id);
      if (newer && newer.dataset.live !== part.dataset.live) replace(part, newer);
    }
    status.textContent = "na żywo";
    status.classList.remove("przerwa");
  } catch {
    status.textContent = "brak połączenia, próbuję dalej";
    status.classList.add("przerwa");
  }
}

function replace(part, newer) {
  // An answer that somebody is writing stays until it is sent.
  if (part.querySelector("details.pisz[open]")) return;
  const focused = part.contains(document.activeElement) ? document.activeElement.id : "";
  const scrolled = part.scrollTop;
  part.replaceChildren(...newer.childNodes);
  part.dataset.live = newer.dataset.live;
  part.scrollTop = scrolled;
  if (focused) document.getElementById(focused)?.focus({ preventScroll: true });
}

setInterval(() => {
  if (!document.hidden) refresh();
}, EVERY_MS);
document.addEventListener("visibilitychange", () => {
  if (!document.hidden) refresh();
});
