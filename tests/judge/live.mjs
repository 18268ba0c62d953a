// tests/judge/live.mjs PROGRAM: what open tabs of `roadbook serve` do while a handbook is written.
import assert from 'node:assert/strict';
import { axe, browse } from './fixture.mjs';
import { Preview } from './preview.mjs';

const paragraphs = Array.from({ length: 60 }, (_, at) => `Paragraph ${at} of the long page.\n`).join('\n');
const TABLE = '| Tool | Stars |\n| :-- | --: |\n| Airflow | 3 |\n| Backstage | 1 |\n| Crossplane | 2 |\n';
const guide = (name) => `---\nkind: guide\n---\n# ${name}\n\nDoes things.\n`;
const square = (size) => `<svg xmlns="http://www.w3.org/2000/svg" width="${size}" height="${size}"/>\n`;
const FILES = {
  'roadbook.toml': 'title = "Live"\ntheme = "theme"\n',
  'content/index.md': '# Home\n\nThe first page.\n',
  'content/guide/index.md': '# Guide\n\nAll about it.\n',
  'content/guide/long.md': `# Long\n\n<details><summary>More of it</summary>\n\nFolded away.\n\n</details>\n\n## First\n\n${paragraphs}\n## Last\n\nThe end of it.\n`,
  'content/guide/parts.md': `# Parts\n\n## Table\n\n${TABLE}\n## Code\n\n\`\`\`sh\nqueue create\n\`\`\`\n`,
  'content/guide/picture.md': '# Picture\n\n![A square](square.svg)\n',
  'content/guide/square.svg': square(40),
  'content/guide/deep/index.md': '# Deep\n\nWay down.\n',
  'content/guide/deep/inner.md': '# Inner\n\n> [!NOTE]- Folded\n> Few need it.\n\n> [!TIP]+ Unfolded\n> Many need it.\n\nSome words.\n',
  'content/guide/far/index.md': '# Far\n\nFar away.\n',
  'content/guide/far/point.md': '# Point\n\nThe farthest.\n',
  'content/guide/going.md': '# Going\n\nSoon gone.\n',
  'content/guides/index.md': '# Guides\n\n```derive\nview: pages\nkind: guide\ncolumns: [status, owner]\n```\n',
  ...Object.fromEntries(['Alpha', 'Beta', 'Delta'].map((name) => [`content/guides/${name.toLowerCase()}.md`, guide(name)])),
  'theme/partials/after.html': '<form><label>Field <input id="field"></label> <label><input type="checkbox" id="tick"> Done</label></form>\n',
  'theme/own.css': 'h1 { letter-spacing: 1px }\n',
};

const preview = await Preview.open(process.argv[2], FILES);

const text = (page, words) => page.getByText(words, { exact: true }).first().waitFor();
const top = (page, words) => page.getByText(words, { exact: true }).evaluate((element) => element.getBoundingClientRect().top);
const style = (page, spacing) => page.waitForFunction((spacing) => getComputedStyle(document.querySelector('h1')).letterSpacing === spacing, spacing);
const mark = (page) => page.evaluate(() => (window.isMarked = true));
const isSame = (page) => page.evaluate(() => window.isMarked === true);
const panel = (page) => page.locator('#roadbook-preview .panel');
const chip = (page) => page.locator('#roadbook-preview button.chip');

// A page as it was sent: without what scripts added and what the browser noted.
const asSent = (page) => page.evaluate(() => {
  const main = document.querySelector('main').cloneNode(true);
  for (const added of main.querySelectorAll('.copy, .table-tools, form')) added.remove();
  for (const button of main.querySelectorAll('button.sort')) button.replaceWith(...button.childNodes);
  for (const element of main.querySelectorAll('*')) {
    for (const name of ['data-equipped', 'open', 'hidden', 'style']) element.removeAttribute(name);
    element.classList.remove('here', 'fits', 'sorted');
    if (!element.classList.length) element.removeAttribute('class');
  }
  return main.outerHTML;
});

