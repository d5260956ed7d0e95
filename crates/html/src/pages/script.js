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

  // In a corner of a pupil's page stands since when something could not be sent. After a while it can be saved as a
  // file for the teacher.
  let counting = 0;
  const notKept = (since) => {
    const keptAt = byId("kept-at");
    clearInterval(counting);
    if (!keptAt) return;
    if (since === 0) { keptAt.textContent = ""; return; }
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
      const own = `sourcework:${document.body.dataset.seat}:`;
      const answers = Object.keys(localStorage).filter((name) => name.startsWith(own))
        .map((name) => ({ address: name.slice(own.length), fields: localStorage.getItem(name) }));
      const file = JSON.stringify({ sourcework: "unsent-answers", seat: document.body.dataset.seat, answers });
      const link = document.createElement("a");
      link.href = URL.createObjectURL(new Blob([file], { type: "application/json" }));
      link.download = "my-answers-for-the-teacher.json";
      link.click();
      setTimeout(() => URL.revokeObjectURL(link.href), 1000);
    });
    return button;
  };

  // Drafts: sent half a second after the last change, and when the page is left.
  const form = byId("answer");
  const draftAddress = form && form.dataset.draft;
  if (draftAddress) {
    let waiting = 0;
    let sent = "";
    let isGiven = false;
    const written = () => new URLSearchParams(new FormData(form)).toString();
    sent = written();
    let request = null;
    let saidKept = 0;
    // How often in a row nothing could be sent, and since when.
    let failures = 0;
    let failingSince = 0;
    const failed = (words) => {
      if (failures === 0) {
        failingSince = Date.now();
        say(words);
      }
      failures += 1;
      notKept(failingSince);
      // Each time twice as long, up to half a minute, and not all pupils at the same moment.
      const pause = Math.min(30000, 1000 * 2 ** (failures - 1)) * (0.75 + Math.random() / 2);
      clearTimeout(waiting);
      waiting = setTimeout(() => keep(false), pause);
    };
    // One request at a time, so that an older text never comes after a newer one.
    const keep = async (leaving) => {
      clearTimeout(waiting);
      const now = written();
      if (now === sent && failures > 0) { failures = 0; notKept(0); }
      if (isGiven || now === sent) return;
      if (request && !leaving) {
        waiting = setTimeout(() => keep(false), 200);
        return;
      }
      request = new AbortController();
      try {
        const answer = await fetch(draftAddress, {
          method: "POST", body: new URLSearchParams(now), keepalive: leaving, signal: request.signal,
          headers: { "X-Sourcework": "script" },
        });
        const isKept = answer.ok && !answer.redirected && (answer.headers.get("content-type") || "").startsWith("text/plain");
        if (answer.status === 409) {
          failures = 0;
          notKept(0);
          say("This question has been answered already. Load the page again to see it.");
        } else if (isKept) {
          sent = now;
          failures = 0;
          notKept(0);
          document.dispatchEvent(new Event("kept"));
          // Said again and again, it would disturb those who listen.
          const keptAt = byId("kept-at");
          if (keptAt) keptAt.textContent = `Kept at ${await answer.text()}`;
          if (!leaving && Date.now() - saidKept > 60000) {
            saidKept = Date.now();
            say("Kept");
          }
        } else {
          failed("Could not be kept; what you write is still here.");
        }
      } catch {
        if (isGiven) return;
        failed("No connection; what you write is still here and is kept when it is back.");
      } finally {
        request = null;
      }
    };
    const changed = () => {
      // While nothing can be sent, each letter would only try it again.
      if (failures > 0) return;
      clearTimeout(waiting);
      waiting = setTimeout(() => keep(false), 500);
    };
    addEventListener("online", () => keep(false));
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
  }

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
        setTimeout(() => location.reload(), 1000);
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
    if (typing || event.ctrlKey || event.altKey || event.metaKey || !/^[0-9]$/.test(event.key)) return;
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

  // A pupil's browser keeps what is being filled in until the program has it, and nothing of others.
  const seat = document.body.dataset.seat;
  if (seat) {
    const prefix = "sourcework:";
    const own = `${prefix}${seat}:`;
    try {
      for (const name of Object.keys(localStorage)) {
        if (name.startsWith(prefix) && !name.startsWith(own)) localStorage.removeItem(name);
      }
      // Another page than that of an answer that was given: the program has it.
      const given = sessionStorage.getItem("sourcework:given");
      if (given && given !== `${own}${location.pathname}`) localStorage.removeItem(given);
      sessionStorage.removeItem("sourcework:given");
      if (form && form.elements.seq) {
        const name = `${own}${location.pathname}`;
        form.addEventListener("submit", () => sessionStorage.setItem("sourcework:given", name));
        // It is there only as long as the program has not said that it has it.
        const kept = localStorage.getItem(name);
        if (kept !== null) {
          const fields = new URLSearchParams(kept);
          for (const field of form.elements) {
            if (!field.name || field.type === "hidden" || field.type === "submit") continue;
            if (field.type === "radio" || field.type === "checkbox") {
              field.checked = fields.getAll(field.name).includes(field.value);
            } else if (fields.has(field.name)) {
              field.value = fields.get(field.name);
            }
          }
          form.dispatchEvent(new Event("input", { bubbles: true }));
        }
        form.addEventListener("input", () => {
          const fields = new URLSearchParams(new FormData(form)).toString();
          localStorage.setItem(name, fields);
        });
        document.addEventListener("kept", () => localStorage.removeItem(name));
      } else if (document.querySelector("[data-handed-in]")) {
        for (const name of Object.keys(localStorage)) {
          if (name.startsWith(own)) localStorage.removeItem(name);
        }
      }
      for (const leave of document.querySelectorAll("form[action='/seat/leave']")) {
        leave.addEventListener("submit", () => {
          for (const name of Object.keys(localStorage)) {
            if (name.startsWith(prefix)) localStorage.removeItem(name);
          }
        });
      }
    } catch { /* the browser keeps nothing */ }

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
        if (state !== null && now !== state) setTimeout(() => location.reload(), form ? 1500 : 0);
        state = now;
      } catch { /* the network is gone; what is written is kept here */ }
    };
    look();
    setInterval(look, 10000);
  }

  // Files that are chosen become the text of a field, a line each.
  for (const input of document.querySelectorAll("[data-into]")) {
    input.addEventListener("change", async () => {
      const texts = await Promise.all([...input.files].map((file) => file.text()));
      byId(input.dataset.into).value = texts.map((text) => text.trim().replaceAll("\n", " ")).join("\n");
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
