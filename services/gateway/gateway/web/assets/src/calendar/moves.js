// Dragging and resizing: shown at once, sent to the server, and honestly put back with the reason when refused.
import { toast } from "../toasts.js";
import { minutesBetween, wallOf } from "./clock.js";

const newKey = () => [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");

async function send(visitId, place, version) {
  const body = new URLSearchParams({
    date: place.start.slice(0, 10),
    time: place.start.slice(11, 16),
    minutes: place.minutes,
    calendar_id: place.calendarId,
    expected_version: version,
    key: newKey(),
    csrf_token: document.querySelector("meta[name=csrf-token]").content,
  });
  const answer = await fetch(`/visits/${visitId}/move`, { method: "POST", body, headers: { Accept: "application/json" } });
  return { ok: answer.ok, ...(await answer.json()) };
}

export async function move({ visit, to, revert, refresh, words }) {
  const from = { start: visit.start, minutes: visit.minutes, calendarId: visit.calendar_id };
  let answer;
  try {
    answer = await send(visit.id, to, visit.version);
  } catch {
    answer = { ok: false, message: document.body.dataset.textFailed };
  }
  if (!answer.ok) {
    revert();
    toast(answer.message, { kind: "problem", seconds: 10 });
    return refresh();
  }
  await refresh();
  const back = async () => {
    const undone = await send(visit.id, from, answer.version).catch(() => ({ ok: false, message: document.body.dataset.textFailed }));
    if (!undone.ok) toast(undone.message, { kind: "problem", seconds: 10 });
    return refresh();
  };
  toast(answer.message, { undo: back, undoLabel: words.undo, seconds: 10 });
}

// Where the library says a dropped visit is now: as long as before, whatever the wall clock does in between.
export function droppedAt(event, visit, newResource) {
  return { start: wallOf(event.start), minutes: visit.minutes, calendarId: newResource?.id ?? event.resourceIds?.[0] ?? visit.calendar_id };
}

// A visit whose end was pulled.
export function resizedTo(event, visit) {
  return { start: visit.start, minutes: visit.minutes + minutesBetween(visit.end, wallOf(event.end)), calendarId: visit.calendar_id };
}
