// Runs inside an SVG of curves. Returns what a reader would stumble over, one line each.
() => {
  const faults = [];
  const page = document.querySelector("svg");
  const frame = page.getBoundingClientRect();
  if (!page.getAttribute("aria-label")) faults.push("it has no label for who can't see it");
  if (page.querySelectorAll("path.c").length === 0) faults.push("it has no curves");
  for (const shown of page.querySelectorAll("text, path.c")) {
    const box = shown.getBoundingClientRect();
    if (box.left < frame.left - 1 || box.right > frame.right + 1 || box.top < frame.top - 1 ||
        box.bottom > frame.bottom + 1) {
      faults.push(`${shown.tagName} ${JSON.stringify(shown.textContent)} is cut`);
    }
  }
  return faults;
}
