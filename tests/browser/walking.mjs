// Going through a whole quiz in practice, in one of three ways.
import assert from "node:assert/strict";
import { byKeyboard, byMouse, give, mark, mean } from "./answering.mjs";

export const QUIZZES = ["letter-1-warm-up", "letter-2-provenance", "letter-3-language", "letter-5-written"];

export const numberOf = (page) => Number(page.url().match(/attempts\/(\d+)/)[1]);
export const isOver = (page) => page.url().includes("/result");

/** Answers a whole quiz in practice. */
export async function answerAll(page, answer, look = async () => {}) {
  for (let steps = 0; steps < 120 && !isOver(page); steps += 1) {
    await look(page);
    if (page.url().endsWith("/mark")) {
      await mark(page);
    } else if (await page.locator("#next").count()) {
      await Promise.all([page.waitForNavigation(), page.click("#next")]);
    } else {
      await answer(page, steps);
    }
  }
  assert.ok(isOver(page), `it ended at ${page.url()}`);
}

export const ways = {
  "by mouse": [{}, async (page, number) => { await byMouse(page, number); await give(page); }],
  "with the keyboard alone": [{}, async (page) => { await byKeyboard(page); await mean(page); }],
  "without a script": [{ javaScriptEnabled: false }, async (page, number) => { await byMouse(page, number); await give(page); }],
};

