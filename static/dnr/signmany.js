// Several sheets in one session of NCALayer: the ticked ones are signed at once, and each signature is sent by itself.
// What has come back stands beside its sheet; what did not reach the portal is kept here and sent at the next press.
(() => {
  "use strict";
  if (window.signMany) return;

  const kept = new WeakMap(); // sheet → its signature, not sent yet

  // `content`: as it stood when it was signed; a page that was opened again draws up other sheets.
  const chosen = () => [...document.querySelectorAll("[data-sign-item]")]
    .filter((item) => item.querySelector("[data-sign-chosen]")?.checked);

  const unsigned = () => chosen().filter((item) => !kept.has(item));

  const send = async (form, item) => {
    const body = new FormData();
    body.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
    body.set("sheet_language", form.elements.sheet_language.value);
    body.set("sheet_at", item.dataset.at);
    body.set("cms", kept.get(item));
    const answer = await fetch(item.dataset.action, { method: "POST", body, credentials: "same-origin" });
    if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
    settle(item, await answer.text());
  };

  const count = (what, more) => {
    for (const place of document.querySelectorAll(`[data-many="${what}"]`)) place.textContent = Number(place.textContent) + more;
  };

  const settle = (item, text) => {
    const place = item.querySelector("[data-sign-came]");
    place.replaceChildren(...new DOMParser().parseFromString(text, "text/html").body.childNodes);
    kept.delete(item);
    const state = place.querySelector("[data-state]")?.dataset.state;
    const box = item.querySelector("[data-sign-chosen]");
    box.checked = false;
    if (state === "waits") return;
    count("waits", -1);
    if (state === "done") count("done", 1);
    box.closest("p").remove();
    item.removeAttribute("data-sign-item");
  };

  // `signatures`: those of `unsigned()` at the time of asking, in its order. Whether all reached the portal.
  const sendAll = async (form, items, signatures) => {
    items.forEach((item, place) => kept.set(item, signatures[place]));
    let whole = true;
    for (const item of chosen().filter((each) => kept.has(each))) {
      try {
        await send(form, item);
      } catch {
        whole = false;
      }
    }
    return whole;
  };

  window.signMany = { chosen, unsigned, sendAll };
})();
