// Files chosen for several documents are saved by one press, one document after the other. Without this file each has
// its own button, as it has with it.
(() => {
  "use strict";
  const all = document.querySelector("[data-save-all]");
  if (!all || !window.uploads) return;
  const { chosen } = window.uploads;

  const waiting = () => [...document.querySelectorAll("form[data-upload][enctype]")].filter((form) => chosen(form).length);
  const show = () => {
    const number = waiting().length;
    all.hidden = number < 2 && !all.matches("[aria-busy]");
    all.querySelector("[data-number]").textContent = number;
  };
  for (const name of ["change", "click", "htmx:afterSettle"]) document.addEventListener(name, show);

  const over = (form) => new Promise((done) => {
    const hear = (event) => {
      if (event.detail !== form) return;
      document.removeEventListener("upload-over", hear);
      done();
    };
    document.addEventListener("upload-over", hear);
  });

  all.querySelector("button").addEventListener("click", async () => {
    if (all.matches("[aria-busy]")) return;
    all.setAttribute("aria-busy", "true");
    for (const form of waiting()) {
      const done = over(form);
      form.requestSubmit(form.querySelector("button[type=submit]"));
      await done;
    }
    all.removeAttribute("aria-busy");
    // The card of the last one comes after its answer.
    setTimeout(() => {
      show();
      const wrong = document.querySelector("article.doc :is([aria-invalid=true], .form-errors, .upload-result button)");
      if (wrong?.matches(".form-errors")) wrong.tabIndex = -1;
      (wrong ?? document.querySelector("#progress a.btn"))?.focus();
    }, 50);
  });
})();
