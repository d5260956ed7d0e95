"""Holds what LibreOffice reads in exported documents against the quizzes."""

import json
import pathlib
import re
import sys

FOLDER = pathlib.Path(sys.argv[1])


def squeezed(text):
    return re.sub(r"\s+", "", text)


def shown(question):
    """What a student chooses from, pairs or orders."""
    for key in ("options", "claims", "statements"):
        yield from (it["text"] for it in question.get(key, []))
    for pair in question.get("pairs", []):
        yield from (pair["left"], pair["right"])
    yield from question.get("items", [])
    yield from (row["label"] for row in question.get("rows", []))


def check(path):
    quiz, sort = path.stem.rsplit(".", 1)
    words = squeezed(path.read_text(encoding="utf-8-sig"))
    questions = json.loads((FOLDER / f"{quiz}.json").read_text())["quiz"]["question"]
    papers = 3 if sort == "variants" else 1
    for question in questions:
        name = (path.stem, question["id"])
        assert words.count(squeezed(question["stem"])) >= papers, name
        assert (squeezed(question["explanation"]) in words) == (sort == "key"), name
        for text in shown(question):
            assert words.count(squeezed(text)) >= papers, (name, text)
        if sort == "key":
            for quote in question.get("quotes", []):
                assert squeezed(quote) in words, (name, quote)


documents = sorted(FOLDER.glob("*.docx"))
texts = sorted((FOLDER / "text").glob("*.txt"))
assert [it.stem for it in documents] == [it.stem for it in texts], (documents, texts)
for path in texts:
    check(path)
# Lines to write on, 24 points apart; where a question or a page comes between, further, or above.
lines = re.findall(r'yMin="([\d.]+)"[^>]*>_{40,}<', (FOLDER / "lines.bbox").read_text())
steps = [float(below) - float(above) for above, below in zip(lines, lines[1:])]
within = [step for step in steps if 0 < step < 40]
assert len(within) > 50 and all(abs(step - 24) < 0.2 for step in within), within

print(f"{len(texts)} documents are read by LibreOffice, with every question, option and key")
