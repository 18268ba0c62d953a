// News from the preview, over one stream for all open tabs: a browser opens six connections to a host, and a stream
// keeps one of them for good.
//
// The tab that was shown last leads: it holds the stream and passes on what it hears. Which pages are shown is known
// from locks, one for each tab, which the browser takes back whatever becomes of the tab.
const LEADER = "roadbook-leader";
const SHOWN = "roadbook-shown ";

// How long to wait before the stream is opened again, in milliseconds; it doubles with each failure.
const FIRST_PAUSE = 125;
const LONGEST_PAUSE = 2000;

/**
 * Calls `hear` with every piece of news: `{ name: "page" | "build", … }` as the preview sends them, and
 * `{ name: "lost" }` or `{ name: "found" }` as the preview itself goes and comes. Gives back how to stop.
 */
export function follow(page, hear) {
  const channel = new BroadcastChannel("roadbook-news");
  const end = new AbortController();
  let turn = new AbortController();
  let isLeading = false;
  let stream;
  let pages = [];
  let pause = FIRST_PAUSE;
  let pending;

  function tell(news) {
    hear(news);
    channel.postMessage(news);
  }

  async function open() {
    clearTimeout(pending);
    const now = await shownPages(page);
    if (!isLeading) return;
    pages = now;
    stream?.close();
    stream = new EventSource(`/_roadbook/events?${new URLSearchParams(pages.map((page) => ["page", page]))}`);
    for (const name of ["page", "build"]) stream.addEventListener(name, (event) => tell({ name, ...JSON.parse(event.data) }));
    stream.addEventListener("open", () => {
      pause = FIRST_PAUSE;
      tell({ name: "found" });
    });
    stream.addEventListener("error", () => {
      // The browser's own way of trying again differs from browser to browser.
      stream.close();
      tell({ name: "lost" });
      pending = setTimeout(open, pause);
      pause = Math.min(2 * pause, LONGEST_PAUSE);
    });
  }

  function close() {
    isLeading = false;
    clearTimeout(pending);
    stream?.close();
  }

  // Waits until it is this tab's turn to lead, or takes it.
  async function lead(options) {
    turn.abort();
    const mine = (turn = new AbortController());
    const led = () => {
      isLeading = true;
      open();
      return aborted(mine.signal);
    };
    try {
      await navigator.locks.request(LEADER, options ?? { signal: mine.signal }, led);
    } catch {
      // Another tab has taken it, or the place in the queue was given up.
    }
    if (mine !== turn) return;
    close();
    if (!end.signal.aborted) lead();
  }

  const leadWhereShown = () => {
    if (document.hidden || isLeading) return;
    lead({ steal: true });
  };

  channel.addEventListener("message", async ({ data }) => {
    if (data.name !== "shown") hear(data);
    else if (isLeading && (await shownPages(page)).some((page) => !pages.includes(page))) open();
  });
  if (navigator.locks) {
    const shown = () => {
      // One that is in sight leads, and names its page itself.
      if (document.hidden) channel.postMessage({ name: "shown" });
      return aborted(end.signal);
    };
    navigator.locks.request(SHOWN + page + " " + crypto.randomUUID(), shown);
    document.addEventListener("visibilitychange", leadWhereShown, { signal: end.signal });
    if (document.hidden) lead();
    else leadWhereShown();
  } else {
    // Without https only this computer's own addresses have locks: each tab of another that is in sight has a stream of
    // its own. Behind others it has none, or six tabs would take all connections.
    const openWhereShown = () => {
      isLeading = !document.hidden;
      if (isLeading) open();
      else close();
    };
    document.addEventListener("visibilitychange", openWhereShown, { signal: end.signal });
    openWhereShown();
  }

  return () => {
    end.abort();
    turn.abort();
    close();
    channel.close();
  };
}

const aborted = (signal) => new Promise((resolve) => signal.addEventListener("abort", resolve));

async function shownPages(own) {
  const { held = [] } = (await navigator.locks?.query()) ?? {};
  const names = held.filter(({ name }) => name.startsWith(SHOWN)).map(({ name }) => name.slice(SHOWN.length).split(" ")[0]);
  return [...new Set([own, ...names])];
}
