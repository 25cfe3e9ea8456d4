// Runs inside an SVG of `ganglion explain --graph`. Each node is a <g> with a box and lines of text.
(options) => {
  const faults = [];
  const nodes = [...document.querySelectorAll("g")].filter((g) => g.querySelector("rect.box"));
  const page = document.documentElement.getBoundingClientRect();
  const boxes = nodes.map((node) => node.querySelector("rect.box").getBoundingClientRect());
  const title = (node) => JSON.stringify(node.querySelector("text")?.textContent ?? "");
  if (nodes.length < options.least_nodes) faults.push(`only ${nodes.length} nodes`);
  if (document.querySelectorAll("path.edge").length < nodes.length - 1) faults.push("edges are missing");
  let derivatives = 0;
  nodes.forEach((node, i) => {
    const lines = [...node.querySelectorAll("text")].map((text) => text.textContent);
    if (!lines.some((line) => /^(a )?= .*[0-9]/.test(line))) faults.push(`${title(node)} has no value`);
    const derivative = lines.some((line) => /^\|?d (loss|y)\b.*= .*[0-9]/.test(line));
    derivatives += derivative ? 1 : 0;
    if (!derivative && !options.without_derivative.includes(lines[0])) {
      faults.push(`${title(node)} has no derivative`);
    }
    const box = boxes[i];
    if (box.left < page.left || box.right > page.right || box.top < page.top ||
        box.bottom > page.bottom) {
      faults.push(`${title(node)} is cut by the edge of the picture`);
    }
    for (const text of node.querySelectorAll("text")) {
      const inner = text.getBoundingClientRect();
      if (inner.left < box.left + 2 || inner.right > box.right - 2 || inner.top < box.top ||
          inner.bottom > box.bottom) {
        faults.push(`${title(node)}: ${JSON.stringify(text.textContent)} leaves its box`);
      }
    }
    for (let j = 0; j < i; ++j) {
      const over = Math.min(box.right, boxes[j].right) - Math.max(box.left, boxes[j].left);
      const high = Math.min(box.bottom, boxes[j].bottom) - Math.max(box.top, boxes[j].top);
      if (over > 0 && high > 0) faults.push(`${title(nodes[j])} lies over ${title(node)}`);
    }
  });
  if (derivatives < options.least_nodes / 2) faults.push(`only ${derivatives} derivatives`);
  return faults;
}
