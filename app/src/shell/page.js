// What a page does by itself, whatever becomes of its program. It is written into every page, without these lines and the
// indentation (see shell.rs).
(() => {
"use strict";
const root = document.documentElement;
const { build, path } = root.dataset;
let bar, words, stopped;

// Whether keys can do more than a browser's: the style sheet tells of them only then.
if (self.WebAssembly) root.dataset.program = "";

// Going back to an address that by now leads elsewhere, WebKit shows where it led under the address it came from; the
// program would take the one page for the other, and stop.
if (path && location.pathname !== path.split("?")[0]) history.replaceState(history.state, "", path);

// Locking and signing out: what is shown goes at once, in every tab, whatever the line. What the server has not heard yet is
// noted on the device; the page that needs no line (public/offline.js) tells it before anything is shown again, on the way Back
// and in another tab too.
const OWED = "pando.owed";
const LOCK = "/api/lock";
const doors = { [LOCK]: "/unlock", "/api/sign-out": "/sign-in", "/api/sign-out-everywhere": "/sign-in" };
const lies = (key) => {
  try {
    return localStorage.getItem(key);
  } catch {}
};
const owed = () => lies(OWED) || (document.cookie.match(OWED + "=([^;]+)") || [])[1];
// Where storage is full or refused there are cookies all the same: nobody is signed in without.
const owe = (path) => {
  try {
    if (path) return localStorage.setItem(OWED, path);
    localStorage.removeItem(OWED);
  } catch {}
  document.cookie = OWED + "=" + path + ";path=/;samesite=strict" + (path ? "" : ";max-age=0");
};
// Whether this page lies before that door.
const settled = (due) => due === LOCK ? /^.(unlock|sign-in|welcome)/.test(location.pathname) : doors[due] === location.pathname;
const leave = (path) => {
  // A lock is less than signing out.
  if (path === LOCK && doors[owed()]) path = owed();
  root.hidden = true;
  owe(path);
  // What was being written is saved while that is still allowed.
  dispatchEvent(new Event("pando-leave"));
  const here = location.pathname + location.search;
  location.replace("/offline.html#" + doors[path] + (path === LOCK && !/^.(un)?lock/.test(here) ? "?next=" + encodeURIComponent(here) : ""));
  // Who locked by idling is asked by the browser, and may have stayed: what is locked is not shown again without the PIN.
  setTimeout(leave, 15000, path);
};
// Another tab was left: this one has nothing to show either. A tab that slept hears of it late, and asks the server.
const follow = (due) => {
  if (root.hidden || !doors[due] || settled(due)) return;
  root.hidden = true;
  if (owed()) leave(owed());
  else location.reload();
};
const due = owed();
if (doors[due] && !settled(due)) {
  window.stop();
  leave(due);
} else if (due) owe("");
addEventListener("pando-lock", () => leave(LOCK));
addEventListener("storage", (event) => event.key === OWED && follow(event.newValue));
document.addEventListener("visibilitychange", () => follow(owed()));

// What waits on this device goes first, and the program alone can read it: a message that is sent before the program lives is sent
// by it, if it still stands in the box as it was. Where no program comes the form is the browser's own.
let held, freed = !self.WebAssembly;
addEventListener("pando-alive", () => {
  const [form, text] = held || [];
  freed = true;
  held = undefined;
  if (form && form.body.value === text) form.requestSubmit();
});

addEventListener("submit", (event) => {
  const form = event.target;
  const path = form.getAttribute("action");
  if (!freed && form.id === "composer" && !event.submitter?.hasAttribute("formaction") && lies("pando.unsent")) {
    event.preventDefault();
    held = [form, form.body.value];
    return;
  }
  if (!doors[path]) {
    // Before the program lives: it waits for what this leads to (see frontend/).
    root.dataset.posted = "";
    return setTimeout(() => {
      delete root.dataset.posted;
      dispatchEvent(new Event("pando-again"));
    }, 2e4);
  }
  event.preventDefault();
  root.hidden = true;
  // What only this page has would go with it: then the program asks first, before the other tabs and the server hear of it, and
  // locks or shows the page again. Whoever signs out has been asked.
  if (path !== LOCK || dispatchEvent(new Event("pando-may-lock", { cancelable: true }))) leave(path);
}, true);
addEventListener("pageshow", (event) => {
  if (event.persisted && (root.hidden ||= !!doors[owed()])) location.reload();
});

// Until the program lives Enter does what the hint under the box says all the same: the form posts.
addEventListener("keydown", (event) => {
  const box = event.target;
  if (event.defaultPrevented || !self.WebAssembly || event.key !== "Enter" || event.isComposing || event.shiftKey || event.ctrlKey) return;
  if (box.enterKeyHint !== "send" || !box.form || !box.value.trim() || matchMedia("(hover: none) and (pointer: coarse)").matches) return;
  event.preventDefault();
  box.form.requestSubmit();
});

// The browser may offer to install the app before the program is there to hear it: kept for the help screen.
addEventListener("beforeinstallprompt", (event) => {
  event.preventDefault();
  window.pandoInstall = event;
});

// A network can be there and pass nothing: what was asked for is given up after a while, and whoever asked says so.
const ask = fetch;
self.fetch = (what, how) => {
  const late = AbortSignal.any && /.api./.test(what.url || what) && AbortSignal.timeout(15000);
  return ask(what, late ? { ...how, signal: AbortSignal.any([late, what.signal || late]) } : how);
};

// Behind an open dialog nobody could press it.
const place = () => {
  if (!document.body) return addEventListener("DOMContentLoaded", place);
  const dialog = [...document.querySelectorAll("dialog[open]")].pop();
  (dialog || document.body).append(bar);
  if (dialog) dialog.addEventListener("close", () => bar && place(), { once: true });
};

// One bar, with the one thing to do.
const tell = (text) => {
  if (words === text) return;
  words = text;
  if (!bar) {
    bar = document.createElement("div");
    bar.className = "mishap";
    bar.setAttribute("role", "alert");
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button";
    button.textContent = "Reload";
    button.onclick = () => location.reload();
    bar.append(document.createElement("p"), button);
  }
  bar.firstChild.textContent = text;
  place();
};

// Whether the server runs another version than this page.
window.pandoSuperseded = () =>
  fetch("/shell.json", { cache: "no-store" }).then((answer) => answer.json()).then((shell) => shell.version !== build).catch(() => false);

// Links and forms are the browser's own again: the program would take them and do nothing.
const plain = () => {
  delete root.dataset.program;
  // What opens a menu that the program would fill leads where its form says (see ui/src/alive.rs).
  for (const button of document.querySelectorAll("form [popovertarget]")) button.type = "submit";
  const own = (event) => bar && bar.contains(event.target) || event.stopImmediatePropagation();
  for (const kind of ["click", "submit"]) addEventListener(kind, own, true);
  freed = true;
};

const missing = async () => {
  freed = true;
  const newer = await window.pandoSuperseded();
  if (!stopped) tell((newer ? "Pando was updated. Reload to go on." : "Part of Pando could not be loaded. Check your connection, then reload.") + " Drafts and unsent messages are kept.");
};
addEventListener("pando-missing", missing);
addEventListener("pando-stranded", () => {
  plain();
  missing();
});
addEventListener("pando-found", () => {
  if (stopped || !bar) return;
  bar.remove();
  bar = words = undefined;
});

// The program has stopped: said, and told the server once. Of the error only which places in the program it went
// through; its words may be somebody's.
const fell = (error) => {
  const wasm = self.WebAssembly;
  const trap = wasm && (error instanceof wasm.RuntimeError || (error instanceof RangeError && /wasm/.test(error.stack)));
  if (!trap || stopped) return;
  stopped = true;
  plain();
  tell("Something went wrong on this page. Reload to go on. Drafts and unsent messages are kept.");
  const frames = String(error.stack).match(/[\w.-]{0,64}:?wasm-function\[[\w.:$<>-]{1,99}\](:0x[\da-f]+)?/g) || [];
  const report = [build, error.name, ...frames.slice(0, 20)].join("\n");
  fetch("/crash", { method: "POST", body: report, keepalive: true }).catch(() => {});
};
addEventListener("error", (event) => {
  if (event.target.tagName === "LINK" && event.target.href.includes("/pkg/")) missing();
  else fell(event.error);
}, true);
addEventListener("unhandledrejection", (event) => fell(event.reason));
})();
