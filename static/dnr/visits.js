// The demo: signs in as the person whose button is pressed, through the panel of the page.
(() => {
  "use strict";
  document.addEventListener("click", (event) => {
    const wanted = event.target.closest?.("[data-visit]");
    const panel = document.querySelector("form[data-sign]");
    if (!wanted || !panel) return;
    const before = panel.dataset.iin;
    panel.dataset.iin = wanted.dataset.visit;
    panel.querySelector("[data-sign-start]").click(); // reads the IIN at once
    panel.dataset.iin = before;
    panel.closest("section").scrollIntoView({ block: "start" });
  });
})();
