"""Holds packages for Canvas, as qti2latex reads them, against the quizzes themselves, and their
elements against those that text2qti and qti_package_maker write for Canvas."""

import contextlib
import html
import io
import json
import pathlib
import re
import sys
import tempfile
import xml.etree.ElementTree as ET
import zipfile

import pypandoc

# Only what is read matters here, not how LaTeX would set it.
pypandoc.convert_text = lambda text, *_, **__: text

import lxml.etree
import qti2latex
from qti_package_maker.assessment_items import item_types
from qti_package_maker.engines.canvas_qti_v1_2 import write_item
from text2qti.config import Config
from text2qti.qti import QTI
from text2qti.quiz import Quiz

FOLDER = pathlib.Path(sys.argv[1])
FORMS = {
    "single-choice": ["multiple_choice_question"],
    "multiple-response": ["multiple_answers_question"],
    "evidence": ["multiple_answers_question"],
    "true-false": ["multiple_dropdowns_question"],
    "paired": ["multiple_dropdowns_question"],
    "cloze": ["fill_in_multiple_blanks_question", "multiple_dropdowns_question"],
    "grid": ["fill_in_multiple_blanks_question", "multiple_dropdowns_question"],
    "matching": ["matching_question"],
    "ordering": ["matching_question"],
    "inference": ["essay_question"],
    "short-answer": ["essay_question"],
    "extended": ["essay_question"],
}


