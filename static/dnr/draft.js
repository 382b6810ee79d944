// A form that saves itself: only what was changed since the page was made travels, with what it was made from, so that
// another tab's answers stay. What cannot be sent is kept in the browser (keep.js) and tried again.
(() => {
  "use strict";
  const form = document.querySelector("form[data-draft]"), { Kept } = window;
  if (!form || !Kept) return;

  // Milliseconds.
  const LIMITS = { slow: 4_000, answer: 15_000, change: 800, input: 4_000, retry: 2_000, longest: 60_000 };
  const place = Kept.placeOf(form);
  const settled = {}; // name → what was sent for it and is stored in the portal's own spelling
  const clashes = new Set();
  let unheard = []; // what was sent and not answered: the portal may have stored it
  const UNHEARD = 5;
  let clock, running, failures = 0, wrong = [];

  const textOf = (values, name) => Kept.plain(values[name] ?? []);
  const changed = () => {
    const now = Kept.valuesOf(form), base = Kept.baseOf(form);
    const differs = (name) => textOf(now, name) !== Kept.plain([base[name]]) && textOf(now, name) !== settled[name];
    // Taken back, but what was sent before may be stored.
    const retracted = (name) => unheard.some((sent) => name in sent && sent[name] !== textOf(now, name));
    return Object.keys(base).filter((name) => name in now && !clashes.has(name) && (differs(name) || retracted(name)));
  };
  const schedule = (after) => {
    clearTimeout(clock);
    clock = setTimeout(send, after);
  };

  // ---------------------------------------------------------------- what came back

  const showClash = (template) => {
    const name = template.dataset.clashOf, el = [form.elements[name]].flat()[0];
    const field = (el?.item ? el.item(0) : el)?.closest(".field");
    if (!field) return;
    field.querySelector(".clash")?.remove();
    field.append(template.content.cloneNode(true));
    clashes.add(name);
  };
  // Fields that nobody touched here show what other tabs have saved; an answer is shown as the portal spells it.
  const follow = (fresh, sent) => {
    const old = Kept.baseOf(form), now = Kept.valuesOf(form);
    for (const [name, text] of Object.entries(fresh)) {
      if (!(name in now) || wrong.includes(name) || clashes.has(name)) continue;
      const here = textOf(now, name), untouched = here === Kept.plain([old[name] ?? ""]) || here === sent[name];
      if (name in sent) settled[name] = sent[name];
      if (untouched && here !== Kept.plain([text]) && document.activeElement?.name !== name) Kept.put(form, name, [text]);
    }
    for (const name of wrong) fresh[name] = old[name];
    for (const name of clashes) fresh[name] = old[name];
    Kept.setBase(form, fresh);
  };
  const hear = (html, sent) => {
    const answer = new DOMParser().parseFromString(html, "text/html");
    const made = answer.querySelector("template[data-base]");
    wrong = JSON.parse(made?.dataset.wrong ?? "[]");
    answer.querySelectorAll("template[data-clash-of]").forEach(showClash);
    const findings = answer.querySelector("template[data-new-findings]")?.content.firstElementChild;
    if (findings) document.getElementById("findings")?.replaceWith(findings);
    if (made) {
      follow(JSON.parse(made.dataset.base), sent);
      Kept.forget(form, Object.keys(sent).filter((name) => !clashes.has(name) && !wrong.includes(name)));
    }
    answer.querySelectorAll("template").forEach((template) => template.remove());
    place.replaceChildren(...answer.body.childNodes);
    place.dataset.status = made ? "saved" : "refused";
    if (!Kept.remember(form)) form.querySelector("[data-restored]")?.remove();
  };

  // ---------------------------------------------------------------- sending

  const bodyOf = (names) => {
    const now = Kept.valuesOf(form), base = Kept.baseOf(form), body = new URLSearchParams({ only: "changed" });
    for (const name of names) for (const value of now[name].length ? now[name] : [""]) body.append(name, value);
    body.set("base", JSON.stringify(Object.fromEntries(names.map((name) => [name, base[name]]))));
    if (unheard.length) body.set("sent", JSON.stringify(unheard));
    body.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
    return [body, Object.fromEntries(names.map((name) => [name, textOf(now, name)]))];
  };
  // "" when all is stored, or why not.
  const deliver = async (names, again = false) => {
    const [body, sent] = bodyOf(names);
    unheard = [...unheard, sent].slice(-UNHEARD);
    const slow = setTimeout(() => Kept.say(form, "slow"), LIMITS.slow);
    try {
      const signal = AbortSignal.timeout(LIMITS.answer);
      const reply = await fetch(form.dataset.draft, { method: "POST", body, signal });
      const refused = reply.status === 409 || reply.headers.has("X-Refused"); // with a sentence, for good
      // Not found: the case is not open to who is signed in now.
      if (!refused && ([403, 404].includes(reply.status) || reply.redirected)) {
        const code = await Kept.check();
        return code || again ? code || "down" : await deliver(names, true); // the token is new now
      }
      if (!reply.ok && !refused) return "down";
      hear(await reply.text(), sent);
      unheard = [];
      return reply.ok ? (clashes.size ? "clash" : "") : "refused";
    } catch {
      return navigator.onLine ? "down" : "offline";
    } finally {
      clearTimeout(slow);
    }
  };
  const send = async () => {
    clearTimeout(clock);
    if (running) return running.then(() => (changed().length ? send() : place.dataset.status));
    const names = changed();
    if (!names.length) return clashes.size ? "clash" : "";
    Kept.remember(form);
    running = deliver(names);
    const code = await running;
    running = undefined;
    const words = { down: "trying", offline: "trying" }[code] ?? code;
    if (!["", "clash", "refused"].includes(code)) Kept.say(form, words);
    failures = words === "trying" ? failures + 1 : 0;
    if (failures) schedule(Math.min(LIMITS.retry * 2 ** (failures - 1), LIMITS.longest));
    return code;
  };
  // Before Save: all that is sound is stored first, so that nothing is lost on the way to the next page.
  const flush = async () => {
    if (running) await running;
    const names = changed().filter((name) => !wrong.includes(name));
    const code = names.length || clashes.size ? await send() : "";
    if (code === "clash") document.querySelector(".clash")?.focus();
    return ["clash", "refused"].includes(code) ? "held" : { down: "trying", offline: "trying" }[code] ?? code;
  };

  // ---------------------------------------------------------------- the person

  form.addEventListener("input", () => schedule(LIMITS.input));
  form.addEventListener("change", ({ target }) => {
    if (target.name.startsWith("choose-")) choose(target);
    else schedule(LIMITS.change);
  });
  const choose = (radio) => {
    const box = radio.closest("[data-clash]"), name = box.dataset.clash, theirs = JSON.parse(box.dataset.theirs);
    const base = Kept.baseOf(form), input = [form.elements[name]].flat()[0];
    for (const [field, text] of Object.entries(theirs)) {
      if (radio.value === "theirs") Kept.put(form, field, [text]);
      base[field] = text;
    }
    Kept.setBase(form, base);
    clashes.delete(name);
    Kept.forget(form, Object.keys(theirs));
    Kept.remember(form);
    box.remove();
    (input?.item ? input.item(0) : input)?.focus();
    schedule(0);
  };
  for (const box of form.querySelectorAll("[data-clash]")) clashes.add(box.dataset.clash);

  addEventListener("online", () => { if (changed().length) schedule(0); });
  // A browser that keeps nothing asks before it loses something.
  addEventListener("beforeunload", (event) => {
    if (changed().length && !Kept.remember(form)) event.preventDefault();
  });
  window.Draft = { LIMITS, flush, send };
  if (changed().length) schedule(0); // restored by keep.js, which ran before
})();
