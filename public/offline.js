// Stands in the page's own address, which the worker could not fetch: as soon as the server answers, that is opened again.
// Or in the place of the door that somebody left by without a line (`#/unlock…`, `#/sign-in`): then what the server has not
// heard yet is told first (see app/src/shell/page.js). Whoever signs out comes by here with a line too, and sees none of it.
"use strict";

const PAUSE = 3000;
const OWED = "pando.owed";
const LOCK = "/api/lock";
const OUT = ["/api/sign-out", "/api/sign-out-everywhere"];
const door = /^#\/(unlock|sign-in)/.test(location.hash) && location.hash.slice(1);
const root = document.documentElement;
let timer;

function owed() {
  try {
    return localStorage.getItem(OWED);
  } catch {
    return null;
  }
}

// Which of the three things it says.
function say() {
  root.hidden = false;
  const out = OUT.includes(owed());
  const locked = !out && (owed() === LOCK || (door || location.pathname).startsWith("/unlock"));
  for (const [name, shown] of Object.entries({ away: !out && !locked, locked, out })) document.getElementById(name).hidden = !shown;
  const title = document.querySelector("main > div:not([hidden]) h1").textContent;
  document.title = `${title} – Pando`;
}

async function ask(path, how) {
  const answer = await fetch(path, { cache: "no-store", signal: AbortSignal.timeout(PAUSE), ...how });
  // Locked or signed out already is as good.
  if (!answer.ok && answer.status !== 401 && answer.status !== 423) throw new Error(String(answer.status));
}

// A form on purpose: its answer tells the browser to forget everything.
function post(path) {
  const form = document.createElement("form");
  form.method = "post";
  form.action = path;
  document.body.append(form);
  form.submit();
}

async function look() {
  clearTimeout(timer);
  timer = setTimeout(look, PAUSE);
  try {
    await ask("/healthz");
    const path = owed();
    if (OUT.includes(path)) return post(path);
    if (path === LOCK) await ask(LOCK, { method: "POST", body: new URLSearchParams() });
    if (door) location.replace(door);
    else location.reload();
  } catch {
    // Still away: the next look is on its way.
    say();
  }
}

function start() {
  if (door) document.getElementById("again").href = door;
  if (root.hidden) setTimeout(say, PAUSE / 2);
  else say();
}

root.hidden = Boolean(door) && OUT.includes(owed());
addEventListener("DOMContentLoaded", start);
// Asked for by its own name alone it stands in for nothing.
if (door || location.pathname !== "/offline.html") {
  addEventListener("online", look);
  addEventListener("pageshow", look);
  document.addEventListener("visibilitychange", look);
}
