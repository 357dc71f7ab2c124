"use strict";
// The page of one incident: frames, ways to look at them, plots. All texts were made elsewhere.
(() => {
  const get = (id) => document.getElementById(id);
  const data = JSON.parse(get("data").textContent);
  const frames = data.frames;
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const SVG = "http://www.w3.org/2000/svg";

  const own = get("own-time");
  if (own) {
    const moment = new Date(own.parentElement.querySelector("time").dateTime);
    const there = Intl.DateTimeFormat().resolvedOptions().timeZone;
    const style = { dateStyle: "medium", timeStyle: "medium" };
    if (!isNaN(moment) && moment.getTimezoneOffset() !== 0) {
      own.textContent = `= ${moment.toLocaleString(undefined, style)} here (${there})`;
    }
  }

  const stage = get("stage");
  const state = { at: data.start, mode: "frame", blink: null, run: null };
  let onFrame = () => {};

  if (stage) pictures();
  plots();

  function pictures() {
    const now = get("now"), sound = get("sound"), stack = get("stack"), cut = get("cut");
    const strip = get("strip"), words = get("frame-words"), boxes = get("boxes");
    const thumbs = [...strip.querySelectorAll("button")];
    const modes = [...document.querySelectorAll("[data-mode]")];
    const evidence = get("evidence");
    // Where no frame from before the onset was kept, what was learnt stands for it: small and grey.
    const early = data.sound === null ? null : frames[data.sound];
    const before = early ? early.src : get("learnt")?.src;
    const beforeWords = early ? `the frame at ${early.seconds.toFixed(1)} s` : "what was learnt";
    if (before) sound.src = before;
    for (const button of modes) {
      const mode = button.dataset.mode;
      const asks = mode === "difference" ? early : ["blink", "slide"].includes(mode) ? before : true;
      button.disabled = !asks;
      if (!asks) button.title = "no frame from before the onset was kept, or none since";
    }
    if (frames.some((frame) => frame.boxes.length)) boxes.hidden = false;

    function show(index, { focus = false, quiet = false } = {}) {
      state.at = Math.min(Math.max(index, 0), frames.length - 1);
      const frame = frames[state.at];
      thumbs.forEach((thumb, i) => {
        thumb.tabIndex = i === state.at ? 0 : -1;
        if (i === state.at) thumb.setAttribute("aria-current", "true");
        else thumb.removeAttribute("aria-current");
      });
      const text = thumbs[state.at].getAttribute("aria-label");
      words.setAttribute("aria-live", quiet ? "off" : "polite");
      words.textContent = text;
      now.hidden = !frame.src;
      if (frame.src) {
        now.src = frame.src;
        now.alt = text;
        get("save").href = frame.src;
        get("save").download = frame.exact ? frame.name : frame.name.replace(/\.\w+$/, "-preview.jpg");
      }
      stack.style.setProperty("--w", frame.width);
      stack.style.setProperty("--h", frame.height);
      drawBoxes(frame);
      const thumb = thumbs[state.at].parentElement;
      strip.scrollTo({
        left: thumb.offsetLeft - strip.offsetLeft - (strip.clientWidth - thumb.offsetWidth) / 2,
        behavior: calm || quiet ? "auto" : "smooth",
      });
      if (focus) thumbs[state.at].focus({ preventScroll: true });
      say();
      onFrame(frame);
    }

    function drawBoxes(frame) {
      const svg = get("answers");
      svg.replaceChildren();
      svg.setAttribute("viewBox", `0 0 ${frame.width} ${frame.height}`);
      for (const { label, box } of frame.boxes) {
        const [x0, y0, x1, y1] = box;
        const rect = document.createElementNS(SVG, "rect");
        rect.setAttribute("x", Math.min(x0, x1));
        rect.setAttribute("y", Math.min(y0, y1));
        rect.setAttribute("width", Math.abs(x1 - x0));
        rect.setAttribute("height", Math.abs(y1 - y0));
        const text = document.createElementNS(SVG, "text");
        text.setAttribute("x", Math.min(x0, x1) + 2);
        text.setAttribute("y", Math.max(Math.min(y0, y1) - 4, frame.height / 30));
        text.setAttribute("font-size", frame.height / 32);
        text.textContent = label;
        svg.append(rect, text);
      }
    }

    function look(mode) {
      state.mode = mode;
      stage.dataset.mode = mode;
      for (const button of modes) {
        button.setAttribute("aria-pressed", String(button.dataset.mode === mode));
      }
      sound.hidden = !before || mode === "frame" || mode === "evidence";
      get("cutline").hidden = mode !== "slide";
      if (evidence) evidence.toggleAttribute("hidden", mode !== "evidence");
      for (const name of ["slide", "blink", "evidence"]) {
        const tool = get(`tool-${name}`);
        if (tool) tool.hidden = mode !== name;
      }
      blinking(mode === "blink" && !calm);
      slide();
      say();
    }

    function slide() {
      const part = state.mode === "slide" ? Number(cut.value) : 100;
      stack.style.setProperty("--cut", `${part}%`);
    }

    function blinking(on) {
      clearInterval(state.blink);
      state.blink = on ? setInterval(swap, 700) : null;
      get("play").setAttribute("aria-pressed", String(on));
    }

    function swap() {
      sound.hidden = !sound.hidden;
      say();
    }

    function say() {
      const which = get("which"), compare = get("tool-compare");
      which.hidden = state.mode !== "blink";
      which.textContent = sound.hidden ? "now" : "before";
      compare.hidden = !["blink", "slide", "difference"].includes(state.mode);
      if (compare.hidden || !before) return;
      if (state.at === data.sound) {
        compare.textContent = "This is the frame to compare with: choose a later one on the strip.";
        return;
      }
      const pair = `${beforeWords} and the frame at ${frames[state.at].seconds.toFixed(1)} s`;
      compare.textContent = state.mode === "difference"
        ? `The difference of ${pair}, made brighter: black is no change.`
        : `Before and now: ${pair}. Choose another frame on the strip.`;
    }

    // As it was recorded, but that nobody waits for longer than a second.
    function running(on) {
      clearTimeout(state.run);
      state.run = null;
      get("run").setAttribute("aria-pressed", String(on));
      if (!on) return;
      if (state.at >= frames.length - 1) show(0);
      const next = () => {
        if (state.at >= frames.length - 1) return running(false);
        const wait = 1000 * (frames[state.at + 1].seconds - frames[state.at].seconds);
        state.run = setTimeout(() => { show(state.at + 1, { quiet: true }); next(); }, Math.min(Math.max(wait, 40), 1000));
      };
      next();
    }

    const steps = { ArrowLeft: -1, ArrowRight: 1 };
    function keys(event, focus) {
      if (event.altKey || event.ctrlKey || event.metaKey) return;
      running(false);
      const ends = { Home: 0, End: frames.length - 1 };
      if (event.key in steps) show(state.at + steps[event.key], { focus });
      else if (event.key in ends) show(ends[event.key], { focus });
      else return;
      event.preventDefault();
    }
    strip.addEventListener("keydown", (event) => keys(event, true));
    stage.addEventListener("keydown", (event) => keys(event, false));
    strip.addEventListener("click", (event) => {
      const button = event.target.closest("button");
      if (button) { running(false); show(Number(button.dataset.frame)); }
    });
    for (const button of document.querySelectorAll("[data-go]")) {
      button.addEventListener("click", () => { running(false); show(Number(button.dataset.go)); });
    }
    get("run").addEventListener("click", () => running(state.run === null));
    for (const button of modes) button.addEventListener("click", () => look(button.dataset.mode));
    cut.addEventListener("input", slide);
    get("play").addEventListener("click", () => blinking(state.blink === null));
    get("swap").addEventListener("click", () => { blinking(false); swap(); });
    const flip = (button, then) => button.addEventListener("click", () => {
      const on = button.getAttribute("aria-pressed") !== "true";
      button.setAttribute("aria-pressed", String(on));
      then(on);
    });
    flip(get("zoom"), (on) => stage.classList.toggle("actual", on));
    flip(boxes, (on) => get("answers").toggleAttribute("hidden", !on));
    for (const box of document.querySelectorAll("input[data-layer]")) {
      box.addEventListener("change", () => {
        const layer = evidence.querySelector(`g[data-layer="${box.dataset.layer}"]`);
        layer.setAttribute("visibility", box.checked ? "visible" : "hidden");
      });
    }
    // A swipe changes the frame; in the slide, a drag over the picture moves the cut.
    let from = null;
    stage.addEventListener("pointerdown", (event) => { from = event.clientX; });
    stage.addEventListener("pointermove", (event) => {
      if (state.mode !== "slide" || from === null) return;
      const place = stack.getBoundingClientRect();
      cut.value = (100 * (event.clientX - place.left)) / place.width;
      slide();
    });
    stage.addEventListener("pointerup", (event) => {
      const far = from === null ? 0 : event.clientX - from;
      from = null;
      if (state.mode !== "slide" && event.pointerType === "touch" && Math.abs(far) > 40) {
        show(state.at + (far < 0 ? 1 : -1));
      }
    });
    addEventListener("pointercancel", () => { from = null; });
    state.show = show;
    show(state.at, { quiet: true });  // at once: who looks first looks at the opening
    look("frame");
  }

  function plots() {
    const names = Object.keys(data.plots);
    if (!names.length) return;
    const options = { displayModeBar: false, responsive: true };
    const colours = (tree) => {
      const style = getComputedStyle(document.documentElement);
      const paint = (value) => {
        if (typeof value === "string") {
          return value.replace(/^var\((--[a-z-]+)\)$/, (_, name) => style.getPropertyValue(name).trim());
        }
        if (Array.isArray(value)) return value.map(paint);
        if (value && typeof value === "object") {
          return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, paint(item)]));
        }
        return value;
      };
      return paint(tree);
    };
    const draw = () => {
      for (const name of names) {
        const figure = colours(data.plots[name]);
        Plotly.react(get(`plot-${name}`), figure.data, figure.layout, options);
      }
      if (state.show) onFrame(frames[state.at]);
    };
    const timeline = get("plot-timeline");
    onFrame = (frame) => {
      if (timeline && timeline.layout) {
        Plotly.relayout(timeline, { "shapes[0].x0": frame.seconds, "shapes[0].x1": frame.seconds });
      }
    };
    draw();
    matchMedia("screen and (prefers-color-scheme: dark)").addEventListener("change", draw);
    if (timeline && state.show) timeline.addEventListener("click", (event) => {
      // Anywhere on the plot, not only on a point.
      const axis = timeline._fullLayout.xaxis;
      const seconds = axis.p2d(event.clientX - timeline.getBoundingClientRect().left - axis._offset);
      const far = (frame) => Math.abs(frame.seconds - seconds);
      const nearest = frames.reduce((best, frame, i) => (far(frame) < far(frames[best]) ? i : best), 0);
      if (Number.isFinite(seconds)) state.show(nearest);
    });
  }
})();
