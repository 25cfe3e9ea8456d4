"""Reads the declarations of a C++ header with their comments, for make_api_reference.py.

It knows the C++ that this repository's headers are written in (clang-format's layout, no macros, no block comments), not all
of C++. `///` lines before a declaration and `///<` behind it are its comment. What is private, and the bodies of functions, are
left out.
"""

import dataclasses
import re

TOKEN = re.compile(r"""
    (?P<behind>///<[^\n]*) | (?P<doc>///[^\n]*) | (?P<comment>//[^\n]*) | (?P<directive>^\#[^\n]*) |
    (?P<literal>"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*') | (?P<space>\s+) | (?P<word>\w+(?:'\w+)*) | (?P<sign>.)
""", re.X | re.M)
TYPE = re.compile(r"(class|struct|enum class|enum|union)\s+(\w[\w:]*)")
OPERATOR = re.compile(r"operator\s*(?:\(\)|[^\w\s(]+|\w+)(?=\s*\()")
POINTER = re.compile(r"[^(]*\(\*(\w+)\)")
UNSHOWN = re.compile(r"friend (class|struct)|extern template|static_assert|template\s*<>|using [^=]*$")
TYPES = ("class", "struct", "enum", "concept")
ACCESS = ("public", "protected", "private")


@dataclasses.dataclass
class Declaration:
    """A declaration as it is shown: `text` has no body.

    `kind` is class, struct, enum, concept, function, field, using or section.
    """

    kind: str
    name: str
    text: str = ""
    doc: list = dataclasses.field(default_factory=list)
    members: list = dataclasses.field(default_factory=list)
    namespace: str = ""
    header: str = ""
    apart: bool = False   # an empty line or a section's title stands before it
    behind: bool = False  # its comment stands behind it


def template_end(text):
    """Where `template <…>` and its `requires(…)` end; 0 without."""
    end = 0
    for opening, closing, pattern in (("<", ">", r"\s*template\s*<"), ("(", ")", r"\s*requires\s*\(")):
        if found := re.match(pattern, text[end:]):
            at, depth = end + found.end(), 1
            while depth:
                depth += {opening: 1, closing: -1}.get(text[at], 0)
                at += 1
            end = at
    return end


def flat(text):
    """The declaration without template arguments, attributes and what follows '='."""
    text = re.sub(r"\[\[\w+\]\]", "", text[template_end(text):]).replace("->", "")
    text = OPERATOR.sub("operator_", text)
    before = None
    while before != text:
        before, text = text, re.sub(r"<[^<>]*>", "", text)
    depth, kept = 0, ""
    for letter in text:
        if letter == "=" and depth == 0:
            break
        depth += {"(": 1, ")": -1}.get(letter, 0)
        kept += letter
    return kept.strip()


def is_function(text):
    """Pointers to functions are no functions."""
    return "(" in flat(text) and not POINTER.match(flat(text))


def name_of(text):
    """The name that a declaration of a function, field or alias gives."""
    if found := re.match(r"using\s+(\w+)\s*=", text[template_end(text):].strip()):
        return found[1]
    if found := re.search(r"concept\s+(\w+)", text):
        return found[1]
    if pointer := POINTER.match(flat(text)):
        return pointer[1]
    if is_function(text):
        if found := OPERATOR.search(text[template_end(text):]):
            return re.sub(r"\s+", " ", found[0])
        return re.search(r"([~\w:]+)\s*\(", flat(text))[1]
    return re.search(r"(\w+)(?:\[\w*\]|\{.*\})?$", flat(text), re.S)[1]


def shown(text):
    """A declaration's text without its list of initialisers, at the left edge."""
    if is_function(text):
        if found := re.search(r"\)(\s*noexcept)?\s*:(?!:)", text):
            text = text[:found.start() + 1] + (found[1] or "")
    text = text.strip()
    parts = [text[:template_end(text)].strip(), text[template_end(text):].strip()]
    return "\n".join(filter(None, (re.sub(r"\s*\n\s*", "\n    ", part) for part in parts)))


def same_kind(first, second):
    """Whether a comment on the first may be meant for the second too: overloads, and what is declared alike."""
    if first.kind == "function":
        operators = first.name.startswith("operator") and second.name.startswith("operator")
        parameters = [member.text[member.text.find("("):] for member in (first, second)]
        alike = parameters[0] == parameters[1] and (parameters[0][1] != ")" or type_of(first) == type_of(second))
        return first.name == second.name or operators or alike
    return first.kind == "using" or first.text.startswith(("inline", "extern"))


def type_of(member):
    """What stands before the name."""
    return member.text[:re.search(rf"{re.escape(member.name)}\b", member.text).start()] if member.name[-1].isalnum() else ""


def groups_of(members, owner=""):
    """Declarations that share a comment, as lists: one without its own may belong to the one right above it."""
    makes = lambda member: member.name in (owner, "operator=")
    groups = []
    for member in members:
        last = groups[-1][-1] if groups else None
        joins = last and member.kind == last.kind and member.namespace == last.namespace and member.kind not in TYPES and \
            not (member.apart or last.behind or member.doc) and makes(member) == makes(last) and \
            (same_kind(last, member) or not groups[-1][0].doc)
        if joins:
            groups[-1].append(member)
        else:
            groups.append([member])
    return groups


