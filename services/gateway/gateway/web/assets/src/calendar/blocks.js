// From the feed to what the calendar library draws: visits, closed time, the line of now.
import { addMinutes, hour, wallOf } from "./clock.js";

const GONE = "cancelled";
const SETTLED = new Set(["finished", "no_show", "cancelled"]);

// `together`: all calendars share each day's column, so the ground of a visit tells its chair, and only what is closed on
// every one of them is grey.
export function blocks(feed, clock, shown, { together = false } = {}) {
  const here = (one) => shown.has(one.calendar_id);
  const closed = feed.closed.filter(here);
  return [
    ...(together ? closedEverywhere(closed, shown.size) : closed).map(closedBlock),
    ...feed.visits.filter((visit) => visit.status !== GONE && here(visit)).map((visit) => visitBlock(visit, together)),
    ...(feed.holds ?? []).filter(here).map(heldBlock),
    ...nowBlocks(clock, together ? ["all"] : shown),
  ];
}

function visitBlock(visit, together) {
  return {
    id: visit.id,
    start: visit.start,
    end: visit.end,
    resourceIds: [visit.calendar_id],
    title: visit.patient,
    editable: !SETTLED.has(visit.status),
    classNames: [
      `status-${visit.status}`,
      `color-${together ? visit.chair : visit.color}`,
      visit.minutes < 30 ? "is-short" : "is-long",
      visit.outside ? "is-outside" : "is-inside",
      visit.overbooked ? "is-overbooked" : "is-alone",
    ],
    extendedProps: visit,
  };
}

// A time that somebody is just booking: seen, and not to be had.
function heldBlock(hold) {
  return {
    id: `hold-${hold.id}`,
    start: hold.start,
    end: hold.end,
    resourceIds: [hold.calendar_id],
    editable: false,
    classNames: ["is-held"],
    extendedProps: { kind: "held", ...hold },
  };
}

function closedBlock(span) {
  return {
    id: `closed-${span.calendar_id}-${span.kind}-${span.start}`,
    start: span.start,
    end: span.end,
    resourceIds: [span.calendar_id],
    display: "background",
    backgroundColor: "transparent",
    classNames: [`is-${span.kind}`],
    extendedProps: span,
  };
}

// The parts of the day in which each of so many calendars is closed. Where all say why with the same word, so does the part.
export function closedEverywhere(spans, calendars) {
  const edges = [...new Set(spans.flatMap((span) => [span.start, span.end]))].sort();
  const found = [];
  for (let at = 0; at + 1 < edges.length; at++) {
    const [start, end] = [edges[at], edges[at + 1]];
    const over = spans.filter((span) => span.start <= start && end <= span.end);
    if (new Set(over.map((span) => span.calendar_id)).size < calendars) continue;
    const alike = over.every((span) => span.kind === over[0].kind && span.name === over[0].name);
    const part = { calendar_id: "all", kind: alike ? over[0].kind : "closed", name: alike ? over[0].name : undefined, start, end };
    const last = found.at(-1);
    if (last && last.end === start && last.kind === part.kind && last.name === part.name) last.end = end;
    else found.push(part);
  }
  return found;
}

function nowBlocks(clock, shown) {
  return [...shown].map((id) => ({
    id: `now-${id}`,
    start: clock.now,
    end: addMinutes(clock.now, 1),
    resourceIds: [id],
    display: "background",
    backgroundColor: "transparent",
    classNames: ["is-now"],
    extendedProps: { kind: "now" },
  }));
}

const element = (tag, className, text = "") => {
  const made = document.createElement(tag);
  made.className = className;
  made.textContent = text;
  return made;
};

function icon(name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  use.setAttribute("href", `#icon-${name}`);
  svg.append(use);
  return svg;
}

// eventContent of the library: plain elements, never markup made of strings (names are whatever people typed).
export function content(words) {
  return ({ event }) => {
    if (event.display === "pointer") return { domNodes: [element("span", "pointer-time", hourOf(event.start))] };
    const data = event.extendedProps;
    if (event.display === "background") {
      const word = data.name ?? (data.kind === "break" ? words.break : "");
      return { domNodes: word ? [element("span", "closed-word", word)] : [] };
    }
    if (data.kind === "held") return { domNodes: [heldContent(data, words)] };
    if (!data.patient) return { domNodes: [element("span", "visit-time", `${hourOf(event.start)}–${hourOf(event.end)}`)] };
    return { domNodes: visitContent(event, data, words) };
  };
}

function heldContent(hold, words) {
  const said = element("span", "held-word");
  said.append(icon("waiting"), ` ${words.held} ${hour(hold.start)}–${hour(hold.end)}`);
  return said;
}

const mark = (name, kind, word) => {
  const made = element("span", kind);
  made.append(icon(name), element("span", "visit-word", word));
  return made;
};

// While it is dragged the block says where it would be; else what the server said, which knows the night of 25 hours.
function hoursOf(event, visit) {
  const moved = wallOf(event.start) !== visit.start || wallOf(event.end) !== visit.end;
  return moved ? [hourOf(event.start), hourOf(event.end)] : [visit.from, visit.till];
}

function visitContent(event, visit, words) {
  const [from, till] = hoursOf(event, visit);
  const time = element("span", "visit-time", from);
  time.append(element("span", "visit-end", `–${till}`));
  const parts = [time];
  if (visit.overbooked) parts.push(icon("twice"));
  parts.push(element("span", "visit-patient", visit.patient), mark(visit.status, "visit-status", words.statuses[visit.status]));
  if (visit.call) parts.push(mark("phone", "visit-outside", words.call));
  if (visit.overbooked) parts.push(element("span", "visit-outside visit-word", words.overbooked));
  if (visit.outside) parts.push(mark("outside", "visit-outside", words.outside));
  if (visit.service) parts.push(element("span", "visit-service", visit.service));
  if (visit.note) parts.push(element("span", "visit-note", visit.note));
  parts.push(element("span", "visually-hidden", `, ${visit.calendar}`));
  if (visit.color !== visit.chair) parts.push(element("span", `visit-stripe color-${visit.chair}`));
  const open = element("button", "visit-open");
  open.type = "button";
  open.dataset.visit = visit.id;
  const told = [visit.call && words.call, visit.overbooked && words.overbooked, visit.outside && words.outside];
  open.title = [...told, visit.service, visit.phone, visit.note].filter(Boolean).join("\n");
  open.append(...parts);
  return [open];
}

const hourOf = (date) => date.toTimeString().slice(0, 5);

// Which closed span of the feed the wall-clock span touches, if any.
export function closedAt(feed, calendarId, start, end) {
  return feed.closed.find((span) => span.calendar_id === calendarId && span.start < end && start < span.end);
}

// Of these calendars the first on which the span is free, else the first on which it is open.
export function freeCalendar(feed, calendars, start, end) {
  const open = calendars.filter((one) => !closedAt(feed, one.id, start, end));
  const taken = [...feed.visits.filter((visit) => visit.status !== GONE), ...(feed.holds ?? [])];
  const isFree = (one) => !taken.some((other) => other.calendar_id === one.id && other.start < end && start < other.end);
  return (open.find(isFree) ?? open[0])?.id;
}

export function closedWords(span, words) {
  return `${span.name ?? words[span.kind]} ${hour(span.start)}–${hour(span.end)}`;
}
