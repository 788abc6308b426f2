// Writing messages: a press on a placeholder puts it where the caret is.
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-insert]");
  if (!button) return;
  const field = document.getElementById(button.dataset.into);
  field.focus();
  const [from, to] = [field.selectionStart, field.selectionEnd];
  const apart = from > 0 && !/\s$/.test(field.value.slice(0, from)) ? " " : "";
  field.setRangeText(apart + button.dataset.insert, from, to, "end");
  field.dispatchEvent(new Event("input", { bubbles: true }));
});
