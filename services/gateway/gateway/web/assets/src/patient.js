// Pages for patients: the time that is held runs down; inside a practice's own site the frame is as high as the page.
import "./sending.js";

for (const line of document.querySelectorAll("[data-held]")) {
  const words = line.querySelector("[data-held-words]");
  const left = line.querySelector("[data-held-left]");
  const said = line.querySelector("[data-held-said]");
  const until = performance.now() + Number(line.dataset.seconds) * 1000;
  const show = () => {
    const seconds = Math.max(0, Math.ceil((until - performance.now()) / 1000));
    left.textContent = seconds >= 3600 ? "" : line.dataset.left.replace("{}", `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`);
    if (seconds === 60) said.textContent = line.dataset.soon;
    if (seconds > 0) return;
    clearInterval(running);
    left.textContent = "";
    words.textContent = said.textContent = line.dataset.gone;
    line.classList.add("is-gone");
  };
  const running = setInterval(show, 1000);
  show();
}

document.querySelector("[data-focus]")?.focus();

// Only a number goes out, so whoever frames us may have it.
if (window.parent !== window) {
  const tell = () => window.parent.postMessage({ dentoro: "height", height: Math.ceil(document.body.getBoundingClientRect().height) }, "*");
  new ResizeObserver(tell).observe(document.body);
  tell();
}
