// What is shown once can be kept: printed, or copied with a word that says so.
import { toast } from "./toasts.js";

document.addEventListener("click", async (event) => {
  if (event.target.closest("[data-print]")) return window.print();
  const button = event.target.closest("[data-copies]");
  if (!button) return;
  const lines = [...document.getElementById(button.dataset.copies).children].map((each) => each.textContent.trim());
  try {
    await navigator.clipboard.writeText(lines.join("\n"));
    toast(button.dataset.copied);
  } catch {
    getSelection().selectAllChildren(document.getElementById(button.dataset.copies));
  }
});
