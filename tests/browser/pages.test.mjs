// A student in a real browser: what is accessible, an exam, and what is not lost.
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, test } from "node:test";
import { byMouse, give } from "./answering.mjs";
import { accessible } from "./looking.mjs";
import { begin, closeAll, command, newState, newWindow, open } from "./program.mjs";
import { answerAll, isOver, numberOf, QUIZZES, ways } from "./walking.mjs";

after(closeAll);

for (const [size, viewport, dark, quizzes] of [["1280", { width: 1280, height: 800 }, false, QUIZZES], ["320", { width: 320, height: 640 }, true, QUIZZES.slice(0, 2)]]) {
  test(`axe finds nothing on any page at ${size} pixels, and none scrolls sideways`, async () => {
    const state = newState();
    const program = await open(state);
    const { page, context, faults } = await newWindow({ viewport, colorScheme: dark ? "dark" : "light" });
    await page.goto(program.link);
    const at = (address) => new URL(address, program.link).href;
    for (const [name, address] of [["home", "/"], ["revision", "/revision"], ["progress", "/progress"], ["history", "/history"], ["reading", "/reading"], ["source", "/sources/khrushchev-letter-1962"], ["missing", "/nothing"]]) {
      await page.goto(at(address));
      await accessible(page, `${size}-${name}`);
    }
    // A page that is missing is an error for the console.
    faults.splice(0, faults.length);
    for (const quiz of quizzes) {
      await page.goto(at(`/quizzes/${quiz}`));
      await accessible(page, `${size}-start`);
      await page.click("main button.main:has-text('Begin')");
      let seen = 0;
      const look = async (page) => {
        seen += 1;
        await accessible(page, `${size}-${quiz}-${String(seen).padStart(2, "0")}`);
      };
      await answerAll(page, ways["by mouse"][1], look);
      await accessible(page, `${size}-${quiz}-result`);
    }
    for (const [name, address] of [["home-2", "/"], ["revision-2", "/revision"], ["progress-2", "/progress"], ["history-2", "/history"]]) {
      await page.goto(at(address));
      await accessible(page, `${size}-${name}`);
    }
    await context.close();
    await program.end("SIGINT");
    assert.deepEqual(faults, []);
  });
}

test("an exam has a clock, flags and an overview, and tells nothing before it is handed in", async () => {
  const state = newState();
  const program = await open(state);
  const { page, context, faults } = await newWindow();
  await begin(page, program.link, "letter-1-warm-up", { exam: true });
  const number = numberOf(page);
  const first = await page.textContent(".clock");
  assert.match(first, /^2[45]:\d\d left$/);
  await page.waitForFunction((before) => document.querySelector(".clock").textContent !== before, first);
  await Promise.all([page.waitForNavigation(), page.click("button[value=flag]")]);
  await byMouse(page, 1);
  await give(page);
  assert.match(page.url(), /questions\/2$/);
  await Promise.all([page.waitForNavigation(), page.click("button[value=overview]")]);
  await accessible(page, "exam-overview");
  assert.match(await page.textContent("main"), /flagged/);
  // Back to the first question: the answer is still there, and can be changed.
  await Promise.all([page.waitForNavigation(), page.click("ol.questions a >> nth=0")]);
  assert.equal(await page.locator("#answer :checked").count(), 1);
  await page.goto(new URL(`/attempts/${number}/overview`, program.link).href);
  await Promise.all([page.waitForNavigation(), page.click("button:has-text('Hand in now')")]);
  assert.ok(isOver(page), page.url());
  await accessible(page, "exam-result");
  await context.close();
  await program.end("SIGINT");
  assert.deepEqual(faults, []);
});

test("what was answered and what was begun is there after the program was killed", async () => {
  const state = newState();
  let program = await open(state);
  const first = await newWindow();
  await begin(first.page, program.link, "letter-5-written");
  const number = numberOf(first.page);
  await first.page.fill("textarea[name]", "He fears a war that nobody could stop.");
  await first.page.waitForSelector(".said.shown:has-text('Kept')");
  await program.end("SIGKILL");
  await first.context.close();
  program = await open(state);
  const again = await newWindow();
  await again.page.goto(program.link);
  await again.page.click("text=Go on with");
  assert.equal(numberOf(again.page), number);
  assert.equal(await again.page.inputValue("textarea[name]"), "He fears a war that nobody could stop.");
  await again.context.close();
  await program.end("SIGINT");
});

test("an essay survives that its tab is closed while it is being written", async () => {
  const state = newState();
  const program = await open(state);
  const { page, context } = await newWindow();
  await begin(page, program.link, "letter-5-written");
  const address = page.url();
  await page.type("textarea[name]", "Written a moment before");
  await page.close({ runBeforeUnload: true });
  const other = await context.newPage();
  await other.waitForTimeout(500);
  await other.goto(address);
  assert.equal(await other.inputValue("textarea[name]"), "Written a moment before");
  await context.close();
  await program.end("SIGINT");
});

test("two tabs and a double click make one answer, and no error page", async () => {
  const state = newState();
  const program = await open(state);
  const { page, context, faults } = await newWindow();
  await begin(page, program.link, "letter-1-warm-up");
  const address = page.url();
  const other = await context.newPage();
  await other.goto(address);
  await byMouse(page, 0);
  await byMouse(other, 1);
  await Promise.all([page.waitForNavigation(), page.dblclick("#answer button.main")]);
  await Promise.all([other.waitForNavigation(), other.click("#answer button.main")]);
  await page.goto(address);
  assert.equal(await page.textContent("#told"), await other.textContent("#told"));
  await page.goBack();
  await context.close();
  await program.end("SIGINT");
  assert.deepEqual(faults, []);
});

test("how one likes to read is kept", async () => {
  const state = newState();
  const program = await open(state);
  const { page, context } = await newWindow();
  await page.goto(program.link);
  await page.goto(new URL("/reading", program.link).href);
  await page.check("input[name=size][value=largest]");
  await page.check("input[name=theme][value=contrast]");
  await Promise.all([page.waitForNavigation(), page.click("main button.main")]);
  await page.goto(new URL("/quizzes/letter-1-warm-up", program.link).href);
  await accessible(page, "largest-contrast");
  assert.equal(await page.evaluate(() => getComputedStyle(document.documentElement).fontSize), "25px");
  await context.close();
  await program.end("SIGINT");
});

test("an author sees the key beside each question, and the page follows what is saved", async () => {
  const state = newState();
  command(state, "new", "quiz", "mine");
  const file = join(state, "quizzes/mine.toml");
  const program = await open(state, "mine", "--preview");
  const { page, context, faults } = await newWindow();
  await page.goto(program.link);
  await accessible(page, "preview");
  assert.match(await page.textContent("#author"), /The key/);
  const text = readFileSync(file, "utf8");
  const stem = text.match(/stem\s*=\s*"([^"]+)"/)[1];
  writeFileSync(file, text.replace(stem, "A stem that was just saved"));
  await page.waitForSelector("h1:has-text('A stem that was just saved')");
  writeFileSync(file, text.replace(/^stem/m, "stemm"));
  await page.waitForSelector("text=stemm");
  writeFileSync(file, text);
  await page.waitForSelector(`h1:has-text(${JSON.stringify(stem)})`);
  await context.close();
  await program.end("SIGINT");
  assert.deepEqual(faults, []);
});
