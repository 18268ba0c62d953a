// tests/judge/tour.mjs SITE: the pages of the sample handbook for whoever has no mouse, no JavaScript, a narrow window,
// large letters, colours of the system's own, or paper. What single components do with keys is judged beside them.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { judgeSite, settled, site } from './fixture.mjs';

/** One page of each kind. */
const KINDS = ['', 'writing/kitchen-sink/', 'roles/platform-engineer/', 'compare/platform-and-neighbours/', 'paths/add-a-queue/', 'decide/which-role/',
  'career/platform-engineer-ladder/', 'lifecycle/incident/', 'metrics/platform-scorecard/', 'hiring/hiring-platform-engineers/', 'tools/kafka/',
  'teams/team-platform/', 'glossary/', 'paths/', 'search/', 'tags/', 'tags/delivery/', 'health/', '404.html'];
const DESKTOP = { width: 1280, height: 720 };
const PHONE = { width: 320, height: 640 };
/** 1,280 by 1,024 pixels at 400 %: WCAG 1.4.10. */
const ZOOMED = { width: 320, height: 256 };

const focused = (page) => page.evaluate(() => document.activeElement.textContent.trim());
/** Presses Tab until what `what` selects has the focus. */
async function tabTo(page, what, key = 'Tab') {
  for (let count = 0; count < 300; count += 1) {
    await page.keyboard.press(key);
    if (await page.evaluate((what) => document.activeElement.matches(what), what)) return;
  }
  assert.fail(`${key} does not reach ${what}`);
}
/** Whether the target of the address stands in sight, below the header. */
const isBelowHeader = (page) => page.evaluate(() => {
  const target = document.getElementById(decodeURIComponent(location.hash.slice(1))).getBoundingClientRect();
  return target.top >= document.querySelector('header.site').getBoundingClientRect().bottom && target.top < innerHeight;
});
/** Visits pages in one tab after the other, a few at a time. */
async function each(open, addresses, options, visit) {
  const first = await open('', { reducedMotion: 'reduce', ...options });
  const rest = addresses[Symbol.iterator]();
  const tabs = [first, ...await Promise.all([1, 2].map(() => first.context().newPage()))];
  await Promise.all(tabs.map(async (page) => {
    for (const address of rest) {
      await page.goto(new URL(`/${address}`, first.url()).href);
      if (options.javaScriptEnabled ?? true) await settled(page);
      await visit(page, address);
    }
  }));
}

// ---- in the page

/** What takes the focus. */
const STOPS = 'a[href], button, input, select, textarea, summary, [tabindex="0"]';
/** Gives the focus to all that takes it, forwards and backwards, and says where it is not seen. */
function unseen(stops) {
  const all = [...document.querySelectorAll(stops)].filter((element) => element.tabIndex >= 0 && !element.disabled && !element.closest('dialog') && element.checkVisibility({ visibilityProperty: true }));
  const found = new Set();
  // The ring is around the element, or is what a drawing within it is drawn with.
  const ring = (element) => [element, ...element.querySelectorAll('rect, circle, text')].map((part) => {
    const style = getComputedStyle(part);
    return [style.outlineStyle === 'none' ? '' : style.outlineWidth, style.boxShadow, style.stroke, style.strokeWidth].join();
  }).join(' ');
  for (const element of [...all, ...all.toReversed()]) {
    element.blur();
    const before = ring(element);
    element.focus({ focusVisible: true });
    if (document.activeElement !== element) continue;
    if (ring(element) === before) found.add(`no ring: ${element.outerHTML.slice(0, 80)}`);
    // Each line of a link that goes over two.
    const isCovered = [...element.getClientRects()].every((box) => {
      const [left, right, top, bottom] = [Math.max(box.left, 0), Math.min(box.right, innerWidth), Math.max(box.top, 0), Math.min(box.bottom, innerHeight)];
      if (right - left < 1 || bottom - top < 1) return true;
      const points = [[left + 1, top + 1], [right - 1, top + 1], [left + 1, bottom - 1], [right - 1, bottom - 1], [(left + right) / 2, (top + bottom) / 2]];
      return points.every(([x, y]) => {
        const hit = document.elementFromPoint(x, y);
        return !hit || !(element.contains(hit) || hit.contains(element) || hit.closest('label')?.contains(element));
      });
    });
    if (isCovered) found.add(`covered: ${element.outerHTML.slice(0, 80)}`);
  }
  return [...found];
}

