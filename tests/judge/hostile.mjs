// tests/judge/hostile.mjs PROGRAM: a handbook whose writers mean harm, in titles, headings, code, links and names, and
// readers who search it. Nothing of it becomes an element, an attribute or a dialog.
import assert from 'node:assert/strict';
import { browse } from './fixture.mjs';
import { payloads } from './payloads.mjs';
import { Preview } from './preview.mjs';

assert.ok(payloads.length >= 60, `${payloads.length} payloads`);

const quoted = (text) => JSON.stringify(text);
const page = (payload, at) => [
  '---', `title: ${quoted(payload)}`, `tags: [${quoted(payload)}]`, `description: ${quoted(payload)}`, '---',
  `Canary${at} stands before ${payload} and behind it.`, '', `## Canary${at} \`${payload.replaceAll('`', '')}\``, '', `## ${payload}`, '',
  '```text', `canary${at} ${payload}`, '```', '', `| Canary${at} |`, '| :-- |', `| \`${payload.replaceAll(/[`|]/g, '')}\` |`, '',
].join('\n');

const files = { 'index.md': '# Home\n', ...Object.fromEntries(payloads.map((payload, at) => [`harm/page-${at}.md`, page(payload, at)])) };
const preview = await Preview.open(process.argv[2], files);

// What of a page nobody of ours has put there: handlers, scripts of other sources, frames, and links that leave.
const strangers = (page) => page.evaluate(() => [...document.querySelectorAll('*')].filter((element) =>
  element.getAttributeNames().some((name) => name.startsWith('on')) ||
  (element.localName === 'script' && new URL(element.src || 'x:').origin !== location.origin) ||
  ['iframe', 'object', 'embed', 'base', 'math', 'style', 'template', 'video'].includes(element.localName) ||
  /^\s*(javascript|data):/i.test(element.getAttribute('href') ?? '')).map((element) => element.outerHTML.slice(0, 120)));
const field = (page) => page.getByRole('combobox', { name: 'Search the handbook' });

async function ask(page, text) {
  await field(page).fill(text);
  await page.waitForFunction(() => document.querySelector('.finder .found')?.getAttribute('aria-busy') === 'false');
}

await browse('hostile', {
  async 'pages show it as text'(open, origin) {
    const tab = await open(`${origin}/`);
    for (const at of payloads.keys()) {
      await tab.goto(`${origin}/harm/page-${at}/`);
      assert.equal(await tab.locator('h1').count(), 1);
      assert.equal((await tab.locator('h1').textContent()).trim(), payloads[at].trim().replaceAll('\u2028', ' '), payloads[at]);
      assert.deepEqual(await strangers(tab), [], payloads[at]);
    }
  },
  async 'search shows it as text, whether it is asked for or found'(open, origin) {
    const tab = await open(`${origin}/`);
    await tab.keyboard.press('Control+k');
    for (const [at, payload] of payloads.entries()) {
      await ask(tab, `canary${at}`);
      assert.equal(await tab.locator('.finder .page .name').first().textContent(), payload);
      assert.deepEqual(await strangers(tab), [], payload);
      await ask(tab, payload);
      assert.deepEqual(await strangers(tab), [], payload);
    }
  },
}, preview.origin);
await preview.stop();
