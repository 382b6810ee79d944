// /verify/: the SHA-256 of a chosen or dropped file, computed here; the file itself goes nowhere.
// Where the browser gives no SubtleCrypto (a page that did not come over https) the form is sent as it is.
(() => {
  "use strict";

  const LIMIT = 20 * 1024 * 1024;
  const MARK = /DNR-CODE:([2-9A-Z]{12})(?![0-9A-Z])/g; // cases.letters.marks
  const form = document.querySelector("form[data-verify]");
  if (!form || !globalThis.crypto?.subtle) return;

  const input = form.querySelector('input[type="file"]');
  const place = document.querySelector("[data-answer]");
  const progress = document.querySelector("[data-progress]");
  form.querySelector("[data-stays]").hidden = false;
  form.querySelector("[data-sent]").hidden = true;

  let turn = 0; // the answer to an earlier file must not overtake the later one

  const say = (name) => {
    place.replaceChildren(document.getElementById(`verify-${name}`).content.cloneNode(true));
    progress.textContent = place.textContent.trim();
  };

  const hex = (buffer) => Array.from(new Uint8Array(buffer), (byte) => byte.toString(16).padStart(2, "0")).join("");

  // By the first bytes, as egov.front.fingerprints.sort_of does.
  const sortOf = (bytes) => {
    const head = new TextDecoder("latin1").decode(bytes.subarray(0, 64));
    if (head.startsWith("PK\x03\x04") || head.startsWith("PK\x05\x06")) return "bundle";
    if (head[0] === "0" && hex(bytes.slice(0, 20)).includes("06092a864886f70d010702")) return "signature";
    return /^-----BEGIN (CMS|PKCS7|SIGNATURE)/.test(head) ? "signature" : "";
  };

  const codeIn = (bytes) => {
    const marks = [...new TextDecoder("latin1").decode(bytes).matchAll(MARK)];
    return marks.length ? marks[marks.length - 1][1] : "";
  };

  const ask = async (file, mine) => {
    let bytes;
    try {
      bytes = new Uint8Array(await file.arrayBuffer());
    } catch {
      return mine === turn && say("unreadable");
    }
    const sha256 = hex(await crypto.subtle.digest("SHA-256", bytes));
    const query = new URLSearchParams({ code: codeIn(bytes) || form.elements.code.value, sort: sortOf(bytes) });
    const address = `${form.dataset.verify.replace("sha256", sha256)}?${query}`;
    let answer;
    try {
      const response = await fetch(address, { headers: { "HX-Request": "true" }, credentials: "same-origin" });
      if (!response.ok && response.status !== 429) throw new Error(response.status);
      answer = await response.text();
    } catch {
      return mine === turn && say("offline");
    }
    if (mine === turn) show(answer, file.name);
  };

  const show = (html, name) => {
    place.innerHTML = html; // our own server's words; the file's name goes in as text only
    const label = place.querySelector("[data-name]");
    if (label) label.textContent = name;
    progress.textContent = place.querySelector("h2, p")?.textContent.trim() ?? "";
    place.focus();
  };

  const verify = (files) => {
    turn += 1;
    if (!files.length) return say("none");
    if (files.length > 1) return say("many");
    if (!files[0].size) return say("empty");
    if (files[0].size > LIMIT) return say("large");
    say("working");
    return ask(files[0], turn);
  };

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    verify(input.files);
  });
  input.addEventListener("change", () => input.files.length && verify(input.files));

  for (const name of ["dragenter", "dragover"]) {
    form.addEventListener(name, (event) => {
      event.preventDefault();
      form.classList.add("is-over");
    });
  }
  form.addEventListener("dragleave", (event) => {
    if (!form.contains(event.relatedTarget)) form.classList.remove("is-over");
  });
  form.addEventListener("drop", (event) => {
    event.preventDefault();
    form.classList.remove("is-over");
    verify(event.dataTransfer.files);
  });
  // A file that misses the frame must not replace the page.
  for (const name of ["dragover", "drop"]) addEventListener(name, (event) => event.preventDefault());
})();
