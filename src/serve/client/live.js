// Keeps an open page as its sources are: brings its changed parts to their new form, exchanges style sheets, and says
// what is wrong in the handbook. A part of pages that `roadbook serve` shows, never of a site.
//
// Scripts of a theme take part with an attribute and three events: an element with `data-equipped` is exchanged as a
// whole and hears `roadbook:leave` before it goes; the document hears `roadbook:patched` with the elements that came, and
// `roadbook:built` when anything in the site may be another.
import { Overlay } from "./overlay.js";
import { Page } from "./patch.js";
import { follow } from "./stream.js";

// First of all, while the page is as it was sent.
const page = new Page(document);
const { dataset } = document.querySelector("script[data-generation]");
const overlay = new Overlay(Boolean(dataset.digest));
const policy = window.trustedTypes?.createPolicy("roadbook-live", { createHTML: (text) => text }) ?? { createHTML: (text) => text };

// About the height of a line, in CSS pixels.
const LINE = 20;

// The digest of the page that is shown, empty where there is none, and of the one that there is.
let shown = dataset.digest;
let wanted = shown;
let built;
let isBusy = false;
let isDue = false;

const own = place(location.pathname);

// The address of a page, however it is written.
function place(path) {
  try {
    return decodeURI(path).replace(/(^|\/)index\.html$/, "$1");
  } catch {
    return path;
  }
}

function hear(news) {
  if (news.name === "lost") return overlay.showLost();
  overlay.hideLost();
  if (news.name === "page" && place(news.url) === own) want(news.digest);
  if (news.name === "build") hearOfBuild(news);
}

function hearOfBuild({ pages, changed, faults, generation }) {
  const present = pages.find(({ url }) => place(url) === own);
  if (present?.digest) want(present.digest);
  else if (present && shown) overlay.showGone(location.pathname);
  const images = new Set(changed.map(({ url }) => url));
  for (const image of document.images) {
    const { origin, pathname } = new URL(image.src, location.href);
    if (origin === location.origin && images.has(pathname)) image.src = `${pathname}?${generation}`;
  }
  overlay.showFaults(faults, generation);
  if (generation === built) return;
  built = generation;
  document.dispatchEvent(new Event("roadbook:built"));
}

function want(digest) {
  overlay.hideGone();
  wanted = digest;
  update();
}

// One at a time, and not while nobody looks.
async function update() {
  isDue = isBusy;
  if (isBusy || document.hidden || wanted === shown) return;
  // Where there was no page there is nothing to keep.
  if (!shown) return location.reload();
  isBusy = true;
  try {
    const response = await fetch(location.pathname, { cache: "no-cache" });
    if (response.redirected) return location.reload();
    if (response.ok) show(new DOMParser().parseFromString(policy.createHTML(await response.text()), "text/html"));
  } catch {
    // The preview went away; when it is back it says what there is.
  } finally {
    isBusy = false;
  }
  // News that came meanwhile may be of a newer page than the one that came.
  if (isDue) update();
}

function show(fresh) {
  const { digest, generation } = fresh.querySelector("script[data-generation]").dataset;
  if (digest === shown) return;
  const scroll = anchor();
  const focus = focused();
  let news;
  try {
    news = page.patch(fresh);
  } catch {
    // What is out of the ordinary is right after a reload.
    return location.reload();
  }
  shown = digest;
  const detail = { generation: Number(generation), ...news };
  document.dispatchEvent(new CustomEvent("roadbook:patched", { detail }));
  scroll();
  focus();
  point([...news.added, ...news.changed]);
  performance.mark("roadbook:patched", { detail: { generation: detail.generation } });
}

// Remembers what the reader reads; calling the result brings it back to where it was.
function anchor() {
  const scroller = document.scrollingElement;
  const main = document.querySelector("main");
  if (!main || scroller.scrollTop <= 0) return () => {};
  const middle = main.getBoundingClientRect();
  const candidates = new Map();
  for (let y = 0; y < innerHeight; y += LINE) {
    const element = document.elementsFromPoint(middle.left + middle.width / 2, y).find((element) => main.contains(element));
    const top = element?.getBoundingClientRect().top;
    // What begins above the window moves with nothing in it.
    if (top >= 0) candidates.set(element, top);
  }
  // Browsers that anchor by themselves would do it twice.
  scroller.style.overflowAnchor = "none";
  return () => {
    const [element, top] = [...candidates].find(([element]) => element.getClientRects().length) ?? [];
    if (element) scroller.scrollBy({ top: element.getBoundingClientRect().top - top, behavior: "instant" });
    requestAnimationFrame(() => (scroller.style.overflowAnchor = ""));
  };
}

// Remembers where the focus is; calling the result brings it back, if what had it was exchanged for its like.
function focused() {
  const element = document.activeElement;
  const alike = () => [...document.querySelectorAll(element.localName)];
  const name = (element) => element.id || element.name || element.ariaLabel || element.textContent;
  const [at, known] = [alike().indexOf(element), name(element)];
  const { selectionStart, selectionEnd } = element;
  return () => {
    if (element.isConnected || element === document.body) return;
    const all = alike();
    const heir = name(all[at] ?? element) === known ? all[at] : all.find((other) => name(other) === known);
    heir?.focus({ preventScroll: true });
    if (typeof selectionStart === "number") heir?.setSelectionRange?.(selectionStart, selectionEnd);
  };
}

// Draws the eye to what is new.
function point(elements) {
  if (matchMedia("(prefers-reduced-motion: reduce)").matches) return;
  const blocks = new Set(elements.map(block).filter((element) => element?.closest("main") && element.offsetHeight < innerHeight));
  for (const element of blocks) {
    if ([...blocks].some((other) => other !== element && other.contains(element))) continue;
    const frame = (color) => ({ outline: `2px solid ${color}`, outlineOffset: "6px", borderRadius: "2px" });
    element.animate([frame("var(--route, Highlight)"), frame("var(--route, Highlight)"), frame("transparent")], { duration: 1200, easing: "ease-out" });
  }
}

function block(element) {
  let found = element;
  while (found && getComputedStyle(found).display.startsWith("inline")) found = found.parentElement;
  return found;
}

let stop;
const start = () => (stop ??= follow(location.pathname, hear));
addEventListener("pageshow", start);
addEventListener("pagehide", () => {
  // A page in the browser's memory holds nothing; when it is shown again it hears what there is.
  stop?.();
  stop = undefined;
});
document.addEventListener("visibilitychange", update);
start();
