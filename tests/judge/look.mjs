// tests/judge/look.mjs SITE: how the pages of the sample handbook look, compared with what look.json holds.
//
// A page is looked at at three widths in both schemes. Of each kind of element on it, the first one is kept: where it
// begins, how wide and high it is, how far from what stands above it, the colour of its ground and the mean of all its
// colours; and the first screen as a grid of mean colours. All of this stays when letters become a little wider or a
// line breaks elsewhere, and does not when a layout breaks: the last checks of this file show both. Besides, nothing may
// overlap, scroll sideways or stand outside of the text, whatever is stored.
//
// UPDATE=1 writes look.json anew. Pictures of what differs go to the folder JUDGE_OUT.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { launch, serveSite, settled } from './fixture.mjs';

const STORED = path.join(import.meta.dirname, 'look.json');
const OUT = process.env.JUDGE_OUT ?? path.join(os.tmpdir(), 'roadbook-look');
const WIDTHS = [1440, 820, 360];
const SCHEMES = ['light', 'dark'];
/** The day on which pages are looked at. */
const TODAY = new Date('2026-11-22T12:00:00Z');
/** How high a screen is, in pixels. */
const SCREEN = 900;
/** The columns and rows of the first screen's grid. */
const GRID = [16, 10];

/** One page of each kind; a name with `paper` is looked at as it is printed. */
const PAGES = {
  'kitchen sink': 'writing/kitchen-sink/',
  home: '',
  role: 'roles/platform-engineer/',
  comparison: 'compare/platform-and-neighbours/',
  'golden path': 'paths/add-a-queue/',
  'golden path on paper': 'paths/add-a-queue/',
  decision: 'decide/which-role/',
  ladder: 'career/platform-engineer-ladder/',
  lifecycle: 'lifecycle/incident/',
  scorecard: 'metrics/platform-scorecard/',
  hiring: 'hiring/hiring-platform-engineers/',
  tool: 'tools/kafka/',
  'retired tool': 'tools/cloud-deployment-manager/',
  capability: 'capabilities/observability/',
  standard: 'standards/every-service-is-watched/',
  team: 'teams/team-platform/',
  term: 'glossary/blast-radius/',
  glossary: 'glossary/',
  guide: 'platform/runtime/',
  section: 'paths/',
  search: 'search/',
  missing: 'writing/missing/',
  tags: 'tags/',
  tag: 'tags/delivery/',
  health: 'health/',
  'not found': '404.html',
};

// ---- in the page