/** What is cut off: text that goes over the edge of an element that neither shows nor scrolls it. */
function cut() {
  const found = [];
  for (const element of document.body.querySelectorAll('*')) {
    const style = getComputedStyle(element);
    const box = element.getBoundingClientRect();
    // Words for screen readers alone are cut off by intent; the name of the handbook stands whole in the footer.
    if (box.width <= 2 || box.height <= 2 || !element.checkVisibility() || element.closest('svg, dialog, .brand')) continue;
    const isCutAcross = ['hidden', 'clip'].includes(style.overflowX) && element.scrollWidth > element.clientWidth + 1;
    const isCutAlong = ['hidden', 'clip'].includes(style.overflowY) && element.scrollHeight > element.clientHeight + 1;
    if ((isCutAcross || isCutAlong) && element.textContent.trim()) found.push(element.outerHTML.slice(0, 90));
    // What scrolls by itself can be reached by keys.
    const scrolls = ['auto', 'scroll'].includes(style.overflowX) && element.scrollWidth > element.clientWidth + 1;
    if (scrolls && element.tabIndex < 0 && !element.querySelector('a[href], button, input')) found.push(`scrolls, but not by keys: ${element.outerHTML.slice(0, 80)}`);
  }
  if (document.documentElement.scrollWidth > document.documentElement.clientWidth) found.push(`the page is ${document.documentElement.scrollWidth} px wide`);
  return found;
}

/** Targets of less than 24 by 24 pixels that are no links within a text, and nearer than that to another (WCAG 2.5.8). */
function small() {
  const isTarget = (element) => element.checkVisibility({ visibilityProperty: true, opacityProperty: true }) && element.tabIndex >= 0 && !element.closest('dialog');
  const area = (element) => {
    const label = element.matches('input[type="radio"], input[type="checkbox"]') && element.closest('label');
    const boxes = [element, label].filter(Boolean).map((element) => element.getBoundingClientRect());
    return [Math.min(...boxes.map(({ left }) => left)), Math.min(...boxes.map(({ top }) => top)), Math.max(...boxes.map(({ right }) => right)), Math.max(...boxes.map(({ bottom }) => bottom))];
  };
  const targets = [...document.querySelectorAll('a[href], button, input, select, summary')].filter(isTarget).map((element) => ({ element, area: area(element) }))
    .filter(({ area: [left, top, right, bottom] }) => right - left > 1 && bottom - top > 1);
  const isInText = (element) => {
    const style = getComputedStyle(element);
    if (style.display !== 'inline') return false;
    const around = element.closest('p, li, dd, dt, td, th, h1, h2, h3, h4, figcaption, div');
    return around.textContent.trim() !== element.textContent.trim();
  };
  // A circle of 24 pixels around its middle touches no other target, and no other small one's circle.
  const isApart = ({ element, area: [left, top, right, bottom] }) => {
    const [x, y] = [(left + right) / 2, (top + bottom) / 2];
    return targets.every(({ element: other, area: [l, t, r, b] }) => {
      if (other === element || other.contains(element) || element.contains(other)) return true;
      const isSmall = r - l < 24 || b - t < 24;
      const nearest = isSmall ? [(l + r) / 2, (t + b) / 2] : [Math.min(Math.max(x, l), r), Math.min(Math.max(y, t), b)];
      return Math.hypot(nearest[0] - x, nearest[1] - y) >= (isSmall ? 24 : 12) - 0.5;
    });
  };
  return targets.filter((target) => {
    const [left, top, right, bottom] = target.area;
    return (right - left < 23.5 || bottom - top < 23.5) && !isInText(target.element) && !isApart(target);
  }).map(({ element }) => `${Math.round(element.getBoundingClientRect().width)} × ${Math.round(element.getBoundingClientRect().height)}: ${element.outerHTML.slice(0, 90)}`);
}

