// tests/judge/paths.mjs SITE: what a reader can do on golden paths. SITE is the sample handbook.
//
// The pages are those of the site; what none of them has (a secret, tabs) stands on a page of the judge's own.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { asset, judgeSite, site } from './fixture.mjs';

const require = createRequire(path.join(import.meta.dirname, 'package.json'));
const axe = fs.readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

const SERVICE = 'paths/create-a-service/';
const QUEUE = 'paths/add-a-queue/';
const OWN = 'judge/own/';
const CANARY = 'canary-7d1f';

// A page with what no page of the site has, made of one that it has: another form, and code that uses it.
const own = () => {
  const page = fs.readFileSync(path.join(site, SERVICE, 'index.html'), 'utf8');
  const variables = '<dl class="variables"><div data-variable="TOKEN" data-label="Token" data-shape="secret" data-example="t0k3n"><dt>Token</dt><dd>for example t0k3n</dd></div>' +
    '<div data-variable="ZONE" data-label="Zone" data-shape="text"><dt>Zone</dt><dd>no example</dd></div></dl>';
  const fence = (code, run = '') => `<div class="code"${run}><pre tabindex="0"><code class="language-sh">${code}</code></pre></div>`;
  const tab = (name, code) => `<div class="tab" data-tab="${name}"><p class="tab-title">${name}</p>${fence(code)}</div>`;
  const tabs = (a, b) => `<div class="tabs" data-tabs="tool" data-label="Tool">${tab('npm', a)}${tab('pnpm', b)}</div>`;
  const text = fence('login <var class="unfilled" data-name="TOKEN">t0k3n</var> <var class="unfilled" data-name="ZONE">&lt;ZONE&gt;</var>', ' data-run="auto"') +
    tabs('npm install', 'pnpm install') + tabs('npm test', 'pnpm test') +
    '<div class="code"><pre tabindex="0"><code class="language-console"><span class="q">$ </span>ls\nREADME.md\n<span class="q">$ </span>pwd\n</code></pre></div>';
  return page
    .replace(/<dl class="variables">[^]*?<\/dl>/, variables)
    .replace(/<div class="text">/, `<div class="text"><div class="own">${text}</div>`)
    .replace(/<script defer src="[^"]*\/roadbook\.[^"]*"><\/script>/, (script) => `${script}<script defer src="../../${asset('tabs.js')}"></script>`);
};

// The same with one step alone, whose values stand wherever a shell lets them.
const SCRIPT = 'judge/script/';
const scripted = () => {
  const slot = (name, quoting) => `<var class="unfilled" data-name="${name}"${quoting ? ` data-quoting="${quoting}"` : ''}></var>`;
  const fence = (run, code, title = '') => `<div class="code" ${run}>${title}<pre tabindex="0"><code>${code}\n</code></pre></div>`;
  const blocks = [
    fence('data-run="auto" data-program="bash"', `echo ${slot('TOKEN')} "${slot('TOKEN', 'double')}" '${slot('TOKEN', 'single')}' "$TOKEN"`),
    fence('data-run="auto"', `cat &lt;&lt;END\n${slot('TOKEN', 'document')}\nEND`),
    fence('data-run="auto" data-program="python3"', `print("${slot('ZONE')}")`),
    fence('data-run="skip"', 'never', '<p class="code-title skipped">Skipped: it moves</p>'),
  ];
  const step = `<section class="step" data-mark="00000000"><h2 id="own"><span class="title">Own</span></h2>${blocks.join('')}</section>`;
  return own().replaceAll(/ data-run="[^"]*"/g, '').replace('<div class="own">', () => `${step}<div class="own">`);
};

