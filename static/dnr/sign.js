// The sign panel: a form that NCALayer fills in. All words stand in the page, in its language, as templates; without
// this file the panel still takes a signature made in another program.
(() => {
  "use strict";
  if (window.signPanels) return;
  window.signPanels = true;

  const STAGES = ["connecting", "choosing", "checking"];
  const running = new WeakMap(); // form → AbortController, while NCALayer is at work
  const part = (form, name) => form.querySelector(`[data-sign-${name}]`);

  const say = (form, code, detail = "") => {
    const words = (wanted) => form.querySelector(`template[data-say="${wanted}"]`);
    const note = (words(code) ?? words("unknown")).content.cloneNode(true);
    const place = note.querySelector("[data-sign-detail]");
    if (place && detail) place.querySelector("code").textContent = detail;
    else place?.remove();
    for (const link of note.querySelectorAll("[data-sign-address]")) link.href = pageOf(form.dataset.address);
    part(form, "status").replaceChildren(note);
  };

  // NCALayer's own address as a page, where a browser lets one trust its certificate.
  const pageOf = (address) => address.replace(/^ws/, "http");

  const show = (form, stage) => {
    const at = STAGES.indexOf(stage);
    part(form, "progress").hidden = at < 0;
    for (const [place, step] of [...part(form, "progress").children].entries()) {
      step.className = place < at ? "is-done" : place === at ? "is-current" : "";
      if (place === at) step.setAttribute("aria-current", "step");
      else step.removeAttribute("aria-current");
    }
    part(form, "stop").hidden = at < 0 || stage === "checking";
    const start = part(form, "start");
    // Not `disabled`: that would throw the focus away.
    if (at < 0) start.removeAttribute("aria-disabled");
    else start.setAttribute("aria-disabled", "true");
  };

  const ready = (form) => {
    const lost = part(form, "stop").contains(document.activeElement);
    show(form, "");
    if (lost) part(form, "start").focus();
  };

  const whatToSign = ({ dataset }) => ({
    data: dataset.content,
    attached: dataset.attached === "true",
    iin: dataset.iin,
    bin: dataset.bin,
    extKeyUsageOids: dataset.eku.split(" ").filter(Boolean),
    locale: document.documentElement.lang,
  });

  // A panel for several sheets (signmany.js): one question of NCALayer for those that have no signature yet.
  const many = async (form, means) => {
    const { chosen, unsigned, sendAll } = window.signMany;
    if (!chosen().length) return "none_chosen";
    const items = unsigned();
    const asked = { ...whatToSign(form), data: items.map((item) => item.dataset.content) };
    const made = items.length ? await window.NCALayer.sign(form.dataset.address, asked, means) : [];
    means.onStage("checking");
    return (await sendAll(form, items, made)) ? "all_sent" : "not_all_sent";
  };

  const begin = async (form) => {
    if (running.has(form) || form.dataset.sent || part(form, "start").hasAttribute("aria-disabled")) return;
    const mind = new AbortController();
    running.set(form, mind);
    const onStage = (stage) => { show(form, stage); say(form, stage); };
    const means = { signal: mind.signal, onStage };
    try {
      if ("signMany" in form.dataset) {
        say(form, await many(form, means));
        return ready(form);
      }
      form.elements.cms.value = await window.NCALayer.sign(form.dataset.address, whatToSign(form), means);
    } catch (error) {
      say(form, error.code ?? "unknown", error.detail ?? String(error));
      return ready(form);
    } finally {
      running.delete(form);
    }
    const held = part(form, "stop").contains(document.activeElement);
    if (form.elements.cms_file) form.elements.cms_file.value = ""; // of two signatures the one just made counts
    onStage("checking");
    if (held) part(form, "start").focus();
    form.requestSubmit();
  };

  document.addEventListener("click", (event) => {
    const form = event.target.closest?.("form[data-sign]");
    if (form && event.target.closest("[data-sign-start]")) begin(form);
    if (form && event.target.closest("[data-sign-stop]")) running.get(form)?.abort();
  });

  const wake = () => {
    for (const live of document.querySelectorAll("[data-sign-live][hidden]")) live.hidden = false;
  };
  wake();
  document.addEventListener("htmx:load", wake);

  // Leaving the page closes the line; coming back to it from the browser's memory begins again.
  const panels = () => document.querySelectorAll("form[data-sign]");
  addEventListener("pagehide", () => panels().forEach((form) => running.get(form)?.abort()));
  addEventListener("pageshow", ({ persisted }) => {
    if (!persisted) return;
    for (const form of panels()) {
      form.elements.cms.value = "";
      part(form, "status").replaceChildren();
      ready(form);
    }
  });
})();
