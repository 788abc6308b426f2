// One tag on a practice's site shows its booking page there:
//   <script src="https://…/embed.js" data-practice="gabinet" data-language="pl" async></script>
// It stands where the tag stands; data-into="#id" puts it elsewhere. Nothing of the site is read or changed.
(() => {
  const script = document.currentScript;
  const { practice, language, into, title } = script.dataset;
  const home = new URL(script.src).origin;
  const address = new URL(`/b/${encodeURIComponent(practice)}?embed=1`, home);
  if (language) address.searchParams.set("lang", language);
  const frame = document.createElement("iframe");
  frame.src = address.href;
  frame.title = title || (language === "en" ? "Book a visit" : "Rezerwacja wizyty");
  frame.style.cssText = "display:block;width:100%;border:0;min-height:30rem;color-scheme:normal";
  let pages = 0;
  frame.addEventListener("load", () => {
    // The next step begins at its top.
    if (pages++ && frame.getBoundingClientRect().top < 0) frame.scrollIntoView();
  });
  window.addEventListener("message", (event) => {
    if (event.source !== frame.contentWindow || event.origin !== home || event.data?.dentoro !== "height") return;
    const height = Number(event.data.height);
    if (height > 0) frame.style.height = `${Math.min(height, 10000)}px`;
  });
  const place = into && document.querySelector(into);
  if (place) place.append(frame);
  else script.after(frame);
})();
