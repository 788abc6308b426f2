// The calendar page: draws what /calendar/feed says and sends what people do with it.
import { Interaction, ResourceTimeGrid, TimeGrid, createCalendar } from "@event-calendar/core";
import { openDialog } from "./dialogs.js";
import { toast } from "./toasts.js";
import { blocks, closedAt, closedEverywhere, closedWords, content, freeCalendar } from "./calendar/blocks.js";
import { Clock, addDays, addMinutes, hour, millisecondsBetween, minutesBetween, monday, wallOf } from "./calendar/clock.js";
import { Feed } from "./calendar/feed.js";
import { listen } from "./calendar/live.js";
import { droppedAt, move, resizedTo } from "./calendar/moves.js";
import { Page } from "./calendar/page.js";
import { repairRoles } from "./calendar/repair.js";

// For a screen that hears nothing, and for what time alone changes (a hold that runs out).
const REFRESH_SECONDS = 60;
const OUTSIDE_SECONDS = 20;
const root = document.getElementById("calendar");
const { feed: first, words, view, date, locale, calendar: asked } = JSON.parse(document.getElementById("calendar-data").textContent);
const clock = new Clock();
const feed = new Feed(root.dataset.feed);
const page = new Page(root, words);
const state = { view, date, data: first };

const span = (at = state.date) =>
  state.view === "week" ? { from: monday(at), to: addDays(monday(at), 7) } : { from: at, to: addDays(at, 1) };
const step = () => (state.view === "week" ? 7 : 1);

function newVisit(start, calendarId, minutes = null) {
  const url = new URL(root.dataset.new, location);
  url.searchParams.set("date", start.slice(0, 10));
  url.searchParams.set("time", hour(start));
  if (calendarId) url.searchParams.set("calendar_id", calendarId);
  if (minutes) url.searchParams.set("minutes", minutes);
  openDialog("dialog", url);
}

// The chairs that the view draws: of the week the chosen one, or all that are not hidden.
const chairs = () => {
  const shown = page.shownCalendars(state.data);
  const one = state.view === "week" && state.data.calendars.find((each) => each.id === page.weekCalendar);
  return one ? [one] : shown;
};
const together = () => state.view === "week" && chairs().length > 1;
const calendarOf = (info, start, end) => info.resource?.id ?? freeCalendar(state.data, chairs(), start, end);

function closedHere(info, start, end) {
  if (info.resource || !together()) return closedAt(state.data, info.resource?.id ?? chairs()[0].id, start, end);
  const shown = new Set(chairs().map((one) => one.id));
  const spans = state.data.closed.filter((span) => shown.has(span.calendar_id));
  return closedEverywhere(spans, shown.size).find((span) => span.start < end && start < span.end);
}

function refusedAt(info, start, end) {
  const closed = closedHere(info, start, end);
  if (closed) toast(closedWords(closed, words), { kind: "problem" });
  return Boolean(closed);
}

let overClosed = null;
const constraint = (placeOf) => (info) => {
  const place = placeOf(info.event, info.event.extendedProps, info.newResource);
  overClosed = closedAt(state.data, place.calendarId, place.start, addMinutes(place.start, place.minutes));
  return !overClosed;
};

const dropped = (placeOf) => (info) => {
  const visit = info.event.extendedProps;
  move({ visit, to: placeOf(info.event, visit, info.newResource), revert: info.revert, refresh: () => refresh({ outside: true }), words });
};

let dragged = -Infinity;
function sayWhy() {
  dragged = performance.now();
  if (overClosed) toast(closedWords(overClosed, words), { kind: "problem" });
  overClosed = null;
}

clock.set(first.now);
const calendar = createCalendar(root, [ResourceTimeGrid, TimeGrid, Interaction], {
  view: "resourceTimeGridDay",
  views: { timeGridWeek: { dayHeaderFormat: { weekday: "short", day: "numeric", month: "numeric" } } },
  date,
  locale,
  firstDay: 1,
  headerToolbar: { start: "", center: "", end: "" },
  height: "100%",
  allDaySlot: false,
  slotDuration: "00:15",
  slotLabelInterval: "01:00",
  slotLabelFormat: { hour: "2-digit", minute: "2-digit", hour12: false },
  eventTimeFormat: { hour: "2-digit", minute: "2-digit", hour12: false },
  slotHeight: 22,
  columnWidth: "minmax(8.5rem, 1fr)",
  slotEventOverlap: false,
  nowIndicator: false,
  editable: true,
  selectable: true,
  pointer: matchMedia("(hover: hover)").matches,
  longPressDelay: 350,
  eventContent: content(words),
  resourceLabelContent: ({ resource }) => page.columnHead(resource),
  dateClick: (info) => {
    const start = wallOf(info.date);
    const end = addMinutes(start, 15);
    if (!refusedAt(info, start, end)) newVisit(start, calendarOf(info, start, end));
  },
  select: (info) => {
    const start = wallOf(info.start);
    calendar.unselect();
    const end = wallOf(info.end);
    newVisit(start, calendarOf(info, start, end), minutesBetween(start, end));
  },
  selectConstraint: (info) => !closedHere(info, wallOf(info.start), wallOf(info.end)),
  dragConstraint: constraint(droppedAt),
  resizeConstraint: constraint(resizedTo),
  eventDrop: dropped(droppedAt),
  eventResize: dropped(resizedTo),
  eventDragStop: sayWhy,
  eventResizeStop: sayWhy,
});
repairRoles(root);

