// Stands in the page's own address, which the worker could not fetch: as soon as the server answers, that is opened again.
// Or in the place of the door that somebody left by (`#/unlock…`, `#/sign-in`): what the server has not heard yet is told it
// here, and nowhere else (see app/src/shell/page.js). With a line nobody sees anything of it.
"use strict";

const PAUSE = 3000;
const OWED = "pando.owed";
const LOCK = "/api/lock";
const OUT = ["/api/sign-out", "/api/sign-out-everywhere"];
const named = location.pathname === "/offline.html";
const door = /^#\/(unlock|sign-in)/.test(location.hash) && location.hash.slice(1);
const root = document.documentElement;
let timer;
let busy = 0;

function owed() {
  let due;
  try {
    due = localStorage.getItem(OWED);
  } catch {
    // Then it is where it always can be.
  }
  return due || document.cookie.match(/pando.owed=([^;]+)/)?.[1];
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

async function look() {
  clearTimeout(timer);
  timer = setTimeout(look, PAUSE);
  if (performance.now() < busy) return;
  busy = performance.now() + PAUSE;
  try {
    // The answer to signing out tells the browser to forget everything, what is owed as well.
    const path = owed();
    if (path === LOCK || OUT.includes(path)) await ask(path, { method: "POST", body: new URLSearchParams() });
    else await ask("/healthz");
    // What is on its way is not begun again under its own feet, unless nothing comes of it.
    busy = performance.now() + 10 * PAUSE;
    if (door) location.replace(door);
    else location.reload();
  } catch {
    // Still away: the next look is on its way.
    busy = 0;
    say();
  }
}

function start() {
  if (door) document.getElementById("again").href = door;
  if (root.hidden) setTimeout(say, PAUSE / 2);
  else say();
}

root.hidden = Boolean(door && owed());
addEventListener("DOMContentLoaded", start);
// Asked for by its own name alone it stands in for nothing.
if (door || !named) {
  addEventListener("online", look);
  document.addEventListener("visibilitychange", look);
  addEventListener("pageshow", () => {
    busy = 0;
    look();
  });
}
