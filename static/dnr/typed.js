// The form of a step saves itself while it is typed (cases.web.drafts.autosave). keep.js keeps the same in this browser, so that
// what the portal does not take is not lost.
(() => {
  "use strict";
  const LIMITS = { pause: 1_500, retry: 15_000, answer: 10_000 }; // milliseconds

  const tend = (place) => {
    const form = place.closest("form"), status = place.querySelector("[data-typed-status]");
    let clock, running = false, dirty = false, sent = false;
    const hidden = (name) => form.querySelector(`input[name="${name}"]`)
      ?? form.appendChild(Object.assign(document.createElement("input"), { type: "hidden", name }));
    const schedule = (after) => {
      clearTimeout(clock);
      clock = setTimeout(save, after);
    };
    const say = (words, failed = false) => {
      status.textContent = words;
      status.toggleAttribute("role", false);
      if (failed) status.setAttribute("role", "status");
    };
    const save = async () => {
      if (running || sent || !dirty) return;
      running = true;
      dirty = false;
      try {
        const means = { method: "POST", body: new FormData(form), headers: { Accept: "application/json" } };
        const reply = await fetch(place.dataset.typed, { ...means, signal: AbortSignal.timeout(LIMITS.answer) });
        const answer = await reply.json();
        if (reply.ok) {
          hidden("draft").value = answer.draft;
          hidden("draft_at").value = answer.at;
        }
        say(answer.words, !reply.ok);
      } catch {
        dirty = true;
        say(place.dataset.failed, true);
        schedule(LIMITS.retry);
      } finally {
        running = false;
        if (dirty && !sent) schedule(LIMITS.pause);
      }
    };
    for (const name of ["input", "change"]) {
      addEventListener(name, ({ target }) => { // a field may stand outside of its form
        if (target.form !== form) return;
        dirty = true;
        sent = false;
        schedule(LIMITS.pause);
      });
    }
    addEventListener("submit", (event) => {
      if (event.target === form && event.submitter?.formTarget !== "_blank") sent = true;
    }, true);
    document.addEventListener("visibilitychange", () => { if (document.hidden) save(); });
  };
  for (const place of document.querySelectorAll("[data-typed]")) tend(place);
})();
