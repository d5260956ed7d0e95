// Right and wrong answers to a question, from the quiz itself: texts as the student sees them.

const texts = (list, right) => list.filter((it) => !!it.correct === right).map((it) => it.text ?? it.quote);
const shown = (truth) => (truth === "not-stated" ? "not stated" : truth);
const next = (list, index) => list[(index + 1) % list.length];
const gapsOf = (text) => [...text.matchAll(/\{\{(.*?)\}\}/gs)].map((it) => it[1].split("|").map((word) => word.trim()));

/// Whether a person marks it.
export const isWritten = (question) => ["inference", "short-answer", "extended"].includes(question.kind);

/// { right, wrong }, each as the page fills it in.
export function answers(question) {
  switch (question.kind) {
    case "single-choice":
      return { right: { pick: [texts(question.options, true)] }, wrong: { pick: [texts(question.options, false).slice(0, 1)] } };
    case "multiple-response":
      return { right: { pick: [texts(question.options, true)] }, wrong: { pick: [texts(question.options, false).slice(0, question.choose ?? 99)] } };
    case "evidence":
      if (question.candidates) return { right: { pick: [texts(question.candidates, true)] }, wrong: { pick: [texts(question.candidates, false)] } };
      return { right: { holding: question.quotes }, wrong: { notHolding: question.quotes } };
    case "paired":
      return {
        right: { pick: [texts(question.claims, true), texts(question.evidence, true).slice(0, 1)] },
        wrong: { pick: [texts(question.claims, false).slice(0, 1), texts(question.evidence, true).slice(0, 1)] },
      };
    case "true-false": {
      const words = ["true", "false", "not stated"];
      const pair = (turn) => question.statements.map((it) => [it.text, turn(shown(it.answer))]);
      return { right: { pairs: pair((it) => it) }, wrong: { pairs: pair((it) => next(words, words.indexOf(it))) } };
    }
    case "matching": {
      const rights = question.pairs.map((it) => it.right);
      const pair = (turn) => question.pairs.map((it, index) => [it.left, turn(index)]);
      return { right: { pairs: pair((index) => rights[index]) }, wrong: { pairs: pair((index) => next(rights, index)) } };
    }
    case "ordering":
      return { right: { order: question.items }, wrong: { order: [...question.items].reverse() } };
    case "cloze": {
      const gaps = gapsOf(question.text);
      const wrong = question.bank ? gaps.map(() => question.bank[0]) : gaps.map(() => "xyzzy");
      return { right: { gaps: gaps.map((it) => it[0]) }, wrong: { gaps: wrong }, other: question.bank ? [] : variants(gaps) };
    }
    case "grid": {
      const right = question.rows.map((row) => row.answer ?? row.answers[0]);
      const wrong = question.rows.map((row) => (row.options ? row.options.find((it) => it !== row.answer) : "xyzzy"));
      const other = question.rows.some((row) => row.answers?.length > 1)
        ? [{ cells: question.rows.map((row) => row.answer ?? row.answers.at(-1)) }] : [];
      return { right: { cells: right }, wrong: { cells: wrong }, other };
    }
    default:
      return { written: true };
  }
}

/// Typed answers that are accepted beside the first.
function variants(gaps) {
  const most = Math.max(...gaps.map((it) => it.length));
  return Array.from({ length: most - 1 }, (_, index) => ({ gaps: gaps.map((it) => it[index + 1] ?? it[0]) }));
}
