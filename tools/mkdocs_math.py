"""A hook of mkdocs: formulas between $$ and $$, or $ and $, are set by KaTeX, whose files (Debian: libjs-katex, fonts-katex) become part
of the site, so that it loads nothing from elsewhere. Read in the repository, the same formulas are set by whoever shows the page.
"""

import html
import pathlib
import re
import shutil

KATEX = pathlib.Path("/usr/share/javascript/katex")
# Code comes first, so that a shell's $ is left alone.
FORMULA = re.compile(r"(?P<code>^```.*?^```|`[^`\n]+`)|\$\$(?P<block>.+?)\$\$|\$(?P<inline>[^\s$](?:[^$\n]*[^\s$])?)\$", re.S | re.M)

formulas = []


def on_page_markdown(markdown, **_):
    def stand_in(found):
        if found["code"]:
            return found[0]
        tag = "div" if found["block"] else "span"
        formulas.append(f'<{tag} class="math">{html.escape((found["block"] or found["inline"]).strip())}</{tag}>')
        return f"FORMULA{len(formulas) - 1}END"

    return FORMULA.sub(stand_in, markdown)


def on_page_content(content, **_):
    content = re.sub(r"<p>(FORMULA\d+END)</p>", r"\1", content)
    return re.sub(r"FORMULA(\d+)END", lambda found: formulas[int(found[1])], content)


def on_post_build(config, **_):
    into = pathlib.Path(config["site_dir"]) / "assets" / "katex"
    (into / "fonts").mkdir(parents=True, exist_ok=True)
    for name in ("katex.min.css", "katex.min.js"):
        shutil.copyfile(KATEX / name, into / name)
    for font in (KATEX / "fonts").glob("*.woff2"):
        shutil.copyfile(font, into / "fonts" / font.name)
