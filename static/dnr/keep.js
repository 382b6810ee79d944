// What is typed and not taken yet stays in this browser, for its own person alone, until the portal confirms it.
//
// One entry of localStorage for each form and tab: { at, number, fields: { name: { values, base } } }. Only what was
// changed is kept. It goes when the portal says that the form was taken (the cookie `dnr_kept`), at sign-out, when
// another person signs in, and after three days. Words stand in the page: components/kept_words.html.
(() => {
  "use strict";
  if (window.Kept) return;

  const HERE = document.querySelector("[data-who]")?.dataset ?? {}; // of the page, in the admin of its head
  const WHO = HERE.who ?? "";
  const PREFIX = "dnr.kept/", DAYS = 3;
  const LIMITS = { check: 8_000, slow: 10_000 }; // milliseconds
  const SKIPPED = new Set(["hidden", "file", "password", "submit", "button", "image", "reset"]);

  // ---------------------------------------------------------------- the store

  const tab = (() => {
    try {
      return (sessionStorage.dnrTab ??= crypto.getRandomValues(new Uint32Array(2)).join(""));
    } catch { return "0"; } // storage is switched off
  })();
  const own = (path) => `${PREFIX}${WHO}/${tab}${path}`;

  const keys = () => {
    try { return Object.keys(localStorage).filter((key) => key.startsWith(PREFIX)); } catch { return []; }
  };
  const read = (key) => {
    try { return JSON.parse(localStorage.getItem(key)); } catch { return null; }
  };
  const drop = (key) => {
    try { localStorage.removeItem(key); } catch { /* nothing was kept */ }
  };
  const write = (key, entry) => {
    if (!Object.keys(entry.fields).length) return drop(key);
    try { localStorage.setItem(key, JSON.stringify(entry)); } catch { /* full, or switched off */ }
  };
  const pathOf = (key) => key.slice(key.indexOf("/", PREFIX.length + WHO.length + 1));
  const mine = (path) => keys().filter((key) => key.startsWith(`${PREFIX}${WHO}/`) && pathOf(key) === path);

  // The sign-out was pressed on the page before, and here nobody is signed in.
  const leaving = () => {
    try {
      const pressed = sessionStorage.dnrLeaving;
      delete sessionStorage.dnrLeaving;
      return Boolean(pressed) && !WHO;
    } catch { return false; }
  };
  const tidy = () => {
    const oldest = Date.now() - DAYS * 86_400_000, left = leaving();
    const taken = document.cookie.match(/(?:^|; )dnr_kept=([a-z0-9]+)/)?.[1];
    if (taken) document.cookie = "dnr_kept=; Max-Age=0; Path=/; SameSite=Lax";
    for (const key of keys()) {
      const entry = read(key);
      const stranger = WHO && !key.startsWith(`${PREFIX}${WHO}/`);
      if (!entry || left || stranger || entry.at < oldest || entry.number === taken) drop(key);
    }
  };

  // ---------------------------------------------------------------- forms

  // A form that stands on several pages and is about the rows of each (data-keep="page") is another on every page.
  const keyOf = (form) => new URL(form.getAttribute("action") || location.pathname, location.href).pathname
    + (form.dataset.keep === "page" ? `@${location.pathname}` : "");
  const fields = (form) => [...form.elements].filter((el) => el.name && !SKIPPED.has(el.type) && el.type !== "fieldset"
    && !el.name.startsWith("choose-"));
  // Of a document: its days and words are kept, its files a page cannot fill in. upload.js says what came of sending.
  const isUpload = (form) => form.matches("[data-upload][enctype]");
  const keepable = (form) => WHO && form.method === "post" && form.dataset.keep !== "no" && form.id !== "changelist-form"
    && (isUpload(form) || !(form.matches("[hx-post]") || form.querySelector("[type=file]")))
    && !form.querySelector("[type=password], [autocomplete=one-time-code]") && fields(form).length > 0;

  const valuesOf = (form, initial = false) => {
    const all = {};
    for (const el of fields(form)) {
      const list = (all[el.name] ??= []);
      if (el.type === "radio" || el.type === "checkbox") {
        if (initial ? el.defaultChecked : el.checked) list.push(el.value);
      } else if (el.options) {
        const chosen = [...el.options].filter((option) => (initial ? option.defaultSelected : option.selected));
        // Without a default a list shows its first entry.
        const shown = chosen.length || el.multiple ? chosen : [...el.options].slice(0, 1);
        list.push(...shown.map((option) => option.value));
      } else list.push(initial ? el.defaultValue : el.value);
    }
    return all;
  };
  const put = (form, name, values) => {
    for (const el of fields(form).filter((field) => field.name === name)) {
      if (el.type === "radio" || el.type === "checkbox") el.checked = values.includes(el.value);
      else if (el.options) for (const option of el.options) option.selected = values.includes(option.value);
      else el.value = values[0] ?? "";
    }
  };
  const plain = (values) => values.join(",").replace(/\r\n/g, "\n").trim();

  // What the page was made from, by name; null where the form merges nothing.
  const baseOf = (form) => (form.elements.base ? JSON.parse(form.elements.base.value || "{}") : null);
  const setBase = (form, base) => { if (form.elements.base) form.elements.base.value = JSON.stringify(base); };

  // Keep what differs from what the page was made from; the entry, or null when nothing does.
  const remember = (form) => {
    const key = own(keyOf(form)), before = read(key), now = valuesOf(form), initial = valuesOf(form, true);
    const base = baseOf(form);
    const entry = { at: Date.now(), number: before?.number ?? crypto.getRandomValues(new Uint32Array(2)).join(""), fields: {} };
    for (const [name, values] of Object.entries(now)) {
      const from = before?.fields[name]?.base ?? (base && name in base ? [base[name]] : initial[name]);
      if (plain(values) !== plain(from)) entry.fields[name] = { values, base: from };
    }
    write(key, entry);
    return Object.keys(entry.fields).length ? entry : null;
  };
  const forget = (form, names) => {
    const key = own(keyOf(form)), entry = read(key);
    for (const name of names) delete entry?.fields[name];
    if (entry) write(key, entry);
  };

  // ---------------------------------------------------------------- words

  const words = (code) => document.getElementById("kept-words")?.content.querySelector(`[data-say="${code}"]`)
    ?.content.cloneNode(true);
  const placeOf = (form) => {
    const there = form.querySelector("[data-kept-status]");
    if (there) return there;
    const made = document.createElement("div");
    made.dataset.keptStatus = "";
    made.setAttribute("role", "status");
    const row = form.querySelector(".steps-row, .submit-row") ?? form.querySelector("button[type=submit]");
    row?.before(made);
    return made;
  };
  const moment = (at) => new Date(at).toLocaleString("ru", {
    timeZone: "Asia/Almaty", day: "2-digit", month: "2-digit", hour: "2-digit", minute: "2-digit",
  });
  const say = (form, code) => {
    const note = words(code);
    if (!note) return;
    for (const link of note.querySelectorAll("[data-sign-in]")) {
      link.href = `${link.getAttribute("href")}?next=${encodeURIComponent(location.pathname + location.search)}`;
    }
    if (!mine(keyOf(form)).length) for (const part of note.querySelectorAll("[data-if-kept]")) part.remove();
    for (const place of note.querySelectorAll("[data-stranger]")) place.textContent = stranger;
    placeOf(form).replaceChildren(note);
    placeOf(form).dataset.status = code;
  };

  // ---------------------------------------------------------------- coming back

  // What other tabs of this person have left for the form becomes this tab's.
  const adopt = (path) => {
    const kept = mine(path).map((key) => [key, read(key)]).filter(([, entry]) => entry);
    if (!kept.length) return null;
    kept.sort(([, left], [, right]) => left.at - right.at);
    const [, latest] = kept.at(-1);
    const entry = { ...latest, fields: Object.assign({}, ...kept.map(([, entry]) => entry.fields)) };
    for (const [key] of kept) drop(key);
    write(own(path), entry);
    return entry;
  };
  const restore = (form) => {
    const entry = adopt(keyOf(form));
    if (!entry || form.querySelector("[aria-invalid=true], .field-error, .clash") || document.querySelector("[data-problem]")) return;
    const base = baseOf(form), initial = valuesOf(form, true), now = valuesOf(form);
    // What was entered while the page was still loading is newer than what is kept.
    const touched = (name) => ![initial[name], entry.fields[name].values].map(plain).includes(plain(now[name]));
    const names = Object.keys(entry.fields).filter((name) => name in initial && !touched(name));
    const lost = names.filter((name) => plain(entry.fields[name].values) !== plain(initial[name]));
    if (!lost.length) {
      drop(own(keyOf(form)));
      remember(form);
      return;
    }
    for (const name of lost) {
      put(form, name, entry.fields[name].values);
      if (base && name in base) base[name] = plain(entry.fields[name].base);
    }
    const restored = valuesOf(form); // a row that was ticked may stand on another page of its list
    if (lost.every((name) => plain(restored[name]) === plain(initial[name]))) return;
    if (base) setBase(form, base);
    const note = words("restored");
    note.querySelector("[data-at]").textContent = moment(entry.at);
    const box = note.firstElementChild;
    box.querySelector("[data-discard]").addEventListener("click", () => discard(form, box));
    form.closest("details")?.setAttribute("open", "");
    form.prepend(note);
  };
  const discard = (form, box) => {
    drop(own(keyOf(form)));
    box.remove();
    form.reset(); // which leaves hidden inputs alone
    if (form.elements.base) form.elements.base.value = form.elements.base.defaultValue;
    fields(form)[0]?.focus();
  };

  // Kept for this case, but its form stands nowhere on the page: shown, so that it can be copied. The page of one form
  // says nothing of others.
  const orphans = () => {
    const id = location.pathname.match(/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/)?.[0];
    const main = document.querySelector("#main > .page");
    if (!id || !main || [...document.forms].some((form) => keepable(form) && keyOf(form) === location.pathname)) return;
    const here = new Set([location.pathname, ...[...document.forms].map(keyOf), ...[...document.links].map((a) => a.pathname)]);
    for (const path of new Set(keys().map(pathOf))) {
      if (!path.includes(id) || here.has(path)) continue;
      const entry = adopt(path), texts = Object.values(entry?.fields ?? {}).flatMap(({ values }) => values);
      const typed = texts.filter((text) => /\s/.test(text.trim()) || text.length > 20);
      if (!typed.length) continue;
      const note = words("orphan"), box = note.firstElementChild;
      note.querySelector("[data-at]").textContent = moment(entry.at);
      note.querySelector("[data-texts]").textContent = typed.join("\n\n");
      box.querySelector("[data-discard]").addEventListener("click", () => { drop(own(path)); box.remove(); });
      main.prepend(note);
    }
  };

  // ---------------------------------------------------------------- sending

  let stranger = ""; // who is signed in now, if it is somebody else
  // Whether this person can send now: "", or why not. A token that grew old is renewed on the way.
  const check = async () => {
    let answer;
    try {
      const means = { cache: "no-store", signal: AbortSignal.timeout(LIMITS.check) };
      const reply = await fetch(HERE.session, means);
      if (!reply.ok) return "down";
      answer = await reply.json();
    } catch {
      return navigator.onLine ? "down" : "offline";
    }
    if (!answer.who) return "ended";
    if (answer.who !== WHO) {
      stranger = answer.name;
      return "other";
    }
    for (const input of document.querySelectorAll("[name=csrfmiddlewaretoken]")) input.value = answer.csrf;
    document.body.setAttribute("hx-headers", JSON.stringify({ "X-CSRFToken": answer.csrf }));
    return "";
  };

  // The next page does not come: what asks in place says so itself.
  let clock;
  const watch = (form) => {
    clearTimeout(clock);
    if (!form.matches("[hx-post]")) clock = setTimeout(say, LIMITS.slow, form, "slow");
  };
  addEventListener("pagehide", () => clearTimeout(clock));

  const passing = new WeakSet(), checking = new WeakSet();
  const bring = (form, entry) => {
    const input = form.elements.kept ?? form.appendChild(Object.assign(document.createElement("input"), { type: "hidden", name: "kept" }));
    input.value = entry.number;
  };
  const pass = (form, submitter) => {
    const entry = read(own(keyOf(form)));
    if (entry) bring(form, entry);
    passing.add(form);
    form.requestSubmit(submitter);
  };
  const hold = async (form, submitter) => {
    if (checking.has(form)) return;
    checking.add(form);
    form.setAttribute("aria-busy", "true");
    try {
      // A form takes no second submission while its first is still being sent (HTML, 4.10.22.3): let it end.
      await new Promise((go) => setTimeout(go));
      const code = form.dataset.draft === undefined ? await check() : await window.Draft.flush();
      if (code) say(form, code);
      else pass(form, submitter);
    } finally {
      checking.delete(form);
      if (!passing.has(form)) form.removeAttribute("aria-busy");
    }
  };
  addEventListener("submit", (event) => {
    const form = event.target;
    if (form.matches("[data-leave], #logout-form")) try { sessionStorage.dnrLeaving = "1"; } catch { /* nothing was kept */ }
    if (!WHO || form.method !== "post" || event.submitter?.formTarget === "_blank") return;
    if (passing.delete(form)) return watch(form);
    const entry = keepable(form) ? remember(form) : read(own(keyOf(form)));
    if (!entry && form.dataset.draft === undefined) return watch(form);
    if (isUpload(form)) return bring(form, entry);
    event.preventDefault();
    event.stopImmediatePropagation();
    hold(form, event.submitter);
  }, true);

  addEventListener("online", () => {
    for (const place of document.querySelectorAll('[data-status="offline"], [data-status="down"]')) {
      const form = place.closest("form");
      if (form && form.dataset.draft === undefined) say(form, "back");
    }
  });

  // ---------------------------------------------------------------- begin

  tidy();
  if (!WHO) return;
  document.addEventListener("htmx:afterRequest", tidy);
  for (const name of ["input", "change"]) {
    document.addEventListener(name, ({ target }) => { if (target.form && keepable(target.form)) remember(target.form); });
  }
  window.Kept = { LIMITS, baseOf, check, forget, moment, pass, placeOf, plain, put, remember, say, setBase, valuesOf };
  for (const form of document.forms) if (keepable(form)) restore(form);
  orphans();
})();
