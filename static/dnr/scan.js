// The page that finds a case by its paper: the camera reads the QR code where the browser itself can do that.
(() => {
  "use strict";

  const form = document.querySelector("[data-scan-form]");
  const part = document.querySelector("[data-scan]");
  if (!form || !part || !("BarcodeDetector" in globalThis) || !navigator.mediaDevices?.getUserMedia) return;

  const find = (name) => part.querySelector(`[data-scan-${name}]`);
  const start = find("start"), stop = find("stop"), video = find("video"), status = find("status");
  const say = (name) => {
    status.textContent = name ? part.querySelector(`[data-scan-words="${name}"]`).innerHTML.trim() : "";
  };

  let stream = null;

  const end = () => {
    for (const track of stream?.getTracks() ?? []) track.stop();
    stream = null;
    video.srcObject = null;
    video.hidden = stop.hidden = true;
    start.hidden = false;
  };

  const look = async (detector) => {
    if (!stream) return;
    let codes = [];
    try {
      codes = await detector.detect(video);
    } catch {
      // A picture that is not there yet: the next one will be.
    }
    if (!stream) return;
    if (!codes.length) return void setTimeout(look, 150, detector);
    say("read");
    end();
    form.elements.code.value = codes[0].rawValue;
    form.requestSubmit();
  };

  const begin = async () => {
    try {
      stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" }, audio: false });
      video.srcObject = stream;
      await video.play();
    } catch {
      end();
      return say("refused");
    }
    video.hidden = stop.hidden = false;
    start.hidden = true;
    say("looking");
    look(new BarcodeDetector({ formats: ["qr_code"] }));
  };

  BarcodeDetector.getSupportedFormats().then((formats) => {
    if (!formats.includes("qr_code")) return;
    document.querySelector("[data-scan-none]").hidden = true;
    part.hidden = false;
    start.addEventListener("click", begin);
    stop.addEventListener("click", () => {
      end();
      say("");
    });
    addEventListener("pagehide", end);
  });
})();
