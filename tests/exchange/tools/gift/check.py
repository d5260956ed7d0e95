"""Holds exported GIFT, as two other readers understand it, against the quizzes themselves."""

import json
import pathlib
import re
import sys

from pygiftparser import parser

FOLDER = pathlib.Path(sys.argv[1])
PEGJS = json.loads((FOLDER / "read.json").read_text())
KINDS = {
    "single-choice": "MC", "multiple-response": "MC", "evidence": "MC", "paired": "MC",
    "true-false": "Matching", "matching": "Matching", "ordering": "Matching", "grid": "Matching",
    "inference": "Essay", "short-answer": "Essay", "extended": "Essay",
}


def plain(right):
    """gift-pegjs leaves its own stand-ins for escaped signs in the right sides of pairs."""
    return re.sub(r"&&(\d+);", lambda it: chr(int(it.group(1))), right)


def by_pegjs(quiz, read):
    """Every question with its ID, kind, stem, key and options, as gift-pegjs sees it."""
    asked = [it for it in read if it["type"] not in ("Category", "Description")]
    assert [it["id"] for it in asked] == [it["id"] for it in quiz], quiz
    for question, came in zip(quiz, asked):
        name = question["id"]
        assert question["skill"] in came["tags"], name
        if question["kind"] == "cloze":
            continue
        assert came["type"] == KINDS[question["kind"]], (name, came["type"])
        assert came["stem"]["text"].strip() == question["stem"].strip(), (name, came["stem"], question["stem"])
        assert came["globalFeedback"]["text"].startswith(question["explanation"].strip()), (name, came["globalFeedback"])
        for quote in question.get("quotes", []):
            assert quote.strip().split("\n")[0] in came["globalFeedback"]["text"], (name, quote)
        options = question.get("options") if "options" in question else question.get("claims")
        if options:
            keys = [bool(it["isCorrect"]) or (it["weight"] or 0) > 0 for it in came["choices"]]
            assert keys == [it.get("correct", False) for it in options], name
            assert [it["text"]["text"] for it in came["choices"]] == [it["text"] for it in options], name
        if question["kind"] == "matching":
            pairs = [(it["subquestion"]["text"], plain(it["subanswer"])) for it in came["matchPairs"]]
            expected = [(it["left"], it["right"]) for it in question["pairs"]]
            assert pairs[: len(expected)] == expected, (name, pairs)


def by_python(quiz, path):
    """pygiftparser takes every question for a valid one of the right sort."""
    with open(path, encoding="utf-8") as file:
        read = [it for it in parser.parseFile(file) if type(it.answers).__name__ != "Description"]
    assert all(it.valid for it in read), path
    assert len(read) == len(quiz), (path, len(read))
    for question, came in zip(quiz, read):
        assert came.title == question["id"]
        sort = {"MC": ("SelectSet", "MultipleChoicesSet"), "Matching": ("MatchingSet",), "Essay": ("Essay",)}
        wanted = sort.get(KINDS.get(question["kind"]))
        assert wanted is None or type(came.answers).__name__ in wanted, (question["id"], type(came.answers))


count = 0
for path in sorted(FOLDER.glob("*.gift")):
    quiz = json.loads((FOLDER / f"{path.stem}.json").read_text())["quiz"]["question"]
    by_pegjs(quiz, PEGJS[path.stem])
    # It does not know escaped signs at the beginning of answers, of which this quiz is made.
    if path.stem != "all-signs":
        by_python(quiz, path)
    count += len(quiz)
print(f"{count} questions in GIFT are read alike by gift-pegjs and pygiftparser")
