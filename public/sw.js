// Pando's service worker: keeps the shell (hashed program, styles, icons, offline page), and nothing else, ever.
//
// It is registered as /sw.js?v=<version>; another version is another worker, with a cache of its own.
// What belongs to the shell is told by /shell.json: {"version": "…", "assets": ["/pkg/…", "/icons.svg", …]}.
// No page, no answer of the server, nothing about a patient or a person is put into the cache.
"use strict";

const VERSION = new URL(self.location.href).searchParams.get("v") || "0";
const PREFIX = "pando-shell-";
const CACHE = PREFIX + VERSION;
const OFFLINE = "/offline.html";
const ALWAYS = [OFFLINE, "/offline.css", "/favicon.svg"];
// Paths whose names carry a hash, or that change only with the program. Nothing outside is looked up or stored.
const SHELL = /^\/(pkg\/|icons\/|icons\.svg$|favicon\.svg$|offline\.(html|css)$|manifest\.webmanifest$)/;

self.addEventListener("install", (event) => {
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
    event.respondWith(navigate(request));
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
    return await fetch(request);
  } catch (unreachable) {
    const cache = await caches.open(CACHE);
    const page = await cache.match(OFFLINE);
    if (page) return page;
    throw unreachable;
  }
}

async function fromShell(request) {
  const cache = await caches.open(CACHE);
  const kept = await cache.match(request);
  return kept || fetch(request);
}

async function dropOldCaches() {
  const names = await caches.keys();
  const old = names.filter((name) => name.startsWith(PREFIX) && name !== CACHE);
  await Promise.all(old.map((name) => caches.delete(name)));
}

async function badge(count) {
  if (!("setAppBadge" in self.navigator)) return;
  if (count > 0) await self.navigator.setAppBadge(count);
  else await self.navigator.clearAppBadge();
}
