"use strict";
(() => {
  const root = document.documentElement;
  const colour = (name) => getComputedStyle(root).getPropertyValue(`--${name}`).trim();
  const read = (id) => document.getElementById(id).textContent;

  // --- the table of students: sorted by its headings, filtered by a text ---------------------
  const table = document.getElementById("student-table");
  if (table) {
    const body = table.tBodies[0];
    const rows = [...body.rows];
    const status = document.getElementById("status");
    const value = (row, column) => {
      const cell = row.cells[column];
      return cell.dataset.v === undefined ? cell.textContent.toLowerCase() : Number(cell.dataset.v);
    };
    [...table.tHead.rows[0].cells].forEach((head, column) => {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = head.textContent;
      head.replaceChildren(button);
      button.addEventListener("click", () => {
        const down = head.getAttribute("aria-sort") === "ascending";
        for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
        head.setAttribute("aria-sort", down ? "descending" : "ascending");
        const keyed = rows.map((row, index) => [value(row, column), index, row]);
        const compare = new Intl.Collator("en", { numeric: true }).compare;
        keyed.sort(([a, i], [b, j]) =>
          (typeof a === "number" ? a - b : compare(a, b)) * (down ? -1 : 1) || i - j);
        body.append(...keyed.map(([, , row]) => row));
      });
    });
    const field = document.getElementById("filter");
    document.getElementById("controls").hidden = false;
    const texts = rows.map((row) => row.textContent.toLowerCase());
    const filter = () => {
      const words = field.value.toLowerCase().split(/\s+/).filter(Boolean);
      let shown = 0;
      rows.forEach((row, index) => {
        row.hidden = !words.every((word) => texts[index].includes(word));
        shown += !row.hidden;
      });
      status.textContent = `${shown.toLocaleString("en")} of ${rows.length.toLocaleString("en")} rows`;
    };
    field.addEventListener("input", filter);
    filter();
  }

  // --- the figures ---------------------------------------------------------------------------
  const figures = JSON.parse(read("figures"));
  const dark = matchMedia("(prefers-color-scheme: dark)");

  function draw(name, printing) {
    const place = document.getElementById(`figure-${name}`);
    const { data, layout, labels } = figures[name];
    // what is printed is as wide as a page of A4 or Letter, whatever the window was
    const width = printing ? 680 : undefined;
    const narrow = !printing && place.clientWidth < 620;
    const ink = printing ? "#23252b" : colour("ink");
    const rule = printing ? "#dedbd2" : colour("rule");
    const axis = { gridcolor: rule, linecolor: rule, zerolinecolor: rule, automargin: true, fixedrange: true };
    const own = {
      ...layout,
      font: { family: getComputedStyle(document.body).fontFamily, size: narrow ? 12 : 13, color: ink },
      paper_bgcolor: "rgba(0,0,0,0)",
      plot_bgcolor: "rgba(0,0,0,0)",
      margin: { l: 48, r: 12, t: 28, b: 44 },
      width,
      autosize: !printing,
      height: labels ? Math.min(760, 150 + labels.long[1].length * (narrow ? 20 : 26)) : 320,
      xaxis: { ...axis, ...layout.xaxis },
      yaxis: { ...axis, ...layout.yaxis },
      dragmode: false,
      hovermode: "closest",
      bargap: 0,
      shapes: (layout.shapes || []).map((shape) => ({ ...shape, line: { color: ink, width: 2, dash: "dash" } })),
    };
    if (labels) {
      [own.xaxis.ticktext, own.yaxis.ticktext] = narrow ? labels.short : labels.long;
      own.xaxis.tickangle = narrow ? 0 : -45;
      for (const one of [own.xaxis, own.yaxis]) one.showgrid = one.zeroline = false;
    }
    const traces = data.map((trace) => trace.type === "bar"
      ? { ...trace, marker: { color: printing ? "#0072b2" : colour("bar"), line: { width: 1, color: printing ? "#ffffff" : colour("card") } } }
      : trace);
    place.style.height = `${own.height}px`;
    return window.Plotly.react(place, traces, own, { displayModeBar: false, responsive: true });
  }

  const drawAll = (printing = false) => Promise.all(Object.keys(figures).map((name) => draw(name, printing)));

  async function load() {
    const packed = Uint8Array.from(atob(read("library").trim()), (letter) => letter.charCodeAt(0));
    const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"));
    const script = document.createElement("script");
    script.textContent = await new Response(stream).text();
    document.head.append(script);
    for (const name of Object.keys(figures)) document.getElementById(`figure-${name}`).hidden = false;
    await drawAll();
    let narrow = innerWidth < 720;
    addEventListener("resize", () => {
      if (narrow !== innerWidth < 720) { narrow = !narrow; drawAll(); }
    });
    dark.addEventListener("change", () => drawAll());
    addEventListener("beforeprint", () => drawAll(true));
    addEventListener("afterprint", () => drawAll());
    root.dataset.drawn = "yes";
  }

  if (Object.keys(figures).length) {
    // without the figures, for whatever cause, their numbers are laid open
    load().catch((error) => {
      root.dataset.drawn = String(error);
      for (const numbers of document.querySelectorAll("figure details")) numbers.open = true;
    });
  }
})();
