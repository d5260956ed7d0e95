// The people of a school in real browsers: an admin on a phone, a teacher and a marker without a script.
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { writeFileSync } from "node:fs";
import { join as path } from "node:path";
import { accessible } from "./looking.mjs";
import { closeAll, newState, newWindow, serve } from "./program.mjs";

after(closeAll);

const PHONE = { viewport: { width: 390, height: 800 } };

async function press(page, words) {
  await Promise.all([page.waitForNavigation(), page.click(`button:has-text('${words}')`)]);
}

/** Adds somebody, and the link to give to them, on this machine's own address. */
async function add(page, program, name, role) {
  await page.goto(`${program.home}/teach/people`);
  await page.fill("#name", name);
  await page.selectOption("#role", role);
  await press(page, "Add, and make");
  const link = new URL(await page.inputValue("#link"));
  return program.home + link.pathname + link.search;
}

test("an admin adds people and class lists, and each sees what is theirs", async () => {
  const state = newState();
  const program = await serve(state);
  const admin = await newWindow(PHONE);
  await admin.page.goto(program.link);
  await admin.page.click("nav >> text=People");
  await accessible(admin.page, "people");
  const link = await add(admin.page, program, "Tess Turner", "teacher");
  await accessible(admin.page, "people-link");
  const markers = await add(admin.page, program, "Max", "marker");

  // The link of the teacher, whose browser has no script.
  const teacher = await newWindow({ ...PHONE, javaScriptEnabled: false });
  await teacher.page.goto(link);
  assert.match(await teacher.page.textContent("h1"), /Welcome, Tess Turner/);
  await press(teacher.page, "This is my browser");
  assert.equal(await teacher.page.textContent("h1"), "Your classes");
  const late = await newWindow(PHONE);
  await late.page.goto(link);
  assert.match(await late.page.textContent(".complaint"), /used already/);
  await late.page.goto(markers);
  await accessible(late.page, "people-welcome");
  await press(late.page, "This is my browser");
  assert.equal(await late.page.textContent("h1"), "Written answers to mark");
  await accessible(late.page, "people-marker");

  // A class list from a file, taught by Tess.
  await admin.page.goto(`${program.home}/teach/lists`);
  await accessible(admin.page, "people-lists");
  const file = path(state, "10b.csv");
  writeFileSync(file, "class,name\n10b,Ada\n10b,Ben\n");
  await admin.page.setInputFiles("#files", file);
  await admin.page.waitForFunction(() => document.getElementById("pupils").value.includes("10b,Ben\n"));
  await press(admin.page, "Save");
  assert.match(await admin.page.textContent("[role=status]"), /10b: a new list with 2 pupils/);
  await admin.page.click("a:has-text('10b')");
  await admin.page.check("label:has-text('Tess Turner') input");
  await accessible(admin.page, "people-list");
  await press(admin.page, "Save");
  assert.match(await admin.page.textContent("main"), /2 pupils, Tess Turner/);

  await teacher.page.goto(`${program.home}/teach/new/letter-5-written`);
  await teacher.page.selectOption("#list", { label: "10b (2 pupils)" });
  await press(teacher.page, "Open");
  const code = await teacher.page.textContent("main b.code");
  const ada = await newWindow(PHONE);
  await ada.page.goto(`${program.home}/join/${code}`);
  assert.deepEqual(await ada.page.locator("#name option").allTextContents(), ["Choose your name", "Ada", "Ben"]);

  // The marker sees it, and goes to its questions.
  await late.page.goto(program.home);
  await late.page.click("main a");
  await accessible(late.page, "people-marker-questions");
  await admin.page.goto(`${program.home}/teach`);
  assert.match(await admin.page.textContent("main"), /opened by Tess Turner/);
  await accessible(admin.page, "people-admin-classes");
  for (const window of [admin, teacher, late, ada]) assert.deepEqual(window.faults, []);
  await program.end("SIGINT");
});
