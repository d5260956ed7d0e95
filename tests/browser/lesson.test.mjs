// A lesson from the opening to the results: all kinds of questions, a line that fails, marking, the wall, papers,
// and revision with the same code.
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { byMouse, give, mark } from "./answering.mjs";
import { accessible } from "./looking.mjs";
import { closeAll, newState, newWindow, serve } from "./program.mjs";
import { answerAll } from "./walking.mjs";

after(closeAll);

const PHONE = { viewport: { width: 360, height: 700 } };

async function press(page, words) {
  await Promise.all([page.waitForNavigation(), page.click(`main button:has-text('${words}')`)]);
}

async function follow(page, words) {
  await Promise.all([page.waitForNavigation(), page.click(`main a:has-text('${words}')`)]);
}

/** A pupil who has begun. */
async function begun(program, name, options = PHONE) {
  const pupil = await newWindow(options);
  await pupil.page.goto(`${program.home}/join/${program.code}`);
  await pupil.page.fill("#name", name);
  await press(pupil.page, "Join");
  await press(pupil.page, "Begin");
  return pupil;
}

test("three pupils and a teacher go through a whole lesson", async () => {
  const program = await serve(newState());
  const teacher = await newWindow();
  await teacher.page.goto(program.link);
  await follow(teacher.page, "Language");
  await follow(teacher.page, "Look through the quiz");
  await accessible(teacher.page, "lesson-look");
  await teacher.page.goBack();
  await teacher.page.selectOption("#release", "at-once");
  await teacher.page.check("input[name=score]");
  for (const one of await teacher.page.locator("summary").all()) await one.click();
  await accessible(teacher.page, "lesson-new");
  await press(teacher.page, "Open");
  const board = teacher.page.url();
  program.code = await teacher.page.textContent("main b.code");

  // All kinds, by mouse on a phone, and on another one without a script.
  const ada = await begun(program, "Ada L");
  await answerAll(ada.page, async (page, number) => { await byMouse(page, number); await give(page); });
  await accessible(ada.page, "lesson-result");
  const ben = await begun(program, "Ben N", { ...PHONE, javaScriptEnabled: false });
  await answerAll(ben.page, async (page, number) => { await byMouse(page, number + 1); await give(page); });

  // The third one has no line: the page says for how long, and offers a file.
  const cleo = await newWindow(PHONE);
  await cleo.page.clock.install();
  await cleo.page.goto(`${program.home}/join/${program.code}`);
  await cleo.page.fill("#name", "Cleo P");
  await press(cleo.page, "Join");
  await press(cleo.page, "Begin");
  await cleo.page.route("**/draft", (route) => route.abort());
  await byMouse(cleo.page, 0);
  await cleo.page.clock.runFor(1000);
  await cleo.page.waitForFunction(() => document.getElementById("kept-at").textContent.startsWith("Not kept yet, for"));
  await cleo.page.clock.runFor(25000);
  await cleo.page.waitForSelector("#kept-at button");
  await accessible(cleo.page, "lesson-not-kept");
  const [saved] = await Promise.all([cleo.page.waitForEvent("download"), cleo.page.click("#kept-at button")]);
  await teacher.page.goto(board);
  await follow(teacher.page, "Answers from a file");
  await teacher.page.setInputFiles("#files", await saved.path());
  await teacher.page.waitForFunction(() => document.getElementById("file").value !== "");
  await press(teacher.page, "Look at the answers");
  assert.match(await teacher.page.textContent("main"), /Cleo P/);
  await accessible(teacher.page, "lesson-unsent");
  await press(teacher.page, "Take in the chosen answers");
  assert.match(await teacher.page.textContent("main"), /1 answer taken in/);

  // What is left to a person: without names, in groups.
  await teacher.page.goto(board);
  await follow(teacher.page, "Mark written answers");
  await accessible(teacher.page, "lesson-queue");
  assert.doesNotMatch(await teacher.page.textContent("main"), /Ada|Ben/);
  let marked = 0;
  for (;;) {
    const waiting = teacher.page.locator("main li", { hasText: /[1-9]\d* answers? to mark/ }).locator("a");
    if (await waiting.count() === 0) break;
    await Promise.all([teacher.page.waitForNavigation(), waiting.first().click()]);
    if (marked === 0) await accessible(teacher.page, "lesson-group");
    assert.doesNotMatch(await teacher.page.textContent("main"), /Ada|Ben/);
    if (await teacher.page.locator("button[data-key='0']").count()) {
      await Promise.all([teacher.page.waitForNavigation(), teacher.page.keyboard.press("0")]);
    } else {
      await teacher.page.fill("#comment", "Say more.");
      await mark(teacher.page);
    }
    assert.match(await teacher.page.textContent("main"), /answers? marked\./);
    marked += 1;
    assert.ok(marked < 30, "marking comes to an end");
    await follow(teacher.page, "Back to the written questions");
  }
  assert.ok(marked > 0, "something waited for a person");

  // The wall shows questions and picked answers, and nobody's name.
  await teacher.page.goto(`${board}/marking/questions/1`);
  await teacher.page.click("summary:has-text('on the wall')");
  await teacher.page.check("details input[name=text] >> nth=0");
  await press(teacher.page, "Show them");
  await accessible(teacher.page, "lesson-wall-answers");
  assert.doesNotMatch(await teacher.page.textContent("body"), /Ada|Ben|Cleo/);
  await teacher.page.goto(`${board}/wall/1`);
  await accessible(teacher.page, "lesson-wall-question");

  // Results, and papers to hand back.
  await teacher.page.goto(board);
  await press(teacher.page, "Close");
  await follow(teacher.page, "Results");
  await accessible(teacher.page, "lesson-results");
  await follow(teacher.page, "Papers to print");
  await accessible(teacher.page, "lesson-papers");
  assert.match(await teacher.page.textContent("main"), /Say more\./);
  const table = await (await teacher.page.request.get(`${board}/results.csv`)).text();
  for (const name of ["Ada L", "Ben N", "Cleo P"]) assert.match(table, new RegExp(`"${name}","handed in"`));

  // The pupil's code opens revision.
  await ada.page.goto(`${program.home}/seat`);
  await accessible(ada.page, "lesson-place-after");
  await follow(ada.page, "Revise this quiz");
  await accessible(ada.page, "lesson-revision");
  // All questions were asked today, and come again on the next days.
  assert.match(await ada.page.textContent("main"), /The next days/);

  // The teacher erases a pupil; the others are still there.
  await teacher.page.goto(board);
  await Promise.all([teacher.page.waitForNavigation(), teacher.page.click("table.board >> text=Ben N")]);
  await teacher.page.click("summary:has-text('Erase this pupil')");
  await teacher.page.fill("#erase", "Ben N");
  await press(teacher.page, "Erase");
  assert.equal(await teacher.page.locator("table.board tbody tr").count(), 2);

  for (const window of [teacher, ada, ben]) {
    assert.deepEqual(window.faults, []);
    await window.context.close();
  }
  await cleo.context.close();
  await program.end("SIGINT");
});
