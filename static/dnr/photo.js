// The photo of 35 × 45 mm is cut in the browser. Without this file the picture is sent as it was chosen, and the portal
// says what is wrong with its shape.
(() => {
  "use strict";
  const words = document.getElementById("photo-words")?.dataset;
  if (!words || !window.createImageBitmap) return;

  const SHAPE = 9 / 7, SHOWN = 245, STEP = 8;
  const [leastWidth, leastHeight] = words.least.split(" ").map(Number);
  const say = (text, facts) => text.replace(/\{(\w+)\}/g, (all, name) => facts[name] ?? all);
  const make = (tag, text, attributes = {}) => {
    const made = document.createElement(tag);
    made.textContent = text;
    for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
    return made;
  };

  document.addEventListener("change", async (event) => {
    const field = event.target, form = field.form;
    if (field.type !== "file" || !field.name || form?.dataset.upload !== "doc-photo") return;
    form.querySelector(".photo-tool")?.remove();
    const file = field.files[0];
    if (!file || field.dataset.cut === file.name + file.size) return;
    try {
      open(form, field, file, await createImageBitmap(file, { imageOrientation: "from-image" }));
    } catch {
      // No picture that this browser can draw (HEIC, most often): the portal takes it as it is.
    }
  });

  // Saved with the frame open, what it holds is sent; where that is too small, the portal says so of the whole picture.
  const frames = new WeakMap(); // form → takes what the frame holds, and goes on
  addEventListener("submit", (event) => {
    const form = event.target, take = form.querySelector(".photo-tool canvas[tabindex]") && frames.get(form);
    if (!take?.(() => form.requestSubmit(event.submitter))) return;
    event.preventDefault();
    event.stopImmediatePropagation();
  }, true);

  const open = (form, field, file, picture) => {
    const view = { picture, turned: 0, zoom: 1, x: 0, y: 0 };
    const canvas = make("canvas", "", { width: SHOWN, height: Math.round(SHOWN * SHAPE), tabindex: 0, role: "img" });
    canvas.setAttribute("aria-label", words.how);
    const zoom = make("input", "", { type: "range", min: 1, max: 5, step: 0.05, value: 1, id: "photo-zoom" });
    const status = make("p", "", { class: "small", role: "status" });
    const button = (text, css, act) => {
      const made = make("button", text, { type: "button", class: `btn btn-small ${css}` });
      made.addEventListener("click", act);
      return made;
    };
    const tool = make("div", "", { class: "photo-tool panel panel-pale", role: "group", "aria-label": words.title });
    const row = make("div", "", { class: "steps-row" });
    const use = button(words.use, "btn-primary", () => cut(field, file, view, tool));
    frames.set(form, (then) => !use.disabled && (cut(field, file, view, tool, then), true));
    row.append(
      use,
      button(words.turn, "btn-outline-primary", () => { view.turned = (view.turned + 1) % 4; view.x = view.y = 0; draw(); }),
      button(words.leave, "btn-outline-primary", () => { tool.remove(); field.focus(); }),
    );
    tool.append(
      make("p", words.title, { class: "h3" }), make("p", words.how, { class: "hint" }), canvas,
      make("label", words.zoom, { for: "photo-zoom" }), zoom, status, row, make("p", words.face, { class: "hint" }),
    );
    field.after(tool);

    const draw = () => {
      const { width, height } = paint(canvas, view);
      const enough = width >= leastWidth && height >= leastHeight;
      status.textContent = say(enough ? words.enough : words.small, { width, height, least: `${leastWidth} × ${leastHeight}` });
      use.disabled = !enough;
    };
    const move = (right, down) => { view.x += right; view.y += down; draw(); };
    zoom.addEventListener("input", () => { view.zoom = Number(zoom.value); draw(); });
    canvas.addEventListener("keydown", (event) => {
      const way = { ArrowLeft: [-STEP, 0], ArrowRight: [STEP, 0], ArrowUp: [0, -STEP], ArrowDown: [0, STEP] }[event.key];
      if (!way) return;
      event.preventDefault();
      move(...way);
    });
    canvas.addEventListener("pointerdown", (event) => canvas.setPointerCapture(event.pointerId));
    canvas.addEventListener("pointermove", (event) => {
      if (event.buttons || event.pointerType === "touch") move(event.movementX, event.movementY);
    });
    draw();
  };

  // How large the picture is drawn on a canvas of this width, and from where; it never leaves a part of it empty.
  const laid = (canvas, view) => {
    const sideways = view.turned % 2;
    const [w, h] = sideways ? [view.picture.height, view.picture.width] : [view.picture.width, view.picture.height];
    const scale = Math.max(canvas.width / w, canvas.height / h) * view.zoom;
    const unit = canvas.width / SHOWN;
    const most = [(w * scale - canvas.width) / 2, (h * scale - canvas.height) / 2].map((side) => side / unit);
    view.x = Math.max(-most[0], Math.min(most[0], view.x));
    view.y = Math.max(-most[1], Math.min(most[1], view.y));
    return { scale, x: view.x * unit, y: view.y * unit };
  };

  // Draws the part; answers with the pixels of the picture that it is made of.
  const paint = (canvas, view) => {
    const { scale, x, y } = laid(canvas, view);
    const pen = canvas.getContext("2d");
    pen.fillStyle = "#fff";
    pen.fillRect(0, 0, canvas.width, canvas.height);
    pen.save();
    pen.translate(canvas.width / 2 + x, canvas.height / 2 + y);
    pen.rotate((view.turned * Math.PI) / 2);
    pen.scale(scale, scale);
    pen.drawImage(view.picture, -view.picture.width / 2, -view.picture.height / 2);
    pen.restore();
    return { width: Math.floor(canvas.width / scale), height: Math.floor(canvas.height / scale) };
  };

  const cut = (field, file, view, tool, then = () => field.focus()) => {
    const shown = tool.querySelector("canvas");
    const { width } = paint(shown, view);
    const part = make("canvas", "");
    part.width = Math.floor(Math.min(width, Number(words.most)) / 7) * 7;
    part.height = part.width * SHAPE;
    paint(part, view);
    part.toBlob((blob) => {
      const name = file.name.replace(/\.\w+$/, "") + "-35x45.jpg";
      const made = new File([blob], name, { type: "image/jpeg" });
      const carrier = new DataTransfer();
      carrier.items.add(made);
      field.files = carrier.files;
      field.dataset.cut = made.name + made.size;
      field.dispatchEvent(new Event("change", { bubbles: true }));
      const done = make("p", words.used, { class: "small", role: "status" });
      const kept = make("div", "", { class: "photo-tool" });
      part.className = "photo-cut";
      part.setAttribute("role", "img");
      part.setAttribute("aria-label", words.used);
      kept.append(part, done);
      field.after(kept);
      then();
    }, "image/jpeg", 0.92);
  };
})();
