/* Keys, and the next comment at once. Every page works without it: this presses the buttons that are there. */
"use strict";
(() => {
  const page = document.getElementById("page");
  const toast = document.getElementById("toast");
  const parser = new DOMParser();
  const ahead = new Map(); // address -> promise of a page
  const unsent = []; // decisions on their way, oldest first
  let sending = false;

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

  function swap(url, fresh) {
    const left = one("#comment")?.dataset.id ?? "";
    page.replaceChildren(...fresh.getElementById("page").childNodes);
    document.title = fresh.title;
    history.pushState({}, "", url);
    window.scrollTo(0, 0);
    one("h1")?.focus({ preventScroll: true });
    claim(left);
    fetchAhead();
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

  async function claim(left) {
    const shown = one("#comment");
    if (!shown) return;
    try {
      const answer = await (await post(shown.dataset.claim, { id: shown.dataset.id, left })).json();
      const held = one("#held");
      if (answer.held && held && one("#comment") === shown) {
        held.querySelector("p").textContent = answer.held;
        held.hidden = false;
      }
    } catch { /* a claim is a courtesy: what is decided twice is told of when it is sent */ }
  }

  function say(line, ...more) {
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
    }
    made.addEventListener("click", pressed);
    return made;
  }

  async function undo(done) {
    await settled();
    const where = one("#comment")?.dataset.list ?? "";
    const fields = new URLSearchParams(where.split("?")[1] ?? "");
    fields.set("list", where.split("?")[0].split("/").pop() ?? "");
    if (done) fields.set("done", done);
    const url = document.body.dataset.undo;
    const answer = url ? await post(url, fields) : null;
    if (answer?.ok) location.assign((await answer.json()).url);
    else if (answer?.status === 409) say((parser.parseFromString(await answer.text(), "text/html").querySelector("main p")?.textContent ?? "").trim());
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
      say(answer.line, ...(answer.done ? [button(`${decision.undo} (u)`, "u", () => undo(answer.done))] : []));
    }
  }

  async function send() {
    if (sending) return;
    sending = true;
    while (unsent.length) {
      const decision = unsent[0];
      try {
        const answer = await post(decision.url, decision.fields);
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

  async function decide(form, pressed) {
    const url = pressed.getAttribute("formaction") ?? form.action;
    const fields = new URLSearchParams(new FormData(form));
    fields.set(pressed.name, pressed.value);
    const kept = form.cloneNode(true);
    kept.action = url;
    const chosen = document.createElement("input");
    chosen.type = "hidden";
    chosen.name = pressed.name;
    chosen.value = pressed.value;
    kept.append(chosen);
    const who = one("h1")?.textContent.trim() ?? "";
    const next = one("#comment").dataset.next;
    if (!next && fields.get("passes") !== "0") {
      await settled();
      return submitted(kept);
    }
    const { undo, failed, again, offline } = one("#words").dataset;
    unsent.push({ url, fields, form: kept, who, undo, failed, again, offline });
    send();
    if (fields.get("passes") !== "0") await go(next);
  }

  document.addEventListener("submit", (event) => {
    const pressed = event.submitter;
    // A form with a field called "id" answers with that field when asked for its id.
    if (!event.target.matches("#decide") || !pressed) return;
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
    if (event.key === "Escape") {
      document.getElementById("help")?.removeAttribute("open");
      if (typing(event.target)) event.target.blur();
      return;
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
  fetchAhead();
})();
