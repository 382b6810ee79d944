// The page that waits for a telephone: what was signed there goes on by itself. Without scripts a button does it.
(() => {
  "use strict";

  let sent = false;
  const goOn = () => {
    const form = document.querySelector("form[data-mobile-signed]");
    if (!form || sent) return;
    sent = true;
    form.requestSubmit();
  };
  goOn();
  document.addEventListener("htmx:load", goOn);
})();