/** What is on the page: the first of each kind of element, and what is wrong whatever is stored. */
function collect() {
  const round = (number) => Math.round(number);
  const room = document.documentElement.clientWidth;
  const parts = { 'header.site': 'header', 'nav.navigation': 'navigation', 'nav.toc': 'toc', main: 'main', 'footer.site': 'footer' };
  const partOf = (element) => Object.entries(parts).find(([selector]) => element.closest(selector))?.[1] ?? 'page';
  const isSeen = (element) => element.checkVisibility({ visibilityProperty: true, opacityProperty: true }) && element.getBoundingClientRect().width > 1 && element.getBoundingClientRect().height > 1;
  const isFlowing = (style) => ['static', 'relative'].includes(style.position) && style.float === 'none' && !style.display.startsWith('inline') && style.display !== 'contents';
  const describe = (element) => `${element.localName}${[...element.classList].sort().map((name) => `.${name}`).join('')}`;
  const first = new Map();
  const faults = [];
  const seen = [...document.body.querySelectorAll('*')].filter((element) => !element.closest('svg, dialog') && isSeen(element) || element.localName === 'svg' && isSeen(element));
  for (const element of seen) {
    const box = element.getBoundingClientRect();
    const style = getComputedStyle(element);
    const isInline = style.display.startsWith('inline');
    const name = `${partOf(element)} ${describe(element)}`;
    const before = element.previousElementSibling;
    if (!first.has(name)) {
      const isBelow = before && isSeen(before) && isFlowing(style) && isFlowing(getComputedStyle(before)) && before.getBoundingClientRect().bottom <= box.top + 1;
      first.set(name, {
        box: [box.x, box.y + scrollY, box.width, box.height].map(round), isInline,
        gap: isBelow ? round(box.top - before.getBoundingClientRect().bottom) : null,
      });
    }
    if (element.localName === 'svg' || element.closest('table, svg') || isInline || !isFlowing(style)) continue;
    if (before && isSeen(before) && isFlowing(getComputedStyle(before))) {
      const other = before.getBoundingClientRect();
      const wide = Math.min(box.right, other.right) - Math.max(box.left, other.left);
      const high = Math.min(box.bottom, other.bottom) - Math.max(box.top, other.top);
      if (wide > 2 && high > 2) faults.push(`${name} stands over ${describe(before)}`);
    }
    const frame = element.closest('article, nav, header.site, footer.site')?.getBoundingClientRect();
    const scrolls = element.parentElement.closest('[tabindex="0"], pre, .sections, nav.navigation');
    if (frame && !scrolls && (box.right > frame.right + 2 || box.left < frame.left - 2)) faults.push(`${name} sticks out of what it stands in`);
  }
  const wide = document.documentElement.scrollWidth;
  if (wide > room) faults.push(`the page is ${wide} px wide in ${room}`);
  const area = (selector) => {
    const element = document.querySelector(selector);
    return element && isSeen(element) && getComputedStyle(element).position !== 'fixed' ? [selector, element.getBoundingClientRect()] : null;
  };
  const areas = ['nav.navigation', 'main', 'nav.toc', 'main .text'].map(area).filter(Boolean);
  for (const [selector, box] of areas) {
    for (const [other, its] of areas) {
      if (selector >= other || other === 'nav.toc' && selector === 'main' || document.querySelector(selector).contains(document.querySelector(other)) || document.querySelector(other).contains(document.querySelector(selector))) continue;
      if (Math.min(box.right, its.right) - Math.max(box.left, its.left) > 2 && Math.min(box.bottom, its.bottom) - Math.max(box.top, its.top) > 2) faults.push(`${selector} and ${other} stand one over the other`);
    }
  }
  return { elements: [...first], height: Math.ceil(document.documentElement.getBoundingClientRect().height), faults: [...new Set(faults)] };
}

/** Of each box, the colour that more than half of its pixels have, and the mean; and the grid of the first screen. */
async function colours({ tiles, boxes, width, scale, screen, grid }) {
  const pictures = await Promise.all(tiles.map(async ({ y, height, png }) => {
    const bitmap = await createImageBitmap(new Blob([Uint8Array.from(atob(png), (char) => char.charCodeAt(0))], { type: 'image/png' }));
    const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
    const context = canvas.getContext('2d', { willReadFrequently: true });
    context.drawImage(bitmap, 0, 0);
    return { from: y * scale, to: (y + height) * scale, wide: bitmap.width, high: bitmap.height, data: context.getImageData(0, 0, bitmap.width, bitmap.height).data };
  }));
  const hex = (channels) => channels.map((channel) => Math.round(channel).toString(16).padStart(2, '0')).join('');
  const look = ([x, y, w, h]) => {
    const counts = new Map();
    const sum = [0, 0, 0];
    let all = 0;
    const [left, right] = [Math.max(0, Math.round(x * scale)), Math.min(Math.round(width * scale), Math.round((x + w) * scale))];
    const [top, bottom] = [Math.max(0, Math.round(y * scale)), Math.round((y + Math.max(h, 1 / scale)) * scale)];
    // No more than some thousand points of it.
    const step = Math.max(1, Math.floor(Math.sqrt(((right - left) * (bottom - top)) / 2500)));
    for (const picture of pictures) {
      for (let row = Math.max(top, picture.from); row < Math.min(bottom, picture.from + picture.high); row += step) {
        for (let column = left; column < Math.min(right, picture.wide); column += step) {
          const at = (Math.floor(row - picture.from) * picture.wide + column) * 4;
          const [red, green, blue] = [picture.data[at], picture.data[at + 1], picture.data[at + 2]];
          const key = (red << 16) | (green << 8) | blue;
          counts.set(key, (counts.get(key) ?? 0) + 1);
          sum[0] += red; sum[1] += green; sum[2] += blue;
          all += 1;
        }
      }
    }
    if (!all) return null;
    const [ground, count] = [...counts].reduce((best, next) => (next[1] > best[1] ? next : best));
    // Where half of it has another colour, neither is its ground.
    return [count * 2 > all ? hex([ground >> 16, (ground >> 8) & 255, ground & 255]) : null, hex(sum.map((channel) => channel / all))];
  };
  const cells = [];
  for (let row = 0; row < grid[1]; row += 1) {
    for (let column = 0; column < grid[0]; column += 1) {
      cells.push(look([(column * width) / grid[0], (row * screen) / grid[1], width / grid[0], screen / grid[1]])?.[1] ?? '000000');
    }
  }
  return { boxes: boxes.map(look), screen: cells.join('') };
}

