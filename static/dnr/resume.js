// A large file goes to the portal in pieces (tus 1.0.0), and on from where it stopped when the connection was lost; the
// form then names it instead of bringing it. Without this file the form brings it whole.
(() => {
  "use strict";
  if (!window.uploads) return;
  const { words, say, chosen, way, quiet, forgetErrors, refusedHere, fail, failSignedOut, sentence } = window.uploads;

  // Together so small that a second try costs no more than asking how far it came.
  const SMALL = 512 * 1024;
  const PIECE = { first: 256 * 1024, most: 1024 * 1024, quick: 1000 };
  const WAITS = [1, 2, 4, 8, 15, 30]; // seconds; then the last of them again
  const GIVE_UP = 15 * 60 * 1000;

  class Refused extends Error {
    constructor(status) {
      super(status);
      this.status = status;
    }
  }

  const SIGNED_OUT = 401; // the portal answers with the way to its sign-in page

  const ask = async (method, url, headers, body) => {
    const token = JSON.parse(document.body.getAttribute("hx-headers") ?? "{}");
    const answer = await fetch(url, {
      method, body, cache: "no-store", credentials: "same-origin", redirect: "manual",
      headers: { "Tus-Resumable": "1.0.0", "HX-Request": "true", ...token, ...headers },
      signal: AbortSignal.timeout?.(Number(words.stall) * 1000),
    });
    if (answer.type === "opaqueredirect") throw new Refused(SIGNED_OUT);
    if (!answer.ok) throw new Refused(answer.status);
    return answer;
  };

  const offsetOf = (answer) => Number(answer.headers.get("Upload-Offset"));

  // ---------------------------------------------------------------------------------------------- which file is where

  // Of this tab alone: it outlives a page that is loaded again, and a new signing in.
  const key = (file) => `half ${file.name} ${file.size} ${file.lastModified}`;
  const remembered = (file) => {
    try { return sessionStorage.getItem(key(file)); } catch { return null; }
  };
  const remember = (file, url) => {
    try { url ? sessionStorage.setItem(key(file), url) : sessionStorage.removeItem(key(file)); } catch { /* full, or off */ }
  };
  const places = new WeakMap(); // file → its address
  const placeOf = (file) => places.get(file) ?? remembered(file);
  const setPlace = (file, url) => {
    url ? places.set(file, url) : places.delete(file);
    remember(file, url);
  };

  const packed = (text) => btoa(String.fromCharCode(...new TextEncoder().encode(text)));

  const begin = async (form, file) => {
    const headers = { "Upload-Length": String(file.size), "Upload-Metadata": `filename ${packed(file.name)}` };
    const answer = await ask("POST", form.dataset.pieces, headers);
    setPlace(file, answer.headers.get("Location"));
    return 0;
  };

  // How far it has come: asked, or begun where nothing is known of it there.
  const standing = async (form, file) => {
    const place = placeOf(file);
    if (!place) return begin(form, file);
    try {
      return offsetOf(await ask("HEAD", place));
    } catch (error) {
      if (![404, 410].includes(error.status)) throw error;
      setPlace(file, null);
      return begin(form, file);
    }
  };

  // ---------------------------------------------------------------------------------------------- sending

  const passes = (error) => !(error instanceof Refused) || error.status === 409 || error.status === 408 || error.status >= 500;

  // Until the connection is back, or it is time to try.
  const pause = (seconds) => new Promise((done) => {
    const go = () => {
      clearTimeout(timer);
      removeEventListener("online", go);
      done();
    };
    const timer = setTimeout(go, seconds * 1000);
    addEventListener("online", go);
  });

  const readable = (file) => file.slice(0, 1).arrayBuffer().then(() => true, () => false);

  const send = async (form, file, progress) => {
    let size = PIECE.first, failed = 0, since = Date.now();
    for (let offset = null; offset !== file.size;) {
      try {
        offset ??= await standing(form, file);
        progress(offset);
        const piece = file.slice(offset, offset + size), begun = Date.now();
        if (piece.size) {
          const headers = { "Upload-Offset": String(offset), "Content-Type": "application/offset+octet-stream" };
          offset = offsetOf(await ask("PATCH", placeOf(file), headers, piece));
          size = Date.now() - begun < PIECE.quick ? Math.min(2 * size, PIECE.most) : PIECE.first;
        }
        failed = 0;
        since = Date.now();
      } catch (error) {
        if (!passes(error) || Date.now() - since > GIVE_UP || !(await readable(file))) throw error;
        offset = null;
        progress(null);
        await pause(WAITS[Math.min(failed++, WAITS.length - 1)]);
      }
    }
    progress(file.size);
  };

  const sendAll = async (form, files) => {
    const all = files.reduce((sum, file) => sum + file.size, 0);
    let before = 0, percent = 0;
    for (const file of files) {
      await send(form, file, (offset) => {
        // "100 %" is shown once the form itself is on its way.
        if (offset !== null) percent = Math.min(99, (100 * (before + offset)) / all);
        way(form, percent);
        if (offset === null) form.querySelector(".upload-way [role=status]").textContent = say(words.waiting, { percent: Math.floor(percent) });
      });
      before += file.size;
    }
  };

  // ---------------------------------------------------------------------------------------------- in the form

  const busy = new WeakSet(); // forms whose files are on their way
  const whole = new WeakMap(); // form → its files, all of which have arrived
  const named = new WeakMap(); // form → its files, which are to be stored now

  const isLarge = (files) => files.reduce((sum, file) => sum + file.size, 0) > SMALL;

  document.addEventListener("htmx:confirm", (event) => {
    const form = event.target;
    if (!form.matches?.("form[data-pieces]") || !isLarge(chosen(form))) return;
    event.preventDefault();
    quiet(form);
    if (busy.has(form) || refusedHere(form)) return;
    forgetErrors(form);
    go(form, chosen(form), event.detail.issueRequest);
  });

  const go = async (form, files, issue) => {
    busy.add(form);
    try {
      await sendAll(form, files);
      whole.set(form, files);
      issue(true);
    } catch (error) {
      stopped(form, error);
    } finally {
      busy.delete(form);
    }
  };

  const stopped = (form, error) => {
    if (error.status === SIGNED_OUT) return failSignedOut(form, words.sessionOver);
    fail(form, error instanceof Refused ? sentence(error.status) : words.lost);
  };

  document.addEventListener("htmx:configRequest", (event) => {
    const form = event.detail.elt, files = whole.get(form);
    if (!files) return;
    whole.delete(form);
    named.set(form, files);
    const fields = event.detail.formData;
    fields.delete("file");
    for (const file of files) fields.append("resumed", placeOf(file).split("/").at(-2));
  });

  document.addEventListener("htmx:afterRequest", (event) => {
    const form = event.detail.requestConfig?.elt;
    for (const file of (event.detail.successful && named.get(form)) || []) setPlace(file, null);
    named.delete(form);
  });
})();
