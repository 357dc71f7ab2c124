// The index: filters, cards and the table of many incidents. Texts of bundles are set as text only.
"use strict";
const FLEET = (() => {
  const byId = (id) => document.getElementById(id);
  const facts = JSON.parse(byId("facts").textContent);
  const rows = facts.rows; // the newest first
  const form = byId("form"), cards = byId("cards"), sort = byId("sort");
  const trs = [...byId("table").querySelectorAll("tbody tr")];
  const FIRST_CARDS = 200, MORE_CARDS = 100;
  const DEFAULTS = { q: "", camera: "", device: "", cause: "", state: "", min: 0, max: 1, from: "", to: "", firsts: true };
  const listeners = [];
  const opened = new Set(); // groups whose repeats are shown though the filter hides them
  let order = [], drawn = 0, asTable = false;

  rows.forEach((row, number) => {
    row.number = number;
    row.text = [row.cause, row.because, row.camera, row.device, row.id, row.opened, row.bundle].join(" ").toLowerCase();
  });

  // What the form says, and back.
  const wanted = () => {
    const f = form.elements;
    return {
      q: f.q.value.trim().toLowerCase(), camera: f.camera.value, device: f.device.value, cause: f.cause.value, state: f.state.value,
      min: Number(f.min.value), max: Number(f.max.value), from: f.from.value, to: f.to.value, firsts: f.firsts.checked,
    };
  };
  const put = (changes) => {
    for (const [name, value] of Object.entries(changes)) {
      const field = form.elements[name];
      if (typeof value === "boolean") field.checked = value;
      else {
        field.value = value;
        if (field.tagName === "SELECT" && field.selectedIndex < 0) field.value = "";
      }
    }
  };
  const RULES = {
    q: (row, w) => w.q.split(/\s+/).every((word) => row.text.includes(word)),
    camera: (row, w) => row.camera === w.camera,
    device: (row, w) => row.device === w.device,
    cause: (row, w) => row.cause === w.cause,
    state: (row, w) => (w.state === "provisional" ? row.provisional : row.state === w.state),
    min: (row, w) => row.severity >= w.min - 0.005,
    max: (row, w) => row.severity <= w.max + 0.005,
    from: (row, w) => row.day !== null && row.day >= w.from,
    to: (row, w) => row.day !== null && row.day <= w.to,
    firsts: (row) => row.first === row.number || opened.has(row.first),
  };
  const active = (w) => Object.keys(RULES).filter((name) => (name === "firsts" ? w.firsts : w[name] !== DEFAULTS[name]));
  const matching = (w, without = []) => {
    const names = active(w).filter((name) => !without.includes(name));
    return rows.filter((row) => names.every((name) => RULES[name](row, w)));
  };

  // Order. Repeats that were asked for stand behind the first of their group.
  const ORDERS = {
    newest: (a, b) => a.number - b.number,
    severity: (a, b) => b.severity - a.severity || a.number - b.number,
    camera: (a, b) => a.camera.localeCompare(b.camera) || a.device.localeCompare(b.device) || a.number - b.number,
  };
  const ordered = (found) => {
    const sorted = found.slice().sort(ORDERS[sort.value]);
    const inside = sorted.filter((row) => row.first !== row.number && opened.has(row.first) && found.includes(rows[row.first]));
    if (!inside.length) return sorted;
    const behind = new Map();
    inside.forEach((row) => behind.set(row.first, [...(behind.get(row.first) || []), row]));
    const moved = new Set(inside);
    return sorted.filter((row) => !moved.has(row)).flatMap((row) => [row, ...(behind.get(row.number) || [])]);
  };

  // Cards.
  const make = (tag, className, text) => {
    const element = document.createElement(tag);
    if (className) element.className = className;
    if (text !== undefined) element.textContent = text;
    return element;
  };
  const picture = (row) => {
    const view = make("span", "view");
    if (!row.picture) {
      view.textContent = "no picture";
      return view;
    }
    const image = make("img");
    image.loading = "lazy";
    image.decoding = "async";
    image.alt = "";
    image.addEventListener("error", () => { view.textContent = "no picture"; });
    image.src = row.picture;
    view.append(image);
    return view;
  };
  const card = (row) => {
    const item = make("li", row.first === row.number ? "" : "repeat");
    const link = make("a");
    link.href = row.page;
    const words = make("span", "words");
    const cause = make("span", "named");
    cause.append(make("span", "", row.cause), make("span", "number", row.score));
    const where = make("span", "where", row.device ? `${row.camera} · ${row.device}` : row.camera);
    const severity = make("span", `severity ${row.weight}`);
    const track = make("span", "track"), bar = make("span");
    bar.style.width = `${Math.round(100 * row.severity)}%`;
    track.append(bar);
    const known = row.weight !== "not known";
    severity.append(make("span", "number", known ? `severity ${row.severity.toFixed(2)}, ${row.weight}` : "severity not known"));
    if (known) severity.append(track);
    words.append(cause, where, make("span", "soft small number", row.opened), severity);
    const badges = make("span", "badges");
    row.badges.forEach((badge) => badges.append(make("span", "badge warn", badge)));
    if (row.badges.length) words.append(badges);
    link.append(words, picture(row));
    item.append(link);
    if (row.repeats && form.elements.firsts.checked) item.append(repeatsButton(row));
    return item;
  };
  const repeatsButton = (row) => {
    const open = opened.has(row.number);
    const button = make("button", "", `${open ? "Hide" : "Show"} ${row.repeats} ${row.repeats === 1 ? "repeat" : "repeats"}`);
    button.type = "button";
    button.dataset.group = row.number;
    button.setAttribute("aria-expanded", String(open));
    button.addEventListener("click", () => {
      if (!opened.delete(row.number)) opened.add(row.number);
      update();
      cards.querySelector(`button[data-group="${row.number}"]`)?.focus();
    });
    return button;
  };
  const draw = (count) => {
    const made = document.createDocumentFragment();
    const end = Math.min(order.length, drawn + count);
    for (; drawn < end; drawn += 1) made.append(card(order[drawn]));
    cards.append(made);
  };

  const drawTable = () => {
    const shown = new Set(order);
    trs.forEach((tr, number) => { tr.hidden = !shown.has(rows[number]); });
    byId("table").querySelector("tbody").append(...order.map((row) => trs[row.number]));
  };

  // Everything anew.
  const update = () => {
    const w = wanted(), kept = Math.max(drawn, FIRST_CARDS);
    order = ordered(matching(w));
    cards.replaceChildren();
    drawn = 0;
    if (!asTable) draw(Math.min(kept, order.length));
    if (asTable) drawTable();
    const hidden = w.firsts ? matching(w, ["firsts"]).length - order.length : 0;
    byId("shown").textContent = `${order.length} of ${rows.length} incidents` + (hidden > 0 ? `; ${hidden} more ${hidden === 1 ? "repeats" : "repeat"} these` : "");
    cards.hidden = asTable || !order.length;
    byId("table").hidden = !asTable || !order.length;
    byId("as-cards").setAttribute("aria-pressed", String(!asTable));
    byId("as-table").setAttribute("aria-pressed", String(asTable));
    marks(w);
    loosen(w);
    remember(w);
    listeners.forEach((told) => told(w));
  };
  const marks = (w) => {
    for (const name of Object.keys(DEFAULTS)) form.elements[name].closest("label").classList.toggle("set", w[name] !== DEFAULTS[name]);
    const count = Object.keys(DEFAULTS).filter((name) => w[name] !== DEFAULTS[name]).length;
    byId("filters-set").hidden = !count;
    byId("filters-set").textContent = `${count} set`;
    form.elements["min-shown"].value = w.min.toFixed(1);
    form.elements["max-shown"].value = w.max.toFixed(1);
  };
  const NAMES = { q: "the text", camera: "the camera", device: "the device", cause: "the cause", state: "the state", min: "the least severity", max: "the most severity", from: "the first day", to: "the last day", firsts: "“only the first of repeats”" };
  const loosen = (w) => {
    const list = byId("nothing").querySelector("ul");
    byId("nothing").hidden = order.length > 0 || !rows.length;
    list.replaceChildren();
    if (order.length) return;
    const offer = (words, count, changes) => {
      const button = make("button", "", words), item = make("li");
      button.type = "button";
      button.addEventListener("click", () => { put(changes); update(); });
      item.append(button, ` ${count} ${count === 1 ? "incident" : "incidents"}`);
      list.append(item);
    };
    active(w).forEach((name) => {
      const count = matching(w, [name]).length;
      if (count) offer(`Without ${NAMES[name]}`, count, { [name]: DEFAULTS[name] === true ? false : DEFAULTS[name] });
    });
    offer("Without any filter", rows.length, { ...DEFAULTS, firsts: false });
  };

  // The address holds the state, so that a filter can be sent.
  const remember = (w) => {
    const said = new URLSearchParams();
    for (const [name, value] of Object.entries(w)) if (value !== DEFAULTS[name]) said.set(name, name === "firsts" ? "no" : value);
    if (sort.value !== "newest") said.set("sort", sort.value);
    if (asTable) said.set("view", "table");
    history.replaceState(null, "", said.size ? `#${said}` : "#");
  };
  const recall = () => {
    const said = new URLSearchParams(location.hash.slice(1));
    const changes = { ...DEFAULTS };
    for (const name of Object.keys(DEFAULTS)) if (said.has(name)) changes[name] = name === "firsts" ? said.get(name) !== "no" : said.get(name);
    put(changes);
    sort.value = said.get("sort") in ORDERS ? said.get("sort") : "newest";
    asTable = said.get("view") === "table";
    opened.clear();
    update();
  };

  const fill = (name, all, pairs) => {
    const field = form.elements[name];
    field.append(new Option(all, ""));
    pairs.forEach(([value, words]) => field.append(new Option(words, value)));
  };
  const counted = (key) => {
    const counts = new Map();
    rows.forEach((row) => counts.set(row[key], (counts.get(row[key]) || 0) + 1));
    return [...counts].sort((a, b) => b[1] - a[1] || String(a[0]).localeCompare(b[0])).map(([value, n]) => [value, `${value} (${n})`]);
  };
  const show = (table) => {
    asTable = table;
    update();
  };
  const start = () => {
    fill("camera", "all", counted("camera"));
    fill("device", "all", counted("device").filter(([value]) => value));
    fill("cause", "all", counted("cause"));
    fill("state", "all", [...counted("state"), ["provisional", "provisional"]]);
    byId("devices").hidden = !facts.devices;
    ["filters", "bar", "keys"].forEach((id) => { byId(id).hidden = false; });
    if (matchMedia("(max-width: 40rem)").matches) ["filters", "figures"].forEach((id) => { byId(id).open = false; });
    form.addEventListener("input", update);
    form.addEventListener("submit", (event) => event.preventDefault());
    form.addEventListener("reset", () => setTimeout(() => { opened.clear(); update(); }));
    sort.addEventListener("change", update);
    byId("as-cards").addEventListener("click", () => show(false));
    byId("as-table").addEventListener("click", () => show(true));
    window.addEventListener("hashchange", recall);
    window.addEventListener("beforeprint", drawTable);
    new IntersectionObserver((seen) => {
      if (!asTable && seen.some((one) => one.isIntersecting)) draw(MORE_CARDS);
    }, { rootMargin: "1200px" }).observe(byId("more"));
    recall();
  };
  return { rows, facts, form, cards, wanted, put, matching, update, show, start, asTable: () => asTable, listen: (told) => listeners.push(told), byId };
})();