// ---- looking

/** How much smaller the pictures are than the page. */
const SCALE = 0.25;
/** How much of a page's height is looked at for colours; of the kitchen sink all of it is. */
const DEEPEST = 2600;
/** The highest part of a page that is taken at once: the browser draws on surfaces of 16,384 pixels at most. */
const TILE = 16000;

async function tiles(session, width, height) {
  const shots = [];
  for (let y = 0; y < height; y += TILE) {
    const part = Math.min(TILE, height - y);
    const { data } = await session.send('Page.captureScreenshot', { format: 'png', captureBeyondViewport: true, optimizeForSpeed: true, clip: { x: 0, y, width, height: part, scale: SCALE } });
    shots.push({ y, height: part, png: data });
  }
  return shots;
}

/** Shows a page in a context of its own, with all that it loads; `change` does something to it, `prepare` to the context. */
async function shown(browser, address, { width, isPaper = false, change = () => {}, prepare = () => {} }) {
  const context = await browser.newContext({ viewport: { width, height: SCREEN }, reducedMotion: 'reduce', bypassCSP: true });
  await prepare(context);
  const page = await context.newPage();
  // Reviews fall due, and what is overdue says so.
  await page.clock.setFixedTime(TODAY);
  await page.goto(address, { waitUntil: 'load' });
  if (isPaper) await page.emulateMedia({ media: 'print' });
  await settled(page);
  // Pictures come as a reader comes near them; here nobody does.
  await page.evaluate(() => Promise.all([...document.images].map((image) => {
    image.loading = 'eager';
    return image.decode().catch(() => {});
  })));
  await change(page);
  return page;
}

/** What is on a page when scripts that follow the width of its window have done so: when two frames show the same. */
async function atRest(page, width) {
  await page.waitForFunction((width) => innerWidth === width, width);
  for (let before; ;) {
    await page.evaluate(() => new Promise((go) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(go, 30)))));
    const now = await page.evaluate(collect);
    const written = JSON.stringify(now);
    if (written === before) return now;
    before = written;
  }
}

/** What a page looks like: what can be stored of it, and what is wrong whatever is stored. */
async function look(page, desk, { width, deepest = DEEPEST }) {
  const { elements, height, faults } = await atRest(page, width);
  const session = await page.context().newCDPSession(page);
  const seen = {};
  for (const scheme of SCHEMES) {
    await page.emulateMedia({ colorScheme: scheme });
    const boxes = elements.map(([, { box }]) => box);
    seen[scheme] = await desk.evaluate(colours, { tiles: await tiles(session, width, Math.min(height, deepest)), boxes, width, scale: SCALE, screen: SCREEN, grid: GRID });
  }
  const kept = elements.map(([name, { box: [x, , wide, high], gap, isInline }], at) =>
    // What a reader would have to scroll to has no place of its own.
    [name, [isInline || x < 0 || x > width ? null : x, isInline ? null : wide, high, gap, ...SCHEMES.flatMap((scheme) => seen[scheme].boxes[at] ?? [null, null])]]);
  return { found: { elements: Object.fromEntries(kept), screens: Object.fromEntries(SCHEMES.map((scheme) => [scheme, seen[scheme].screen])) }, faults };
}

// ---- comparing

