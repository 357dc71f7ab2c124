// The index: its figures and its keys. Needs FLEET; the plots also need Plotly.
"use strict";
(() => {
  const { rows, form, cards, byId, put, matching, update, wanted, show } = FLEET;
  const BARS = 12; // as many as the eye takes in
  const count = (found, key) => {
    const counts = new Map();
    found.forEach((row) => counts.set(row[key], (counts.get(row[key]) || 0) + 1));
    return counts;
  };
  const colours = () => {
    const style = getComputedStyle(document.documentElement);
    const of = (name) => style.getPropertyValue(name).trim();
    return { ink: of("--ink"), soft: of("--soft"), line: of("--line"), accent: of("--accent"), card: of("--card"), sunk: of("--sunk") };
  };
  const layout = (c, more) => ({
    paper_bgcolor: "rgba(0,0,0,0)", plot_bgcolor: "rgba(0,0,0,0)", dragmode: false, bargap: 0.25,
    font: { color: c.ink, size: 13, family: getComputedStyle(document.body).fontFamily },
    margin: { l: 8, r: 16, t: 8, b: 28 }, hoverlabel: { bgcolor: c.card, bordercolor: c.line, font: { color: c.ink } }, ...more,
  });
  const axis = (c, more) => ({ gridcolor: c.line, zeroline: false, fixedrange: true, automargin: true, ticks: "", ...more });
  const draw = (id, traces, look, words, clicked) => {
    const box = byId(id);
    box.setAttribute("role", "img");
    box.setAttribute("aria-label", words);
    box.style.height = `${look.height}px`;
    Plotly.react(box, traces, look, { displayModeBar: false, responsive: true });
    box.removeAllListeners("plotly_click");
    box.on("plotly_click", (event) => clicked(event.points[0]));
  };
  const toggle = (changes) => {
    const w = wanted();
    const there = Object.entries(changes).every(([name, value]) => w[name] === value);
    put(there ? Object.fromEntries(Object.keys(changes).map((name) => [name, ""])) : changes);
    update();
  };
  // Plotly reads tags in texts of its own accord; a bundle's must stay text.
  const harmless = (text) => text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");
  const short = (text) => harmless(text.length > 26 ? `${text.slice(0, 25)}…` : text);

  const bars = (id, key, c) => {
    const w = wanted(); // a filter of its own would leave but one bar
    const all = [...count(matching(w, [key]), key)].sort((a, b) => b[1] - a[1]);
    const shown = all.slice(0, BARS).reverse();
    const places = shown.map((_, place) => place);
    const trace = {
      type: "bar", orientation: "h", x: shown.map(([, n]) => n), y: places, customdata: shown.map(([name]) => name),
      text: shown.map(([, n]) => String(n)), textposition: "outside", cliponaxis: false, hoverinfo: "none",
      marker: { color: c.accent, opacity: shown.map(([name]) => (!w[key] || w[key] === name ? 1 : 0.3)) },
    };
    const rest = all.length - shown.length;
    const look = layout(c, {
      height: 36 + 22 * Math.max(shown.length, 1),
      xaxis: axis(c, { visible: false, range: [0, 1.15 * Math.max(1, ...shown.map(([, n]) => n))] }),
      yaxis: axis(c, { tickvals: places, ticktext: shown.map(([name]) => `${short(name)} `), showgrid: false }),
      annotations: rest > 0 ? [{ text: `and ${rest} more`, x: 1, y: 0, xref: "paper", yref: "paper", showarrow: false, xanchor: "right", yanchor: "top", font: { color: c.soft } }] : [],
    });
    const words = all.slice(0, BARS).map(([name, n]) => `${name} ${n}`).join(", ");
    draw(id, [trace], look, `Incidents by ${key}: ${words || "none"}`, (point) => toggle({ [key]: point.customdata }));
  };
  const days = (c) => {
    const w = wanted(), found = matching(w, ["from", "to"]);
    const counts = count(found, "day"), undated = counts.get(null) || 0;
    counts.delete(null);
    const all = [...counts].sort();
    const chosen = ([day]) => (!w.from || day >= w.from) && (!w.to || day <= w.to);
    const trace = {
      type: "bar", x: all.map(([day]) => day), y: all.map(([, n]) => n), customdata: all.map(([day]) => day),
      hovertemplate: "%{customdata}: %{y}<extra></extra>", marker: { color: c.accent, opacity: all.map((one) => (chosen(one) ? 1 : 0.3)) },
    };
    const look = layout(c, {
      height: 120, margin: { l: 8, r: 16, t: 8, b: 36 },
      xaxis: axis(c, dayAxis(all.map(([day]) => day))),
      yaxis: axis(c, { rangemode: "tozero", nticks: 4, tickformat: "d" }),
    });
    byId("undated").textContent = undated ? `and ${undated} whose clock was not set` : "";
    draw("plot-days", [trace], look, `Incidents by day: ${all.map(([day, n]) => `${day} ${n}`).join(", ") || "none"}`, (point) => toggle({ from: point.customdata, to: point.customdata }));
  };
  const heat = (c) => {
    const found = matching(wanted(), ["camera", "from", "to"]);
    const cameras = [...count(found, "camera")].sort((a, b) => b[1] - a[1]).slice(0, 2 * BARS).map(([name]) => name).reverse();
    const there = found.filter((row) => row.day !== null && cameras.includes(row.camera));
    const columns = withGaps([...new Set(there.map((row) => row.day))].sort());
    const cells = new Map();
    there.forEach((row) => { const key = `${row.day} ${row.camera}`; cells.set(key, (cells.get(key) || 0) + 1); });
    const z = cameras.map((name) => columns.map((day) => cells.get(`${day} ${name}`) ?? null));
    const named = cameras.map((name) => columns.map((day) => [day, name, harmless(name)]));
    const trace = {
      type: "heatmap", x: columns, y: cameras.map((_, place) => place), z, customdata: named, xgap: 2, ygap: 2, hoverongaps: false,
      colorscale: [[0, mixed(c, 0.3)], [1, c.accent]], zmin: 0, showscale: false, hovertemplate: "%{customdata[2]}, %{customdata[0]}: %{z}<extra></extra>",
    };
    const look = layout(c, {
      height: 50 + 15 * Math.max(cameras.length, 1), margin: { l: 8, r: 16, t: 8, b: 36 },
      xaxis: axis(c, dayAxis(columns)),
      yaxis: axis(c, { tickvals: cameras.map((_, place) => place), ticktext: cameras.map((name) => `${short(name)} `), tickfont: { size: 11 }, showgrid: false }),
    });
    draw("plot-heat", [trace], look, `Incidents of ${cameras.length} cameras by day; the table has them all`, (point) => {
      const [day, camera] = point.customdata;
      toggle({ camera, from: day, to: day });
    });
  };
  // Every day from the first to the last, so that a square is a day; not of years without any.
  const DAY_MS = 86400000, DAYS_MAX = 400;
  const daysFrom = (found) => (Date.parse(found[found.length - 1]) - Date.parse(found[0])) / DAY_MS;
  const withGaps = (found) => {
    if (!(daysFrom(found) < DAYS_MAX)) return found;
    const first = Date.parse(found[0]);
    return Array.from({ length: daysFrom(found) + 1 }, (_, n) => new Date(first + n * DAY_MS).toISOString().slice(0, 10));
  };
  // Over years only the days with incidents, side by side: a bar as wide as a year is no day.
  const dayAxis = (found) => (daysFrom(found) < DAYS_MAX
    ? { type: "date", showgrid: false, tickformat: "%-d %b<br>%Y", ...(found.length < 2 ? { tickvals: found } : {}) }
    : { type: "category", showgrid: false, nticks: 5, tickangle: 0 });
  const mixed = (c, share) => {
    const parts = (hex) => [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16));
    const back = parts(c.card), front = parts(c.accent);
    return `rgb(${back.map((value, i) => Math.round(value + share * (front[i] - value))).join(",")})`;
  };
  const figures = () => {
    if (byId("figures").hidden || !byId("figures").open) return;
    const c = colours();
    bars("plot-causes", "cause", c);
    bars("plot-cameras", "camera", c);
    days(c);
    heat(c);
  };

  // Keys, where nobody is writing.
  const neighbour = (key) => {
    const links = [...cards.querySelectorAll("a")], at = links.indexOf(document.activeElement);
    if (at < 0) return null;
    const top = links[0].getBoundingClientRect().top;
    const across = Math.max(1, links.findIndex((link) => link.getBoundingClientRect().top > top + 4));
    const step = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: across, ArrowUp: -across }[key];
    return links[at + step];
  };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const writing = event.target.closest("input, select, textarea");
    if (writing) {
      if (event.key === "Escape") writing.blur();
      return;
    }
    if (event.key === "/") {
      byId("filters").open = true;
      form.elements.q.focus();
    } else if (event.key === "t") show(!FLEET.asTable());
    else if (event.key === "r") {
      put({ firsts: !wanted().firsts });
      update();
    } else if (event.key.startsWith("Arrow")) {
      const next = neighbour(event.key);
      if (!next) return;
      next.focus();
    } else return;
    event.preventDefault();
  });

  FLEET.listen(figures);
  if (typeof Plotly !== "undefined" && rows.length) {
    byId("figures").hidden = false;
    byId("figures").addEventListener("toggle", figures);
    matchMedia("screen and (prefers-color-scheme: dark)").addEventListener("change", figures);
  }
  FLEET.start();
})();
