// Progressive enhancement only: without this file every page still works.
(() => {
  "use strict";

  // Menus close on Escape and on a click elsewhere.
  const menus = () => document.querySelectorAll("details.menu[open]");
  document.addEventListener("click", (event) => {
    for (const menu of menus()) if (!menu.contains(event.target)) menu.open = false;
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const menu of menus()) {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
  });

  // One click, one request. The server refuses the second as well; this spares the person the error.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post" || event.defaultPrevented) return;
    if (event.submitter?.formTarget === "_blank") return; // this page stays
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = "1";
    form.setAttribute("aria-busy", "true");
    setTimeout(() => release(form), 10000); // the answer may be a file, or never come
  });
  const release = (form) => {
    delete form.dataset.sent;
    form.removeAttribute("aria-busy");
  };
  addEventListener("pageshow", () => document.querySelectorAll("form[data-sent]").forEach(release));

  // The summary of errors is the first thing a keyboard or a screen reader meets.
  const problem = () => document.querySelector("[data-problem]")?.focus();
  problem();
  document.addEventListener("htmx:afterSettle", problem);

  // A part that asks for itself again and again, on a page where nothing is typed, and that is not there any more or not
  // for this reader: the whole page says why, and nothing is asked further.
  document.addEventListener("htmx:beforeSwap", (event) => {
    const { requestConfig, xhr } = event.detail;
    if (!requestConfig.elt.matches("[data-reload-when-gone]")) return;
    const elsewhere = new URL(xhr.responseURL).pathname !== new URL(requestConfig.path, location.href).pathname;
    if (!elsewhere && ![401, 403, 404, 410].includes(xhr.status)) return;
    event.detail.shouldSwap = false;
    location.reload();
  });

  // Whose clock differs from Kazakhstan's reads both: the server learns the zone for a day, unless one was chosen.
  if (document.documentElement.dataset.who && !/(^|; )dnr_zone=/.test(document.cookie)) {
    const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
    const secure = location.protocol === "https:" ? "; secure" : "";
    if (timeZone) document.cookie = `dnr_zone=${timeZone}; path=/; max-age=86400; samesite=lax${secure}`;
  }

  for (const button of document.querySelectorAll("[data-print]")) {
    button.hidden = false;
    button.addEventListener("click", () => print());
  }

  // A text is copied whole; where the browser does not let us, it can still be marked by hand.
  if (navigator.clipboard) {
    for (const button of document.querySelectorAll("[data-copy]")) {
      button.hidden = false;
      button.addEventListener("click", async () => {
        await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).textContent);
        button.textContent = button.dataset.copied;
      });
    }
  }
})();