const checks = {
  async 'a save is there, and what the reader did stays'(open, origin) {
    const page = await open(`${origin}/guide/long/`);
    await mark(page);
    await page.locator('details:has-text("Folded") summary').click();
    await page.locator('#tick').check();
    await page.locator('#field').fill('half a sent');
    await page.locator('#field').evaluate((field) => field.setSelectionRange(2, 4));
    await page.getByText('Paragraph 30 of the long page.').evaluate((element) => element.scrollIntoView({ block: 'start', behavior: 'instant' }));
    const before = await top(page, 'Paragraph 40 of the long page.');
    preview.edit('content/guide/long.md', '## First', 'A new paragraph.\n\n> Quoted.\n\n## First');
    await text(page, 'A new paragraph.');
    assert.ok(Math.abs((await top(page, 'Paragraph 40 of the long page.')) - before) < 1.5);
    assert.ok(await page.locator('details:has-text("Folded")').evaluate((details) => details.open));
    assert.ok(await page.locator('#tick').isChecked());
    assert.equal(await page.locator('#field').inputValue(), 'half a sent');
    assert.deepEqual(await page.locator('#field').evaluate((field) => [document.activeElement === field, field.selectionStart, field.selectionEnd]), [true, 2, 4]);
    preview.edit('content/guide/long.md', 'Paragraph 41 of', 'Paragraph forty-one of');
    await text(page, 'Paragraph forty-one of the long page.');
    assert.ok(await isSame(page));
  },
  async 'a selection outlives a change beside it'(open, origin) {
    const page = await open(`${origin}/guide/long/`);
    await page.getByText('The end of it.').evaluate((element) => getSelection().setBaseAndExtent(element.firstChild, 4, element.firstChild, 7));
    preview.edit('content/guide/long.md', 'The end of it.', 'The end of it, at last.');
    await text(page, 'The end of it, at last.');
    assert.equal(await page.evaluate(() => String(getSelection())), 'end');
  },
  async 'branches and alerts stay folded and unfolded as the reader left them'(open, origin) {
    const page = await open(`${origin}/guide/deep/inner/`);
    await mark(page);
    const branch = (words) => page.locator('.navigation details', { hasText: words });
    const alert = (words) => page.locator('details.alert', { hasText: words });
    const areOpen = () => Promise.all([branch('Inner'), branch('Point'), alert('Few'), alert('Many')].map((details) => details.evaluate(({ open }) => open)));
    assert.deepEqual(await areOpen(), [true, false, false, true]);
    for (const details of [branch('Inner'), branch('Point'), alert('Few'), alert('Many')]) await details.locator('summary').click();
    assert.deepEqual(await areOpen(), [false, true, true, false]);
    // Text around them and in them, and further ones beside them in the same save.
    preview.edit('content/guide/deep/inner.md', 'Some words.', 'Other words.');
    await text(page, 'Other words.');
    preview.edit('content/guide/deep/inner.md', '> Few need it.', '> Few need it now.\n> - A list\n\n> [!NOTE]- After\n> Last one.');
    await alert('Few need it now.').getByText('A list').waitFor();
    preview.edit('content/guide/deep/inner.md', '> Many need it.', '> Many need it now.');
    await alert('Many need it now.').waitFor();
    preview.edit('content/guide/deep/inner.md', '# Inner\n\n> [!NOTE]- Folded', '# Inner part\n\n> [!NOTE]- Before\n> New one.\n\n> [!NOTE]- Folded by all');
    await alert('Folded by all').waitFor();
    preview.write('content/guide/early/index.md', '# Early\n\nIn time.\n');
    preview.write('content/guide/early/start.md', '# Start\n\nIn time.\n');
    preview.edit('content/guide/far/point.md', '# Point', '# Point of no return');
    await branch('Start').waitFor({ state: 'attached' });
    await branch('Point').getByText('Point of no return').waitFor();
    assert.deepEqual(await areOpen(), [false, true, true, false]);
    const added = [alert('New one.'), alert('Last one.'), branch('Start')];
    assert.deepEqual(await Promise.all(added.map((details) => details.evaluate(({ open }) => open))), [false, false, false]);
    assert.ok(await isSame(page));
  },
  async 'after any edits a page is what it is when loaded'(open, origin) {
    const page = await open(`${origin}/guide/parts/`, { reducedMotion: 'reduce' });
    await mark(page);
    const blocks = ['A *quoted* `word`.', '- one\n- two\n  - three', '> said', '```sh\nrun it\n```', TABLE, '### A heading', '1. first\n2. second', '---', 'Line one\\\nline two, [home](../index.md).', '<details><summary>More</summary>\n\nInside.\n\n</details>', ':   no list'];
    let seed = 7;
    const random = (below) => (seed = (seed * 48271) % 2147483647) % below;
    let list = [TABLE, '```sh\nqueue create\n```', 'Some words.'];
    for (let round = 0; round < 40; round += 1) {
      const at = random(list.length + 1);
      const now = blocks[random(blocks.length)];
      if (random(3) === 0) list = list.toSpliced(at, 1);
      else if (random(2)) list = list.toSpliced(at, 0, now);
      else list = list.toSpliced(at, 1, now);
      preview.write('content/guide/parts.md', `# Parts\n\n## Top\n\n${list.join('\n\n')}\n\n## Round ${round}\n\n${TABLE}`);
      await page.getByRole('heading', { name: `Round ${round}` }).waitFor();
    }
    assert.ok(await isSame(page));
    const patched = await asSent(page);
    await page.reload();
    assert.equal(patched, await asSent(page));
  },
  async 'a style sheet is exchanged, and nothing else'(open, origin) {
    const page = await open(`${origin}/guide/`);
    await mark(page);
    preview.write('theme/own.css', 'h1 { letter-spacing: 7px }\n');
    await style(page, '7px');
    await page.waitForFunction(() => document.querySelectorAll('link[href*="own."]').length === 1);
    assert.ok(await isSame(page));
  },
  async 'a picture that changed is shown anew'(open, origin) {
    const page = await open(`${origin}/guide/picture/`);
    await mark(page);
    const width = (pixels) => page.waitForFunction((pixels) => document.querySelector('main img').naturalWidth === pixels, pixels);
    await width(40);
    preview.write('content/guide/square.svg', square(70));
    await width(70);
    assert.ok(await isSame(page));
  },
  async 'a template is followed without a reload'(open, origin) {
    const page = await open(`${origin}/guide/`);
    await mark(page);
    await page.locator('#field').fill('kept');
    preview.write('theme/partials/after.html', `<p>From the template.</p>\n${FILES['theme/partials/after.html']}`);
    await text(page, 'From the template.');
    assert.equal(await page.locator('#field').inputValue(), 'kept');
    assert.ok(await isSame(page));
  },
  async 'the navigation follows, and so does the title'(open, origin) {
    const page = await open(`${origin}/guide/long/`);
    await mark(page);
    preview.edit('content/guide/going.md', '# Going', '# Going on');
    await page.locator('.navigation').getByText('Going on').waitFor({ state: 'attached' });
    preview.edit('content/guide/long.md', '# Long', '# Longer');
    await page.waitForFunction(() => document.title.startsWith('Longer'));
    assert.ok(await isSame(page));
  },
  async 'a script that changed loads the page again'(open, origin) {
    const page = await open(`${origin}/guide/`);
    await mark(page);
    preview.write('theme/own.js', 'document.documentElement.dataset.own = "here";\n');
    await page.locator('html[data-own="here"]').waitFor();
    preview.remove('theme/own.js');
    await page.locator('html:not([data-own])').waitFor();
  },
  async 'what scripts equip is equipped again'(open, origin) {
    const page = await open(`${origin}/guide/parts/`);
    await mark(page);
    await page.locator('button.copy').waitFor();
    preview.edit('content/guide/parts.md', '## Code', '```sh\nqueue delete\n```\n\n## Code');
    await page.locator('button.copy >> nth=1').waitFor();
    preview.edit('content/guide/parts.md', 'queue create', 'queue make');
    await page.getByText('queue make').waitFor();
    assert.equal(await page.locator('button.copy').count(), 2);
    assert.ok(await isSame(page));
  },
  async 'a table is sorted as it was'(open, origin) {
    const page = await open(`${origin}/guides/`, { ready: '.table-tools' });
    await mark(page);
    const rows = () => page.locator('.data-table tbody tr th').allTextContents();
    await page.locator('.data-table thead button').first().click();
    await page.locator('.data-table thead button').first().click();
    await page.waitForFunction(() => location.search.includes('t1=sort:-1'));
    assert.deepEqual(await rows(), ['Delta', 'Beta', 'Alpha']);
    preview.write('content/guides/gamma.md', guide('Gamma'));
    await page.locator('.data-table th').getByText('Gamma').waitFor();
    assert.deepEqual(await rows(), ['Gamma', 'Delta', 'Beta', 'Alpha']);
    assert.equal(await page.locator('.table-tools').count(), 1);
    assert.ok(await isSame(page));
  },
  async 'a page that was deleted says so, and that it is back'(open, origin) {
    const page = await open(`${origin}/guide/going/`);
    await mark(page);
    preview.remove('content/guide/going.md');
    await panel(page).getByRole('heading', { name: 'This page is gone' }).waitFor();
    assert.deepEqual(await panel(page).locator('a').allTextContents(), ['/guide/', '/']);
    await text(page, 'Soon gone.');
    preview.write('content/guide/going.md', '# Going\n\nBack again.\n');
    await text(page, 'Back again.');
    await panel(page).waitFor({ state: 'hidden' });
    assert.ok(await isSame(page));
  },
  async 'a page that is not there yet is shown as soon as it is'(open, origin) {
    const page = await open(`${origin}/guide/coming/`);
    preview.write('content/guide/coming.md', '# Coming\n\nHere it is.\n');
    await text(page, 'Here it is.');
    preview.remove('content/guide/coming.md');
  },
  async 'an error is shown over the last right page until it is mended'(open, origin) {
    const page = await open(`${origin}/guide/`);
    await mark(page);
    await page.locator('#field').focus();
    preview.write('content/guide/index.md', '# Guide\n\nAll about it, see [[nowhere]].\n');
    await panel(page).getByRole('heading', { name: '1 error' }).waitFor();
    assert.ok(await page.locator('#field').evaluate((field) => field === document.activeElement));
    await text(page, 'All about it.');
    const fault = panel(page).locator('.fault');
    const link = fault.locator('.place a');
    assert.match(await link.textContent(), /^content\/guide\/index\.md:3:\d+$/);
    assert.match(await link.getAttribute('href'), /^vscode:\/\/file\/.*\/content\/guide\/index\.md:3:\d+$/);
    assert.ok((await fault.locator('.excerpt').textContent()).includes('see [[nowhere]]'));
    assert.ok((await fault.locator('mark').textContent()).includes('nowhere'));
    assert.match(await fault.locator('.carets').textContent(), /^\^+$/);
    await page.keyboard.press('Escape');
    await panel(page).waitFor({ state: 'hidden' });
    await chip(page).click();
    await panel(page).waitFor();
    preview.write('content/guide/index.md', '# Guide\n\nAll about it, mended.\n');
    await text(page, 'All about it, mended.');
    await panel(page).waitFor({ state: 'hidden' });
    await chip(page).waitFor({ state: 'hidden' });
    assert.ok(await isSame(page));
  },
  async 'the panel can be read by everyone'(open, origin) {
    // axe measures with styles of its own, which the policy of the page forbids.
    for (const colorScheme of ['light', 'dark']) {
      const page = await open(`${origin}/guide/`, { colorScheme, reducedMotion: 'reduce', bypassCSP: true });
      preview.write('content/guide/index.md', '# Guide\n\nSee [[nowhere]] and [this](long.md#nothing).\n');
      await panel(page).locator('.fault >> nth=1').waitFor();
      await panel(page).locator('.why').first().evaluate((details) => (details.open = true));
      await page.evaluate(axe);
      const { violations } = await page.evaluate(() => window.axe.run('#roadbook-preview', { resultTypes: ['violations'] }));
      assert.deepEqual(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' '))}`), []);
      preview.write('content/guide/index.md', FILES['content/guide/index.md']);
      await panel(page).waitFor({ state: 'hidden' });
    }
  },
  async 'a warning is a quiet chip'(open, origin) {
    const page = await open(`${origin}/guide/`);
    preview.write('content/guide/index.md', '# Guide\n\nSee [there](long.md#nowhere).\n');
    await chip(page).getByText('1 warning').waitFor();
    assert.ok(await panel(page).isHidden());
    await chip(page).click();
    await panel(page).getByText('nowhere').first().waitFor();
  },
  async 'a template with a mistake is an error at its place'(open, origin) {
    const page = await open(`${origin}/guide/`);
    preview.write('theme/partials/after.html', '<p>{{ page.title</p>\n');
    await panel(page).locator('.place').getByText('theme/partials/after.html').waitFor();
  },
  async 'eight tabs share one stream, and outlive the one that leads'(open, origin) {
    const first = await open(`${origin}/guide/long/`);
    const tabs = [first];
    for (let at = 1; at < 8; at += 1) tabs.push(await open(`${origin}${at % 2 ? '/guide/long/' : '/guide/'}`, { context: first.context() }));
    preview.edit('content/guide/long.md', 'The end of it.', 'The end for all.');
    preview.edit('content/guide/index.md', 'All about it.', 'All for all.');
    for (const [at, tab] of tabs.entries()) await text(tab, at === 0 || at % 2 ? 'The end for all.' : 'All for all.');
    const { held } = await first.evaluate(() => navigator.locks.query());
    assert.equal(held.filter(({ name }) => name === 'roadbook-leader').length, 1);
    await tabs.pop().close();
    await tabs.pop().close();
    preview.edit('content/guide/long.md', 'The end for all.', 'The end for the rest.');
    for (const [at, tab] of tabs.entries()) if (at % 2) await text(tab, 'The end for the rest.');
  },
  async 'without locks, as over plain http from another computer, tabs behind others take no connection'(open, origin) {
    const prepare = (context) => context.addInitScript(() => {
      Object.defineProperty(Navigator.prototype, 'locks', { value: undefined });
      let isHidden = false;
      Object.defineProperty(document, 'hidden', { get: () => isHidden });
      window.hide = (now) => {
        isHidden = now;
        document.dispatchEvent(new Event('visibilitychange'));
      };
    });
    const first = await open(`${origin}/guide/long/`, { prepare });
    const tabs = [first];
    for (let at = 1; at < 8; at += 1) {
      await tabs.at(-1).evaluate(() => window.hide(true));
      tabs.push(await open(`${origin}/guide/long/`, { context: first.context() }));
    }
    preview.edit('content/guide/long.md', 'The end of it.', 'The end by http.');
    await text(tabs.at(-1), 'The end by http.');
    await tabs.at(-1).evaluate(() => window.hide(true));
    await first.evaluate(() => window.hide(false));
    await text(first, 'The end by http.');
  },
  async 'search finds what was written since it was opened'(open, origin) {
    const page = await open(`${origin}/guide/`);
    await mark(page);
    await page.keyboard.press('/');
    const field = page.locator('dialog[open] input[type="search"], dialog[open] input').first();
    await field.fill('long');
    await page.locator('dialog[open] .found .option').getByText('Long').first().waitFor();
    preview.write('content/guide/long.md', '# Long\n\nNow with a zeppelin.\n');
    preview.edit('content/guide/index.md', 'All about it.', 'All about it, and more.');
    await text(page, 'All about it, and more.');
    // The page is patched before the rest of the site is made.
    const found = page.locator('dialog[open] .found mark').getByText('zeppelin');
    for (let turn = 0; turn < 1000 && !(await found.count()); turn += 1) {
      await field.fill(turn % 2 ? 'zeppelins' : 'zeppelin');
      await page.locator('dialog[open] .found[aria-busy="false"]').waitFor({ state: 'attached' });
    }
    assert.ok(await found.count());
    assert.ok(await isSame(page));
  },
  async 'a tab that nobody sees catches up when it is shown'(open, origin) {
    const page = await open(`${origin}/guide/long/`);
    const show = (isHidden) => page.evaluate((isHidden) => {
      Object.defineProperty(document, 'hidden', { configurable: true, get: () => isHidden });
      document.dispatchEvent(new Event('visibilitychange'));
    }, isHidden);
    await show(true);
    const other = await open(`${origin}/guide/long/`, { context: page.context() });
    preview.edit('content/guide/long.md', 'The end of it.', 'The end, later.');
    await text(other, 'The end, later.');
    assert.equal(await page.getByText('The end, later.').count(), 0);
    await show(false);
    await text(page, 'The end, later.');
  },
  async 'after a restart of the server a tab catches up'(open, origin) {
    const page = await open(`${origin}/guide/long/`);
    await mark(page);
    await preview.stop();
    await page.locator('#roadbook-preview .lost').waitFor();
    preview.edit('content/guide/long.md', 'The end of it.', 'The end after all.');
    await preview.start(new URL(origin).port);
    await text(page, 'The end after all.');
    await page.locator('#roadbook-preview .lost').waitFor({ state: 'hidden' });
    assert.ok(await isSame(page));
  },
  async 'words of a handbook are never markup'(open, origin) {
    const page = await open(`${origin}/guide/`);
    let dialogs = 0;
    page.on('dialog', (dialog) => (dialogs += 1, dialog.dismiss()));
    const harm = 'harm()';
    const tags = ['<script>harm()</script>', '<img src=x onerror=harm()>', '<svg onload=harm()>', '<svg><script>harm()</script></svg>', '<iframe srcdoc="<script>harm()</script>">', '<body onload=harm()>', '<input autofocus onfocus=harm()>', '<details open ontoggle=harm()>', '<video><source onerror=harm()>', '<math><mtext></table><img src=x onerror=harm()>', '<a href=javascript:harm()>x</a>', '<base href=//evil.example>', '<link rel=stylesheet href=//evil.example>', '<meta http-equiv=refresh content=0;url=//evil.example>', '<template><script>harm()</script></template>'];
    const breaks = ['', '"', "'", '`', '-->', '</title>', '</script>', '</textarea>', ']]>', '&#x22;', '\\u003c', '${harm()}', '{{ 7*7 }}', '{% raw %}', '\u202e', 'javascript:harm()//', 'data:text/html,'];
    const payloads = [...tags.flatMap((tag) => ['', '">', "'>", '</code>'].map((before) => before + tag))].map((payload, at) => breaks[at % breaks.length] + payload);
    assert.equal(payloads.length, 60);
    const quote = (text) => JSON.stringify(text.replaceAll('\u202e', ' '));
    payloads.forEach((payload, at) => {
      const name = payload.replaceAll(/[/\0\u202e\\]/g, '_').slice(0, 60);
      preview.write(`content/harm/${at}${name}.md`, `---\ntitle: ${quote(payload)}\nowner: ${quote(payload)}\nkind: ${quote(payload)}\n${quote(payload)}: x\n---\n[${payload}](<${payload.replaceAll(/[<>\n]/g, '')}.md>) [[${payload}]]\n`);
    });
    preview.write('theme/partials/after.html', `{{ page["${payloads[1].replaceAll('"', '')}"] }}{{ nothing.harm }}{% harm() <img src=x onerror=harm()> %}`);
    await panel(page).locator('.fault >> nth=59').waitFor();
    await panel(page).locator('details').evaluateAll((faults) => faults.forEach((fault) => (fault.open = true)));
    for (const payload of payloads.slice(0, 20)) await page.goto(`${origin}/${encodeURIComponent(payload)}/?q=${encodeURIComponent(payload)}#${encodeURIComponent(payload)}`);
    await panel(page).locator('.fault >> nth=59').waitFor();
    const tree = await page.evaluate(() => {
      const elements = [...document.querySelector('#roadbook-preview').shadowRoot.querySelectorAll('*')];
      return { names: [...new Set(elements.map((element) => element.localName))].sort(), schemes: [...new Set(elements.filter((element) => element.href && element.localName === 'a').map((element) => element.protocol))], handlers: elements.flatMap((element) => element.getAttributeNames()).filter((name) => name.startsWith('on')) };
    });
    const known = ['a', 'b', 'button', 'code', 'details', 'div', 'h2', 'header', 'link', 'mark', 'p', 'path', 'pre', 'section', 'span', 'summary', 'svg'];
    assert.deepEqual(tree.names.filter((name) => !known.includes(name)), []);
    assert.deepEqual(tree.schemes.filter((scheme) => !['http:', 'vscode:'].includes(scheme)), []);
    assert.deepEqual(tree.handlers, []);
    assert.equal(await page.evaluate(() => typeof window.harm), 'undefined', harm);
    assert.equal(dialogs, 0);
  },
};

