// Stands in the page's own address, which the worker could not fetch: as soon as the server answers, that is opened again.
"use strict";

const PAUSE = 3000;
let timer;

async function look() {
  clearTimeout(timer);
  timer = setTimeout(look, PAUSE);
  try {
    const answer = await fetch("/healthz", { cache: "no-store", signal: AbortSignal.timeout(PAUSE) });
    if (answer.ok) location.reload();
  } catch {
    // Still away: the next look is on its way.
  }
}

// Asked for by its own name it stands in for nothing.
if (location.pathname !== "/offline.html") {
  addEventListener("online", look);
  addEventListener("pageshow", look);
  document.addEventListener("visibilitychange", look);
}
