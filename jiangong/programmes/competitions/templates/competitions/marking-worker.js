// The board of numbers, its style and its script are kept, so that a tablet whose browser died can go on without a network. The
// network is asked first; what it says replaces what was kept. Nothing is sent from here: marks lie in the page's own storage.
const KEPT = "jiangong-marking-1", PATIENCE = 4000;
const isBoard = (url) => /\/me\/offices\/\d+\/marks\/$/.test(url.pathname);
const boardOf = (url) => url.pathname.match(/^(.*\/me\/offices\/\d+\/marks\/)[^/]+\/[^/]+\/$/)?.[1];

// An answer that is no board (sign in, not yours) means that what was kept is not this reader's any more.
async function keep(request, answer) {
  const cache = await caches.open(KEPT);
  if (answer.ok && !answer.redirected && answer.type === "basic") await cache.put(request, answer);
  else if (answer.status < 500 && isBoard(new URL(request.url || request))) await cache.delete(request, { ignoreVary: true });
}
async function fresh(request) {
  const alarm = new AbortController(), timer = setTimeout(() => alarm.abort(), PATIENCE);
  try {
    const answer = await fetch(request, { signal: alarm.signal });
    await keep(request, answer.clone());
    return answer;
  } finally { clearTimeout(timer); }
}
// A browser does not show an answer that was led elsewhere as the page it asked for; it is led there itself.
const shown = (answer) => answer.redirected ? Response.redirect(answer.url) : answer;
const kept = async (request) => (await caches.open(KEPT)).match(request, { ignoreVary: true });

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
self.addEventListener("message", (event) => {
  event.waitUntil(Promise.all(event.data.map((url) => fresh(new Request(url, { credentials: "same-origin" })).catch(() => null))));
});
self.addEventListener("fetch", (event) => {
  const { request } = event, url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin) return;
  if (request.mode === "navigate" && isBoard(url)) {
    event.respondWith(fresh(request.url).then(shown).catch(async () => (await kept(request.url)) || Response.error()));
  } else if (request.mode === "navigate" && boardOf(url)) {
    // the page of one number is not kept: the board stands in for it, and has the forms of all
    event.respondWith(fetch(request).catch(async () => (await kept(url.origin + boardOf(url))) || Response.error()));
  } else if (request.destination === "style" || request.destination === "script") {
    event.respondWith(fresh(request).catch(async () => (await kept(request)) || Response.error()));
  }
});