const channels = (hex) => [0, 2, 4].map((at) => Number.parseInt(hex.slice(at, at + 2), 16));
/** How far two colours are apart: that of the channel in which they differ most, of 255. */
const apart = (one, other) => Math.max(...channels(one).map((channel, at) => Math.abs(channel - channels(other)[at])));
/** How far a place or a width may be off, in pixels: the text is so many figures wide (`ch`), and those of another family may be an eighth wider. */
const place = (stored) => 10 + Math.abs(stored) * 0.13;
/** A height: a line and a half more or less, and as much for each further eight lines. */
const height = (stored) => 40 + stored * 0.2;
/** The space between two elements does not depend on their letters. */
const GAP = 6;
/** Two colours nobody can tell apart. The grounds of the theme differ by more than that. */
const SAME = 5;
/** How far the first screens may be apart, in the mean over their grid. */
const BLUR = 9;

/** What differs, in words. */
function differences(stored, found) {
  const told = [];
  for (const [name, [x, width, high, gap, ...shades]] of Object.entries(stored.elements)) {
    const now = found.elements[name];
    if (!now) {
      told.push(`${name} is gone`);
      continue;
    }
    const off = (what, before, after, most) => before !== null && after !== null && Math.abs(before - after) > most && told.push(`${name}: ${what} ${before} before, ${after} now`);
    off('begins at', x, now[0], place(x));
    off('width', width, now[1], place(width));
    off('height', high, now[2], height(high));
    off('space above it', gap, now[3], GAP);
    SCHEMES.forEach((scheme, at) => {
      const [[ground, mean], [its, itsMean]] = [shades.slice(at * 2, at * 2 + 2), now.slice(4 + at * 2, 6 + at * 2)];
      if (ground && its && apart(ground, its) > SAME) told.push(`${name}: ground #${ground} before, #${its} now (${scheme})`);
      else if (ground && its) {
        const [before, after] = [apart(ground, mean), apart(its, itsMean)];
        if (Math.abs(before - after) > 10 && (before > 2 * after || after > 2 * before)) told.push(`${name}: what stands on it has another colour, or is gone (${scheme})`);
      }
    });
  }
  for (const scheme of SCHEMES) {
    const cells = (text) => text.match(/.{6}/g);
    const pairs = cells(stored.screens[scheme]).map((cell, at) => apart(cell, cells(found.screens[scheme])[at]));
    const mean = pairs.reduce((sum, next) => sum + next, 0) / pairs.length;
    if (mean > BLUR) told.push(`the first screen is another one: ${mean.toFixed(1)} of 255 apart (${scheme})`);
  }
  return told;
}

// ---- all of them

const started = Date.now();
const stored = fs.existsSync(STORED) ? JSON.parse(fs.readFileSync(STORED, 'utf8')) : {};
const isUpdate = Boolean(process.env.UPDATE);
const { origin, close } = await serveSite();
const browser = await launch();
const desk = await (await browser.newContext()).newPage();
const fresh = {};
let failed = 0;
let looks = 0;

function complain(name, told) {
  failed += 1;
  console.log(`look: ${name}`);
  for (const line of told.slice(0, 8)) console.log(`  ${line}`);
  if (told.length > 8) console.log(`  … and ${told.length - 8} more`);
}

/** How a page is looked at. */
const manner = (name, width) => ({ width, isPaper: name.endsWith('on paper'), deepest: name === 'kitchen sink' ? Infinity : DEEPEST });
/** Paper has a width of its own: that of a sheet. */
const widthsOf = (name) => (name.endsWith('on paper') ? [794] : WIDTHS);
const keyOf = (name, width) => `${name}, ${width} px`;

/** Looks at a page at each of its widths, as a window that is drawn narrower. */
async function visit(name) {
  const page = await shown(browser, `${origin}/${PAGES[name]}`, manner(name, widthsOf(name)[0]));
  for (const width of widthsOf(name)) {
    await page.setViewportSize({ width, height: SCREEN });
    const key = keyOf(name, width);
    const { found, faults } = await look(page, desk, manner(name, width));
    fresh[key] = found;
    looks += SCHEMES.length;
    const told = isUpdate ? faults : [...faults, ...(stored[key] ? differences(stored[key], found) : ['nothing is stored of it: UPDATE=1 stores it'])];
    if (told.length) {
      complain(key, told);
      await photograph(page, key);
    }
  }
  await page.context().close();
}

