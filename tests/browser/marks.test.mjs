// Every kind of question by mouse, with the keyboard alone and without a script earns what the same
// answers earn on the command line.
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { begin, closeAll, newState, newWindow, open } from "./program.mjs";
import { sameMarks } from "./same_marks.mjs";
import { answerAll, numberOf, QUIZZES, ways } from "./walking.mjs";

after(closeAll);

for (const [way, [options, answer]] of Object.entries(ways)) {
  test(`every kind ${way} earns what the same answers earn on the command line`, async () => {
    const state = newState();
    const program = await open(state);
    const { page, context, faults } = await newWindow(options);
    const kinds = {};
    let link = program.link;
    for (const quiz of QUIZZES) {
      await begin(page, link, quiz);
      link = new URL("/", link).href;
      const number = numberOf(page);
      await answerAll(page, answer);
      const compared = sameMarks(state, quiz, number);
      for (const [kind, count] of Object.entries(compared)) kinds[kind] = (kinds[kind] ?? 0) + count;
    }
    await context.close();
    await program.end("SIGINT");
    assert.deepEqual(faults, []);
    // A file of answers names sentences of a passage otherwise; extended answers are a person's.
    for (const kind of ["single-choice", "multiple-response", "true-false", "matching", "ordering", "cloze", "grid", "paired", "inference", "short-answer"]) {
      assert.ok(kinds[kind] > 0, `no ${kind} was compared: ${JSON.stringify(kinds)}`);
    }
  });
}
