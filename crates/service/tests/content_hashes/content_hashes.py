"""Prints the content hash of every question of the shipped library, from the TOML files alone.

It is written from the description in `crates/core/src/identity.rs` and `quiz/content.rs`, so that
the golden values do not come from the program that they check. One line a question:
quiz/question, the hash of what is asked, the hash of the mark scheme, the hash of both.
"""

import hashlib
import re
import sys
import tomllib
from pathlib import Path


class Hasher:
    def __init__(self, about):
        self.hash = hashlib.sha256()
        self.bytes(about.encode())

    def bytes(self, data):
        self.hash.update(len(data).to_bytes(8, "little"))
        self.hash.update(data)

    def name(self, field, kind):
        self.bytes(field.encode())
        self.hash.update(kind)

    def text(self, field, text):
        self.name(field, b"t")
        self.bytes(text.encode())

    def number(self, field, number):
        self.name(field, b"n")
        self.hash.update(number.to_bytes(8, "little"))

    def of(self, field, digest):
        self.name(field, b"h")
        self.hash.update(digest)

    def list(self, field, count):
        self.name(field, b"l")
        self.hash.update(count.to_bytes(8, "little"))

    def texts(self, field, texts):
        texts = list(texts)
        if texts:
            self.list(field, len(texts))
            for text in texts:
                self.bytes(text.encode())

    def numbers(self, field, numbers):
        numbers = list(numbers)
        if numbers:
            self.list(field, len(numbers))
            for number in numbers:
                self.hash.update(number.to_bytes(8, "little"))

    def finish(self):
        return self.hash.digest()[:16]


def right(elements):
    return [place for place, it in enumerate(elements) if it.get("correct", False)]


def gaps(text):
    """The texts around the gaps, and what each gap accepts."""
    parts = re.split(r"\{\{(.*?)\}\}", text)
    accepted = [[w.strip() for w in gap.split("|") if w.strip()] for gap in parts[1::2]]
    return parts[0::2], accepted


def available(question):
    if "marks" in question:
        return question["marks"]
    kind = question["kind"]
    if kind == "single-choice":
        return 1
    if kind == "multiple-response":
        return len(right(question["options"]))
    if kind == "true-false":
        return len(question["statements"])
    if kind == "matching":
        return len(question["pairs"])
    if kind == "ordering":
        return len(question["items"]) - 1
    if kind == "cloze":
        return len(gaps(question["text"])[1])
    if kind == "evidence" and question.get("candidates"):
        return len(right(question["candidates"]))
    if kind == "evidence":
        # A mark for each sentence with a quotation: in the shipped questions each quotation
        # stands in a sentence of its own.
        return len(question["quotes"])
    if kind == "paired":
        return 2
    if kind == "grid":
        return len(question["rows"])
    if kind == "inference":
        return 2 * question.get("count", 2)
    if kind == "short-answer":
        return sum(point.get("marks", 1) for point in question["point"])
    highest = [
        max(int(re.split("[-–]", level["marks"])[-1]) for level in criterion["levels"])
        for criterion in question["criterion"]
    ]
    return sum(highest)


def asked(question, extracts):
    kind = question["kind"]
    h = Hasher("asked")
    h.text("kind", kind)
    h.text("stem", question["stem"])
    h.texts("passages", [extracts[name].strip() for name in question["extracts"]])
    h.text("provenance", question.get("provenance", "before"))
    h.number("marks", available(question))
    if kind == "single-choice":
        h.texts("options", [it["text"] for it in question["options"]])
    elif kind == "multiple-response":
        h.texts("options", [it["text"] for it in question["options"]])
        if "choose" in question:
            h.number("choose", question["choose"])
    elif kind == "true-false":
        h.texts("statements", [it["text"] for it in question["statements"]])
    elif kind == "matching":
        h.texts("lefts", [it["left"] for it in question["pairs"]])
        rights = [it["right"] for it in question["pairs"]] + question.get("distractors", [])
        h.texts("rights", rights)
    elif kind == "ordering":
        h.texts("items", question["items"])
    elif kind == "cloze":
        texts, accepted = gaps(question["text"])
        h.texts("texts", texts)
        offered = []
        if question.get("bank"):
            for word in [gap[0] for gap in accepted] + question["bank"]:
                if word not in offered:
                    offered.append(word)
        h.texts("bank", offered)
    elif kind == "evidence":
        h.texts("candidates", [it["quote"] for it in question.get("candidates", [])])
    elif kind == "paired":
        h.texts("claims", [it["text"] for it in question["claims"]])
        h.texts("evidence", [it["quote"] for it in question["evidence"]])
    elif kind == "grid":
        h.list("rows", len(question["rows"]))
        for row in question["rows"]:
            h.text("label", row["label"])
            h.texts("options", row.get("options", []))
    elif kind == "inference":
        h.number("count", question.get("count", 2))
    return h.finish()


