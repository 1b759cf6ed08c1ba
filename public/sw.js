// Pando's service worker: keeps the shell (hashed program, styles, icons, offline page), and nothing else, ever.
//
// It is registered as /sw.js?v=<version>; another version is another worker, with a cache of its own.
// What belongs to the shell is told by /shell.json: {"version": "…", "assets": ["/pkg/…", "/icons.svg", …]}.
// No page, no answer of the server, nothing about a patient or a person is put into the cache.
//
// When a newer version takes over, other tabs may still run the older one and fetch parts of it that the server no longer
// has: an older cache stays until no other tab is open (and at most two of them do).
"use strict";

const VERSION = new URL(self.location.href).searchParams.get("v") || "0";
const PREFIX = "pando-shell-";
const CACHE = PREFIX + VERSION;
const OFFLINE = "/offline.html";
const ALWAYS = [OFFLINE, "/offline.css", "/offline.js", "/favicon.svg"];
const OLDER = 2;
// Paths whose names carry a hash, or that change only with the program. Nothing outside is looked up or stored.
const SHELL = /^\/(pkg\/|icons\/|icons\.svg$|favicon\.svg$|offline\.(html|css|js)$|manifest\.webmanifest$)/;

self.addEventListener("install", (event) => {
  // Calls do not pass through here: what a page says as it goes (a beacon with the last words of a draft) would be lost with it.
  // (Chromium runs a worker of the page for what goes through here, and drops it with the page.)
  if (event.addRoutes) event.waitUntil(event.addRoutes([{ condition: { requestMethod: "POST" }, source: "network" }]).catch(() => {}));
  event.waitUntil(fill());
});

self.addEventListener("activate", (event) => {
  event.waitUntil(dropOldCaches().then(() => self.clients.claim()));
});

self.addEventListener("fetch", (event) => {
  const request = event.request;
  if (request.method !== "GET") return;
  const url = new URL(request.url);
  if (url.origin !== self.location.origin) return;
  if (request.mode === "navigate") {
    // By its own name the offline page is asked for where nobody waits for a line that may be dead.
    event.respondWith(url.pathname === OFFLINE ? fromShell(request) : navigate(request));
    event.waitUntil(dropOldCaches());
  } else if (SHELL.test(url.pathname)) {
    event.respondWith(fromShell(request));
  }
  // Everything else goes to the network as if there were no worker.
});

// Pages say {type: "update"} (take over now), {type: "read", count} (what the badge should show) and
// {type: "forget"} (signed out: no badge; the browser drops the rest on Clear-Site-Data).
self.addEventListener("message", (event) => {
  const message = event.data || {};
  switch (message.type) {
    case "update":
      self.skipWaiting();
      break;
    case "read":
      event.waitUntil(badge(Number(message.count) || 0));
      break;
    case "forget":
      event.waitUntil(badge(0));
      break;
  }
});

// Fills this version's cache. If an asset is missing the install fails, and the old worker keeps serving.
async function fill() {
  const answer = await fetch("/shell.json", { cache: "no-store", credentials: "same-origin" });
  if (!answer.ok) throw new Error("shell.json: " + answer.status);
  const shell = await answer.json();
  const assets = new Set(ALWAYS);
  for (const path of shell.assets) {
    if (SHELL.test(path)) assets.add(path);
  }
  const cache = await caches.open(CACHE);
  await Promise.all([...assets].map((path) => store(cache, path)));
}

async function store(cache, path) {
  const answer = await fetch(path, { cache: "no-cache", credentials: "same-origin" });
  if (!storable(answer)) throw new Error(path + ": " + answer.status);
  await cache.put(path, answer);
}

// Only a plain, whole answer of our own that does not forbid it.
function storable(answer) {
  const control = answer.headers.get("Cache-Control") || "";
  return answer.status === 200 && answer.type === "basic" && !answer.redirected && !control.includes("no-store");
}

async function navigate(request) {
  try {
    const answer = await fetch(request);
    // What stands before the server says that it cannot reach it.
    if (![502, 503, 504].includes(answer.status)) return answer;
    return (await (await caches.open(CACHE)).match(OFFLINE)) || answer;
  } catch (unreachable) {
    const cache = await caches.open(CACHE);
    const page = await cache.match(OFFLINE);
    if (page) return page;
    throw unreachable;
  }
}

// This version's first; then an older one's, for a tab that still runs it: a name with a hash says what is in it.
async function fromShell(request) {
  const cache = await caches.open(CACHE);
  const kept = (await cache.match(request)) || (await caches.match(request));
  return kept || fetch(request);
}

async function dropOldCaches() {
  const windows = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
  const names = await caches.keys();
  // A newer worker that is on its way has a cache already: which of them are old is then no longer ours to say.
  if (self.registration.waiting || self.registration.installing) return;
  const old = names.filter((name) => name.startsWith(PREFIX) && name !== CACHE);
  // In the order in which they were made; the tab that asks to be updated, or opens a page, is about to load anew.
  const needed = windows.length > 1 ? old.slice(-OLDER) : [];
  await Promise.all(old.filter((name) => !needed.includes(name)).map((name) => caches.delete(name)));
}

async function badge(count) {
  if (!("setAppBadge" in self.navigator)) return;
  if (count > 0) await self.navigator.setAppBadge(count);
  else await self.navigator.clearAppBadge();
}
