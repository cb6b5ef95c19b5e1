"use strict";
(() => {
  const root = document.documentElement;
  const colour = (name) => getComputedStyle(root).getPropertyValue(`--${name}`).trim();
  const read = (id) => document.getElementById(id).textContent;
  const figures = JSON.parse(read("figures"));
  if (!figures.matrix) return;
  const place = document.getElementById("figure-matrix");

  function draw(printing) {
    const { data, layout, columns, rows } = figures.matrix;
    const narrow = !printing && place.parentElement.clientWidth < 620;
    const ink = printing ? "#23252b" : colour("ink");
    const pick = (name, printed) => printing ? printed : colour(name);
    const scale = [[0, pick("field", "#eeeae0")], [0.5, pick("declared", "#9aa0aa")], [1, pick("noticed", "#14456e")]];
    const axis = { showgrid: false, zeroline: false, automargin: true, fixedrange: true, linecolor: pick("rule", "#dedbd2") };
    const left = narrow ? 40 : 190;
    const own = {
      ...layout,
      font: { family: getComputedStyle(document.body).fontFamily, size: narrow ? 11 : 13, color: ink },
      paper_bgcolor: "rgba(0,0,0,0)",
      plot_bgcolor: "rgba(0,0,0,0)",
      margin: { l: left, r: 8, t: 8, b: 110 },
      // a field is never too narrow to be seen: the figure scrolls
      width: printing ? 680 : Math.max(place.parentElement.clientWidth, left + 8 + 5 * columns),
      height: 150 + rows * (narrow ? 20 : 24),
      xaxis: { ...axis, ...layout.xaxis, tickangle: -35, range: [-0.5, columns - 0.5] },
      yaxis: { ...axis, ...layout.yaxis },
      dragmode: false,
      hovermode: "closest",
      showlegend: false,
      shapes: layout.shapes.map((shape) => ({ ...shape, line: { color: ink, width: 1 } })),
    };
    if (narrow) own.yaxis.ticktext = layout.yaxis.ticktext.map((_, index) => index ? String(index) : "any");
    const [map, marks] = data;
    place.style.width = `${own.width}px`;
    place.style.height = `${own.height}px`;
    return window.Plotly.react(
      place,
      [{ ...map, colorscale: scale }, { ...marks, textfont: { color: pick("wrong", "#9a3a1f"), size: 12 } }],
      own,
      { displayModeBar: false, responsive: false },
    );
  }

  async function load() {
    const packed = Uint8Array.from(atob(read("library").trim()), (letter) => letter.charCodeAt(0));
    const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"));
    const script = document.createElement("script");
    script.textContent = await new Response(stream).text();
    document.head.append(script);
    place.hidden = false;
    await draw();
    let width = innerWidth;
    addEventListener("resize", () => {
      if (width !== innerWidth) { width = innerWidth; draw(); }
    });
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => draw());
    addEventListener("beforeprint", () => draw(true));
    addEventListener("afterprint", () => draw());
    root.dataset.drawn = "yes";
  }

  // without the figure, for whatever cause, its table is laid open
  load().catch((error) => {
    root.dataset.drawn = String(error);
    for (const one of document.querySelectorAll("figure details")) one.open = true;
  });
})();
