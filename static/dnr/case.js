// Progressive enhancement of the page of a case: the part that is shown is named to a screen reader, and there are keys.
// Nothing here is needed.
(() => {
  "use strict";
  const OFF = "dnr.keys.off";

  // ---------------------------------------------------------------- the parts

  const parts = [...document.querySelectorAll('.case-parts a[href^="#"]')];
  const shown = () => {
    const there = location.hash && document.getElementById(location.hash.slice(1))?.closest(".case-part");
    return parts.find((link) => link.hash === `#${there?.id}`) ?? parts[0];
  };
  const mark = () => {
    for (const link of parts) link.removeAttribute("aria-current");
    shown()?.setAttribute("aria-current", "true");
  };
  addEventListener("hashchange", mark);
  mark();

  // ---------------------------------------------------------------- the keys

  const sheet = document.getElementById("keys"), button = document.querySelector("[data-keys]");
  if (!sheet?.showModal) return;
  const remembered = () => {
    try { return localStorage.getItem(OFF) === null; } catch { return true; }
  };
  const box = sheet.querySelector("[data-keys-on]");
  box.checked = remembered();
  box.addEventListener("change", () => {
    try {
      if (box.checked) localStorage.removeItem(OFF);
      else localStorage.setItem(OFF, "1");
    } catch { /* until the page is left */ }
  });
  button.hidden = false;
  button.addEventListener("click", () => sheet.showModal());

  const another = (by) => {
    const links = [...document.querySelectorAll(".papers-name")];
    const at = links.findIndex((link) => link.hasAttribute("aria-current"));
    const next = links[at < 0 ? (by > 0 ? 0 : links.length - 1) : at + by];
    next?.click();
    next?.scrollIntoView({ block: "nearest" });
  };
  const work = () => {
    location.hash = "#work";
    const field = document.querySelector("#work form :is(input:not([type=hidden]), select, textarea, button)");
    (field ?? document.getElementById("work")).focus();
  };
  // By the place of the key, so that they are the same in the Russian and the Kazakh layout.
  const verdict = () => document.querySelector(".review :is(button, a)")?.focus();
  const KEYS = { KeyJ: () => another(1), KeyK: () => another(-1), KeyW: work, KeyV: verdict };
  for (const n of [1, 2, 3, 4, 5, 6, 7]) KEYS[`Digit${n}`] = () => parts[n - 1]?.click();

  const typing = (el) => el.closest("input:not([type=radio], [type=checkbox]), select, textarea, [contenteditable], dialog");
  addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing || event.repeat) return;
    if (!box.checked || sheet.open || typing(event.target)) return;
    const act = event.key === "?" ? () => sheet.showModal() : !event.shiftKey && KEYS[event.code];
    if (!act) return;
    event.preventDefault();
    act();
  });
})();
