// Whether an attempt in the browser has the marks that the program gives to the same answers on the
// command line. The record says what was answered, in the author's order.
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { command } from "./program.mjs";

const letter = (place) => String.fromCharCode(65 + place);

/** An answer of the record as a file of answers writes it; null where that has no way to say it. */
function written(answer, kind) {
  if (answer === null) return null;
  const [[what, value]] = Object.entries(answer);
  const places = (list) => list.map((place) => (place === null ? "" : letter(place)));
  switch (what) {
    case "choice": return value === null ? null : letter(value);
    case "choices": return kind === "evidence" ? null : places(value);
    case "truths": return value.map((truth) => truth ?? "");
    case "pairs": case "order": return places(value);
    case "gaps": return value;
    case "cells": return value.map((cell) => ("chosen" in cell ? letter(cell.chosen) : cell.typed));
    case "paired": return value.claim === null ? null : [letter(value.claim), letter(value.evidence)];
    case "inferences": return value.flatMap((pair) => [pair.inference, pair.detail]);
    case "text": return value;
    default: throw new Error(`an answer of no known kind: ${what}`);
  }
}

/** Compares all questions; how many could be compared, by kind. */
export function sameMarks(state, quiz, number) {
  const kept = JSON.parse(command(state, "history", String(number), "--format", "json")).result;
  const lines = [`quiz = "${quiz}"`, "[answers]"];
  const asked = new Map();
  for (const question of kept.questions) {
    const answer = written(question.answer, question.kind);
    const isHalf = Array.isArray(answer) && answer.includes("");
    if (answer === null || isHalf || question.judged || question.mark === null) continue;
    lines.push(`${question.id} = ${JSON.stringify(answer)}`);
    asked.set(question.id, question);
  }
  const file = join(state, "answers.toml");
  writeFileSync(file, lines.join("\n"));
  const told = JSON.parse(command(state, "take", quiz, "--answers", file, "--format", "json"));
  const kinds = {};
  for (const question of told.questions) {
    const browser = asked.get(question.id);
    if (!browser) continue;
    assert.deepEqual(browser.mark, question.mark, `${quiz}/${question.id}`);
    assert.deepEqual(browser.answer, question.answer, `${quiz}/${question.id}`);
    kinds[question.kind] = (kinds[question.kind] ?? 0) + 1;
  }
  return kinds;
}
