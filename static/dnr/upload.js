// Uploads: the size is asked before sending, the way is shown, and every failure is a sentence in the card, with the
// chosen files kept. Without this file the forms work as forms do.
(() => {
  "use strict";
  const words = document.getElementById("upload-words")?.dataset;
  if (!words || !window.htmx) return;

  const say = (text, facts = {}) => text.replace(/\{(\w+)\}/g, (all, name) => facts[name] ?? all);
  const card = (form) => document.getElementById(form.dataset.upload);
  const input = (form) => form.querySelector("input[type=file]");
  const chosen = (form) => [...(input(form)?.files ?? [])];
  const inSizes = (bytes) => {
    const [kb, mb] = words.units.split(" ");
    const large = bytes >= 1024 * 1024;
    // As the portal writes them (cases/values/sizes.py).
    const number = large ? Math.ceil((bytes * 10) / 1024 / 1024) / 10 : Math.ceil(bytes / 1024);
    const language = document.documentElement.lang;
    // Browsers without Kazakh numbers would write English ones.
    return `${number.toLocaleString(language === "kk" ? "ru" : language)}\u00a0${large ? mb : kb}`;
  };

  // ---------------------------------------------------------------------------------------------- messages

  const make = (tag, text, attributes = {}) => {
    const made = document.createElement(tag);
    made.textContent = text;
    for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
    return made;
  };

  const quiet = (form) => {
    form.querySelector(".upload-result").replaceChildren();
    input(form)?.removeAttribute("aria-invalid");
    // What the portal answered to the file before this one.
    const field = input(form)?.closest(".field-error");
    field?.classList.remove("field-error");
    field?.querySelector(".errorlist")?.remove();
  };

  // Sent once more: what was wrong the last time is judged again, and is not read beside the new answer.
  const forgetErrors = (form) => {
    for (const error of form.querySelectorAll(".errorlist, .form-errors")) error.remove();
    for (const field of form.querySelectorAll(".field-error")) field.classList.remove("field-error");
    for (const field of form.querySelectorAll("[aria-invalid]")) field.removeAttribute("aria-invalid");
  };

  // `ways`: what the person can do, the first of which takes the focus.
  const complain = (form, text, ways = []) => {
    way(form, null);
    const note = make("div", "", { class: "note note-error" });
    note.append(make("p", text));
    if (ways.length) {
      const row = make("div", "", { class: "steps-row" });
      row.append(...ways);
      note.append(row);
    }
    form.querySelector(".upload-result").replaceChildren(note);
    ended(form);
    if (worksIn(card(form))) (ways[0] ?? input(form))?.focus();
  };

  // For saveall.js, which goes on to the next.
  const ended = (form) => document.dispatchEvent(new CustomEvent("upload-over", { detail: form }));

  // Who has gone on to another card meanwhile is not called back.
  const worksIn = (place) => document.activeElement === document.body || place.contains(document.activeElement);

  const againButton = (form) => {
    const button = make("button", words.again, { type: "button", class: "btn btn-outline-primary btn-small" });
    button.addEventListener("click", () => again(form, button));
    return button;
  };

  const signInLink = () =>
    make("a", words.goSignIn, {
      href: `${words.signIn}?next=${encodeURIComponent(location.pathname)}`,
      target: "_blank", rel: "noopener", class: "btn btn-primary btn-small",
    });

  const fail = (form, text) => complain(form, text, [againButton(form)]);
  const failSignedOut = (form, text) => complain(form, text, [signInLink(), againButton(form)]);

  const way = (form, percent) => {
    const box = form.querySelector(".upload-way");
    box.hidden = percent === null;
    if (percent === null) return;
    box.querySelector("progress").value = percent;
    const status = box.querySelector("[role=status]");
    const text = percent >= 100 ? words.checking : say(words.sending, { percent: Math.floor(percent / 10) * 10 });
    if (status.textContent !== text) status.textContent = text; // announced at each tenth, not at each packet
  };

  // ---------------------------------------------------------------------------------------------- before sending

  const tooMuch = (files) => {
    const large = files.find((file) => file.size > Number(words.file));
    if (large) return say(words.tooLarge, { name: large.name, size: inSizes(large.size), limit: words.fileWords });
    if (files.length > Number(words.files)) return say(words.tooMany, { count: files.length, limit: words.files });
    const together = files.reduce((sum, file) => sum + file.size, 0);
    if (together <= Number(words.together)) return "";
    return say(words.tooLargeTogether, { size: inSizes(together), limit: words.togetherWords });
  };

  const refusedHere = (form) => {
    const text = tooMuch(chosen(form));
    if (!text) return false;
    complain(form, text);
    input(form).setAttribute("aria-invalid", "true");
    return true;
  };

  const choose = (form, files) => {
    const carrier = new DataTransfer();
    for (const file of files) carrier.items.add(file);
    input(form).files = carrier.files;
    list(form);
  };

  // The files are listed with their sizes, to be looked at before they are sent; of several each can be taken out again.
  const list = (form) => {
    const files = chosen(form), box = form.querySelector(".upload-chosen");
    input(form).after(box);
    box.hidden = !files.length;
    for (const link of box.querySelectorAll("a")) URL.revokeObjectURL(link.href);
    box.replaceChildren(...files.map((file, place) => line(form, files, file, place)));
  };

  const SHOWN = ["application/pdf", "image/jpeg", "image/png", "image/webp", "image/avif"];

  const look = (file) => {
    const link = make("a", words.look, { href: URL.createObjectURL(file), target: "_blank", rel: "noopener" });
    link.append(make("span", `: ${file.name}`, { class: "visually-hidden" }));
    return link;
  };

  const line = (form, files, file, place) => {
    const item = make("li", `${file.name} · ${inSizes(file.size)} `);
    if (SHOWN.includes(file.type)) item.append(look(file));
    if (files.length < 2) return item;
    const button = make("button", words.takeOut, { type: "button", class: "btn btn-small" });
    button.append(make("span", `: ${file.name}`, { class: "visually-hidden" }));
    button.addEventListener("click", () => {
      choose(form, files.filter((_file, other) => other !== place));
      quiet(form);
      refusedHere(form) || input(form).focus();
    });
    item.append(button);
    return item;
  };

  document.addEventListener("change", (event) => {
    const form = event.target.form;
    if (event.target.type !== "file" || !form?.matches("[data-upload]")) return;
    quiet(form);
    list(form);
    refusedHere(form);
  });

  // ---------------------------------------------------------------------------------------------- dropped, or taken

  const formAt = (place) => place.closest?.("article.doc")?.querySelector("form[data-upload][enctype]");
  const dropped = (event) => event.dataTransfer?.types.includes("Files") && formAt(event.target);

  document.addEventListener("dragover", (event) => {
    const form = dropped(event);
    if (!form) return;
    event.preventDefault();
    card(form).classList.add("doc-dropping");
  });
  document.addEventListener("dragleave", (event) => formAt(event.target)?.closest("article").classList.remove("doc-dropping"));
  document.addEventListener("drop", (event) => {
    const form = dropped(event);
    if (!form) return;
    event.preventDefault();
    card(form).classList.remove("doc-dropping");
    form.closest("details")?.setAttribute("open", "");
    take(form, [...event.dataTransfer.files]);
  });

  // What the browser itself would do with files that are chosen.
  const take = (form, files) => {
    choose(form, input(form).multiple ? files : files.slice(0, 1));
    input(form).dispatchEvent(new Event("change", { bubbles: true }));
  };

  // A telephone has a camera: each picture is a page more.
  const camera = (form) => {
    const field = input(form);
    const taken = make("input", "", { type: "file", accept: "image/*", hidden: "" });
    taken.setAttribute("capture", form.dataset.upload === "doc-photo" ? "user" : "environment");
    taken.className = "upload-camera";
    const button = make("button", field.multiple ? words.camera : words.cameraOnce, { type: "button", class: "btn btn-outline-primary btn-small" });
    button.addEventListener("click", () => taken.click());
    taken.addEventListener("change", (event) => {
      event.stopPropagation();
      if (taken.files.length) take(form, [...(field.multiple ? chosen(form) : []), ...taken.files]);
      taken.value = "";
    });
    field.after(button, taken);
  };

  const ways = (place) => {
    for (const form of place.querySelectorAll("form[data-upload][enctype]:not([data-ways])")) {
      if (!input(form)) continue;
      form.dataset.ways = "";
      if (matchMedia("(any-pointer: coarse)").matches) camera(form);
      else input(form).after(make("p", words.drop, { class: "hint upload-drop" }));
    }
  };
  ways(document);
  document.addEventListener("htmx:afterSettle", () => ways(document));

  // ---------------------------------------------------------------------------------------------- sending

  const stalls = new WeakMap();
  const alive = (form) => {
    clearTimeout(stalls.get(form));
    stalls.set(form, setTimeout(() => htmx.trigger(form, "htmx:abort"), Number(words.stall) * 1000));
  };
  const over = (form) => clearTimeout(stalls.get(form));
  const uploadOf = (event) => {
    const form = event.detail.requestConfig?.elt ?? event.detail.elt;
    return form?.matches?.("form[data-upload]") ? form : null;
  };
  const on = (name, act) =>
    document.addEventListener(name, (event) => {
      const form = uploadOf(event);
      if (form) act(form, event);
    });

  const pressed = new WeakMap(); // form → its button that was pressed last
  document.addEventListener("submit", (event) => pressed.set(event.target, event.submitter), true);

  let moved = null; // which button beside which file was pressed, to come back to it
  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("[data-move]");
    moved = button ? { way: button.dataset.move, place: Number(button.dataset.place) } : null;
  });

  on("htmx:beforeRequest", (form, event) => {
    quiet(form);
    if (refusedHere(form)) return event.preventDefault();
    forgetErrors(form);
    alive(form);
    if (chosen(form).length) way(form, 0);
  });
  on("htmx:xhr:progress", (form, event) => {
    alive(form);
    if (event.detail.lengthComputable && chosen(form).length) way(form, (100 * event.detail.loaded) / event.detail.total);
  });
  on("htmx:afterRequest", (form) => {
    over(form);
    ended(form);
  });
  on("htmx:sendAbort", (form) => fail(form, words.stalled));
  on("htmx:timeout", (form) => fail(form, words.stalled));
  on("htmx:sendError", async (form) => {
    for (const file of chosen(form)) {
      try {
        await file.slice(0, 1).arrayBuffer();
      } catch {
        return complain(form, say(words.unreadable, { name: file.name }));
      }
    }
    fail(form, words.lost);
  });

  const pathOf = (address) => (address ? new URL(address, location.href).pathname : "");
  const isSignIn = (path) => path.startsWith(words.signIn);

  // ---------------------------------------------------------------------------------------------- the answer

  const kept = new WeakMap(); // response → files that were chosen when it was asked

  on("htmx:beforeSwap", (form, event) => {
    const { xhr, requestConfig } = event.detail;
    const asked = pathOf(requestConfig.path), came = pathOf(xhr.responseURL) || asked;
    const isCard = xhr.responseText.includes(`id="${form.dataset.upload}"`);
    event.detail.shouldSwap = isCard && [200, 409, 422].includes(xhr.status);
    if (event.detail.shouldSwap) {
      event.detail.isError = false;
      const { title, upload: target } = form.dataset;
      kept.set(xhr, { files: chosen(form), title, target, here: worksIn(card(form)) });
    } else if (isSignIn(came)) {
      failSignedOut(form, words.sessionOver);
    } else if (came !== asked && xhr.status < 400) {
      location.assign(xhr.responseURL); // the case has moved on: go where it is
    } else if (xhr.status === 403) {
      way(form, null);
      refusedThere(form);
    } else {
      fail(form, sentence(xhr.status));
    }
  });

  // A page from before the last signing in, or nobody signed in at all?
  const refusedThere = async (form) => {
    const text = await standing().then(({ why }) => why, () => words.lost);
    if (text) failSignedOut(form, text);
    else fail(form, words["status-403"]);
  };

  // The page of this address as it is now; `why` it is not to be had.
  const standing = async () => {
    const answer = await fetch(location.pathname, { credentials: "same-origin", cache: "no-store" });
    if (isSignIn(pathOf(answer.url))) return { why: words.sessionOver };
    if ([403, 404].includes(answer.status)) return { why: words.stranger };
    return { answer };
  };

  const sentence = (status) =>
    words[`status-${status}`] ?? words[`status${status}`] ?? (status >= 500 ? words["status-500"] : words.unexpected);

  // htmx swaps the card, and the element that was worked with is gone: the focus would fall to the body.
  document.addEventListener("htmx:afterSettle", (event) => {
    const before = kept.get(event.detail.xhr);
    if (!before) return;
    kept.delete(event.detail.xhr);
    const now = document.getElementById(before.target);
    if (!now) return;
    const form = now.querySelector("form[data-upload][enctype]");
    if (event.detail.xhr.status >= 400) return stay(now, form, before);
    document.getElementById("upload-saved").textContent = say(words.saved, { title: before.title });
    if (before.here) (movedButton(now) ?? now.querySelector("summary") ?? now.querySelector("h3")).focus();
  });

  // What was sent is chosen again, unless it is itself the one thing that was wrong.
  const stay = (now, form, { files, here }) => {
    const field = form && input(form);
    if (field && (files.length > 1 || field.getAttribute("aria-invalid") !== "true")) choose(form, files);
    const first = now.querySelector("[aria-invalid=true], .form-errors");
    if (first?.matches(".form-errors")) first.tabIndex = -1;
    if (here) (first ?? now.querySelector("h3")).focus();
  };

  const movedButton = (now) => {
    if (!moved) return null;
    const place = moved.place + { up: -1, down: 1, out: 0 }[moved.way];
    const near = [...now.querySelectorAll(`[data-place="${place}"]`)];
    return near.find((button) => button.dataset.move === moved.way) ?? near[0] ?? null;
  };

  // ---------------------------------------------------------------------------------------------- once more

  // Signing in again has made the page's token an old one: a fresh page of the same address brings the new.
  const again = async (form, button) => {
    button.setAttribute("aria-busy", "true");
    try {
      const { why, answer } = await standing();
      if (why) return failSignedOut(form, why);
      if (!answer.ok) return fail(form, sentence(answer.status));
      renew(new DOMParser().parseFromString(await answer.text(), "text/html"));
    } catch {
      return fail(form, words.lost);
    } finally {
      button.removeAttribute("aria-busy");
    }
    const submit = pressed.get(form) ?? form.querySelector("button[type=submit]");
    submit.focus();
    form.requestSubmit(submit);
  };

  const renew = (page) => {
    const token = page.querySelector("input[name=csrfmiddlewaretoken]")?.value;
    if (!token) return;
    for (const input of document.querySelectorAll("input[name=csrfmiddlewaretoken]")) input.value = token;
    document.body.setAttribute("hx-headers", page.body.getAttribute("hx-headers"));
  };

  // For resume.js.
  window.uploads = { words, say, chosen, way, quiet, forgetErrors, refusedHere, fail, failSignedOut, sentence };
})();
