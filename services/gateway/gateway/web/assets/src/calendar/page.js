// What stands around the grid: title, links, small month, chairs, notices. It knows the DOM, the calendar does not.
const HIDDEN = "dentoro.hidden-calendars";

export class Page {
  constructor(root, words) {
    this.root = root;
    this.words = words;
    this.title = document.getElementById("calendar-title");
    this.month = document.getElementById("calendar-month");
    this.notice = document.getElementById("calendar-notice");
    this.outside = document.getElementById("outside-link");
    this.chairs = document.getElementById("calendar-chairs");
    this.week = document.getElementById("week-calendar");
    this.hidden = new Set(JSON.parse(localStorage.getItem(HIDDEN) ?? "[]"));
    for (const box of this.boxes) box.checked = !this.hidden.has(box.value);
    this.named = null;
  }

  names = (calendars) => JSON.stringify(calendars.map(({ id, name, color }) => [id, name, color]));

  get boxes() {
    return [...(this.chairs?.querySelectorAll("input[type=checkbox]") ?? [])];
  }

  // The one calendar that the week shows; "" for all together.
  get weekCalendar() {
    return this.week.value;
  }

  set weekCalendar(id) {
    this.week.value = [...this.week.options].some((option) => option.value === id) ? id : "";
  }

  // Somebody may have added, renamed or closed a calendar meanwhile.
  showCalendars(calendars) {
    const named = this.names(calendars);
    if (this.named === named) return;
    this.named = named;
    const chosen = this.week.value;
    const all = this.week.options[0];
    this.week.replaceChildren(all, ...calendars.map((one) => new Option(one.name, one.id)));
    this.weekCalendar = chosen;
    this.week.parentElement.classList.toggle("has-choice", calendars.length > 1);
    this.chairs?.replaceChildren(...calendars.map((one) => this.chair(one)));
  }

  chair(one) {
    const [line, label, box, dot] = ["li", "label", "input", "span"].map((tag) => document.createElement(tag));
    label.className = `color-${one.color}`;
    Object.assign(box, { className: "form-check-input", type: "checkbox", value: one.id, checked: !this.hidden.has(one.id) });
    dot.className = "chair-dot";
    label.append(box, dot, one.name);
    line.append(label);
    return line;
  }

  shownCalendars(data) {
    const shown = data.calendars.filter((one) => !this.hidden.has(one.id));
    return shown.length ? shown : data.calendars;
  }

  columnHead(resource) {
    const dot = document.createElement("span");
    dot.className = `chair-dot color-${resource.extendedProps.color}`;
    const name = document.createElement("span");
    name.textContent = resource.title;
    return { domNodes: [dot, name] };
  }

  show(data, state) {
    this.title.textContent = data.title;
    document.title = `${data.title} · Dentoro`;
    this.showMonth(data.month);
    this.showCalendars(data.calendars);
    this.notice.innerHTML = data.notice;
    if (data.outside !== undefined) this.outside.innerHTML = data.outside;
    document.body.dataset.view = state.view;
    for (const link of document.querySelectorAll("[data-view]")) {
      if (link === document.body) continue;
      if (link.dataset.view === state.view) link.setAttribute("aria-current", "page");
      else link.removeAttribute("aria-current");
      const url = new URL(link.href);
      url.searchParams.set("date", state.date);
      link.href = url;
    }
    for (const link of document.querySelectorAll("[data-key=print]")) {
      const url = new URL(link.href);
      url.searchParams.set("date", state.date);
      link.href = url;
    }
    for (const link of document.querySelectorAll("[data-key=new]")) {
      const url = new URL(link.href);
      url.searchParams.set("date", state.date < data.today ? data.today : state.date);
      link.href = url;
    }
    document.querySelector("[data-key=today]").classList.toggle("is-there", data.from <= data.today && data.today < data.to);
  }

  showMonth(html) {
    if (!this.month || this.month.kept === html) return;
    const focused = this.month.contains(document.activeElement) ? document.activeElement.dataset.go : null;
    this.month.innerHTML = html;
    this.month.kept = html;
    if (focused) (this.month.querySelector(`[data-go="${focused}"]`) ?? this.month.querySelector("a"))?.focus();
  }

  waiting(on) {
    clearTimeout(this.timer);
    if (on) this.timer = setTimeout(() => this.root.classList.add("is-waiting"), 300);
    else this.root.classList.remove("is-waiting");
  }

  offline(on) {
    const line = document.getElementById("offline");
    if (line.hidden === !on) return;
    line.hidden = !on;
  }

  address(state) {
    const query = new URLSearchParams({ date: state.date });
    if (state.view === "week") query.set("view", "week");
    if (state.view === "week" && this.weekCalendar) query.set("calendar", this.weekCalendar);
    return `/calendar?${query}`;
  }

  read(today) {
    const query = new URLSearchParams(location.search);
    this.weekCalendar = query.get("calendar") ?? "";
    return { date: query.get("date") ?? today, view: query.get("view") === "week" ? "week" : "day" };
  }

  onNavigate(go) {
    document.addEventListener("click", (event) => {
      const link = event.target.closest("[data-go]");
      if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      const where = link.dataset.go;
      if (where === "today") go({ today: true });
      else if (where === "previous") go({ by: -1 });
      else if (where === "next") go({ by: 1 });
      else if (where === "day" || where === "week") go({ view: where });
      else go({ date: where });
    });
  }

  onChairs(changed, weekChanged) {
    this.chairs?.addEventListener("change", (event) => {
      if (event.target.checked) this.hidden.delete(event.target.value);
      else this.hidden.add(event.target.value);
      localStorage.setItem(HIDDEN, JSON.stringify([...this.hidden]));
      changed();
    });
    this.week.addEventListener("change", weekChanged);
  }
}
