// One tick for all of a list (data-tick-all: the name of theirs).
document.addEventListener("change", (event) => {
  const { tickAll } = event.target.dataset;
  const { form, name, checked } = event.target;
  if (tickAll) for (const one of form.querySelectorAll(`[name="${tickAll}"]`)) one.checked = checked;
  const all = form?.querySelector(`[data-tick-all="${name}"]`);
  if (all) all.checked = [...form.querySelectorAll(`[name="${name}"]`)].every((one) => one.checked);
});
