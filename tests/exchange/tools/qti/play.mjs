// Every item of the exported quizzes is shown and scored in qti-components, a player of QTI 3.
// Usage: play.mjs OUT: folders `OUT/QUIZ/` with the package, files `OUT/QUIZ.json` with the quiz.
import { createServer } from "node:http";
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { dirname, join, normalize, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { createRequire } from "node:module";
import { answers, isWritten } from "./answers.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const tools = resolve(process.env.TOOLS);
const { chromium } = createRequire(join(tools, "package.json"))("playwright-core");
const out = resolve(process.argv[2]);
const types = { ".xml": "application/xml", ".js": "text/javascript", ".html": "text/html" };
const roots = { player: join(tools, "node_modules/@citolab/qti-components"), page: here, out };

const server = createServer((request, response) => {
  const [, root, ...rest] = normalize(decodeURI(new URL(request.url, "http://localhost").pathname)).split("/");
  if (root === "index.html") return response.setHeader("content-type", "text/html").end('<!doctype html><meta charset="utf-8"><body></body><script type="module" src="/page/page.js"></script>');
  const path = join(roots[root] ?? "/nowhere", ...rest);
  if (!existsSync(path)) return response.writeHead(404).end();
  response.setHeader("content-type", types[path.slice(path.lastIndexOf("."))] ?? "text/plain").end(readFileSync(path));
});
await new Promise((done) => server.listen(0, "127.0.0.1", done));
const base = `http://127.0.0.1:${server.address().port}`;

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
});
const page = await browser.newPage({ viewport: { width: 1100, height: 3000 } });
page.on("pageerror", (error) => problem("the page", error.message));
await page.goto(`${base}/index.html`);
await page.waitForFunction(() => window.ready, null, { timeout: 30000 });

const problems = [];
let where = "";
let scored = 0;
const problem = (what, detail = "") => problems.push(`${where}: ${what} ${detail}`);
const hold = (truth, what, detail) => truth || problem(what, detail);
const tidy = (text) => text.replace(/\s+/g, " ").trim();

const expected = {
  "single-choice": ["choice"], "multiple-response": ["choice"], "true-false": ["match"], matching: ["match"],
  ordering: ["order"], paired: ["choice", "choice"],
};
const partial = JSON.parse(readFileSync(join(here, "partial.json")));
const quizzes = readdirSync(out).filter((it) => it.endsWith(".json")).map((it) => it.slice(0, -5));

/// Shows an item anew, fills it in, and scores it.
async function attempt(quiz, question, answer) {
  const seen = await page.evaluate((url) => window.show(url), `${base}/out/${quiz.id}/items/${question.id}.xml`);
  if (answer) await page.evaluate((it) => window.fill(it), answer);
  return { seen, result: await page.evaluate(() => window.score()) };
}

async function earns(quiz, question, what, answer, marks) {
  where = `${quiz.id}/${question.id} (${question.kind}), ${what}`;
  try {
    const { seen, result } = await attempt(quiz, question, answer);
    hold(result.score === marks, `earns ${result.score} instead of ${marks}`);
    scored += 1;
    return { seen, result };
  } catch (error) {
    problem("fails:", error.message.split("\n")[0]);
    return null;
  }
}

async function check(quiz, question) {
  const given = answers(question);
  const marks = question.marks ?? null;
  if (isWritten(question)) {
    // A number that nothing sets is 0 by the standard; who is to set it is said beside it.
    const written = await earns(quiz, question, "written", { write: "My answer." }, 0);
    if (!written) return;
    hold(written.result.by === "human", "is not left to a person");
    hold(written.seen.interactions.every((it) => it === "qti-extended-text-interaction"), "is no extended text", written.seen.interactions);
    shows(question, written);
    return;
  }
  const first = await earns(quiz, question, "right", given.right, marks ?? natural(question));
  if (!first) return;
  const most = first.result.most;
  hold(marks === null || most === marks, `is worth ${most} instead of ${marks}`);
  shows(question, first);
  const wanted = expected[question.kind]?.map((it) => `qti-${it}-interaction`);
  hold(!wanted || String(wanted) === String(first.seen.interactions), "shows", first.seen.interactions);
  const wrong = await earns(quiz, question, "wrong", given.wrong, 0);
  const tempted = (question.options ?? question.claims)?.find((it) => !it.correct && it.feedback);
  const picked = given.wrong.pick?.[0]?.includes(tempted?.text);
  hold(!picked || wrong?.result.told.some((it) => it.includes(tidy(tempted.feedback))), "does not say why the wrong option tempts");
  await earns(quiz, question, "blank", null, 0);
  for (const other of given.other ?? []) await earns(quiz, question, "accepted as well", other, most);
}

/// The marks that a question has by its kind: what the quiz asks for, counted.
function natural(question) {
  const right = (list) => list.filter((it) => it.correct).length;
  switch (question.kind) {
    case "single-choice": return 1;
    case "multiple-response": return right(question.options);
    case "true-false": return question.statements.length;
    case "matching": return question.pairs.length;
    case "ordering": return question.items.length - 1;
    case "cloze": return question.text.split("{{").length - 1;
    case "grid": return question.rows.length;
    case "paired": return 2;
    default: return question.candidates ? right(question.candidates) : question.quotes.length;
  }
}

/// Stem and passages are to be read, the explanation comes with the score and not before.
function shows(question, { seen, result }) {
  hold(seen.interactions.length > 0 && seen.hidden === 0, "has no interaction that shows", seen.interactions);
  const text = seen.text.toLowerCase();
  hold(text.includes(tidy(question.stem).toLowerCase()), "does not show its stem");
  for (const extract of question.extracts) {
    const [source, label] = extract.split("/");
    const words = tidy(sources[source].extract.find((it) => it.label === label).text).split(" ");
    for (const some of [words.slice(0, 8), words.slice(-8)]) hold(text.includes(some.join(" ").toLowerCase()), `does not show ${extract}`);
    const heading = tidy(sources[source].title).toLowerCase();
    hold(text.includes(heading) === (question.provenance === "before"), "shows the heading when it should not, or not when it should");
  }
  hold(seen.told === 0 && !seen.open, "tells feedback before the answer");
  hold(result.open && result.explanation.includes(tidy(question.explanation)), "does not explain after the answer");
  for (const quote of question.quotes ?? []) hold(result.explanation.includes(tidy(quote)), "does not quote", quote);
}

const sources = JSON.parse(readFileSync(join(out, "sources", "all.json")));
let items = 0;
for (const id of quizzes) {
  const quiz = JSON.parse(readFileSync(join(out, `${id}.json`))).quiz;
  quiz.id = id;
  for (const question of quiz.question) {
    items += 1;
    await check(quiz, question);
  }
  for (const [of, name, what, answer, marks] of partial.filter((it) => it[0] === id)) {
    await earns(quiz, quiz.question.find((it) => it.id === name), what, answer, marks);
  }
}
await browser.close();
server.close();
problems.forEach((it) => console.error(it));
if (problems.length) process.exit(1);
console.log(`${items} items of ${quizzes.length} quizzes show in qti-components; ${scored} answers score as here`);