const only = process.argv[3];
const each = Object.entries(checks).filter(([name]) => !only || name.includes(only)).map(([name, check]) => [name, async (open, origin) => {
  // Each check begins with the handbook as it stands above.
  await preview.reset(FILES);
  await check(open, origin);
}]);
// A server that is away, and pages that are not there, are what some of the checks are about.
const expected = ['ERR_CONNECTION', 'ERR_INCOMPLETE', 'ERR_EMPTY_RESPONSE', '503'];
try {
  await browse('live', Object.fromEntries(each), preview.origin, undefined, { expected });
  const away = {
    async 'a page that the browser kept catches up when it is shown again'(open, origin) {
      await preview.reset(FILES);
      const page = await open(`${origin}/guide/long/`);
      await mark(page);
      await page.evaluate(() => addEventListener('pageshow', ({ persisted }) => (window.wasKept = persisted)));
      await page.goto(`${origin}/guide/`);
      preview.edit('content/guide/long.md', 'The end of it.', 'The end on return.');
      preview.edit('content/guide/index.md', 'All about it.', 'All of it.');
      await text(page, 'All of it.');
      // Not `goBack`, which waits for a load that does not come.
      await page.evaluate(() => history.back());
      await text(page, 'The end on return.');
      assert.ok(await page.evaluate(() => window.wasKept));
      assert.ok(await isSame(page));
    },
  };
  if (!only) await browse('live, back and forward', away, preview.origin, undefined, { expected, options: { ignoreDefaultArgs: ['--disable-back-forward-cache'] } });
} finally {
  await preview.close();
}
