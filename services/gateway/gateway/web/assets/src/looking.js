// Lists of visits hear of changes like the calendar does, and ask for themselves again (hx-trigger "look").
import htmx from "./htmx.js";
import { listen } from "./calendar/live.js";

const list = document.querySelector("[data-looks]");
if (list) {
  // The list is drawn anew by every look: it is found again, not kept.
  const look = () => htmx.trigger(`#${list.id}`, "look");
  listen(list.dataset.looks, look);
}
