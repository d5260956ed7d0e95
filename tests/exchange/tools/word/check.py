"""Writes documents with python-docx and says what must be read of them."""

import os
import random
import subprocess
import sys
import tomllib
from pathlib import Path

import docx
from docx.oxml import parse_xml
from docx.oxml.ns import qn

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
TWO = [["Kennedy", "*Khrushchev"], ["1961", "*1962"]]


def new_list(document, levels):
    """A list of Word's own with these levels; gives a function that begins it anew."""
    numbering = document.part.numbering_part.element
    known = [int(it.get(qn("w:abstractNumId"))) for it in numbering.findall(qn("w:abstractNum"))]
    number = max(known, default=0) + 1
    inside = "".join(
        f'<w:lvl w:ilvl="{level}"><w:start w:val="1"/><w:numFmt w:val="{form}"/><w:lvlText w:val="{text}"/></w:lvl>'
        for level, (form, text) in enumerate(levels)
    )
    numbering.insert(0, parse_xml(f'<w:abstractNum {W} w:abstractNumId="{number}">{inside}</w:abstractNum>'))

    def begin():
        one = numbering.add_num(number)
        one.add_lvlOverride(ilvl=0).add_startOverride(1)
        return one.numId

    return begin


def entry(document, text, number, level=0, bold=False):
    paragraph = document.add_paragraph()
    paragraph.add_run(text).bold = bold
    properties = paragraph._p.get_or_add_pPr().get_or_add_numPr()
    properties.get_or_add_ilvl().val = level
    properties.get_or_add_numId().val = number


def typed(document):
    for text in ["1. Who?", "a) Kennedy", "*b) Khrushchev", "2) When? (2 marks)", "A. 1961\tB. 1962", "Answer: B"]:
        document.add_paragraph(text)


def automatic(document):
    number = new_list(document, [("decimal", "%1."), ("lowerLetter", "%2)")])()
    for text, level, bold in [("Who?", 0, True), ("Kennedy", 1, False), ("Khrushchev", 1, True)]:
        entry(document, text, number, level, bold)
    for text, level, bold in [("When?", 0, True), ("1961", 1, False), ("1962", 1, True)]:
        entry(document, text, number, level, bold)


def numbers_twice(document):
    questions = new_list(document, [("decimal", "%1.")])()
    options = new_list(document, [("decimal", "%1)")])
    for stem, texts in [("Who?", ["Kennedy", "*Khrushchev"]), ("When?", ["1961", "*1962"])]:
        entry(document, stem, questions)
        number = options()
        for text in texts:
            entry(document, text, number)


def styles(document):
    for text, style in [
        ("Who?", "List Number"),
        ("Kennedy", "List Bullet"),
        ("*Khrushchev", "List Bullet"),
        ("When?", "List Number"),
        ("1961", "List Number 2"),
        ("*1962", "List Number 2"),
    ]:
        document.add_paragraph(text, style=style)


def table(document):
    cells = document.add_table(rows=2, cols=2)
    for row, texts in enumerate([("1.", "Who?"), ("a) Kennedy", "*b) Khrushchev")]):
        for column, text in enumerate(texts):
            cells.cell(row, column).text = text
    document.add_paragraph("2. When?\na) 1961\n*b) 1962")


LISTS = [typed, automatic, numbers_twice, styles, table]


def source(number):
    """A source of random paragraphs, in runs that are cut anywhere; the document and its text."""
    chance = random.Random(number)
    words = "the war began in August and nobody on the quay said Mr. Grey “now” café — 1914 £5 & <b> 'x' ½".split()
    document = docx.Document()
    document.add_heading(f"A diary {number}", 0)
    document.add_paragraph("Source A")
    texts = []
    for _ in range(chance.randint(1, 8)):
        paragraph = document.add_paragraph()
        for _ in range(chance.randint(1, 6)):
            text = " ".join(chance.choices(words, k=chance.randint(1, 9)))
            cut = chance.randint(0, len(text))
            paragraph.add_run(text[:cut]).bold = chance.random() < 0.2
            paragraph.add_run(text[cut:] + chance.choice([" ", "\t", ", "]))
        paragraph.add_run("end.")
        texts.append(paragraph.text)
    return document, "\n\n".join(texts)


def imported(form, path):
    command = [os.environ["SOURCEWORK"], "import", form, str(path), "--dry-run", "--id", "x"]
    out = subprocess.run(command, capture_output=True, text=True)
    assert out.returncode == 0, out.stderr
    return tomllib.loads(out.stdout)


def options(quiz):
    star = lambda option: "*" if option.get("correct") else ""
    return [[star(it) + it["text"] for it in question["options"]] for question in quiz["question"]]


def main():
    what, folder = sys.argv[1], Path(sys.argv[2])
    for write in LISTS:
        path = folder / f"{write.__name__}.docx"
        if what == "write":
            document = docx.Document()
            document.add_heading("A quiz", 0)
            write(document)
            document.save(path)
            continue
        quiz = imported("docx", path)
        assert quiz["title"] == "A quiz", path
        assert [it["stem"] for it in quiz["question"]] == ["Who?", "When?"], path
        assert options(quiz) == TWO, (path, options(quiz))
    for number in range(10):
        document, text = source(number)
        path = folder / f"source-{number}.docx"
        if what == "write":
            document.save(path)
            continue
        read = imported("transcript", path)
        assert read["title"] == f"A diary {number}", path
        assert read["extract"][0]["text"].strip("\n") == text, (path, read["extract"][0]["text"], text)


main()
