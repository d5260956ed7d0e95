// A class in real browsers: a teacher, pupils on phones, one without a script.
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { byMouse, give } from "./answering.mjs";
import { accessible } from "./looking.mjs";
import { closeAll, newState, newWindow, serve } from "./program.mjs";

after(closeAll);

const PHONE = { viewport: { width: 360, height: 700 } };

async function join(page, program, name) {
  await page.goto(program.home);
  await page.fill("#code", program.code.toLowerCase());
  await Promise.all([page.waitForNavigation(), page.click("button.main")]);
  await page.fill("#name", name);
  await Promise.all([page.waitForNavigation(), page.click("button.main")]);
  assert.match(page.url(), /\/seat$/);
}

async function press(page, words) {
  await Promise.all([page.waitForNavigation(), page.click(`button:has-text('${words}')`)]);
}

test("a class joins, answers, loses a device, is stopped, given time, closed and told its results", async () => {
  const state = newState();
  const program = await serve(state, "letter-1-warm-up");
  const teacher = await newWindow();
  await teacher.page.goto(program.link);
  await accessible(teacher.page, "class-list");
  // An exam instead of the practice that was opened at once.
  await teacher.page.click("text=Warm-up: what does the letter say? >> nth=1");
  await teacher.page.check("input[value=exam]");
  await teacher.page.fill("#minutes", "20");
  await accessible(teacher.page, "class-new");
  await press(teacher.page, "Open");
  const board = teacher.page.url();
  program.code = await teacher.page.textContent("main b.code");
  await accessible(teacher.page, "class-board-empty");

  const ada = await newWindow(PHONE);
  await ada.page.goto(program.home);
  await accessible(ada.page, "class-code");
  await ada.page.goto(`${program.home}/join/${program.code}`);
  await accessible(ada.page, "class-name");
  await join(ada.page, program, "Ada L");
  await accessible(ada.page, "class-place");
  const words = (await ada.page.textContent(".sheet p.code")).trim();
  await press(ada.page, "Begin");
  await accessible(ada.page, "class-question");
  await byMouse(ada.page, 1);
  // What is being filled in is kept, and the page says so.
  await ada.page.waitForFunction(() => document.getElementById("kept-at").textContent.startsWith("Kept at"));
  await give(ada.page);

  // A pupil without a script.
  const ben = await newWindow({ ...PHONE, javaScriptEnabled: false });
  await join(ben.page, program, "Ben N");
  await press(ben.page, "Begin");
  await Promise.all([ben.page.waitForNavigation(), (async () => {
    await ben.page.check("input[name=choice] >> nth=0");
    await ben.page.click("button.main");
  })()]);
  assert.match(ben.page.url(), /questions\/2/);

  // The board has learnt of it by itself.
  await teacher.page.waitForSelector("table.board >> text=Ben N");
  await teacher.page.waitForFunction(() => document.querySelectorAll("table.board tbody tr").length === 2);
  await accessible(teacher.page, "class-board");

  // Ada goes on at another device; the first one is told.
  const other = await newWindow();
  await other.page.goto(`${program.home}/join/${program.code}`);
  await other.page.click("summary");
  await other.page.fill("#words", words.replaceAll("-", " "));
  await press(other.page, "Come back");
  await other.page.click("text=Go on");
  assert.match(other.page.url(), /questions\/2/);
  await ada.page.waitForSelector(".said.shown:has-text('another device')", { timeout: 15000 });

  // The clock is stopped for all, and goes on.
  await press(teacher.page, "Pause for all");
  await other.page.goto(`${program.home}/seat`);
  assert.match(await other.page.textContent("main"), /stopped the clock/);
  await accessible(other.page, "class-paused");
  await press(teacher.page, "Go on for all");
  await other.page.goto(`${program.home}/seat`);
  await other.page.click("text=Go on");
  const before = await other.page.textContent(".clock");
  assert.match(before, /^(19|20):\d\d left$/);

  // More time for one pupil.
  await Promise.all([teacher.page.waitForNavigation(), teacher.page.click("table.board >> text=Ada L")]);
  await teacher.page.selectOption("#extra", "25");
  await press(teacher.page, "Save");
  await accessible(teacher.page, "class-pupil");
  await other.page.reload();
  assert.match(await other.page.textContent(".clock"), /^2[45]:\d\d left$/);

  // Something is half filled in when the teacher closes: it counts.
  await byMouse(other.page, 2);
  await other.page.waitForFunction(() => document.getElementById("kept-at").textContent.startsWith("Kept at"));
  await teacher.page.goto(board);
  await press(teacher.page, "Close");
  assert.match(await teacher.page.textContent("main"), /It is closed/);
  await other.page.goto(`${program.home}/seat`);
  assert.match(await other.page.textContent("main"), /You have handed in/);
  assert.equal(await other.page.locator("text=See your result").count(), 0);
  await teacher.page.goto(`${board}/wall`);
  await accessible(teacher.page, "class-wall");
  assert.equal(await teacher.page.locator("text=Ada").count(), 0, "the wall has no names");
  await teacher.page.goto(board);
  await press(teacher.page, "Release the results");
  await other.page.goto(`${program.home}/seat`);
  await other.page.click("text=See your result");
  await accessible(other.page, "class-result");

  const table = await (await teacher.page.request.get(`${board}/results.csv`)).text();
  assert.match(table, /"Ada L","handed in"/);

  // The report: its first page alone, the rest behind links that need no script, and all of it in print.
  await teacher.page.goto(board);
  await Promise.all([teacher.page.waitForNavigation(), teacher.page.click("main a:has-text('Report')")]);
  const parts = () => teacher.page.locator(".part > h2:visible").allTextContents();
  assert.deepEqual(await parts(), ["The class on a page"]);
  await accessible(teacher.page, "report-class");
  const address = teacher.page.url();
  for (const part of ["Pupils", "Statistics"]) {
    await teacher.page.click(`.parts a:has-text('${part}')`);
    assert.deepEqual(await parts(), [part]);
    for (const width of [1280, 390]) {
      await teacher.page.setViewportSize({ width, height: 800 });
      await accessible(teacher.page, `report-${part.toLowerCase()}-${width}`);
    }
  }
  await teacher.page.click(".parts a:has-text('What the figures mean')");
  assert.deepEqual(await parts(), ["Statistics"]);
  // A parent who looks on sees no other pupil.
  await teacher.page.click(".parts a:has-text('Pupils')");
  await teacher.page.click(".names a:has-text('Ada L')");
  assert.equal(await teacher.page.locator(":text('Ben N'):visible").count(), 0);
  await accessible(teacher.page, "report-pupil");
  await teacher.page.emulateMedia({ media: "print" });
  assert.deepEqual(await parts(), ["The class on a page", "Pupils", "Statistics"]);
  assert.equal(await teacher.page.locator(".pupil:visible").count(), 2);
  await teacher.page.emulateMedia({ media: "screen" });
  // Without a script, and as a file.
  const plain = await newWindow({ javaScriptEnabled: false, storageState: await teacher.context.storageState() });
  await plain.page.goto(address);
  await plain.page.click(".parts a:has-text('Statistics')");
  assert.deepEqual(await plain.page.locator(".part > h2:visible").allTextContents(), ["Statistics"]);
  await plain.context.close();
  const [file] = await Promise.all([teacher.page.waitForEvent("download"), teacher.page.click("text=As a file")]);
  assert.equal(file.suggestedFilename(), "report.html");
  for (const window of [teacher, ada, ben, other]) {
    assert.deepEqual(window.faults.filter((fault) => !fault.includes("409")), []);
    await window.context.close();
  }
  await program.end("SIGINT");
});

