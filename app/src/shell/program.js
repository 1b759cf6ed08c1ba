// Fetches the program once the page has been painted, so that what people read first waits for nothing that makes it alive
// (see shell.rs). A page that nobody sees is never painted: after a moment it is fetched all the same.
((script, program, styles, parts) => {
let begun;
const load = () => {
  if (begun) return;
  begun = true;
  // Whatever is fetched waits for it (see .ci/site), unless it cannot be had.
  if (!document.getElementById("screens")) {
    const sheet = document.createElement("link");
    sheet.rel = "stylesheet";
    sheet.id = "screens";
    sheet.href = styles;
    sheet.onerror = () => sheet.remove();
    document.head.append(sheet);
  }
  // Links and not only fetches: what is missing says so by their error (see page.js), and all of it comes at once.
  for (const href of [script, program, ...parts]) {
    const link = document.createElement("link");
    link.rel = href.endsWith("js") ? "modulepreload" : "preload";
    if (link.rel === "preload") link.as = "fetch";
    link.crossOrigin = "";
    link.href = href;
    document.head.append(link);
  }
  import(script).then((all) => all.default({ module_or_path: program }).then(() => {
    setTimeout(all.hydrate);
    addEventListener("pando-again", () => all.hydrate());
  }));
};
setTimeout(load, document.hidden ? 0 : 500);
// The first picture may lack what came last: all of the page is in the next one, which is on the screen a few frames later.
const picture = () => requestAnimationFrame(() => setTimeout(load, 50));
new PerformanceObserver(picture).observe({ type: "paint", buffered: true });
})