/** Where text or a drawing has the colour of what it stands on. */
function lost() {
  const found = [];
  for (const element of document.body.querySelectorAll('*')) {
    if (!element.checkVisibility({ visibilityProperty: true, opacityProperty: true })) continue;
    const style = getComputedStyle(element);
    const hasText = [...element.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.data.trim());
    const isDrawn = element.matches('svg *') && !element.matches('text, text *, title, desc, g, a, defs *') && [style.fill, style.stroke].some((paint) => paint !== 'none');
    let ground = element;
    while (ground && getComputedStyle(ground).backgroundColor === 'rgba(0, 0, 0, 0)') ground = ground.parentElement;
    const paper = ground ? getComputedStyle(ground).backgroundColor : 'rgb(255, 255, 255)';
    if (hasText && !element.closest('svg') && style.color === paper) found.push(`text: ${element.outerHTML.slice(0, 80)}`);
    if (isDrawn && [style.fill, style.stroke].every((paint) => paint === 'none' || paint === paper) && element.closest('a, button')) found.push(`drawing: ${element.outerHTML.slice(0, 80)}`);
  }
  return found;
}

// ---- words

/** The words of a page's <main> as its file has them, and those that a browser shows. */
const words = (text) => text.split(/\s+/).filter((word) => /[\p{L}\p{N}]/u.test(word));
function shownWords() {
  const main = document.querySelector('main');
  // Folded parts are unfolded by the browser, without a script; those of a group one at a time, here all at once.
  for (const folded of main.querySelectorAll('details')) {
    folded.removeAttribute('name');
    folded.open = true;
  }
  const walker = document.createTreeWalker(main, NodeFilter.SHOW_TEXT);
  const range = document.createRange();
  const counted = [0, 0];
  const missing = [];
  while (walker.nextNode()) {
    const node = walker.currentNode;
    const parent = node.parentElement;
    const count = node.data.split(/\s+/).filter((word) => /[\p{L}\p{N}]/u.test(word)).length;
    // What names a drawing is said, not shown; what stands at the head of each printed sheet is shown there.
    if (!count || parent.closest('script, style, template, svg title, svg desc, .running')) continue;
    range.selectNodeContents(node);
    const isShown = parent.checkVisibility({ visibilityProperty: true, opacityProperty: true, contentVisibilityAuto: false }) && range.getClientRects().length > 0;
    counted[0] += isShown ? count : 0;
    counted[1] += count;
    if (!isShown) missing.push(node.data.trim().slice(0, 60));
  }
  return { counted, missing };
}

