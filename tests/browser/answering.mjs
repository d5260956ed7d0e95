// Answering whatever stands on a page: by mouse, or with the keyboard alone. The answers depend only on
// the number of the question, so that they are right, wrong and half right by turns.

const TEXT = "War is a disaster, and he writes that it is not a game. He is afraid of it.";

/** By mouse: clicks, and text typed into what was clicked. */
export async function byMouse(page, number) {
  const form = page.locator("#answer");
  for (const [index, name] of ["who", "when", "why"].entries()) {
    const field = form.locator(`#${name}`);
    if (await field.count()) await field.fill(["Khrushchev", "1962", "to persuade"][index]);
  }
  const groups = await form.locator("fieldset.options").all();
  for (const group of groups) {
    const options = await group.locator(".option").all();
    const help = (await group.locator(".help").allTextContents()).join(" ");
    const wanted = Number((help.match(/Choose (\d+)\./) || [])[1] || 1);
    for (let at = 0; at < wanted; at += 1) await options[(number + at) % options.length].click();
  }
  for (const [row, cells] of (await rows(form)).entries()) await cells[(row + number) % cells.length].click();
  for (const [index, select] of (await form.locator("select").all()).entries()) {
    const count = await select.locator("option").count();
    await select.selectOption({ index: 1 + ((index + number) % (count - 1)) });
  }
  for (const field of await form.locator("input[type=text]:not(#who, #when, #why)").all()) await field.fill("disaster");
  for (const area of await form.locator("textarea[name]").all()) {
    if (await area.inputValue() === "") await area.fill(TEXT);
  }
  const down = form.locator("button[name=move][value^=down]").first();
  if (await down.count()) {
    await Promise.all([page.waitForNavigation(), down.click()]);
  }
  const picks = await page.locator(".sentence").all();
  for (let at = 0; at < Math.min(2, picks.length); at += 1) await picks[(number + at) % picks.length].click();
}

async function rows(form) {
  const all = [];
  for (const row of await form.locator(".truths tbody tr").all()) all.push(await row.locator("label.truth").all());
  return all;
}

/** With the keyboard alone: Tab, arrows, Space, Enter and letters. Gives the answer. */
export async function byKeyboard(page) {
  await page.locator("#main").focus();
  let picked = 0;
  let moved = false;
  for (let steps = 0; steps < 300; steps += 1) {
    await page.keyboard.press("Tab");
    const here = await page.evaluate(() => {
      const element = document.activeElement;
      return {
        tag: element.tagName, type: element.type, name: element.name, value: element.value,
        isMain: element.matches("button.main"), id: element.id, isIn: element.form?.id === "answer",
        wanted: Number((element.closest("fieldset")?.textContent.match(/Choose (\d+)\./) || [])[1] || 1),
        chosen: element.closest("fieldset")?.querySelectorAll(":checked").length ?? 0,
      };
    });
    if (here.isMain && here.isIn) {
      await Promise.all([page.waitForNavigation(), page.keyboard.press("Enter")]);
      return;
    }
    if (!here.isIn) continue;
    if (here.type === "radio" && here.name !== "certainty") await page.keyboard.press("ArrowDown");
    if (here.type === "checkbox" && here.id.startsWith("pick-")) {
      if (picked < 2) await page.keyboard.press("Space");
      picked += 1;
    } else if (here.type === "checkbox" && here.chosen < here.wanted) await page.keyboard.press("Space");
    if (here.tag === "SELECT" && here.value === "") await page.keyboard.press("ArrowDown");
    if (here.tag === "TEXTAREA" && here.name && here.value === "") await page.keyboard.type(TEXT);
    if (here.type === "text") await page.keyboard.type("disaster");
    if (here.name === "move" && !moved) {
      moved = true;
      await Promise.all([page.waitForNavigation(), page.keyboard.press("Enter")]);
      await page.locator("#main").focus();
    }
  }
  throw new Error("the button was not reached");
}

/** Gives what was filled in; what is asked about is meant. */
export async function give(page) {
  await Promise.all([page.waitForNavigation(), page.click("#answer button.main")]);
  await mean(page);
}

export async function mean(page) {
  const meant = page.locator("button[value=answer-meant]");
  if (page.url().includes("again=") && (await meant.count())) {
    await Promise.all([page.waitForNavigation(), meant.click()]);
  }
}

/** Marks an answer that waits: the first of everything. */
export async function mark(page) {
  for (const group of await page.locator("#answer fieldset.chips").all()) await group.locator("label.chip").first().click();
  await Promise.all([page.waitForNavigation(), page.click("#answer button.main")]);
}
