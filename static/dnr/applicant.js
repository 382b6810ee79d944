// The applicant's forms: errors swapped in place, a lost session said aloud, nothing typed left behind in silence.
(() => {
  "use strict";

  document.addEventListener("htmx:beforeSwap", (event) => {
    const { xhr, requestConfig } = event.detail;
    if (requestConfig.elt.matches("[data-upload]")) return; // upload.js keeps the chosen file
    const asked = new URL(requestConfig.path, location.href).pathname;
    const came = xhr.responseURL ? new URL(xhr.responseURL).pathname : asked;
    if (came !== asked) {
      // Sent elsewhere (sign-in, a case that moved on): go there with the whole page.
      event.detail.shouldSwap = false;
      location.assign(xhr.responseURL);
    } else if ([401, 409, 422].includes(xhr.status)) {
      event.detail.shouldSwap = true;
      event.detail.isError = false;
    }
  });

  // Autosave that fails must be heard: the texts stand in the page, translated by the server.
  const place = () => document.querySelector("[data-autosave]");
  const fail = () => {
    const box = place();
    if (!box) return;
    const note = document.getElementById("autosave-failed");
    box.replaceChildren(note.content.cloneNode(true));
    box.dataset.unsaved = "1";
  };
  for (const name of ["htmx:sendError", "htmx:timeout"]) document.addEventListener(name, fail);
  document.addEventListener("htmx:responseError", fail);
  document.addEventListener("htmx:afterSwap", (event) => {
    if (event.target.matches?.("[data-autosave]") && event.detail.xhr.status < 400) delete event.target.dataset.unsaved;
  });

  // Leaving with something unsaved asks first.
  const form = document.querySelector("form[data-draft]");
  form?.addEventListener("input", () => { if (place()) place().dataset.unsaved = "1"; });
  form?.addEventListener("submit", () => { if (place()) delete place().dataset.unsaved; });
  addEventListener("beforeunload", (event) => { if (place()?.dataset.unsaved) event.preventDefault(); });
})();
