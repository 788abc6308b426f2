// The patient field: an ARIA combobox over /patients/options. Without JavaScript the form's own search button is used.
import htmx from "./htmx.js";

const WAIT = 150;

document.addEventListener("focusin", (event) => {
  const input = event.target.closest?.("[data-patient-search]");
  if (input && !input.combobox) input.combobox = new Combobox(input);
});

class Combobox {
  constructor(input) {
    this.input = input;
    this.field = input.closest("[data-patient-field]");
    this.list = this.field.querySelector("[role=listbox]");
    this.status = this.field.querySelector("[role=status]");
    this.timer = null;
    this.asked = 0;
    input.addEventListener("input", () => this.typed());
    input.addEventListener("keydown", (event) => this.key(event));
    input.addEventListener("blur", () => setTimeout(() => this.close(), 150));
    this.list.addEventListener("pointerdown", (event) => event.preventDefault());
    this.list.addEventListener("click", (event) => this.choose(event.target.closest("[role=option]")));
  }

  typed() {
    clearTimeout(this.timer);
    const text = this.input.value.trim();
    if (!text) return this.close();
    this.timer = setTimeout(() => this.ask(text), WAIT);
  }

  async ask(text) {
    const mine = ++this.asked;
    const url = new URL(this.input.dataset.patientSearch, location);
    url.searchParams.set("q", text);
    let html;
    try {
      const answer = await fetch(url, { headers: { "HX-Request": "true" } });
      if (!answer.ok) throw new Error(answer.status);
      html = await answer.text();
    } catch {
      html = "";
      if (mine === this.asked) this.status.textContent = document.body.dataset.textFailed;
    }
    if (mine !== this.asked || document.activeElement !== this.input) return;
    this.list.innerHTML = html;
    this.list.hidden = !this.options.length;
    this.input.setAttribute("aria-expanded", String(!this.list.hidden));
    const found = this.list.querySelector("[data-summary]");
    if (found) this.status.textContent = found.dataset.summary;
    this.mark(this.options[0]);
  }

  get options() {
    return [...this.list.querySelectorAll("[role=option]")];
  }

  get marked() {
    return this.list.querySelector("[aria-selected=true]");
  }

  mark(option) {
    for (const other of this.options) other.setAttribute("aria-selected", String(other === option));
    if (option) this.input.setAttribute("aria-activedescendant", option.id);
    else this.input.removeAttribute("aria-activedescendant");
    option?.scrollIntoView({ block: "nearest" });
  }

  key(event) {
    const options = this.options;
    if (this.list.hidden || !options.length) {
      if (event.key === "ArrowDown" && this.input.value.trim()) {
        event.preventDefault();
        this.ask(this.input.value.trim());
      }
      return;
    }
    const at = options.indexOf(this.marked);
    if (event.key === "ArrowDown") this.mark(options[(at + 1) % options.length]);
    else if (event.key === "ArrowUp") this.mark(options[(at - 1 + options.length) % options.length]);
    else if (event.key === "Enter") this.choose(this.marked ?? options[0]);
    else if (event.key === "Escape") {
      this.close();
      event.stopPropagation();
    } else return;
    event.preventDefault();
  }

  choose(option) {
    if (!option) return;
    this.close();
    if (option.dataset.patientId) {
      this.field.dispatchEvent(new CustomEvent("patient-chosen", { bubbles: true, detail: { ...option.dataset } }));
    } else {
      this.field.dispatchEvent(new CustomEvent("patient-new", { bubbles: true, detail: { text: this.input.value.trim() } }));
    }
  }

  close() {
    clearTimeout(this.timer);
    this.asked++;
    this.list.hidden = true;
    this.input.setAttribute("aria-expanded", "false");
    this.input.removeAttribute("aria-activedescendant");
  }
}

// The three faces of the field: searching, one patient chosen, a new one being written down.
function face(form, name) {
  for (const part of form.querySelectorAll("[data-face]")) {
    part.hidden = part.dataset.face !== name;
    for (const input of part.querySelectorAll("input")) input.disabled = part.hidden;
  }
}

htmx.onLoad((part) => {
  const forms = [part, ...part.querySelectorAll("form")].filter((one) => one.dataset?.faceShown);
  for (const form of forms) face(form, form.dataset.faceShown);
});

document.addEventListener("patient-chosen", (event) => {
  const form = event.target.closest("form");
  const chosen = form.querySelector("[data-face=chosen]");
  chosen.querySelector("[name=patient_id]").value = event.detail.patientId;
  chosen.querySelector("[data-name]").textContent = event.detail.name;
  chosen.querySelector("[data-phone]").textContent = event.detail.phone;
  face(form, "chosen");
  (form.querySelector("[data-after-patient]") ?? chosen.querySelector("button")).focus();
});

document.addEventListener("patient-new", (event) => {
  const form = event.target.closest("form");
  const part = form.querySelector("[data-face=new]");
  face(form, "new");
  const text = event.detail?.text ?? "";
  const [first, last, phone] = ["first_name", "last_name", "phone"].map((name) => part.querySelector(`[name=${name}]`));
  if (/^[+\d][\d\s-]*$/.test(text)) phone.value ||= text;
  else if (text) {
    const words = text.split(/\s+/);
    first.value ||= words[0];
    last.value ||= words.slice(1).join(" ");
  }
  [first, last, phone].find((input) => !input.value)?.focus();
});

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-show-face]");
  if (!button) return;
  const form = button.closest("form");
  if (button.dataset.showFace === "new") {
    const text = form.querySelector("[data-patient-search]").value.trim();
    button.dispatchEvent(new CustomEvent("patient-new", { bubbles: true, detail: { text } }));
    return;
  }
  face(form, "search");
  form.querySelector("[name=patient_id]").value = "";
  form.querySelector("[data-patient-search]").focus();
});
