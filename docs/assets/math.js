// Sets the formulas that tools/mkdocs_math.py has marked.
document.addEventListener("DOMContentLoaded", () => {
  for (const formula of document.querySelectorAll(".math")) {
    katex.render(formula.textContent, formula, { displayMode: formula.tagName === "DIV" });
  }
});
