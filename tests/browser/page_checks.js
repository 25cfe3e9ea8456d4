// Runs inside the page. Returns what a reader would stumble over, one line each.
(options) => {
  const faults = [];
  const wide = document.documentElement.clientWidth;
  const short = (text) => JSON.stringify(text.trim().replace(/\s+/g, " ").slice(0, 40));
  const drawn = (box) => box.width > 0 && box.height > 0;
  const inside = (inner, outer, slack) =>
    inner.left >= outer.left - slack && inner.right <= outer.right + slack &&
    inner.top >= outer.top - slack && inner.bottom <= outer.bottom + slack;
  const collide = (a, b) =>  // by more than the blank around letters
    Math.min(a.right, b.right) - Math.max(a.left, b.left) > 2 &&
    Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 2;

  // Colours.
  const colour = (text) => {
    const n = (text.match(/[\d.]+/g) || [0, 0, 0, 0]).map(Number);
    return {r: n[0], g: n[1], b: n[2], a: n.length > 3 ? n[3] : 1};
  };
  const over = (top, below) => ({
    r: top.r * top.a + below.r * (1 - top.a), g: top.g * top.a + below.g * (1 - top.a),
    b: top.b * top.a + below.b * (1 - top.a), a: 1});
  const luminance = (c) => {
    const linear = [c.r, c.g, c.b].map((v) => v / 255)
      .map((v) => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2];
  };
  const contrast = (a, b) => {
    const [low, high] = [luminance(a), luminance(b)].sort((x, y) => x - y);
    return (high + 0.05) / (low + 0.05);
  };
  const opacity = (element) => {
    let value = 1;
    for (let e = element; e instanceof Element; e = e.parentElement) {
      value *= Number(getComputedStyle(e).opacity);
    }
    return value;
  };
  const paint = (element) => {  // what an element lays over what is behind it
    const style = getComputedStyle(element);
    const shape = element instanceof SVGElement && element.tagName !== "svg";
    if (shape && (style.fill === "none" || element.tagName === "g")) return null;
    const c = colour(shape ? style.fill : style.backgroundColor);
    c.a *= opacity(element) * (shape ? Number(style.fillOpacity) : 1);
    return c.a > 0 ? c : null;
  };
  const behind = (element) => {
    element.scrollIntoView({block: "center", inline: "center"});
    const box = element.getBoundingClientRect();
    const stack = document.elementsFromPoint((box.left + box.right) / 2, (box.top + box.bottom) / 2);
    const layers = [];
    for (const e of stack) {
      if (e === element || e.tagName === "text" || element.contains(e)) continue;
      const c = paint(e);
      if (c) layers.push(c);
      if (c && c.a === 1) break;
    }
    return layers.reverse().reduce((below, top) => over(top, below), {r: 255, g: 255, b: 255, a: 1});
  };
  const check_contrast = (element, property) => {
    const style = getComputedStyle(element);
    const background = behind(element);
    const ink = colour(style[property]);
    ink.a *= opacity(element);
    const size = parseFloat(style.fontSize);
    const large = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 600);
    const ratio = contrast(over(ink, background), background);
    if (ratio < (large ? 3 : 4.5)) {
      faults.push(`contrast ${ratio.toFixed(1)} of text ${short(element.textContent)}`);
    }
  };

  for (const folded of document.querySelectorAll("details")) folded.open = true;
  if (document.documentElement.scrollWidth > wide) {
    faults.push(`the page is ${document.documentElement.scrollWidth} wide in a window of ${wide}`);
  }
  const headings = [...document.querySelectorAll("h1, h2, h3")];
  if (headings.length < options.least_headings) faults.push(`only ${headings.length} headings`);
  for (const heading of headings) {
    const box = heading.getBoundingClientRect();
    if (!heading.checkVisibility() || !drawn(box) || box.left < 0 || box.right > wide) {
      faults.push(`heading ${short(heading.textContent)} is not to be seen`);
    }
  }

  const charts = [...document.querySelectorAll("svg")];
  if (charts.length < options.least_charts) faults.push(`only ${charts.length} charts`);
  for (const chart of charts) {
    const name = short(chart.getAttribute("aria-label") || "chart");
    const frame = chart.getBoundingClientRect();
    if (!drawn(frame)) faults.push(`${name} has no size`);
    if (!chart.getAttribute("aria-label")) faults.push("a chart has no label for who can't see it");
    const texts = [...chart.querySelectorAll("text")];
    const boxes = texts.map((text) => text.getBoundingClientRect());
    texts.forEach((text, i) => {
      if (!inside(boxes[i], frame, 0.75)) faults.push(`${name} cuts ${short(text.textContent)}`);
      const scale = text.getScreenCTM();
      const size = parseFloat(getComputedStyle(text).fontSize) * Math.hypot(scale.a, scale.b);
      if (size < options.least_chart_text) {
        faults.push(`${name}: ${short(text.textContent)} is ${size.toFixed(1)} pixels high`);
      }
      for (let j = 0; j < i; ++j) {
        if (collide(boxes[i], boxes[j])) {
          faults.push(`${name}: ${short(texts[j].textContent)} and ` +
                      `${short(text.textContent)} lie over each other`);
        }
      }
    });
    for (const text of texts) check_contrast(text, "fill");
  }

  for (const table of document.querySelectorAll("table")) {
    const columns = table.querySelectorAll("thead th").length;
    const holder = table.parentElement;
    if (table.scrollWidth > holder.clientWidth + 1 &&
        getComputedStyle(holder).overflowX !== "auto") {
      faults.push("a table is wider than its place and can't be scrolled");
    }
    for (const row of table.querySelectorAll("tbody tr")) {
      const cells = [...row.querySelectorAll("td")];
      const spanned = cells.reduce((sum, cell) => sum + cell.colSpan, 0);
      if (spanned !== columns) faults.push(`${spanned} cells under ${columns} headings`);
      for (const cell of cells) {
        if (cell.scrollWidth > cell.clientWidth + 1) faults.push(`cut: ${short(cell.textContent)}`);
        if (parseFloat(getComputedStyle(cell).fontSize) < 11.5) faults.push("small print in a table");
      }
    }
  }

  // Every element that has words of its own.
  for (const element of document.querySelectorAll("body *:not(svg, svg *, style, title)")) {
    const words = [...element.childNodes].some((n) => n.nodeType === 3 && n.data.trim());
    if (words && drawn(element.getBoundingClientRect())) check_contrast(element, "color");
  }
  return [...new Set(faults)];
}