// Not the library's eventClick: a real button inside the block says what it is to screen readers.
root.addEventListener("click", (event) => {
  const visit = event.target.closest("[data-visit]");
  if (performance.now() - dragged < 250) return;
  if (visit) openDialog("panel", `/visits/${visit.dataset.visit}`);
  else if (event.target.closest(GREY)) sayClosedAt(event);
});

// What is closed lies over the grid: the library hears nothing of a press on it.
const GREY = ".is-closed, .is-break, .is-missing";
function sayClosedAt({ clientX, clientY }) {
  const info = calendar.dateFromPoint(clientX, clientY);
  if (info) refusedAt(info, wallOf(info.date), addMinutes(wallOf(info.date), 15));
}

function show(data, { scroll = false } = {}) {
  state.data = data;
  clock.set(data.now);
  page.show(data, state);
  const shown = chairs();
  calendar.setOption("resources", state.view === "week" ? [] : shown.map(resource));
  calendar.setOption("slotMinTime", data.hours.from);
  calendar.setOption("slotMaxTime", data.hours.to);
  calendar.setOption("highlightedDates", [data.today]);
  root.classList.toggle("is-together", together());
  calendar.setOption("events", blocks(data, clock, new Set(shown.map((one) => one.id)), { together: together() }));
  lookWhenAHoldRunsOut(data);
  if (scroll) calendar.setOption("scrollTime", scrollTime(data));
}

// A hold that runs out is gone without anybody saying so.
let runsOut = null;
function lookWhenAHoldRunsOut({ holds }) {
  clearTimeout(runsOut);
  const first = holds.map((hold) => hold.until).sort()[0];
  if (first) runsOut = setTimeout(() => refresh(), Math.max(1000, millisecondsBetween(clock.now, first) + 1000));
}

const resource = ({ id, name, color }) => ({ id, title: name, extendedProps: { color } });

function scrollTime(data) {
  const here = span();
  if (clock.today >= here.from && clock.today < here.to) return hour(addMinutes(clock.now, -60) >= clock.today ? addMinutes(clock.now, -60) : clock.now);
  return data.hours.open;
}

// A visit that somebody holds is not drawn anew under the hand; what was asked for later is what counts.
let held = false;
root.addEventListener("pointerdown", () => (held = true));
for (const end of ["pointerup", "pointercancel"]) window.addEventListener(end, () => (held = false));
const inHand = () => held || document.querySelector(".ec-dragging, .ec-resizing-y");
const letGo = async () => {
  while (inHand()) await new Promise((later) => setTimeout(later, 100));
};

// What a screen shows already is not drawn again only because somebody said "look".
const facts = ({ now, ...rest }) => JSON.stringify(rest);

let lastAsked = 0;
async function refresh(more, { unlessKnown = false } = {}) {
  const asked = span();
  const mine = ++lastAsked;
  try {
    const data = await feed.ask(asked, more);
    await letGo();
    const wanted = data && mine === lastAsked && asked.from === span().from && asked.to === span().to;
    if (wanted && !(unlessKnown && facts(data) === facts(state.data))) show(data);
    page.offline(false);
  } catch {
    page.offline(true);
  }
}

async function go(next, { push = true } = {}) {
  Object.assign(state, next);
  const url = page.address(state);
  if (push && url !== location.pathname + location.search) history.pushState({ ...next }, "", url);
  calendar.setOption("view", state.view === "week" ? "timeGridWeek" : "resourceTimeGridDay");
  calendar.setOption("date", state.date);
  const known = feed.known(span());
  if (known) show(known, { scroll: true });
  else page.waiting(true);
  await refresh();
  page.waiting(false);
  if (!known && state.data) show(state.data, { scroll: true });
  prefetch();
}

function prefetch() {
  for (const at of [addDays(state.date, step()), addDays(state.date, -step())]) {
    if (!feed.known(span(at))) feed.ask(span(at)).catch(() => {});
  }
}

page.onNavigate((where) => {
  if (where.today) go({ date: clock.today });
  else if (where.by) go({ date: addDays(state.date, where.by * step()) });
  else go(where);
});
page.onChairs(
  () => show(state.data),
  () => go({}),
);
window.addEventListener("popstate", () => go(page.read(clock.today), { push: false }));
document.addEventListener("visit-changed", () => {
  feed.forget();
  refresh({ outside: true });
});
setInterval(() => document.hidden || inHand() || refresh(), REFRESH_SECONDS * 1000);

// How many visits wait to be moved is asked for less often: that looks at all visits to come.
let outsideAt = 0; // the page came with it
async function look() {
  await letGo();
  feed.forget();
  const due = performance.now() - outsideAt > OUTSIDE_SECONDS * 1000;
  if (due) outsideAt = performance.now();
  await refresh(due ? { outside: true } : undefined, { unlessKnown: true });
  root.dataset.heard = "yes";
}
listen(root.dataset.changes, look);

feed.keep(span(), first);
page.weekCalendar = asked;
calendar.setOption("view", view === "week" ? "timeGridWeek" : "resourceTimeGridDay");
show(first, { scroll: true });
prefetch();
root.dataset.ready = "yes";
