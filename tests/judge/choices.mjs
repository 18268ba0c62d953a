// tests/judge/choices.mjs SITE: the chooser of a decision, and the list that readers enter by.
import assert from 'node:assert/strict';
import { judge } from './fixture.mjs';

const outcome = (id) => `<li data-outcome="${id}"><span class="outcome"><a href="/${id}/">${id}</a></span></li>`;
const answer = (name, number, words, points) =>
  `<li><label><input type="radio" name="${name}" value="${number}" data-points="${points}"> ${words}</label></li>`;
const question = (id, title, answers) =>
  `<h2 id="${id}">${title}</h2><p>About ${title}</p><fieldset class="question" data-heading="${id}"><legend>${title}</legend><ul class="answers">` +
  answers.map(([words, points], at) => answer(id, at + 1, words, points)).join('') + '</ul></fieldset>';
const decision = `<div class="chooser" id="rb-chooser">` +
  `<ul class="standings">${outcome('dev')}${outcome('sre')}</ul></div>` +
  question('night', 'At night?', [['Gladly', 'sre:2'], ['Never', 'dev:1']]) +
  question('day', 'By day?', [['Graphs', 'sre:1'], ['Code', 'dev:2 sre:1'], ['Neither', 'dev:1']]);
const wish = (words, intents) => `<li><a href="/${words}/">${words}</a><span class="about">${intents}</span></li>`;
const role = (id, wishes) => `<details class="role" data-role="${id}" name="entry-1"><summary>I am <strong>${id}</strong></summary><ul>${wishes}</ul></details>`;
const entry = `<div class="entry"><p class="who">I am a</p>` +
  role('dev', wish('queue', 'async work') + wish('database', 'état')) + role('sre', wish('alert', 'page me')) + '</div>';

const open = (browse, address, options) => browse(address, { ready: '.stage', ...options });
const standings = (page) => page.locator('.standings > li').evaluateAll((items) => items.map((item) => `${item.querySelector('.outcome').textContent} ${item.querySelector('.sum').textContent}`));
const asked = (page) => page.locator('.ask:visible h2').allTextContents();

const words = {
  'chooser-back': 'Back', 'chooser-next': 'Next', 'chooser-result': 'Result', 'chooser-again': 'Again', 'chooser-best': 'Best', 'chooser-level': 'Level',
  'chooser-because': 'Because', 'chooser-nothing': 'Nothing yet', 'entry-filter': 'I want to', 'entry-any': 'Any role',
};

await judge('choices', { scripts: ['chooser.js', 'entry.js'], words, text: entry + decision }, {
  async 'one question is asked at a time, and each answer counts at once'(browse) {
    const page = await open(browse, '?x=1');
    assert.deepEqual(await asked(page), ['At night?']);
    await page.getByLabel('Gladly').check();
    assert.deepEqual(await standings(page), ['sre 2', 'dev 0']);
    await page.getByRole('button', { name: 'Next' }).click();
    assert.deepEqual(await asked(page), ['By day?']);
    assert.equal(await page.evaluate(() => document.activeElement.value), '1');
    await page.getByLabel('Code').check();
    assert.deepEqual(await page.locator('.standings .reasons').first().locator('li').allTextContents(), ['Gladly +2', 'Code +1']);
    assert.equal(new URL(page.url()).search, '?x=1&c1=1.2');
    await page.getByRole('button', { name: 'Result' }).click();
    assert.deepEqual(await page.locator('.result > p').allTextContents(), ['Best', 'sre', 'Because']);
    await page.getByRole('button', { name: 'Again' }).click();
    assert.deepEqual(await standings(page), ['sre 0', 'dev 0']);
    assert.equal(new URL(page.url()).search, '?x=1');
  },
  async 'an address brings the answers back, and outcomes that are level are both named'(browse) {
    const page = await open(browse, '?c1=1.2');
    assert.deepEqual(await page.locator('.result .winner').allTextContents(), ['sre']);
    const level = await open(browse, '?c1=2.1');
    assert.deepEqual(await level.locator('.result > .result-title').allTextContents(), ['Level']);
    const spoilt = await open(browse, '?c1=9.%.x');
    assert.deepEqual(await standings(spoilt), ['dev 0', 'sre 0']);
  },
  async 'a link to a question asks it'(browse) {
    const page = await open(browse, '#day');
    assert.deepEqual(await asked(page), ['By day?']);
    await page.getByRole('button', { name: '1: At night?' }).click();
    assert.deepEqual(await asked(page), ['At night?']);
  },
  async 'wishes are found by any of their words'(browse) {
    const page = await open(browse, '', { ready: '.entry-filter' });
    await page.getByRole('searchbox').fill('ETAT');
    assert.deepEqual(await page.locator('.entry li:visible a').allTextContents(), ['database']);
    assert.deepEqual(await page.locator('.entry details:visible strong').allTextContents(), ['dev']);
    await page.getByRole('searchbox').fill('');
    assert.equal(await page.locator('.entry details[open]').count(), 0);
    assert.equal(await page.locator('.entry details:visible').count(), 2);
  },
});
