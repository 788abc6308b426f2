// Lists of visits hear of changes like the calendar does, and ask for themselves again (hx-trigger "look").
import htmx from "./htmx.js";
import { listen } from "./calendar/live.js";

const list = document.querySelector("[data-looks]");
if (list) {
  // Every look draws the list anew, and what htmx had queued for the old one is gone with it: what is told while a look
  // is under way is looked for once more afterwards.
  const { id } = list;
  let underWay = false;
  let again = false;
  const look = () => {
    if (underWay) again = true;
    else htmx.trigger(`#${id}`, "look");
  };
  const isOurs = (event) => event.target.id === id;
  const done = () => {
    underWay = false;
    if (again) {
      again = false;
      look();
    }
  };
  document.body.addEventListener("visit-changed", () => (again ||= underWay));
  document.body.addEventListener("htmx:beforeRequest", (event) => isOurs(event) && (underWay = true));
  document.body.addEventListener("htmx:afterSettle", (event) => isOurs(event) && done());
  document.body.addEventListener("htmx:afterRequest", (event) => isOurs(event) && event.detail.failed && done());
  listen(list.dataset.looks, look);
}
