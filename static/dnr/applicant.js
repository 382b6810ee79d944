// The applicant's documents: errors swapped in place.
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
})();
