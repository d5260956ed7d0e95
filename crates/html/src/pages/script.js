// What this adds: drafts while one writes, the clock, short cuts, the sentence that is clicked as a
// detail, the passage read aloud. Every page works without it.
"use strict";
(() => {
  const byId = (id) => document.getElementById(id);
  const said = byId("said");
  let hiding = 0;
  const say = (words) => {
    said.textContent = words;
    said.classList.add("shown");
    clearTimeout(hiding);
    hiding = setTimeout(() => said.classList.remove("shown"), 2500);
  };

  // What a pupil has filled in stays in the browser until the program says that it has it. It is kept by the place of the
  // pupil, and what another pupil has left is removed.
  const seat = document.body.dataset.seat;
  const unsent = (() => {
    const prefix = "sourcework:";
    const own = `${prefix}${seat}:`;
    const names = (start) => {
      try { return Object.keys(localStorage).filter((name) => name.startsWith(start)); } catch { return []; }
    };
    const remove = (name) => { try { localStorage.removeItem(name); } catch { /* nothing is kept */ } };
    if (seat) names(prefix).filter((name) => !name.startsWith(own)).forEach(remove);
    const all = () => (seat ? names(own) : []).map((name) => ({ address: name.slice(own.length), fields: localStorage.getItem(name) }));
    return {
      all,
      keep: (address, fields) => {
        try { if (seat) localStorage.setItem(own + address, fields); } catch { /* the browser keeps nothing */ }
      },
      get: (address) => all().find((it) => it.address === address)?.fields ?? null,
      // Only what the program has: what was written since stays.
      drop: (address, fields) => { if (all().some((it) => it.address === address && it.fields === fields)) remove(own + address); },
      forget: () => names(prefix).forEach(remove),
    };
  })();

  // In a corner of a pupil's page stands since when something could not be sent. After a while, or when the end has come,
  // it can be saved as a file for the teacher.
  let counting = 0;
  const keptAt = byId("kept-at");
  const showKept = (words, withFile) => {
    clearInterval(counting);
    if (!keptAt) return;
    keptAt.textContent = words;
    if (withFile) keptAt.append(" ", saveButton());
  };
  const showNotKept = (since) => {
    showKept("", false);
    if (!keptAt) return;
    const words = document.createElement("span");
    keptAt.replaceChildren(words);
    const count = () => {
      const seconds = Math.floor((Date.now() - since) / 1000);
      words.textContent = `Not kept yet, for ${seconds < 120 ? `${seconds} s` : `${Math.floor(seconds / 60)} min`}`;
      if (seconds >= 20 && !keptAt.querySelector("button")) keptAt.append(" ", saveButton());
    };
    counting = setInterval(count, 1000);
    count();
  };
  const saveButton = () => {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = "Save as a file for your teacher";
    button.addEventListener("click", () => {
      const file = JSON.stringify({ sourcework: "unsent-answers", seat, answers: unsent.all() });
      const link = document.createElement("a");
      link.href = URL.createObjectURL(new Blob([file], { type: "application/json" }));
      link.download = "my-answers-for-the-teacher.json";
      link.click();
      setTimeout(() => URL.revokeObjectURL(link.href), 1000);
    });
    return button;
  };

  // Sends a draft; what became of it: "kept" with the time of day, "answered", "ended", "no-place", or "failed". A line that
  // answers nothing for ten seconds has failed.
  const sendDraft = async (address, fields, controller, leaving) => {
    const patience = setTimeout(() => controller.abort(), 10000);
    try {
      const answer = await fetch(address, {
        method: "POST", body: new URLSearchParams(fields), keepalive: leaving, signal: controller.signal,
        headers: { "X-Sourcework": "script" },
      });
      const isText = !answer.redirected && (answer.headers.get("content-type") || "").startsWith("text/plain");
      const words = isText ? await answer.text() : "";
      if (answer.ok && isText) return words === "answered" ? [words, ""] : ["kept", words];
      return [answer.status === 409 && words ? words : "failed", ""];
    } catch {
      return ["failed", ""];
    } finally {
      clearTimeout(patience);
    }
  };

  // Drafts: sent half a second after the last change, and when the page is left.
  const form = byId("answer");
  const draftAddress = form && form.dataset.draft;
  const here = location.pathname;
  if (draftAddress) {
    let waiting = 0;
    let sent = "";
    let isGiven = false;
    let isOver = false;
    const written = () => new URLSearchParams(new FormData(form)).toString();
    sent = written();
    let request = null;
    let saidKept = 0;
    // How often in a row nothing could be sent, and since when.
    let failures = 0;
    let failingSince = 0;
    const failed = () => {
      if (failures === 0) {
        failingSince = Date.now();
        say("Not kept; what you write is still here and is kept when the line is back.");
      }
      failures += 1;
      showNotKept(failingSince);
      // Each time twice as long, up to half a minute, and not all pupils at the same moment.
      const pause = Math.min(30000, 1000 * 2 ** (failures - 1)) * (0.75 + Math.random() / 2);
      clearTimeout(waiting);
      waiting = setTimeout(() => keep(false), pause);
    };
    const kept = (fields, time) => {
      sent = fields;
      failures = 0;
      unsent.drop(here, fields);
      showKept(`Kept at ${time}`, false);
      // Said again and again, it would disturb those who listen.
      if (Date.now() - saidKept > 60000) {
        saidKept = Date.now();
        say("Kept");
      }
    };
    const over = (why, fields) => {
      isOver = true;
      if (why === "answered") {
        unsent.drop(here, fields);
        showKept("", false);
        say("This question has been answered already. Load the page again to see it.");
      } else if (why === "ended") {
        showKept("Not sent before the end.", true);
        say("The end has come before this was sent. Save it as a file for your teacher.");
      } else {
        showKept("Not sent.", true);
        say("Your place was opened on another device.");
      }
    };
    // One request at a time, so that an older text never comes after a newer one.
    const keep = async (leaving) => {
      clearTimeout(waiting);
      const now = written();
      if (isGiven || isOver || (now === sent && failures === 0)) return;
      if (request && !leaving) {
        waiting = setTimeout(() => keep(false), 200);
        return;
      }
      request = new AbortController();
      const [become, time] = await sendDraft(draftAddress, now, request, leaving);
      request = null;
      if (become === "kept") kept(now, time);
      else if (become !== "failed") over(become, now);
      else if (!isGiven) failed();
    };
    const changed = () => {
      unsent.keep(here, written());
      // While nothing can be sent, each letter would only try it again.
      if (failures > 0) return;
      clearTimeout(waiting);
      waiting = setTimeout(() => keep(false), 500);
    };
    addEventListener("online", () => keep(false));
    // Sentences of the passage belong to the form and do not stand in it.
    document.addEventListener("input", (event) => {
      if (event.target.form === form) changed();
    });
    form.addEventListener("submit", () => {
      isGiven = true;
      clearTimeout(waiting);
      request?.abort();
      setTimeout(() => { isGiven = false; }, 3000);
    });
    addEventListener("pagehide", () => keep(true));
    addEventListener("pageshow", (event) => { if (event.persisted) isGiven = false; });
    const before = unsent.get(here);
    if (before !== null) {
      const fields = new URLSearchParams(before);
      for (const field of form.elements) {
        if (!field.name || field.type === "hidden" || field.type === "submit") continue;
        if (field.type === "radio" || field.type === "checkbox") {
          field.checked = fields.getAll(field.name).includes(field.value);
        } else if (fields.has(field.name)) {
          field.value = fields.get(field.name);
        }
      }
      form.dispatchEvent(new Event("input", { bubbles: true }));
      changed();
    }
  }

  // What other pages could not send is sent from here, and kept in the browser until the program has it or has an answer.
  const sendOthers = async () => {
    let worst = "";
    for (const { address, fields } of unsent.all()) {
      if (draftAddress && address === here) continue;
      const [become] = await sendDraft(`${address}/draft`, fields, new AbortController(), false);
      if (become === "kept" || become === "answered") unsent.drop(address, fields);
      else if (worst !== "ended") worst = become;
    }
    if (worst && !draftAddress) {
      showKept(worst === "ended" ? "Something was not sent before the end." : "Something is not sent yet.", true);
    } else if (!draftAddress && seat) showKept("", false);
    if (worst === "failed") setTimeout(sendOthers, 15000);
  };
  if (unsent.all().length > 0) sendOthers();

  // Shows the page anew; not while something is only in this browser, nor while there is no line.
  const renew = async () => {
    if (unsent.all().length > 0) return;
    try {
      await fetch(location.href, { method: "HEAD" });
      location.reload();
    } catch {
      setTimeout(renew, 5000);
    }
  };

  // A button that was pressed once sends once.
  for (const each of document.forms) {
    each.addEventListener("submit", (event) => {
      if (each.dataset.sent) event.preventDefault();
      each.dataset.sent = "yes";
      setTimeout(() => { delete each.dataset.sent; }, 3000);
    });
  }

  // Words are counted while one writes.
  for (const area of document.querySelectorAll("[data-words]")) {
    const shown = byId(area.dataset.words);
    area.addEventListener("input", () => {
      const count = area.value.split(/\s+/).filter(Boolean).length;
      shown.textContent = count === 1 ? "1 word" : `${count} words`;
    });
  }

  // Notes stay in this tab, one for each question.
  for (const area of document.querySelectorAll("[data-keep]")) {
    const name = `${area.dataset.keep}:${location.pathname}`;
    try {
      area.value = sessionStorage.getItem(name) || "";
      if (area.value) area.closest("details").open = true;
      area.addEventListener("input", () => sessionStorage.setItem(name, area.value));
    } catch { /* the browser keeps nothing */ }
  }

  // The clock goes on; the server decides when the time is up.
  const clock = document.querySelector(".clock");
  if (clock) {
    const end = Date.now() + Number(clock.dataset.seconds) * 1000;
    const first = Number(clock.dataset.seconds);
    const announced = new Set();
    const tick = () => {
      const left = Math.max(0, Math.ceil((end - Date.now()) / 1000));
      clock.textContent = `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")} left`;
      clock.classList.toggle("soon", left < 300);
      for (const minutes of [5, 1]) {
        if (left <= minutes * 60 && first > minutes * 60 && !announced.has(minutes)) {
          announced.add(minutes);
          say(minutes === 1 ? "One minute left" : `${minutes} minutes left`);
        }
      }
      if (left === 0) {
        clearInterval(ticking);
        setTimeout(renew, 1000);
      }
    };
    const ticking = setInterval(tick, 1000);
    tick();
  }

  // Words of the passage that are selected become the detail that the cursor was last in.
  let detail = null;
  document.addEventListener("focusin", (event) => {
    if (event.target.matches(".detail")) detail = event.target;
  });
  for (const choice of document.querySelectorAll(".inference select")) {
    choice.addEventListener("change", () => {
      const target = choice.parentElement.querySelector(".detail");
      const chosen = choice.selectedOptions[0];
      if (target && choice.value !== "") {
        target.value = chosen.textContent;
        choice.value = "";
        target.dispatchEvent(new Event("input", { bubbles: true }));
      }
    });
  }
  document.addEventListener("mouseup", () => {
    const selected = String(getSelection()).trim();
    const inPassage = selected && getSelection().anchorNode.parentElement.closest(".passage");
    if (detail && inPassage && detail.value === "") {
      detail.value = selected;
      detail.dispatchEvent(new Event("input", { bubbles: true }));
      say("Taken as the detail");
    }
  });

  // Ctrl+Enter gives the answer; while one is among the options, a letter chooses one.
  document.addEventListener("keydown", (event) => {
    const writing = event.target.matches("input:not([type=radio]):not([type=checkbox]), textarea, select");
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && form) {
      event.preventDefault();
      form.requestSubmit(form.querySelector("button.main"));
    } else if (!writing && event.target.closest(".options") && !event.ctrlKey && !event.altKey && !event.metaKey && /^[a-z]$/.test(event.key)) {
      const options = document.querySelectorAll(".options .option input[name=choice]");
      const option = options[event.key.charCodeAt(0) - 97];
      if (option && document.querySelector(".option .letter")) {
        option.click();
        option.focus();
      }
    }
  });

  // A digit gives so many marks, where there is a button for that.
  document.addEventListener("keydown", (event) => {
    const typing = event.target.matches("input:not([type=radio]):not([type=checkbox]), textarea, select");
    if (typing || event.repeat || event.ctrlKey || event.altKey || event.metaKey || !/^[0-9]$/.test(event.key)) return;
    document.querySelector(`button[data-key="${event.key}"]`)?.click();
  });

  // What is marked in the passage is in sight.
  const marked = document.querySelector(".document mark");
  const pane = byId("passage");
  if (marked && pane && pane.scrollHeight > pane.clientHeight + 4) {
    pane.scrollTop = Math.max(0, marked.getBoundingClientRect().top - pane.getBoundingClientRect().top + pane.scrollTop - 120);
  }

  // What is wrong, or the feedback, is what one wants to hear first.
  const told = byId("complaint") || byId("told");
  if (told) told.focus({ preventScroll: true });

  // Reading aloud, where the browser can.
  const passages = byId("passage");
  const aloud = document.body.dataset.aloud?.split("\u001f");
  const mayRead = (extract) => !aloud || aloud.includes(extract.dataset.label);
  const extracts = passages ? [...passages.querySelectorAll(".document")].filter(mayRead) : [];
  if (extracts.length > 0 && "speechSynthesis" in window) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "speak";
    const name = () => { button.textContent = speechSynthesis.speaking ? "Stop reading aloud" : "Read the passage aloud"; };
    name();
    button.addEventListener("click", () => {
      if (speechSynthesis.speaking) {
        speechSynthesis.cancel();
        setTimeout(name, 100);
        return;
      }
      for (const extract of extracts) {
        if (!extract.offsetParent) continue;
        for (const one of extract.querySelectorAll(".passage")) {
          const copy = one.cloneNode(true);
          for (const place of copy.querySelectorAll(".place")) place.remove();
          const words = new SpeechSynthesisUtterance(copy.textContent);
          words.lang = (one.closest("[lang]") || document.documentElement).lang;
          words.onend = name;
          speechSynthesis.speak(words);
        }
      }
      setTimeout(name, 100);
    });
    passages.prepend(button);
    addEventListener("pagehide", () => speechSynthesis.cancel());
  }

  // The board and the wall fetch what is new whenever the program says that something has happened.
  const live = document.querySelector("[data-live]");
  if (live && "EventSource" in window) {
    const events = new EventSource(live.dataset.live);
    let fetching = false;
    let isStale = false;
    const fetchPart = async () => {
      if (fetching) { isStale = true; return; }
      fetching = true;
      try {
        const answer = await fetch(location.href);
        if (answer.ok && !answer.redirected) {
          const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("[data-live]");
          const focused = document.activeElement?.getAttribute?.("href");
          if (fresh) live.innerHTML = fresh.innerHTML;
          if (focused) live.querySelector(`[href="${CSS.escape(focused)}"]`)?.focus();
        }
      } catch { /* the next event fetches it */ }
      fetching = false;
      if (isStale) { isStale = false; setTimeout(fetchPart, 1000); }
    };
    events.addEventListener("message", fetchPart);
    addEventListener("pagehide", () => events.close());
  }

  if (seat) {
    for (const leave of document.querySelectorAll("form[action='/seat/leave']")) {
      leave.addEventListener("submit", unsent.forget);
    }

    // Whether the teacher has stopped the clock, given time or released the results, or another device
    // has taken the place.
    let state = null;
    const look = async () => {
      try {
        const answer = await fetch("/seat/state", { headers: { "X-Sourcework": "script" } });
        if (answer.status === 409 || answer.redirected) {
          say("Your place was opened on another device.");
          return;
        }
        const now = await answer.text();
        if (state !== null && now !== state) setTimeout(renew, form ? 1500 : 0);
        state = now;
      } catch { /* the network is gone; what is written is kept here */ }
    };
    look();
    setInterval(look, 10000);
  }

  // Files that are chosen become the text of a field: a line each, or as they are.
  for (const input of document.querySelectorAll("[data-into]")) {
    input.addEventListener("change", async () => {
      const texts = await Promise.all([...input.files].map((file) => file.text()));
      const taken = (text) => "whole" in input.dataset ? text : text.trim().replaceAll("\n", " ");
      byId(input.dataset.into).value = texts.map(taken).join("\n");
    });
  }

  // A preview loads itself again when a file was saved.
  const version = document.querySelector("[data-version]");
  if (version) {
    setInterval(async () => {
      try {
        const now = await (await fetch("/preview/version")).text();
        if (now !== version.dataset.version) location.replace(location.href);
      } catch { /* the program was closed */ }
    }, 1000);
  }
})();