const ready = '.path-bar:not([hidden])';
const boxes = (page) => page.locator('.tick input');
const value = (page, name) => page.locator(`var[data-name="${name}"]`).first();
// What a button copies. It says so for a moment only: the clipboard is what can be waited for.
const copied = async (page, button) => {
  await page.evaluate(() => navigator.clipboard.writeText(''));
  await button.click();
  await page.waitForFunction(async () => (await navigator.clipboard.readText()) !== '');
  return page.evaluate(() => navigator.clipboard.readText());
};
const go = async (page, address, shown = ready) => {
  await page.goto(new URL(`/${address}`, page.url()).href);
  await page.locator(shown).first().waitFor();
};
await judgeSite('paths', {
  async 'a value that is filled in on one page stands on every other'(open) {
    const page = await open(SERVICE, { ready });
    assert.equal(await value(page, 'SERVICE').textContent(), 'parcel-rates');
    assert.match(await value(page, 'SERVICE').getAttribute('class'), /unfilled/);
    await page.getByLabel('Service name').fill('payments');
    assert.equal(await value(page, 'SERVICE').textContent(), 'payments');
    await go(page, QUEUE);
    assert.equal(await page.getByLabel('Service name').inputValue(), 'payments');
    assert.equal(await value(page, 'SERVICE').textContent(), 'payments');
    assert.equal(await value(page, 'SERVICE').getAttribute('class'), '');
    assert.ok(!page.url().includes('payments'));
  },
  async 'pages that are open side by side show the same'(open) {
    const page = await open(SERVICE, { ready });
    const other = await page.context().newPage();
    await other.goto(new URL(`/${QUEUE}`, page.url()).href);
    await other.locator(ready).waitFor();
    await page.getByLabel('Service name').fill('payments');
    await other.locator('var[data-name="SERVICE"]', { hasText: 'payments' }).first().waitFor();
    await boxes(other).first().check();
    await page.getByRole('button', { name: 'Clear the values' }).click();
    await other.locator('var[data-name="SERVICE"]', { hasText: 'parcel-rates' }).first().waitFor();
  },
  async 'a value that does not fit is said in words, and no longer once it does'(open) {
    const page = await open(SERVICE, { ready });
    const field = page.getByLabel('Service name');
    await field.fill('No Good');
    await field.blur();
    assert.equal(await field.getAttribute('aria-invalid'), 'true');
    const told = await field.evaluate((input) => input.getAttribute('aria-describedby').split(' ').map((id) => document.getElementById(id).textContent).join(' '));
    assert.match(told, /does not fit the pattern \^\[a-z\].*Write it like parcel-rates\./);
    await field.fill('good');
    assert.equal(await field.getAttribute('aria-invalid'), null);
  },
  async 'copy buttons give commands with values, and sessions without prompts and output'(open) {
    const page = await open(SERVICE, { ready });
    await page.getByLabel('Service name').fill('payments');
    assert.match(await copied(page, page.locator('.code .copy').first()), /^mkdir payments\ncd payments\n/);
    await go(page, OWN);
    assert.equal(await copied(page, page.locator('.code:has(.language-console) .copy')), 'ls\npwd');
  },
  async 'the whole path is one script'(open) {
    const page = await open(SERVICE, { ready });
    await page.getByLabel('Service name').fill('payments');
    const script = await copied(page, page.getByRole('button', { name: 'Copy the path as a script' }));
    assert.match(script, /^#!\/bin\/sh\n# Create a service\n# http.*\n# Not filled in: TEAM, EMAIL\nset -eu\nexport SERVICE='payments'\n(export .*\n)*\n# 1\. Make the repository\nmkdir payments\n/);
    assert.match(script, /\n# By hand:\n# {3}gh repo create fernway\/payments/);
    assert.ok(!/^kill /m.test(script), 'it undoes nothing');
    execFileSync('sh', ['-n'], { input: script });
  },
  async 'a script has its values quoted, exported, and named where they are none'(open) {
    const page = await open(SCRIPT, { ready });
    const button = page.getByRole('button', { name: 'Copy the path as a script' });
    assert.match(await copied(page, button), /\n# Not filled in: TOKEN, ZONE\nset -eu\n/);
    await page.getByLabel('Token').fill("sec'$HOME`ret\"");
    await page.getByLabel('Zone').fill('z 1');
    const script = await copied(page, button);
    assert.match(script, /^#!\/usr\/bin\/env bash\n/);
    const told = execFileSync('bash', { input: script, encoding: 'utf8' });
    const token = "sec'$HOME`ret\"";
    assert.equal(told, `${token} ${token} ${token} ${token}\n${token}\nz 1\n`);
    assert.match(script, /\n# Skipped: it moves\n# {3}never\n/);
  },
  async 'ticks stay, are counted, and are shown wherever a link leads to the path'(open) {
    const page = await open(SERVICE, { ready });
    const all = await boxes(page).count();
    await boxes(page).nth(0).check();
    await boxes(page).nth(1).check();
    await page.reload();
    await page.locator(ready).waitFor();
    assert.deepEqual([await boxes(page).nth(1).isChecked(), await boxes(page).nth(2).isChecked()], [true, false]);
    assert.match(await page.locator('.path-count').textContent(), new RegExp(`^2 of ${all} steps done 13 minutes to go`));
    assert.equal(await page.locator('.step.done').count(), 2);
    await go(page, 'paths/', 'a[data-steps] + .path-done');
    assert.equal(await page.locator('a[href="create-a-service/"] + .path-done').first().textContent(), `2 of ${all} done`);
    await go(page, SERVICE);
    for (const box of await boxes(page).all()) await box.check();
    assert.equal(await page.locator('.path-count strong').textContent(), 'All steps done');
    // Lists stand on pages that have no path of their own.
    for (const list of ['paths/', '', 'teams/']) {
      await page.goto(new URL(`/${list}`, page.url()).href);
      // In a list that is folded it is there, and unseen.
      const badge = page.locator('a.finished + .path-done').first();
      await badge.waitFor({ state: 'attached' });
      assert.deepEqual(await badge.evaluate((badge) => [getComputedStyle(badge).display, getComputedStyle(badge, '::before').inlineSize !== 'auto']), ['inline-flex', true], list);
    }
    await go(page, 'paths/', '.table-tools');
    assert.match(await copied(page, page.getByRole('button', { name: 'Copy as CSV' }).first()), /^Create a service,/m);
    await go(page, 'paths/request-an-environment/');
    assert.equal(await page.locator('.fact-requires .path-done').textContent(), 'Done');
    assert.equal(await page.locator('.stop.finished').count(), 1);
  },
  async 'a tick does not hold for a step whose commands have changed'(open) {
    const page = await open(SERVICE, { ready });
    await boxes(page).first().check();
    await page.evaluate(() => {
      const key = Object.keys(localStorage).find((key) => key.endsWith(':done'));
      localStorage.setItem(key, localStorage.getItem(key).replace(/"[0-9a-f]{8}"/, '"00000000"'));
    });
    await page.reload();
    await page.locator(ready).waitFor();
    assert.equal(await boxes(page).first().isChecked(), false);
  },
  async 'paper has the values, and whom to ask on every sheet'(open) {
    const page = await open(QUEUE, { ready });
    await page.getByLabel('Service name').fill('payments');
    await page.getByLabel('Queue name').fill('refunds');
    const pdf = await page.pdf({ format: 'A4', margin: { top: '15mm', bottom: '15mm', left: '15mm', right: '15mm' } });
    const text = execFileSync('pdftotext', ['-layout', '-', '-'], { input: pdf, encoding: 'utf8' });
    const sheets = text.split('\f').filter((sheet) => sheet.trim());
    assert.ok(sheets.length > 2);
    for (const sheet of sheets) assert.match(sheet, /Add a queue to a service +Owner: Platform team .*#platform-help/);
    assert.match(text, /service += " ?payments ?"/);
    assert.match(text, /mkdir -p refunds/);
    assert.ok(!text.includes('label-requests'), 'no example is left');
    assert.ok(!text.includes('Print the runbook'));
  },
  async 'a secret is copied, and kept nowhere'(open) {
    const page = await open(OWN, { ready });
    await page.getByLabel('Token').fill(CANARY);
    await page.getByLabel('Zone').fill('z1');
    assert.equal(await copied(page, page.locator('.own .copy').first()), `login ${CANARY} z1`);
    const link = await copied(page, page.getByRole('button', { name: 'Copy a link with these values' }));
    assert.match(link, /#rb-values\?ZONE=z1$/);
    const traces = await page.evaluate(() => [JSON.stringify({ ...localStorage }), JSON.stringify({ ...sessionStorage }), document.cookie, location.href, document.body.textContent].join('\n'));
    assert.ok(!traces.includes(CANARY), traces.slice(0, 300));
    assert.ok(traces.includes('z1'));
    await page.reload();
    await page.locator(ready).waitFor();
    assert.equal(await page.getByLabel('Token').inputValue(), '');
  },
  async 'a link brings values along, but none that could be a command'(open) {
    const page = await open(`${QUEUE}#rb-values?SERVICE=payments&QUEUE=x%3Brm&ENV=production&OTHER=1`, { ready });
    assert.equal(await page.getByLabel('Service name').inputValue(), 'payments');
    assert.equal(await page.getByLabel('Queue name').inputValue(), '');
    assert.equal(await page.getByLabel('production').isChecked(), true);
    assert.equal(new URL(page.url()).hash, '#rb-values');
  },
  async 'a context fills in several values at once'(open) {
    const page = await open(QUEUE, { ready });
    const context = page.getByRole('button', { name: 'Production' });
    await context.click();
    assert.equal(await page.getByLabel('production', { exact: true }).isChecked(), true);
    assert.equal(await context.getAttribute('aria-pressed'), 'true');
    assert.equal(await value(page, 'ENV').textContent(), 'production');
  },
  async 'tabs go together, by mouse and by keys, and are remembered'(open) {
    const page = await open(OWN, { ready });
    const shown = () => page.locator('.own .tab:visible code').allTextContents();
    assert.deepEqual(await shown(), ['npm install', 'npm test']);
    await page.getByRole('tab', { name: 'npm', exact: true }).first().focus();
    await page.keyboard.press('ArrowRight');
    assert.deepEqual(await shown(), ['pnpm install', 'pnpm test']);
    assert.equal(await page.evaluate(() => document.activeElement.textContent), 'pnpm');
    await page.reload();
    await page.locator('.own .live').last().waitFor();
    assert.deepEqual(await shown(), ['pnpm install', 'pnpm test']);
    await page.emulateMedia({ media: 'print' });
    assert.equal((await shown()).length, 4);
  },
  async 'with storage blocked a page works by itself'(open) {
    const block = () => Object.defineProperty(window, 'localStorage', { get: () => { throw new DOMException('blocked', 'SecurityError'); } });
    const page = await open(SERVICE, { ready, prepare: (context) => context.addInitScript(block) });
    await page.getByLabel('Service name').fill('payments');
    await boxes(page).first().check();
    assert.equal(await value(page, 'SERVICE').textContent(), 'payments');
    assert.equal(await page.locator('.step.done').count(), 1);
  },
  async 'everything is done by keys alone'(open) {
    const page = await open(SERVICE, { ready });
    const tab = async (what) => {
      for (let count = 0; count < 200; count += 1) {
        await page.keyboard.press('Tab');
        if (await page.evaluate((what) => document.activeElement.matches(what), what)) return;
      }
      assert.fail(`Tab does not reach ${what}`);
    };
    await tab('#rb-value-SERVICE');
    await page.keyboard.type('payments');
    await tab('.tick input');
    await page.keyboard.press('Space');
    assert.equal(await value(page, 'SERVICE').textContent(), 'payments');
    assert.equal(await page.locator('.step.done').count(), 1);
  },
  async 'without scripts the page has everything to read'(open) {
    const page = await open(SERVICE, { javaScriptEnabled: false });
    const text = await page.locator('main').innerText();
    for (const words of ['Your values', 'for example parcel-rates', 'mkdir parcel-rates', 'Roll back', 'You have arrived', 'Before and after this path']) {
      assert.ok(text.includes(words), words);
    }
    assert.equal(await page.locator('main input, main button, .path-bar:visible').count(), 0);
  },
  async 'a page that is half done has no fault that axe knows'(open) {
    // Nothing scrolls in a window that is taller than the page: on the way to a field, the head of the page lies over others.
    const viewport = { width: 1280, height: 12_000 };
    for (const colorScheme of ['light', 'dark']) {
      const page = await open(SERVICE, { ready, colorScheme, viewport });
      assert.ok(await page.evaluate(() => document.documentElement.scrollHeight <= innerHeight), 'the page is no taller than the window');
      await boxes(page).first().check();
      await page.getByLabel('Service name').fill('No Good');
      await page.getByLabel('Service name').blur();
      await page.evaluate(axe);
      const { violations } = await page.evaluate(() => window.axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] }));
      assert.deepEqual(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target).join(' ')}`), []);
    }
  },
}, (name) => ({ [`/${OWN}`]: own, [`/${SCRIPT}`]: scripted })[name]?.() ?? null);
