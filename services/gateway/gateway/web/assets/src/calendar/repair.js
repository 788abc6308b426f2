// The library marks its grid with half a table's roles, which screen readers (and axe) reject: better none than half.
const ROLES = "[role=table], [role=row], [role=rowgroup], [role=cell], [role=columnheader]";

export function repairRoles(root) {
  const repair = () => {
    for (const element of root.querySelectorAll(ROLES)) {
      element.removeAttribute("role");
      element.removeAttribute("aria-colindex");
      element.removeAttribute("aria-colspan");
    }
    // Labels of elements without a role are not read: what they say stands in the head as text.
    for (const element of root.querySelectorAll(".ec-col-head [aria-label], .ec-col-group [aria-label]")) {
      element.removeAttribute("aria-label");
    }
    // The library's own toolbar is empty: ours stands above the grid.
    root.querySelector("nav.ec-toolbar")?.remove();
    const main = root.querySelector(".ec-main");
    if (main && !main.hasAttribute("tabindex")) {
      main.tabIndex = 0;
      main.setAttribute("role", "region");
      main.setAttribute("aria-label", root.dataset.label);
    }
  };
  new MutationObserver(repair).observe(root, { childList: true, subtree: true, attributeFilter: ["role", "aria-label"] });
  repair();
}