/** How many words <main> of a file has: tags and what names drawings left out. */
function wordsOf(file) {
  const html = fs.readFileSync(file, 'utf8');
  const main = html.slice(html.indexOf('<main'), html.lastIndexOf('</main>'));
  // A tag ends no word in HTML, but where the text nodes end, so do the words that are counted.
  return words(main.slice(main.indexOf('>') + 1).replace(/<(script|style|template|title|desc)\b[^]*?<\/\1>/g, ' ').replace(/<p class="running">[^]*?<\/p>/, ' ').replace(/<(?:[^<>"]|"[^"]*")*>/g, ' ').replace(/&nbsp;/g, ' ').replace(/&#?\w+;/g, '·')).length;
}

const htmlFiles = () => fs.readdirSync(site, { recursive: true }).filter((name) => name.endsWith('.html')).sort();
const isRedirect = (name) => fs.readFileSync(path.join(site, name), 'utf8').includes('http-equiv="refresh"');

await judgeSite('tour', {
  async 'the first stop skips to the text'(open) {
    const page = await open('roles/sre/');
    await page.keyboard.press('Tab');
    assert.equal(await focused(page), 'Skip to the text');
    assert.ok(await page.evaluate(() => document.activeElement.getBoundingClientRect().top >= 0));
    await page.keyboard.press('Enter');
    assert.equal(await page.evaluate(() => document.activeElement.localName), 'main');
    await page.keyboard.press('Tab');
    assert.ok(await page.evaluate(() => document.activeElement.closest('main')));
  },
  async 'keys alone lead to a golden path, through it, and on'(open) {
    const page = await open('', { reducedMotion: 'reduce' });
    await tabTo(page, 'nav.sections a[href^="paths/"]');
    await page.keyboard.press('Enter');
    await page.waitForURL('**/paths/');
    await tabTo(page, 'nav.navigation a[href="add-a-queue/"]');
    await page.keyboard.press('Enter');
    await page.waitForURL('**/paths/add-a-queue/');
    await tabTo(page, 'nav.toc a[href="#clean-up"]');
    await page.keyboard.press('Enter');
    await page.waitForFunction(() => location.hash === '#clean-up');
    assert.ok(await isBelowHeader(page));
    await tabTo(page, '.code .copy');
    await page.keyboard.press('Enter');
    await page.waitForFunction(() => navigator.clipboard.readText().then((text) => text.startsWith('cd ..')));
    await tabTo(page, 'nav.steps-between a[rel="next"]');
    await page.keyboard.press('Enter');
    await page.waitForURL((address) => !address.pathname.endsWith('add-a-queue/'));
  },
  async 'keys open the search, and Escape gives the focus back'(open) {
    const page = await open('roles/sre/');
    await tabTo(page, 'nav.toc a');
    const before = await focused(page);
    await page.waitForFunction(() => document.querySelector('a.search[data-key]'));
    await page.keyboard.press('Control+k');
    await page.locator('dialog [role="combobox"]').waitFor();
    await page.keyboard.type('queue');
    await page.locator('dialog .page').first().waitFor();
    // Once for what was typed, once for the dialog.
    await page.keyboard.press('Escape');
    await page.keyboard.press('Escape');
    await page.locator('dialog[open]').waitFor({ state: 'detached' });
    assert.equal(await focused(page), before);
  },
  async 'sections that do not fit stand in a menu, each of them once and in sight'(open) {
    const all = await (await open('writing/markdown/', { javaScriptEnabled: false })).locator('nav.sections a').allTextContents();
    assert.ok(all.length > 10);
    for (const width of [820, 1280, 1440]) {
      const page = await open('writing/markdown/', { viewport: { width, height: 900 } });
      const menu = page.locator('.more-sections');
      // The menu has the name of the section that the reader is in.
      assert.equal(await menu.locator('summary').textContent(), 'Writing this handbook');
      await tabTo(page, '.more-sections summary');
      await page.keyboard.press('Enter');
      const seen = await page.locator('nav.sections a').evaluateAll((links) => links.filter((link) => {
        const box = link.getBoundingClientRect();
        return link.contains(document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2));
      }).map((link) => link.textContent));
      assert.deepEqual(seen, all, `at ${width} px`);
      await page.keyboard.press('Escape');
      assert.equal(await menu.evaluate((details) => details.open), false);
      assert.equal(await focused(page), 'Writing this handbook');
      await page.keyboard.press('Enter');
      await tabTo(page, 'a.search');
      assert.equal(await menu.evaluate((details) => details.open), false, 'it covers nothing that has the focus');
    }
  },
  async 'on a phone the contents of a page stay at hand, and close when one is chosen'(open) {
    const page = await open('writing/markdown/', { viewport: { width: 360, height: 740 }, reducedMotion: 'reduce' });
    await page.evaluate(() => document.getElementById('lists').scrollIntoView());
    const bar = page.locator('.toc summary');
    await page.waitForFunction(() => document.querySelector('.toc summary').dataset.here === 'Lists');
    assert.ok(await bar.evaluate((bar) => bar.contains(document.elementFromPoint(40, bar.getBoundingClientRect().y + 10))));
    await bar.click();
    await page.locator('.toc a[href="#footnotes"]').click();
    await page.waitForFunction(() => location.hash === '#footnotes');
    assert.equal(await page.locator('.toc details').evaluate((details) => details.open), false);
    const [below, above] = [page.locator('#footnotes'), bar].map((place) => place.evaluate((element) => element.getBoundingClientRect()));
    assert.ok((await below).top >= (await above).bottom && (await below).top < 740);
  },
  async 'branches of the navigation fold, and the reader\'s own is open'(open) {
    const page = await open('writing/kinds/kind-role/');
    const branch = page.locator('nav.navigation details');
    assert.equal(await branch.count(), 1);
    assert.ok(await branch.evaluate((details) => details.open && details.querySelector('[aria-current="page"]')));
    await page.goto(new URL('/writing/markdown/', page.url()).href);
    assert.equal(await branch.evaluate((details) => details.open), false);
    await tabTo(page, 'nav.navigation summary');
    await page.keyboard.press('Enter');
    await branch.getByRole('link', { name: 'Role', exact: true }).click();
    await page.waitForURL('**/writing/kinds/kind-role/');
  },
  async 'on a phone, text stands beside the links of its cell'(open) {
    const page = await open('platform/observability-stack/', { viewport: PHONE });
    const cell = page.locator('td[data-label="Where you look"]').first();
    const lefts = await cell.evaluate((cell) => [...cell.childNodes].map((node) => {
      const range = document.createRange();
      range.selectNodeContents(node);
      return range.getBoundingClientRect().left;
    }));
    assert.ok(lefts.length > 2 && lefts.every((left) => left >= lefts[0]), lefts.join());
  },
  async 'code is copied without its numbers, and without what is to go'(open) {
    const page = await open('writing/kitchen-sink/');
    const block = page.locator('.code.lines').first();
    await block.hover();
    await block.locator('.copy').click();
    await page.waitForFunction(() => navigator.clipboard.readText().then((text) => text.startsWith('func Rates')));
    const copied = await page.evaluate(() => navigator.clipboard.readText());
    assert.ok(copied.includes('json.NewEncoder') && !copied.includes('Fprintf') && !/\d\d? *func/.test(copied), copied);
    const marked = await block.evaluate((block) => {
      getSelection().selectAllChildren(block.querySelector('code'));
      return String(getSelection());
    });
    assert.ok(marked.startsWith('func Rates') && !marked.includes('\n\n'), marked);
    const words = page.locator('.code.lines:has(del.words)');
    await words.hover();
    await words.locator('.copy').click();
    await page.waitForFunction(() => navigator.clipboard.readText().then((text) => text.startsWith('replicas')));
    assert.equal((await page.evaluate(() => navigator.clipboard.readText())).trim(),
      'replicas: 3\nimage: "registry.fernway.example/parcel-rates:1.4.2"\nzones: \nbudget: 30m');
  },
  async 'arrows choose a tab, and Tab goes on to what it shows'(open) {
    const page = await open('writing/kitchen-sink/', { ready: '[role="tab"]' });
    await tabTo(page, '[role="tab"][aria-selected="true"]');
    await page.keyboard.press('ArrowRight');
    assert.equal(await focused(page), 'macOS');
    await page.keyboard.press('Tab');
    assert.ok(await page.evaluate(() => document.activeElement.closest('.tab, .code, pre')));
  },
  async 'the scheme is switched by keys, and the choice stays on every page'(open) {
    const page = await open('', { colorScheme: 'light' });
    const paper = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    const light = await paper();
    await tabTo(page, 'button.scheme');
    for (let press = 0; press < 3 && (await page.evaluate(() => document.documentElement.dataset.scheme)) !== 'dark'; press += 1) await page.keyboard.press('Enter');
    const dark = await paper();
    assert.notEqual(dark, light);
    await page.goto(new URL('/roles/sre/', page.url()).href);
    assert.equal(await paper(), dark);
    await tabTo(page, 'button.scheme');
    for (let press = 0; press < 3 && (await page.evaluate(() => document.documentElement.dataset.scheme)); press += 1) await page.keyboard.press('Enter');
    assert.equal(await paper(), light, 'as the system has it');
  },
  async 'in a wide window the focus is always seen, and targets have 24 px or room around them'(open) {
    await each(open, KINDS, { viewport: DESKTOP }, async (page, address) => {
      assert.deepEqual(await page.evaluate(small), [], address);
      assert.deepEqual(await page.evaluate(unseen, STOPS), [], address);
    });
  },
  async 'at 320 px nothing is cut off or scrolls sideways, and targets have room'(open) {
    await each(open, KINDS, { viewport: PHONE }, async (page, address) => {
      assert.deepEqual(await page.evaluate(cut), [], address);
      assert.deepEqual(await page.evaluate(small), [], address);
    });
  },
  async 'at 400 % nothing is cut off or scrolls sideways, and the focus is never under the header'(open) {
    await each(open, KINDS, { viewport: ZOOMED }, async (page, address) => {
      assert.deepEqual(await page.evaluate(cut), [], address);
      assert.deepEqual(await page.evaluate(unseen, STOPS), [], address);
    });
  },
  async 'in the colours of the system nothing is lost'(open) {
    // In the dark the system has other colours, and the pages have the same rules.
    for (const [colorScheme, addresses] of [['light', KINDS], ['dark', ['writing/kitchen-sink/', 'paths/add-a-queue/']]]) {
      await each(open, addresses, { forcedColors: 'active', colorScheme }, async (page, address) => {
        assert.deepEqual(await page.evaluate(lost), [], `${address} (${colorScheme})`);
      });
    }
  },
  async 'paper has every word, and no button'(open) {
    const page = await open('writing/kitchen-sink/', { javaScriptEnabled: false });
    await page.emulateMedia({ media: 'print' });
    const wanted = await page.evaluate(() => document.querySelector('main').innerText);
    const pdf = await page.pdf({ format: 'A4' });
    const text = execFileSync('pdftotext', ['-raw', '-', '-'], { input: pdf, encoding: 'utf8', maxBuffer: 1e8 });
    // Where a line ends is the printer's business, and behind a link stands its address.
    const squeezed = (text) => text.normalize('NFKC').replaceAll(/[^\p{L}\p{N}]+/gu, '').toLowerCase();
    const printed = squeezed(text);
    // Letters that run from right to left come out of a PDF in another order.
    const missing = words(wanted).filter((word) => !/\p{Script=Arabic}/u.test(word) && !printed.includes(squeezed(word)));
    assert.deepEqual(missing, []);
    await page.setViewportSize({ width: 794, height: 1123 });
    const off = await page.evaluate(() => [...document.querySelectorAll('main pre, main table')].filter((element) => element.getBoundingClientRect().right > document.documentElement.clientWidth + 1 || element.scrollWidth > element.clientWidth + 1).map((element) => element.outerHTML.slice(0, 80)));
    assert.deepEqual(off, [], 'goes over the edge of the sheet');
    assert.equal(await page.locator('header.site:visible, nav.navigation:visible, button:visible').count(), 0);
  },
  async 'without JavaScript every page has all its words'(open) {
    const sum = [0, 0, 0];
    const addresses = htmlFiles().filter((name) => !isRedirect(name));
    // Where tables need the width, wide windows show the first level alone of a table of contents.
    await each(open, addresses, { javaScriptEnabled: false, viewport: { width: 820, height: 1180 } }, async (page, name) => {
      const { counted, missing } = await page.evaluate(shownWords);
      assert.deepEqual(missing, [], name);
      assert.equal(counted[1], wordsOf(path.join(site, name)), `${name}: the browser has other words than the file`);
      counted.forEach((count, at) => (sum[at] += count));
      sum[2] += 1;
    });
    console.log(`tour: ${sum[0]} of ${sum[1]} words of ${sum[2]} pages are shown without JavaScript`);
    assert.ok(sum[0] === sum[1] && sum[0] > 50000, 'all of them, and not a few');
  },
});
