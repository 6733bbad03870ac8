/* Keys, and the next comment at once. Every page works without it: this presses the buttons that are there. */
"use strict";
(() => {
  const page = document.getElementById("page");
  const toast = document.getElementById("toast");
  const parser = new DOMParser();
  const ahead = new Map(); // address -> promise of a page
  const unsent = []; // decisions on their way, oldest first
  let sending = false;
  let claiming = Promise.resolve(); // one claim after the other, so that the last word is on what is shown
  let ripens = 0; // the timer after which what was just shown can be decided on
  const UNREAD = 350; // milliseconds within which nobody has read what was just shown

  const one = (selector, within = page) => within.querySelector(selector);

  async function fetched(url) {
    const answer = await fetch(url, { headers: { "X-Desk": "1" }, credentials: "same-origin", redirect: "error" });
    if (!answer.ok) throw new Error(String(answer.status));
    return parser.parseFromString(await answer.text(), "text/html");
  }

  function fetchAhead() {
    const next = one("#comment")?.dataset.next;
    if (next && !ahead.has(next)) {
      ahead.clear();
      const coming = fetched(next);
      coming.catch(() => ahead.delete(next));
      ahead.set(next, coming);
    }
  }

  /* What was just shown cannot be decided on: a second press that was meant for the one before would be for this. */
  function unread() {
    clearTimeout(ripens);
    page.dataset.unread = "";
    ripens = setTimeout(() => delete page.dataset.unread, UNREAD);
  }

  /* Says quietly that a press came too early, and whether it did. */
  function tooEarly(pressed) {
    if (!("unread" in page.dataset) || (pressed.name !== "decision" && pressed.value !== "1")) return false;
    const told = one("#early");
    if (told) {
      told.hidden = false;
      setTimeout(() => { told.hidden = true; }, 1500);
    }
    return true;
  }

  function show(fresh) {
    page.replaceChildren(...fresh.getElementById("page").childNodes);
    document.title = fresh.title;
    unread();
    window.scrollTo(0, 0);
    one("h1")?.focus({ preventScroll: true });
    if (toast.dataset.asks) say("");
    draft();
    fetchAhead();
  }

  function swap(url, fresh) {
    show(fresh);
    history.pushState({}, "", url);
    claim();
  }

  async function go(url) {
    try {
      swap(url, await (ahead.get(url) ?? fetched(url)));
    } catch {
      await settled();
      location.assign(url);
    }
  }

  const token = () => document.querySelector("input[name=csrfmiddlewaretoken]")?.value ?? "";

  function post(url, fields) {
    const body = new URLSearchParams(fields);
    body.set("csrfmiddlewaretoken", token());
    return fetch(url, { method: "POST", body, headers: { "X-Desk": "1" }, credentials: "same-origin", redirect: "error" });
  }

  function claim() {
    claiming = claiming.then(claimShown);
  }

  /* Claims what is shown, and what was before is free; it may have been fetched ahead and be no longer as it stands here. */
  async function claimShown() {
    const shown = one("#comment");
    if (!shown) return;
    const stands = () => one("#comment") === shown;
    try {
      const answer = await (await post(shown.dataset.claim, { id: shown.dataset.id, state: shown.dataset.state })).json();
      const held = one("#held");
      if (answer.held && held && stands()) {
        held.querySelector("p").textContent = answer.held;
        held.hidden = false;
      }
      if (!answer.changed || !stands()) return;
      const fresh = await fetched(location.href);
      if (stands() && !typing(document.activeElement)) show(fresh);
    } catch { /* a claim is a courtesy: what is decided twice is told of when it is sent */ }
  }

  const note = () => one("textarea[data-draft]");
  const place = (key) => `note:${key}`;

  /* What was written and not sent stands there again when its comment is opened. */
  function draft() {
    const field = note();
    if (!field) return;
    const kept = localStorage.getItem(place(field.dataset.draft)) ?? "";
    if (kept && !field.value) field.value = kept;
    if (field.value) field.closest("details").open = true;
    one("#discard").hidden = !field.value;
  }

  function keep(field) {
    if (field.value) localStorage.setItem(place(field.dataset.draft), field.value);
    else localStorage.removeItem(place(field.dataset.draft));
    one("#discard").hidden = !field.value;
  }

  function sentWith(key) {
    localStorage.removeItem(place(key));
    if (note()?.dataset.draft !== key) return;
    note().value = "";
    one("#discard").hidden = true;
  }

  document.addEventListener("input", (event) => {
    if (event.target.dataset.draft) keep(event.target);
  });

  /* How many are ticked, for a key decides on just those; a browser may have kept the boxes as they were. */
  function count() {
    const told = one("#ticked");
    if (!told) return;
    one("#all").hidden = false;
    const all = [...one("#many").querySelectorAll("input[type=checkbox]")];
    const written = (n) => n.toLocaleString(document.documentElement.lang);
    told.textContent = told.dataset.says.replace("@1", written(all.filter((box) => box.checked).length)).replace("@2", written(all.length));
  }

  const boxes = () => [...(one("#many")?.querySelectorAll("input[type=checkbox]:enabled") ?? [])];

  /* All that can be ticked, or, where all is, none. */
  document.addEventListener("click", (event) => {
    if (event.target.closest?.("#all")) {
      const wanted = boxes().some((box) => !box.checked);
      boxes().forEach((box) => { box.checked = wanted; });
      count();
    }
  });

  document.addEventListener("change", count);
  window.addEventListener("pageshow", count);

  document.addEventListener("click", (event) => {
    if (event.target.id !== "discard") return;
    note().value = "";
    keep(note());
  });

  function say(line, ...more) {
    delete toast.dataset.asks;
    if (!line) return toast.replaceChildren();
    const said = document.createElement("span");
    said.className = "said";
    said.textContent = line;
    toast.replaceChildren(said, ...more);
  }

  function button(text, key, pressed) {
    const made = document.createElement("button");
    made.type = "button";
    made.textContent = text;
    if (key) {
      made.dataset.key = key;
      made.setAttribute("aria-keyshortcuts", key);
      const shown = document.createElement("kbd");
      shown.textContent = key === "Escape" ? "Esc" : key;
      made.append(" ", shown);
    }
    made.addEventListener("click", pressed);
    return made;
  }

  /* What a new page shows first nobody has read either. */
  function leads(url) {
    sessionStorage.setItem("unread", "1");
    location.assign(url);
  }

  async function undo(done) {
    await settled();
    const where = one("#comment")?.dataset.list ?? "";
    const fields = new URLSearchParams(where.split("?")[1] ?? "");
    fields.set("list", where.split("?")[0].split("/").pop() ?? "");
    if (done) fields.set("done", done);
    const url = document.body.dataset.undo;
    const answer = url ? await post(url, fields) : null;
    if (answer?.ok) {
      const { line, url } = await answer.json();
      if (url) leads(url);
      else say(line);
    } else if (answer?.status === 409) say((parser.parseFromString(await answer.text(), "text/html").querySelector("main p")?.textContent ?? "").trim());
  }

  function submitted(form) {
    form.hidden = true;
    document.body.append(form);
    HTMLFormElement.prototype.submit.call(form);
  }

  function told(decision, answer) {
    if (answer.problem) {
      const look = button(decision.again, "", () => submitted(decision.form));
      say(`${decision.failed} ${decision.who} — ${answer.problem}`, look);
    } else if (answer.line) {
      say(answer.line, ...(answer.done ? [button(decision.undo, "u", () => undo(answer.done))] : []));
    }
  }

  async function send() {
    if (sending) return;
    sending = true;
    while (unsent.length) {
      const decision = unsent[0];
      try {
        const answer = await post(decision.url, decision.fields);
        if (answer.ok) sentWith(decision.draft);
        if (answer.ok || answer.status === 409) told(decision, await answer.json());
        else if (answer.status === 503) throw new Error("busy");
        else told(decision, { problem: String(answer.status) });
        unsent.shift();
      } catch {
        say(decision.offline);
        await new Promise((again) => setTimeout(again, 2000));
      }
    }
    sending = false;
  }

  async function settled() {
    while (unsent.length || sending) await new Promise((again) => setTimeout(again, 20));
  }

  function added(form, name, value) {
    const field = document.createElement("input");
    field.type = "hidden";
    field.name = name;
    field.value = value;
    form.append(field);
  }

  /* What is asked once before it is done: deciding on what another has open, passing on to nobody. */
  function doubt(pressed) {
    const held = one("#held");
    if (pressed.name === "decision") return held && !held.hidden ? held.querySelector("p").textContent : "";
    return pressed.value === "1" ? (pressed.dataset.asks ?? "") : "";
  }

  function ask(form, pressed, why) {
    const { anyway, pass, leave } = one("#words").dataset;
    const yes = button(pressed.name === "passes" ? pass : anyway, "y", () => {
      say("");
      decide(form, pressed, true);
    });
    say(why, yes, button(leave, "Escape", () => say("")));
    toast.dataset.asks = "1";
    yes.focus();
  }

  async function decide(form, pressed, sure = false) {
    const why = sure ? "" : doubt(pressed);
    if (why) return ask(form, pressed, why);
    const url = pressed.getAttribute("formaction") ?? form.action;
    const fields = new URLSearchParams(new FormData(form));
    fields.set(pressed.name, pressed.value);
    const kept = form.cloneNode(true);
    kept.action = url;
    added(kept, pressed.name, pressed.value);
    if (sure) {
      fields.set("sure", "1");
      added(kept, "sure", "1");
    }
    const draft = note()?.dataset.draft ?? "";
    const who = one("h1")?.textContent.trim() ?? "";
    const next = one("#comment").dataset.next;
    if (!next && fields.get("passes") !== "0") {
      await settled();
      sessionStorage.setItem("sent", draft);
      return submitted(kept);
    }
    const { undo, failed, again, offline } = one("#words").dataset;
    unsent.push({ url, fields, form: kept, who, draft, undo, failed, again, offline });
    send();
    if (fields.get("passes") !== "0") await go(next);
  }

  document.addEventListener("submit", (event) => {
    const pressed = event.submitter;
    // A form with a field called "id" answers with that field when asked for its id.
    if (!event.target.matches("#decide, #many") || !pressed) return;
    if (tooEarly(pressed)) return event.preventDefault();
    if (event.target.matches("#many")) return sessionStorage.setItem("unread", "1");
    event.preventDefault();
    decide(event.target, pressed);
  });

  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("#comment .crumbs a[data-key], #comment a[data-key=' ']");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    event.preventDefault();
    go(link.href);
  });

  const typing = (target) => target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName) && target.type !== "checkbox";

  document.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && event.target === note()) {
      event.preventDefault();
      one("#decide button[name=passes][value='0']").click();
      return one("h1").focus({ preventScroll: true });
    }
    if (event.key === "Escape") {
      document.getElementById("help")?.removeAttribute("open");
      if (typing(event.target)) return event.target.blur();
    }
    if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || event.isComposing || typing(event.target)) return;
    if ("noKeys" in document.body.dataset || event.defaultPrevented) return;
    const focused = event.target.closest?.("button, a, summary, input");
    if (event.key === " " && focused) return;
    if (event.key === "u") {
      event.preventDefault();
      const there = toast.querySelector("[data-key=u]");
      return there ? there.click() : undo();
    }
    const found = document.querySelector(`main [data-key="${CSS.escape(event.key)}"]`) ;
    if (!found && " j".includes(event.key) && one("#words")) {
      event.preventDefault();
      return say(one("#words").dataset.last);
    }
    if (!found) return;
    event.preventDefault();
    if (/^(INPUT|TEXTAREA)$/.test(found.tagName)) {
      const folded = found.closest("details");
      if (folded) folded.open = true;
      found.focus();
    } else found.click();
  });

  window.addEventListener("popstate", () => location.reload());
  window.addEventListener("beforeunload", (event) => {
    if (unsent.length) event.preventDefault();
  });
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden) claim();
  });
  document.addEventListener("submit", (event) => {
    if (event.target.matches("[data-ends]")) Object.keys(localStorage).filter((key) => key.startsWith("note:")).forEach((key) => localStorage.removeItem(key));
  });
  const sent = sessionStorage.getItem("sent");
  sessionStorage.removeItem("sent");
  if (sessionStorage.getItem("unread")) unread();
  sessionStorage.removeItem("unread");
  if (sent && !one("[role=alert]")) localStorage.removeItem(place(sent));
  draft();
  fetchAhead();
})();
