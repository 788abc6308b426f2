// Forms of every page, those for patients too: one submit at a time, and the focus on what is wrong.

// A second press while the first is on its way does nothing; the hidden key makes it harmless on the server, too.
// A form that opens a window of its own leaves this page as it is, and may open another.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post" || form.target || event.submitter?.formTarget || event.defaultPrevented) return;
  if (form.dataset.sent) return event.preventDefault();
  form.dataset.sent = "yes";
});
window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
});

export function focusProblem(within = document) {
  const summary = within.querySelector(".error-summary");
  summary?.focus();
  return Boolean(summary);
}

focusProblem();