def words(text):
    """A text of either sort without markup and with single blanks."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", text)).split())


def flat(text):
    return " ".join(text.split())


def right(question):
    """The texts that are right, by the quiz; None where that is not said here."""
    kind = question["kind"]
    if kind in ("single-choice", "multiple-response"):
        return {flat(it["text"]) for it in question["options"] if it.get("correct")}
    if kind == "evidence":
        candidates = question.get("candidates")
        return candidates and {flat(it["quote"]) for it in candidates if it.get("correct")}
    if kind == "true-false":
        return {it["answer"].replace("-", " ").capitalize() for it in question["statements"]}
    if kind == "paired":
        claims = {flat(it["text"]) for it in question["claims"] if it.get("correct")}
        return claims | {flat(it["quote"]) for it in question["evidence"] if it.get("correct")}
    if kind == "matching":
        return {flat(it["right"]) for it in question["pairs"]}
    if kind == "ordering":
        return {str(place) for place in range(1, len(question["items"]) + 1)}
    if kind == "cloze":
        gaps = re.findall(r"\{\{(.+?)\}\}", question["text"])
        return {flat(it.split("|")[0]) for it in gaps}
    if kind == "grid":
        return {flat(it["answer"] if "answer" in it else it["answers"][0]) for it in question["rows"]}
    return None


def keys_of(item):
    """What qti2latex takes for right, but for what only shows a comment, which it takes for right as well."""
    for processing in qti2latex.findall_anyns(item, "resprocessing"):
        for condition in qti2latex.findall_anyns(processing, "respcondition"):
            if not qti2latex.findall_anyns(condition, "setvar"):
                processing.remove(condition)
    return qti2latex.get_correct_idents(item)


def hold(quiz, assessment):
    """Every question with its ID, form, stem, passage, and what is right, as qti2latex sees it."""
    passages, asked = {}, []
    for item in qti2latex.findall_anyns(assessment, "item"):
        meta = qti2latex.get_qti_metadata(item)
        if qti2latex.guess_type(meta, item) == "text_only_question":
            passages[item.attrib["ident"]] = qti2latex.get_item_stem(item)
        else:
            asked.append((item, meta))
    assert [it.attrib["title"] for it, _ in asked] == [it["id"] for it in quiz["question"]]
    for question, (item, meta) in zip(quiz["question"], asked):
        name, form = question["id"], qti2latex.guess_type(meta, item)
        assert form in FORMS[question["kind"]], (name, form)
        stem = words(qti2latex.get_item_stem(item))
        assert stem.startswith(flat(question["stem"])), (name, stem)
        passage = passages[meta["parent_stimulus_item_ident"]]
        for extract in question["extracts"]:
            assert f"<h3>{extract.split('/')[1]}</h3>" in passage, (name, extract)
        expected = right(question)
        keys = keys_of(item)
        if form == "essay_question":
            assert not keys, name
        elif expected:
            found = {words(text) if "<" in text else flat(text)
                     for ident, text in qti2latex.get_choices(item) if ident in keys}
            if form == "fill_in_multiple_blanks_question":
                assert expected <= found, (name, expected, found)
            else:
                assert found == expected, (name, expected, found)


def as_latex(quiz, path):
    """The whole of qti2latex: each question with its marks, each passage in its frame."""
    out = path.with_suffix(".tex")
    with contextlib.redirect_stdout(io.StringIO()):
        qti2latex.main([str(path), "-o", str(out), "--answer-key"], standalone_mode=False)
    text = (out.parent / f"{path.stem}-answerkey.tex").read_text(encoding="utf-8")
    marks = [int(it) for it in re.findall(r"\\question\[(\d+)\]", text)]
    assert len(marks) == len(quiz["question"]), (path, len(marks))
    return sum(marks)


def elements(root):
    """What stands in what, with which attributes: their names, and the values of those that name a form."""
    named = ("type", "texttype", "rcardinality", "varname", "vartype", "action", "feedbacktype", "continue")
    found = set()

    def look(element, above):
        name = element.tag
        found.add((above, name))
        for key, value in element.attrib.items():
            found.add((name, "@" + key, value if key in named else None))
        for child in element:
            look(child, name)

    look(root, None)
    return found


def bare(element):
    """Written by hands that set no namespace: the one of QTI 1.2."""
    for it in element.iter():
        it.tag = "{http://www.imsglobal.org/xsd/ims_qtiasiv1p2}" + it.tag
    return element


def theirs():
    """What the other two write: by file."""
    text = pathlib.Path(__file__).with_name("questions.txt").read_text(encoding="utf-8")
    quiz = Quiz(text, config=Config(), source_name="questions.txt")
    found = {"imsmanifest": set(), "assessment_meta": set(), "assessment": set()}
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / "questions.zip"
        QTI(quiz).save(path)
        with zipfile.ZipFile(path) as package:
            for name in package.namelist():
                if name.endswith(".xml"):
                    stem = pathlib.Path(name).stem
                    found[stem if stem in found else "assessment"] |= elements(ET.fromstring(package.read(name)))
    for number, item in enumerate([
        item_types.MATCH("Match.", ["one", "two"], ["first", "second", "third"]),
        item_types.MULTI_FIB("Fill [gap1] and [gap2].", {"gap1": ["one"], "gap2": ["two", "three"]}),
    ]):
        item.item_number = number
        writer = getattr(write_item, type(item).__name__)
        found["assessment"] |= elements(bare(ET.fromstring(lxml.etree.tostring(writer(item)))))
    return found


# Canvas's own, which text2qti does without.
OURS = {"time_limit"}


def main():
    known = theirs()
    quizzes = questions = points = 0
    for path in sorted(FOLDER.glob("*.json")):
        quiz = json.loads(path.read_text(encoding="utf-8"))["quiz"]
        name = path.stem
        folder = FOLDER / name
        roots = {it.stem: ET.parse(it).getroot() for it in folder.rglob("*.xml")}
        assert set(roots) == {"imsmanifest", "assessment_meta", name}, roots
        for stem, root in roots.items():
            new = elements(root) - known["assessment" if stem == name else stem]
            new = {it for it in new if it[1].split("}")[-1] not in OURS}
            assert not new, (name, stem, new)
        points += as_latex(quiz, path.with_suffix(".zip"))
        hold(quiz, roots[name])
        quizzes += 1
        questions += len(quiz["question"])
    print(f"canvas: qti2latex reads {questions} questions of {quizzes} quizzes ({points} marks) as they are; "
          "text2qti and qti_package_maker use every element of them in the same place")


main()
