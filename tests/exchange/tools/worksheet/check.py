"""Holds printed worksheets against the quizzes that they are made of."""

import html
import json
import pathlib
import re
import sys

FOLDER = pathlib.Path(sys.argv[1])
# In points, as pdfinfo says them.
SIZES = {"a4": (595, 842), "letter": (612, 792)}


def squeezed(text):
    """Without blanks: a printed text breaks its lines wherever it likes."""
    return re.sub(r"\s+", "", text).replace("\u00ad", "")


def pages(name):
    text = (FOLDER / f"{name}.txt").read_text()
    return text.rstrip("\f").split("\f")


def size_of(name):
    found = re.search(r"Page size:\s+([\d.]+) x ([\d.]+)", (FOLDER / f"{name}.info").read_text())
    return round(float(found.group(1))), round(float(found.group(2)))


def words_of(name):
    """The words of each page with the place of their lower edge, from the bottom, in points."""
    for page in (FOLDER / f"{name}.bbox").read_text().split("<page ")[1:]:
        height = float(re.search(r'height="([\d.]+)"', page).group(1))
        found = re.findall(r'yMax="([\d.]+)">(.*?)</word>', page)
        yield [(html.unescape(word), height - float(lower)) for lower, word in found]


# 18 mm are the margin; 25 mm are the three lines to write on that stay with a question.
ROOM = (18 + 25) / 25.4 * 72


PAGE = r"Page\d+(of\d+)?"


def stands_alone(page, stem, written):
    """Whether a stem is the last thing on a page, but for the page number."""
    text = "".join(word for word, _ in page)
    wanted = squeezed(stem)
    at = text.find(wanted)
    if at < 0:
        return False
    end = at + len(wanted)
    if written:
        # What follows is lines, not words.
        length = 0
        for word, below in page:
            length += len(word)
            if length >= end:
                return below < ROOM
    # Which extracts it is about, what to do and its marks are its heading.
    behind = re.sub(r"^[^\[]{0,90}\[\d+marks?\]", "", text[end:])
    return re.fullmatch(PAGE, behind) is not None


def check(name):
    quiz, size, sort = re.fullmatch(r"(.+)\.(a4|letter)\.(paper|key|variants)", name).groups()
    assert size_of(name) == SIZES[size], (name, size_of(name))
    sheets = pages(name)
    words = squeezed("".join(re.sub(r"\n *Page \d+( of \d+)?\s*$", "\n", page) for page in sheets))
    assert sort == "variants" or f"Page {len(sheets)} of {len(sheets)}" in sheets[-1], name
    assert sort == "key" or "End of questions" in sheets[-1], name
    questions = json.loads((FOLDER / f"{quiz}.json").read_text())["quiz"]["question"]
    papers = 3 if sort == "variants" else 1
    for question in questions:
        stem = squeezed(question["stem"])
        assert words.count(stem) >= papers, (name, question["id"], words.count(stem))
        has_explanation = squeezed(question["explanation"])[:60] in words
        assert has_explanation == (sort == "key"), (name, question["id"])
        written = sort != "key" and question["kind"] in ("inference", "short-answer", "extended")
        for page in words_of(name):
            assert not stands_alone(page, question["stem"], written), (name, question["id"], "stands alone")
    if sort != "key":
        extracts = {it for question in questions for it in question["extracts"]}
        for extract in extracts:
            source, label = extract.split("/")
            document = json.loads((FOLDER / f"{source}.source.json").read_text())["source"]
            text = next(it["text"] for it in document["extract"] if it["label"] == label)
            for paragraph in filter(None, (squeezed(it) for it in text.split("\n\n"))):
                # A paragraph may go over a page: its beginning and its end are there.
                assert paragraph[:40] in words and paragraph[-40:] in words, (name, extract, paragraph[:40])
    return len(sheets)


names = sorted(path.stem for path in FOLDER.glob("*.html"))
assert len(names) >= 3, names
printed = sum(check(name) for name in names)
print(f"{len(names)} worksheets print on {printed} pages; every stem and passage is there, no question stands alone")