/** Takes pictures of a page, to look at. */
async function photograph(page, key) {
  for (const scheme of SCHEMES) {
    await page.emulateMedia({ colorScheme: scheme });
    const file = path.join(OUT, `${key.replaceAll(/\W+/g, '-')}-${scheme}.png`);
    await page.screenshot({ path: file, fullPage: true });
    console.log(`  picture: ${file}`);
  }
}

// ---- what must be told, and what must not

const style = (content) => ({ change: (page) => page.addStyleTag({ content }) });
/** Layouts that are broken. */
const BROKEN = {
  'no style sheet': { prepare: (context) => context.route('**/theme/style.*.css', (route) => route.abort()) },
  'the navigation lies over the text': style('nav.navigation { position: relative; inset-inline-start: 18rem }'),
  'the columns are gone': style('.frame { display: block !important }'),
  'the text is as wide as the page': style(':root { --measure: 140ch } main, article, .text { max-inline-size: none !important }'),
  'the dark scheme has light paper': style(':root { --paper: #faf8f3 }'),
  'code has no ground': style('.code, .code pre { background: none !important }'),
  'the space between paragraphs is gone': style('.text * { margin-block: 0 !important }'),
  'the text has the colour of the paper': style('main p { color: var(--paper) !important }'),
  'a block is wider than the text': style('.text > p { inline-size: 150% }'),
};
/** What a change of fonts does, with the page and the width at which it is done. */
const SOUND = {
  'letters one hundredth wider': [style('body { letter-spacing: .01em }'), 'golden path', 360],
  'letters one hundredth narrower': [style('body { letter-spacing: -.01em }'), 'golden path', 820],
  'letters of another family': [style(':root { --text: "DejaVu Sans Condensed", sans-serif; --mono: "Liberation Mono", monospace }'), 'kitchen sink', 1440],
};

/** Looks at a page that was changed, and says what differs from the page as it is. */
async function differ(name, width, how) {
  const page = await shown(browser, `${origin}/${PAGES[name]}`, { ...manner(name, width), ...how });
  const { found, faults } = await look(page, desk, manner(name, width));
  await page.context().close();
  return [...faults, ...differences(fresh[keyOf(name, width)], found)];
}

/** Does the work two at a time. */
async function inTurn(work) {
  const rest = work[Symbol.iterator]();
  await Promise.all([0, 1].map(async () => {
    for (const next of rest) await next();
  }));
}

fs.mkdirSync(OUT, { recursive: true });
await inTurn(Object.keys(PAGES).map((name) => () => visit(name)));

await inTurn([
  ...Object.entries(BROKEN).map(([what, how]) => async () => {
    if (!(await differ('golden path', 1440, how)).length) complain(`${what}: nobody would have noticed`, []);
  }),
  ...Object.entries(SOUND).map(([what, [how, ...of]]) => async () => {
    const told = await differ(...of, how);
    if (told.length) complain(`${what}: taken for a fault (${keyOf(...of)})`, told);
  }),
]);

if (isUpdate) {
  // A line for each element: what has changed is seen in the difference.
  const keys = Object.keys(PAGES).flatMap((name) => widthsOf(name).map((width) => keyOf(name, width)));
  const lines = (map) => Object.entries(map).map(([name, value]) => `    ${JSON.stringify(name)}: ${JSON.stringify(value)}`).join(',\n');
  const text = keys.map((key) => `  ${JSON.stringify(key)}: {\n   "elements": {\n${lines(fresh[key].elements)}\n   },\n   "screens": {\n${lines(fresh[key].screens)}\n   }\n  }`);
  fs.writeFileSync(STORED, `{\n${text.join(',\n')}\n}\n`);
}

await desk.context().close();
await browser.close();
close();
console.log(`look: ${looks} looks in ${Math.round((Date.now() - started) / 1000)} s, ${failed ? `${failed} differ` : 'all hold'}`);
if (failed) process.exitCode = 1;
