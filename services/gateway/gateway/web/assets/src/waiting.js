// A page that waits for something (data-reload-after, milliseconds) asks again by itself until it is there.
const waiting = document.querySelector("[data-reload-after]");

async function ask() {
  try {
    const answer = await fetch(location.href, { headers: { Accept: "text/html" }, cache: "no-store" });
    if (answer.ok && !(await answer.text()).includes("data-reload-after")) return location.reload();
  } catch {
    // the server is away for a moment: ask again
  }
  setTimeout(ask, Number(waiting.dataset.reloadAfter));
}

if (waiting) setTimeout(ask, Number(waiting.dataset.reloadAfter));