def wording(h, it, shared):
    """The words that make a point, and then those of each shared point that it uses."""
    for key in ["keywords", "with", "accept", "reject"]:
        h.texts(key, it.get(key, []))
    used = it.get("use", [])
    if used:
        h.list("use", len(used))
        for name in used:
            wording(h, shared[name], shared)


def point(h, it, shared):
    for key in ["id", "group"]:
        if key in it:
            h.text(key, it[key])
    h.number("marks", it.get("marks", 1))
    h.text("label", it["label"])
    wording(h, it, shared)
    h.texts("needs", it.get("needs", []))
    if "quote-from" in it:
        h.text("quote-from", it["quote-from"])
    if "min-words" in it:
        h.number("min-words", it["min-words"])
    if it.get("forgive-names", False):
        h.number("forgive-names", 1)


def scheme(question, quiz, shared):
    kind = question["kind"]
    h = Hasher("scheme")
    if kind in ("single-choice", "multiple-response"):
        h.numbers("key", right(question["options"]))
        if question.get("all-or-nothing", False):
            h.number("all-or-nothing", 1)
    elif kind == "true-false":
        h.texts("key", [it["answer"] for it in question["statements"]])
    elif kind == "matching":
        h.number("pairs", len(question["pairs"]))
    elif kind == "cloze":
        accepted = gaps(question["text"])[1]
        h.list("gaps", len(accepted))
        for gap in accepted:
            h.texts("accepted", gap)
        if "forgive" in question:
            h.text("forgive", question["forgive"])
    elif kind == "evidence" and question.get("candidates"):
        h.numbers("key", right(question["candidates"]))
    elif kind == "evidence":
        h.texts("quotes", question["quotes"])
    elif kind == "paired":
        h.numbers("claim", right(question["claims"]))
        h.numbers("evidence", right(question["evidence"]))
    elif kind == "grid":
        h.list("rows", len(question["rows"]))
        for row in question["rows"]:
            answer = [row["answer"]] if "answer" in row else []
            h.texts("answers", answer + row.get("answers", []))
            if "forgive" in row:
                h.text("forgive", row["forgive"])
    elif kind == "inference":
        h.list("points", len(question["point"]))
        for it in question["point"]:
            h.text("label", it["label"])
            wording(h, it, shared)
            h.texts("details", it.get("details", []))
        h.texts("reject", question.get("reject", []))
        h.texts("stated", question.get("stated", []))
    elif kind == "short-answer":
        h.list("points", len(question["point"]))
        for it in question["point"]:
            point(h, it, shared)
        h.texts("reject", question.get("reject", []))
        caps = question.get("caps", {})
        if "one-group" in caps:
            h.number("cap-one-group", caps["one-group"])
        if "learned-response" in caps:
            h.number("cap-learned-response", caps["learned-response"])
    elif kind == "extended":
        h.list("criteria", len(question["criterion"]))
        for criterion in question["criterion"]:
            h.text("name", criterion["name"])
            h.list("levels", len(criterion["levels"]))
            for level in criterion["levels"]:
                h.text("marks", level["marks"])
                h.text("descriptor", level["descriptor"])
    if kind in ("inference", "short-answer", "extended"):
        synonyms = sorted(quiz.get("synonyms", {}).items())
        h.texts("synonyms", [text for pair in synonyms for text in pair])
        h.texts("learned-responses", quiz.get("learned-responses", []))
    return h.finish()


def main(library):
    extracts = {}
    for file in sorted((library / "sources").glob("*.toml")):
        for extract in tomllib.loads(file.read_text())["extract"]:
            extracts[f"{file.stem}/{extract['label']}"] = extract["text"]
    points = tomllib.loads((library / "points.toml").read_text())["point"]
    shared = {point["id"]: point for point in points}
    for file in sorted((library / "quizzes").glob("*.toml")):
        quiz = tomllib.loads(file.read_text())
        for question in quiz["question"]:
            shown, marked = asked(question, extracts), scheme(question, quiz, shared)
            both = Hasher("question")
            both.of("asked", shown)
            both.of("scheme", marked)
            name = f"{file.stem}/{question['id']}"
            print(name, shown.hex(), marked.hex(), both.finish().hex())


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "."))