test("the next pupil on a shared computer sees nothing of the one before", async () => {
  const program = await serve(newState(), "letter-5-written");
  const { page, context } = await newWindow();
  await join(page, program, "Ada L");
  await press(page, "Begin");
  // The network fails while she writes: what she wrote is in the browser.
  await page.route("**/draft", (route) => route.abort());
  await page.fill("textarea[name]", "A secret of Ada");
  await page.waitForFunction(() => document.getElementById("kept-at").textContent.startsWith("Not kept yet"));
  const address = page.url();
  await page.reload();
  assert.equal(await page.inputValue("textarea[name]"), "A secret of Ada", "it is there when she comes back");
  await page.goto(`${program.home}/seat`);
  await press(page, "Leave this place");
  await join(page, program, "Ben N");
  const kept = await page.evaluate(() => JSON.stringify(localStorage));
  assert.doesNotMatch(kept, /secret/);
  await page.goto(address);
  assert.doesNotMatch(await page.content(), /secret/);
  await context.close();
  await program.end("SIGINT");
});

test("what could not be sent before the end stays in the browser, and is offered as a file", async () => {
  const program = await serve(newState());
  const teacher = await newWindow();
  await teacher.page.goto(program.link);
  await teacher.page.click("text=Warm-up: what does the letter say?");
  await teacher.page.check("input[value=exam]");
  await press(teacher.page, "Open");
  const board = teacher.page.url();
  program.code = await teacher.page.textContent("main b.code");
  const { page, context } = await newWindow(PHONE);
  await join(page, program, "Ada L");
  await press(page, "Begin");
  await page.route("**/draft", (route) => route.abort());
  await byMouse(page, 1);
  await page.waitForFunction(() => document.getElementById("kept-at").textContent.startsWith("Not kept yet"));
  // The teacher closes while the line is down; then it is back.
  await press(teacher.page, "Close");
  await page.unroute("**/draft");
  await page.waitForFunction(() => document.getElementById("kept-at").textContent.startsWith("Not sent before the end"), { timeout: 60000 });
  assert.equal(await page.locator("#kept-at button").count(), 1);
  await page.goto(`${program.home}/seat`);
  await page.waitForSelector("#kept-at button");
  await accessible(page, "class-not-sent");
  const [saved] = await Promise.all([page.waitForEvent("download"), page.click("#kept-at button")]);
  await teacher.page.goto(`${board}/unsent`);
  await teacher.page.setInputFiles("#files", await saved.path());
  await teacher.page.waitForFunction(() => document.getElementById("file").value !== "");
  await press(teacher.page, "Look at the answers");
  await press(teacher.page, "Take in the chosen answers");
  assert.match(await teacher.page.textContent("main"), /1 answer taken in/);
  // Once the program has an answer, nothing is left in the browser.
  await page.goto(`${program.home}/seat`);
  await page.waitForFunction(() => !Object.keys(localStorage).some((name) => name.startsWith("sourcework:")));
  await context.close();
  await program.end("SIGINT");
});
