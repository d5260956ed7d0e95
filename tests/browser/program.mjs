// The program under test, its record, and the browser.
import { spawn, execFileSync } from "node:child_process";
import { mkdtempSync, mkdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium } from "playwright-core";

export const PROGRAM = process.env.SOURCEWORK_PROGRAM;
export const PICTURES = process.env.SOURCEWORK_PICTURES;
mkdirSync(PICTURES, { recursive: true });

/** A folder for a record that nobody else uses. */
export function newState() {
  return mkdtempSync(join(tmpdir(), "sourcework-browser-"));
}

/** Runs a command of the program on a record; what it prints. */
export function command(state, ...args) {
  const env = { ...process.env, SOURCEWORK_RECORD: join(state, "record.db") };
  return execFileSync(PROGRAM, args, { encoding: "utf8", cwd: state, env });
}

const running = new Set();

/** Starts the program with a record in a folder, and waits until it prints its link. */
async function start(state, command, args, ofLink) {
  const child = spawn(PROGRAM, [command, ...args, "--record", join(state, "record.db")], { cwd: state });
  running.add(child);
  child.on("exit", () => running.delete(child));
  let printed = "";
  child.stderr.on("data", (bytes) => { printed += bytes; });
  const link = await new Promise((resolve, reject) => {
    child.stdout.on("data", (bytes) => {
      printed += bytes;
      const found = printed.match(ofLink);
      if (found) resolve(found[0]);
    });
    child.on("exit", () => reject(new Error(`the program ended: ${printed}`)));
  });
  const ended = new Promise((resolve) => child.on("exit", resolve));
  const end = async (signal) => { child.kill(signal); await ended; };
  return { link, printed, end };
}

/** Opens the program, and waits for its link. */
export async function open(state, ...args) {
  return start(state, "open", ["--no-browser", ...args], /http:\S+/);
}

/** Serves a class on this machine; what the teacher and the pupils need. */
export async function serve(state, ...args) {
  // A port that is free: one that is drawn may be taken.
  const { link, printed, end } = await start(state, "serve", [...args, "--port", "0"], /http:\S+enter\S+/);
  const code = printed.match(/Class code: (\S+)/)?.[1];
  return { link, code, home: new URL(link).origin, end };
}

let browser;

/** A window of a browser. Every request must go to the program, and no script may fail. */
export async function newWindow(options = {}) {
  browser ??= await chromium.launch({
    executablePath: process.env.CHROMIUM || "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-quic", "--no-first-run",
      "--disable-background-networking", "--disable-component-update", "--disable-sync"],
  });
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options });
  const page = await context.newPage();
  const faults = [];
  page.on("request", (request) => {
    const host = new URL(request.url()).hostname;
    if (host && host !== "127.0.0.1") faults.push(`a request to ${request.url()}`);
  });
  page.on("pageerror", (error) => faults.push(String(error)));
  page.on("console", (message) => { if (message.type() === "error") faults.push(message.text()); });
  page.on("dialog", (dialog) => { faults.push(`a dialog: ${dialog.message()}`); dialog.dismiss(); });
  return { page, context, faults };
}

/** Ends what a test has left behind. */
export async function closeAll() {
  for (const child of running) child.kill("SIGKILL");
  await browser?.close();
}

/** Begins a quiz in a window. */
export async function begin(page, link, quiz, settings = {}) {
  await page.goto(link);
  await page.goto(new URL(`/quizzes/${quiz}`, link).href);
  if (settings.exam) await page.check("input[value=exam]");
  if (settings.certainty) {
    await page.click("details summary");
    await page.check("input[name=certainty]");
  }
  await page.click("main button.main:has-text('Begin')");
}
