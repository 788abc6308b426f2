// From the feed to what the calendar library draws: visits, closed time, the line of now.
import { addMinutes, hour } from "./clock.js";

const GONE = "cancelled";
const SETTLED = new Set(["finished", "no_show", "cancelled"]);

export function blocks(feed, clock, shown) {
  return [
    ...feed.closed.filter((span) => shown.has(span.calendar_id)).map(closedBlock),
    ...feed.visits.filter((visit) => visit.status !== GONE && shown.has(visit.calendar_id)).map(visitBlock),
    ...nowBlocks(clock, shown),
  ];
}

function visitBlock(visit) {
  return {
    id: visit.id,
    start: visit.start,
    end: visit.end,
    resourceIds: [visit.calendar_id],
    title: visit.patient,
    editable: !SETTLED.has(visit.status),
    classNames: [`status-${visit.status}`, `color-${visit.color}`, visit.minutes < 30 ? "is-short" : "is-long", visit.outside ? "is-outside" : "is-inside"],
    extendedProps: visit,
  };
}

function closedBlock(span) {
  return {
    id: `closed-${span.calendar_id}-${span.start}`,
    start: span.start,
    end: span.end,
    resourceIds: [span.calendar_id],
    display: "background",
    backgroundColor: "transparent",
    classNames: [`is-${span.kind}`],
    extendedProps: span,
  };
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
    if (!data.patient) return { domNodes: [element("span", "visit-time", `${hourOf(event.start)}–${hourOf(event.end)}`)] };
    return { domNodes: visitContent(event, data, words) };
  };
}

function visitContent(event, visit, words) {
  const time = element("span", "visit-time", hourOf(event.start));
  time.append(element("span", "visit-end", `–${hourOf(event.end)}`));
  const status = element("span", "visit-status");
  status.append(icon(visit.status), element("span", "visit-word", words.statuses[visit.status]));
  const parts = [time, element("span", "visit-patient", visit.patient), status];
  if (visit.outside) {
    const outside = element("span", "visit-outside");
    outside.append(icon("outside"), element("span", "visit-word", words.outside));
    parts.push(outside);
  }
  if (visit.note) parts.push(element("span", "visit-note", visit.note));
  parts.push(element("span", "visually-hidden", `, ${visit.calendar}`));
  const open = element("button", "visit-open");
  open.type = "button";
  open.dataset.visit = visit.id;
  open.title = [visit.outside && words.outside, visit.phone, visit.note].filter(Boolean).join("\n");
  open.append(...parts);
  return [open];
}

const hourOf = (date) => date.toTimeString().slice(0, 5);

// Which closed span of the feed the wall-clock span touches, if any.
export function closedAt(feed, calendarId, start, end) {
  return feed.closed.find((span) => span.calendar_id === calendarId && span.start < end && start < span.end);
}

export function closedWords(span, words) {
  return `${span.name ?? words[span.kind]} ${hour(span.start)}–${hour(span.end)}`;
}
