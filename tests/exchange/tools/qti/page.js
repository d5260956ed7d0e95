// In the page: shows an item, fills in an answer as a student would, and scores it.
import "/player/cdn/index.js";

const own = (element) => {
  const copy = element.cloneNode(true);
  copy.querySelectorAll("qti-feedback-inline").forEach((it) => it.remove());
  return tidy(copy.textContent);
};
const tidy = (text) => text.replace(/\s+/g, " ").trim();
const pause = () => new Promise((done) => setTimeout(done, 0));
const one = (list, text) => {
  const found = [...list].find((it) => own(it) === tidy(text));
  if (!found) throw new Error(`nothing says “${text}”`);
  return found;
};
let item;

/// Shows an item; what a student sees of it.
window.show = async (url) => {
  document.body.innerHTML = "";
  const host = document.createElement("qti-item");
  const container = document.createElement("item-container");
  container.setAttribute("item-url", url);
  const connected = new Promise((done) => host.addEventListener("qti-assessment-item-connected", (event) => done(event.detail)));
  host.append(container);
  document.body.append(host);
  item = await connected;
  for (let turn = 0; turn < 200; turn++) {
    const empty = [...item.querySelectorAll("[data-stimulus-idref]")].some((it) => !it.textContent.trim());
    if (!empty) break;
    await new Promise((done) => setTimeout(done, 5));
  }
  await pause();
  const seen = (it) => it.getBoundingClientRect().height > 0;
  const interactions = [...item.querySelectorAll("*")].filter((it) => it.localName.endsWith("-interaction"));
  const told = [...item.querySelectorAll("qti-feedback-inline")].filter((it) => it.showStatus === "on" || it.showStatus === undefined);
  return {
    interactions: interactions.filter(seen).map((it) => it.localName),
    hidden: interactions.filter((it) => !seen(it)).length,
    text: tidy(item.querySelector("qti-item-body").innerText),
    told: told.length,
    open: !!item.querySelector("qti-modal-feedback").shadowRoot.querySelector("dialog[open]"),
  };
};

/// Fills in an answer.
window.fill = async (answer) => {
  const all = (selector) => [...item.querySelectorAll(selector)];
  if (answer.pick) {
    const lists = all("qti-choice-interaction, qti-hottext-interaction");
    answer.pick.forEach((texts, index) => texts.forEach((text) => one(lists[index].querySelectorAll("qti-simple-choice, qti-hottext"), text).click()));
  }
  const quotes = answer.holding ?? answer.notHolding;
  if (quotes) {
    const holds = (it) => quotes.some((quote) => own(it).includes(tidy(quote)) || tidy(quote).includes(own(it)));
    const wanted = all("qti-hottext").filter((it) => holds(it) === !!answer.holding);
    if (!wanted.length) throw new Error("no sentence to pick");
    wanted.slice(0, answer.holding ? 99 : 2).forEach((it) => it.click());
  }
  if (answer.pairs) await pairs(all("qti-match-interaction")[0], answer.pairs);
  if (answer.order) {
    const order = all("qti-order-interaction")[0];
    const choices = order.querySelectorAll("qti-simple-choice");
    await place(order, answer.order.map((text) => one(choices, text).getAttribute("identifier")));
  }
  if (answer.gaps) await gaps(answer.gaps);
  if (answer.cells) all("table tr").forEach((row, index) => cell(row, answer.cells[index]));
  if (answer.write) all("qti-extended-text-interaction").forEach((it) => type(it.shadowRoot.querySelector("textarea"), answer.write));
  await pause();
};

async function pairs(interaction, wanted) {
  const [lefts, rights] = [...interaction.querySelectorAll("qti-simple-match-set")].map((set) => [...set.children]);
  if (interaction.classList.contains("qti-match-tabular")) {
    for (const [left, right] of wanted) {
      const rows = interaction.shadowRoot.querySelectorAll("tr[part=row]");
      const row = rows[lefts.indexOf(one(lefts, left))];
      row.querySelectorAll("input")[rights.indexOf(one(rights, right))].click();
      await interaction.updateComplete;
    }
    return;
  }
  const name = (list, text) => one(list, text).getAttribute("identifier");
  await place(interaction, wanted.map(([left, right]) => `${name(lefts, left)} ${name(rights, right)}`));
}

async function gaps(wanted) {
  const interaction = item.querySelector("qti-gap-match-interaction");
  if (!interaction) {
    item.querySelectorAll("qti-text-entry-interaction").forEach((it, index) => type(it.shadowRoot.querySelector("input"), wanted[index] ?? ""));
    return;
  }
  const words = interaction.querySelectorAll("qti-gap-text");
  const places = [...interaction.querySelectorAll("qti-gap")];
  await place(interaction, wanted.flatMap((word, index) => (word === null ? [] : [`${one(words, word).getAttribute("identifier")} ${places[index].getAttribute("identifier")}`])));
}

/// Drops things where they belong, and lets the interaction report what lies where.
async function place(interaction, entries) {
  await interaction.updateComplete;
  interaction.response = entries;
  interaction.saveResponse();
}

function cell(row, text) {
  const choices = row.querySelectorAll("qti-inline-choice");
  if (choices.length) one(choices, text).click();
  else type(row.querySelector("qti-text-entry-interaction").shadowRoot.querySelector("input"), text);
}

function type(field, text) {
  field.value = text;
  for (const event of ["input", "keyup", "change"]) field.dispatchEvent(new Event(event, { bubbles: true }));
}

/// Ends the attempt.
window.score = async () => {
  item.processResponse(true, false);
  await pause();
  await pause();
  const value = (name) => item.variables.find((it) => it.identifier === name)?.value ?? null;
  const modal = item.querySelector("qti-modal-feedback");
  return {
    score: value("SCORE") === null ? null : Number(value("SCORE")),
    most: Number(value("MAXSCORE")),
    by: item.querySelector("qti-outcome-declaration[identifier=SCORE]").getAttribute("external-scored"),
    open: !!modal.shadowRoot.querySelector("dialog[open]"),
    explanation: tidy(modal.textContent),
    told: [...item.querySelectorAll("qti-feedback-inline")].filter((it) => it.showStatus === "on").map((it) => tidy(it.textContent)),
  };
};
window.ready = true;
