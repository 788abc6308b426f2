// Hears that something changed on the practice's calendars. Only while the page is seen: a browser keeps few connections.
export function listen(url, changed) {
  let source = null;
  const begin = () => {
    if (source || document.hidden) return;
    source = new EventSource(url);
    // The first one of each connection says "look": nothing that happened while there was none is missed.
    source.addEventListener("change", (event) => changed(JSON.parse(event.data)));
  };
  const end = () => {
    source?.close();
    source = null;
  };
  document.addEventListener("visibilitychange", () => (document.hidden ? end() : begin()));
  window.addEventListener("pagehide", end);
  window.addEventListener("pageshow", begin);
  begin();
}