class Parser:
    """Walks over the tokens of one header."""

    def __init__(self, source, header):
        self.tokens = [(found.lastgroup, found[0]) for found in TOKEN.finditer(source) if found.lastgroup != "directive"]
        self.at = 0
        self.header = header
        self.notes = []  # comments that stand for themselves: about the header

    def declarations(self, namespace="", access="public"):
        """All that follows, up to the brace that closes this part."""
        found, doc, apart = [], [], False
        while self.at < len(self.tokens):
            kind, text = self.tokens[self.at]
            self.at += 1
            if kind == "doc":
                doc.append(text[3:].removeprefix(" "))
            elif kind == "behind" and found:
                found[-1].doc.append(text[4:].strip())
                found[-1].behind = True
            elif kind == "comment":
                if title := re.match(r"// --- (.*?)\s*-*$", text):
                    found.append(Declaration("section", title[1]))
            elif kind == "space":
                if text.count("\n") > 1:
                    apart = True
                    self.notes += doc
                    doc = []
            elif text == "}":
                break
            elif text in ACCESS and self.tokens[self.at][1] == ":":
                access = text
                self.at += 1
            elif text != ";":
                self.at -= 1
                if self.is_namespace():
                    self.notes += doc
                    found += self.namespace()
                elif (new := self.declaration(namespace)) and access != "private":
                    new.doc, new.apart = new.doc + doc, apart
                    found.append(new)
                doc, apart = [], False
        return found

    def is_namespace(self):
        return self.tokens[self.at][1] == "namespace"

    def namespace(self):
        """What is in a namespace with a name; what is in others is nobody's business."""
        name = self.until_end_or_brace().removeprefix("namespace").strip()
        self.at += 1
        inside = self.declarations(name)
        return inside if name else []

    def declaration(self, namespace):
        """The next declaration; None for one that isn't shown."""
        text = self.until_end_or_brace()
        head = text[template_end(text):].strip()
        ended = self.tokens[self.at][1] == ";"
        self.at += 1
        found = TYPE.match(head)
        if found and not ended:
            return self.type(found, text, namespace)
        forward = found and not is_function(text)
        if forward or UNSHOWN.match(text.strip()) or "::" in (name := name_of(text)) or name.startswith("~"):
            return None
        kind = "using" if head.startswith("using") else "concept" if "concept" in head.split() else \
            "function" if is_function(text) else "field"
        return Declaration(kind, name, shown(text) + ";", namespace=namespace, header=self.header)

    def type(self, found, text, namespace):
        """A class, struct or enum whose opening brace has been read."""
        kind, name = found[1].split()[0], found[2]
        if kind == "enum":
            members = self.enumerators()
        else:
            access = "private" if kind == "class" else "public"
            members = self.declarations(namespace, access)
        return None if "::" in name else Declaration(kind, name, shown(text), members=members, namespace=namespace,
                                                     header=self.header)

    def enumerators(self):
        """The values of an enum."""
        values, doc = [], []
        while (token := self.tokens[self.at])[1] != "}":
            kind, text = token
            self.at += 1
            if kind == "doc":
                doc.append(text[3:].strip())
            elif kind == "behind":
                values[-1].doc.append(text[4:].strip())
            elif kind == "word" and (not values or self.separated):
                values.append(Declaration("field", text, text, doc))
                self.separated, doc = False, []
            elif text == ",":
                self.separated = True
        self.at += 1
        return values

    separated = False

    def until_end_or_brace(self):
        """Text up to ';', or up to the '{' of a type or namespace; over the bodies of functions and over initialisers."""
        text, depth = "", 0
        while True:
            kind, token = self.tokens[self.at]
            if depth == 0 and token == ";":
                return text
            if token == "{":
                if depth == 0 and re.match(r"namespace|" + TYPE.pattern, text[template_end(text):].strip()) and not is_function(text):
                    return text
                block = self.block()
                if depth == 0 and self.is_body(text):
                    self.tokens.insert(self.at, ("sign", ";"))
                    return text
                text += block
                continue
            if kind not in ("comment", "doc", "behind"):
                text += token
            depth += {"(": 1, ")": -1}.get(token, 0)
            self.at += 1

    def is_body(self, text):
        """Whether the block behind the text is a function's, rather than an initialiser."""
        if not is_function(text) or re.search(r"=\s*$", text):
            return False
        initialisers = re.search(r"\)(\s*noexcept)?\s*:(?!:)", text)
        return not (initialisers and re.search(r"[\w>]$", text))

    def block(self):
        """The text from a '{' to the '}' that belongs to it."""
        text, depth = "", 0
        while True:
            kind, token = self.tokens[self.at]
            self.at += 1
            text += "" if kind in ("comment", "doc", "behind") else token
            depth += {"{": 1, "}": -1}.get(token, 0)
            if depth == 0:
                return text


def read_header(path, name):
    """The declarations of a header and, as lines, what it says of itself."""
    parser = Parser(path.read_text(encoding="utf-8"), name)
    return parser.declarations(), parser.notes
