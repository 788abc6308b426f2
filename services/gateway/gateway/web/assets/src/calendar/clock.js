// Wall-clock arithmetic in the practice's zone. The browser's own clock and zone are never asked: the server says what
// time it is, and performance.now() counts on from there. "Wall" values are strings, "2026-11-23" or "2026-11-23T09:15:00".
const two = (number) => String(number).padStart(2, "0");

export class Clock {
  set(wallNow) {
    this.base = Date.parse(`${wallNow}Z`);
    this.at = performance.now();
  }

  get now() {
    return new Date(this.base + performance.now() - this.at).toISOString().slice(0, 19);
  }

  get today() {
    return this.now.slice(0, 10);
  }
}

export function addDays(date, days) {
  return new Date(Date.parse(`${date}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
}

export function addMinutes(wall, minutes) {
  return new Date(Date.parse(`${wall}Z`) + minutes * 60_000).toISOString().slice(0, 19);
}

export function monday(date) {
  const weekday = new Date(`${date}T00:00:00Z`).getUTCDay() || 7;
  return addDays(date, 1 - weekday);
}

// The calendar library hands out Dates whose local parts are the wall clock.
export function wallOf(date) {
  return (
    `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}` +
    `T${two(date.getHours())}:${two(date.getMinutes())}:00`
  );
}

export const millisecondsBetween = (start, end) => Date.parse(`${end}Z`) - Date.parse(`${start}Z`);

export const minutesBetween = (start, end) => Math.round(millisecondsBetween(start, end) / 60_000);

export const hour = (wall) => wall.slice(11, 16);
