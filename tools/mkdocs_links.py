"""A hook of mkdocs: links that lead out of docs/ become their text, and long lines are broken where each is a sentence.

The pages are read in the repository too, where links to sources are useful. On the site those files are not there.
"""

import posixpath
import re

LINK = re.compile(r"(?<!!)\[([^\]]+)\]\(([^):# ]+)\)")


def on_page_markdown(markdown, page, **_):
    folder = posixpath.dirname(page.file.src_uri)

    def plain_outside(link):
        target = posixpath.normpath(posixpath.join(folder, link[2]))
        return link[1] if target.startswith("..") else link[0]

    wrapped = "\n\n<style>.md-typeset pre > code { white-space: pre-wrap; }</style>\n" if page.file.src_uri == "errors.md" else ""
    return LINK.sub(plain_outside, markdown) + wrapped
