// The search engine of the site: loads what a query needs of the index in `_search/`, and answers.
//
// What counts as a word and how results are ranked is the same as in Roadbook itself (`src/search`), down to the last bit:
// each part here stands beside the file whose name it has. The index holds everything that depends on the language.
// Its files are scripts, which `roadbook.load` of the page brings.
"use strict";
{
  const VERSION = 1;

  // words.rs

  const LONGEST = 40;
  const LONGEST_WHOLE = 24;
  const MOST_RUNS = 3;
  const DENSE = "\\u3005\\u3040-\\u30ff\\u31f0-\\u31ff\\u3400-\\u4dbf\\u4e00-\\u9fff\\uac00-\\ud7af\\uf900-\\ufaff\\u{20000}-\\u{3ffff}";
  const WORD = "[\\p{Alphabetic}\\p{N}\\p{M}]";
  const LETTER = `(?:(?![${DENSE}])${WORD}|\\p{M})`;
  // A run of a script without spaces between words; or `C++` and `C#`, `.NET`, any other word.
  const RUNS = new RegExp(`([${DENSE}][${DENSE}\\p{M}]*)|${LETTER}{1,2}(?:\\+\\+|#)(?!${WORD})|(?:(?<!${WORD})\\.(?=net(?!${WORD})))?${LETTER}+`, "giu");

  const length = (word) => [...word].length;

  const fold = (text) => text.normalize("NFKD").replace(/(?![\u3099\u309a])\p{M}/gu, "").normalize("NFC").toLowerCase().replaceAll("ς", "σ");

  const runs = (text) => [...text.matchAll(RUNS)].map(({ 0: written, 1: dense, index: start }) => ({ start, end: start + written.length, isDense: !!dense, written }));

  // Where a capital follows a small letter or digit, and before the last of several capitals that a small letter follows.
  const humps = (written) => written.split(/(?<=[\p{Lowercase}\p{N}])(?=\p{Uppercase})|(?<=\p{Uppercase})(?=\p{Uppercase}\p{Lowercase})/u);

  const isKept = (word) => word && length(word) <= (/\p{N}/u.test(word) && /\p{Alphabetic}/u.test(word) ? LONGEST_WHOLE : LONGEST);

  function parts(written) {
    const found = humps(written);
    const isCode = found.length > 2 || (found.length === 2 && /^\p{Lowercase}/u.test(written));
    return (isCode ? found : [written]).map(fold).filter(isKept);
  }

  // Of a script without spaces between words, every two neighbouring characters.
  function pairs({ start, end, written }) {
    const characters = [...fold(written)];
    const ends = added([...written].map((c) => c.length), start);
    const firsts = characters.length > 1 ? characters.slice(0, -1) : characters;
    return firsts.map((c, at) => ({ start: ends[at - 1] ?? start, end: ends[at + 1] ?? end, parts: [c + (characters[at + 1] ?? "")] }));
  }

  function joined(text, chain) {
    const gaps = chain.slice(1).map((run, at) => text.slice(chain[at].end, run.start)).join("");
    const isName =
      chain.length > 1 &&
      chain.length <= MOST_RUNS &&
      !chain.some((run) => run.isDense) &&
      /^\p{Alphabetic}/u.test(chain[0].written) &&
      (!gaps.includes("/") || chain.every((run) => /^\p{Uppercase}.{0,2}$/u.test(run.written))) &&
      (!gaps.includes(".") || chain.length === 2);
    return isName && whole(chain.map((run) => fold(run.written)).join(""));
  }

  const whole = (word) => (length(word) <= LONGEST_WHOLE ? word : null);

  // Every word of a text: `{start, end, parts, whole}`.
  function compounds(text) {
    const found = [];
    let chain = [];
    const take = () => {
      const name = joined(text, chain);
      if (name) chain = [{ start: chain[0].start, end: chain.at(-1).end, parts: chain.flatMap((run) => parts(run.written)), whole: name }];
      for (const run of chain) {
        if (run.isDense) found.push(...pairs(run));
        else {
          run.parts ??= parts(run.written);
          run.whole ??= run.parts[1] && whole(fold(run.written));
          if (run.parts.length) found.push(run);
        }
      }
      chain = [];
    };
    for (const run of runs(text)) {
      if (chain.length && !/^[-_./]$/.test(text.slice(chain.at(-1).end, run.start))) take();
      chain.push(run);
    }
    take();
    return found;
  }

  // query.rs

  const MOST_CHARACTERS = 1000;
  const MOST_WORDS = 24;

  function parse(text, facetNames) {
    const query = { words: [], phrases: [], facets: [] };
    let rest = [...text].slice(0, MOST_CHARACTERS).join("").replace(/[“”„«»]/g, '"');
    let isOpen = false;
    while (rest) {
      const [all, quoted, name, long, short] = /^"([^"]*)"?|^([^:]+):(?:"([^"]*)"?|([^ ]*) ?)|^/.exec(rest);
      const isFacet = facetNames.includes(name);
      const isQuoted = rest[0] === '"';
      const part = isQuoted ? quoted : isFacet ? "" : /^[^ "]* ?/.exec(rest)[0];
      rest = rest.slice((isQuoted || isFacet ? all : part).length);
      if (isFacet) query.facets.push([name, long ?? short]);
      const found = compounds(part);
      isOpen = !isQuoted && found.at(-1)?.end === part.length;
      for (const { parts, whole } of found) {
        for (const word of parts) {
          const at = query.words.findIndex((wanted) => wanted.word === word);
          const [before] = at < 0 ? [] : query.words.splice(at, 1);
          if (query.words.length < MOST_WORDS) query.words.push({ word, whole, isQuoted: isQuoted || before?.isQuoted });
        }
      }
      if (isQuoted && found.length) query.phrases.push(found.flatMap(({ parts }) => parts));
    }
    const last = query.words.at(-1);
    if (last) last.isOpen = isOpen;
    return query;
  }

  // lookup.rs

  const OTHER_FORM = 0.95;
  const SAME_STEM = 0.7;
  const STEM = 4;
  const BEGUN = 0.85;
  const BEGUN_BESIDE_WHOLE = 0.25;
  const MOST_BEGUN = 12;
  const MISSPELLED = [1, 0.65, 0.45];
  const MOST_MISSPELLED = 3;
  const MISSPELLED_FROM = [4, 8];
  const BEGUN_SHARDS = 2;
  const MISSPELLED_SHARDS = 6;

  // The optimal string alignment of two lists of letters.
  function distance(one, other) {
    const rows = [[...other.keys(), other.length]];
    one.forEach((letter, row) => {
      const next = [row + 1];
      other.forEach((candidate, column) => {
        const swapped = letter === other[column - 1] && one[row - 1] === candidate ? rows[row - 1][column - 1] + 1 : Infinity;
        next.push(Math.min(rows[row][column] + (letter !== candidate), rows[row][column + 1] + 1, next[column] + 1, swapped));
      });
      rows.push(next);
    });
    return rows.at(-1).at(-1);
  }

  // rank.rs

  const IN_HEADING = 8;
  const IN_TITLE = 8;
  const IN_TITLE_BELOW = 0.3;
  const LEAD = 1.05;
  const HIGHEST_IMPACT = 31;

  // How much of a query stands in a heading.
  const part = () => ({ matched: 0, words: 0, length: 0 });

  function add(part, rareness, length) {
    if (!length) return;
    part.matched += rareness;
    part.words++;
    part.length = length;
  }

  function worth({ matched, words, length }, all) {
    const filled = words < length ? words / length : 1;
    return (matched / all) * (filled * filled);
  }

  // excerpt.rs

  const LENGTH = 160;
  const BEFORE = 40;

  // Texts are read once, however many keystrokes follow.
  const read = (section) => (section.read ??= compounds(section.text));

  // Where some words stand in a text; `found` has those that are looked for.
  function marks(text, found, words = compounds(text)) {
    const marks = [];
    for (const { start, end, parts, whole } of words) {
      const word = [...parts, whole].find((word) => found.has(word));
      if (!word) continue;
      // Pairs of a script without spaces overlap.
      if (marks.at(-1)?.end >= start) marks.at(-1).end = end;
      else marks.push({ start, end, word });
    }
    return marks;
  }

  // A stretch of a text in pieces: `[[text, isMarked], …]`.
  function pieces(text, marks, start = 0, end = text.length) {
    const pieces = [];
    let at = start;
    for (const mark of marks.filter((mark) => mark.start >= start && mark.end <= end)) {
      pieces.push([text.slice(at, mark.start)], [text.slice(mark.start, mark.end), true]);
      at = mark.end;
    }
    return [...pieces, [text.slice(at, end)]];
  }

  // The stretch with the most of the words that were found.
  function excerpt(section, found) {
    const { text } = section;
    const all = marks(text, found, read(section));
    let [best, most] = [0, 0];
    all.forEach(({ start }, at) => {
      let end = at;
      while (all[end]?.end <= start + LENGTH - BEFORE) end++;
      const worth = new Set(all.slice(at, end).map(({ word }) => word)).size;
      if (worth > most) [best, most] = [start, worth];
    });
    const start = best > BEFORE ? best - (/ (.*)/.exec(text.slice(best - BEFORE, best))?.[1].length ?? 0) : 0;
    let end = Math.min(text.length, start + LENGTH);
    const space = text.lastIndexOf(" ", end);
    if (end < text.length && end - space < BEFORE) end = space;
    return [[start ? "… " : ""], ...pieces(text, all, start, end), [end < text.length ? " …" : ""]];
  }

  // encode.rs, read backwards

  const utf8 = (bytes) => new TextDecoder().decode(bytes);
  const json = (bytes) => JSON.parse(utf8(bytes));

  async function inflate(data) {
    const bytes = Uint8Array.from(atob(data), (c) => c.charCodeAt(0));
    return new Uint8Array(await new Response(new Response(bytes).body.pipeThrough(new DecompressionStream("gzip"))).arrayBuffer());
  }

  function reader(bytes) {
    let at = 0;
    const number = () => {
      const byte = bytes[at++];
      return byte < 128 ? byte : (byte & 127) + 128 * number();
    };
    return {
      number,
      many: (one) => Array.from({ length: number() }, one),
      byte: () => bytes[at++],
      rest: () => utf8(bytes.subarray(at)),
      isEnd: () => at >= bytes.length,
    };
  }

  const DECODE = {
    d(bytes) {
      const { number, many, byte, rest } = reader(bytes);
      let at = 0;
      let text = "";
      const terms = many(() => {
        const step = number();
        return { number: (at += step % 2 ? -(step + 1) / 2 : step / 2) };
      });
      for (const term of terms) term.level = byte();
      const lines = rest().split("\n");
      terms.forEach((term, at) => (term.text = text = text.slice(0, lines[at].charCodeAt(0) - 32) + lines[at].slice(1)));
      return terms;
    },
    p(bytes) {
      const { number, many, byte, isEnd } = reader(bytes);
      const classes = [];
      while (!isEnd()) {
        const rareness = byte();
        let section = 0;
        const postings = many(() => ({ section: (section += number()) }));
        for (const posting of postings) posting.impact = byte();
        for (const posting of postings) {
          const lengths = posting.impact >> 5 ? byte() : 0;
          posting.impact &= 31;
          posting.heading = lengths >> 4;
          posting.title = lengths & 15;
        }
        classes.push({ rareness, postings });
      }
      return classes;
    },
    f: json,
    t: (bytes) => json(bytes).flatMap(([url, title, kindTitle, sections]) => sections.map(([anchor, path, text]) => ({ url, title, kindTitle, anchor, path, text }))),
  };

  // What the files of the index have brought.
  const brought = new Map();
  window.__roadbookSearch = (name, data) => brought.set(name, data);

  // The place of the last of some sorted values that is not behind the one that is wanted.
  const last = (values, wanted) => Math.max(values.findLastIndex((value) => value <= wanted), 0);

  // Numbers, each with those before it added.
  const added = (numbers, sum = 0) => numbers.map((number) => (sum += number));

  // answer.rs

  const HITS = 3;
  const NEAR_BEST = 0.4;
  const READ_AT_ONCE = 20;
  const MOST_READ = 200;
  const ENOUGH = 10;
  const LENS = 1.25;

  // The best in order before all others: sorting every section of a large handbook takes longer than finding them.
  const SORTED = 1000;

  function sorted(ranked) {
    const cut = Float64Array.from(ranked, ({ score }) => score).sort().at(-SORTED) ?? 0;
    const best = ranked.filter(({ score }) => score >= cut).sort((a, b) => b.score - a.score || a.section - b.section);
    return [...best, ...ranked.filter(({ score }) => score < cut)];
  }

  class Index {
    #root;
    #kept = new Map();

    // encode.rs and files.rs, read backwards

    async open(isAgain) {
      this.#kept.clear();
      const root = json(await this.#bring("root", isAgain ? `root.js?${Date.now()}` : "root.js"));
      if (root.version !== VERSION) throw new Error("stale");
      const ends = added(root.counts);
      root.starts = ends.map((end, page) => end - root.counts[page]);
      root.pages = root.counts.flatMap((count, page) => Array(count).fill(page));
      root.firsts.t = added(root.firsts.t);
      root.synonyms = new Map(Object.entries(root.synonyms));
      this.#root = root;
      return this;
    }

    // What is loaded once, unless it fails.
    #once(name, load) {
      if (!this.#kept.has(name)) {
        const loading = load();
        this.#kept.set(name, loading);
        loading.catch(() => this.#kept.delete(name));
      }
      return this.#kept.get(name);
    }

    // The bytes that a file brings under a name.
    async #bring(name, file) {
      try {
        await this.#once(file, () => roadbook.load(`_search/${file}`));
        return await inflate(brought.get(name));
      } catch (cause) {
        // The next time there may be more in it.
        this.#kept.delete(file);
        throw new Error(navigator.onLine ? (name === "root" ? "missing" : "stale") : "offline", { cause });
      }
    }

    // A part of the index: of the dictionary (d), the postings (p), the texts (t), or the facets (f).
    #shard(sort, at) {
      const { files } = this.#root;
      const [kind, place] = files[sort] ? [sort, at] : ["pack", 0];
      const [size, digests] = files[kind];
      const from = Math.floor(place / size) * 8;
      return this.#once(sort + at, () => this.#bring(sort + at, `${kind}${place}.${digests.slice(from, from + 8)}.js`).then(DECODE[sort]));
    }

    // What a shard has of a class or section.
    async one(sort, number) {
      const firsts = this.#root.firsts[sort];
      const at = last(firsts, number);
      return (await this.#shard(sort, at))[number - firsts[at]];
    }

    // The words in some files of the dictionary.
    async #terms(low, high = low + 1) {
      const shards = Array.from({ length: Math.min(high, this.#root.firsts.d.length) - low }, (_, at) => this.#shard("d", low + at));
      return (await Promise.all(shards)).flat();
    }

    #termsNear(word) {
      return this.#terms(last(this.#root.firsts.d, word));
    }

    // index.rs

    #termsAround(word) {
      const { d } = this.#root.firsts;
      const [letter] = word;
      const beginsSo = (shard) => [...(d[shard] ?? "")][0] === letter;
      let low = last(d, word);
      let high = low + 1;
      for (let before = 0; before !== high - low; ) {
        before = high - low;
        if (high - low < MISSPELLED_SHARDS && beginsSo(high)) high++;
        if (high - low < MISSPELLED_SHARDS && low && beginsSo(low)) low--;
      }
      return this.#terms(low, high);
    }

    // lookup.rs

    async #exact(word) {
      return (await this.#termsNear(word)).find((term) => term.text === word);
    }

    // A word without each ending that it may have, and what stands in other forms in the place of that.
    #stems(word) {
      const endings = this.#root.endings.filter(([from]) => word.endsWith(from));
      return endings.map(([from, to]) => [word.slice(0, word.length - from.length), to]);
    }

    async #otherForm(word) {
      for (const [stem, to] of this.#stems(word)) {
        const term = length(stem) > 2 && (await this.#exact(stem + to));
        if (term) return term;
      }
    }

    async #sameStem(word) {
      for (const [stem] of this.#stems(word)) {
        const [term] = stem !== word && length(stem) >= STEM ? await this.#begun(stem) : [];
        if (term) return term;
      }
    }

    async #begun(word) {
      const at = last(this.#root.firsts.d, word);
      const terms = (await this.#terms(at, at + BEGUN_SHARDS)).filter(({ text }) => text.startsWith(word) && text !== word);
      return terms.sort((a, b) => b.level - a.level || length(a.text) - length(b.text)).slice(0, MOST_BEGUN);
    }

    async #misspelled(word) {
      const letters = [...word];
      const most = MISSPELLED_FROM.filter((from) => letters.length >= from).length;
      const found = [];
      for (const term of most ? await this.#termsAround(word) : []) {
        const other = [...term.text];
        if (other[0] !== letters[0] || Math.abs(other.length - letters.length) > most) continue;
        const steps = distance(letters, other);
        if (steps <= most) found.push({ term, steps, second: other[1] !== letters[1] });
      }
      return found.sort((a, b) => a.steps - b.steps || b.term.level - a.term.level || a.second - b.second).slice(0, MOST_MISSPELLED);
    }

    // The words that begin most like a word that no page has.
    async #nearest(word) {
      const letters = [...word];
      for (let end = letters.length - 1; end > 1; end--) {
        const found = await this.#begun(letters.slice(0, end).join(""));
        if (found.length) return found.slice(0, MOST_MISSPELLED).map((term) => term.text);
      }
      return [];
    }

    async #unit({ word, whole, isOpen, isQuoted }) {
      const unit = { word, classes: [], found: [], isQuoted };
      const take = (term, weight) => {
        if (!term) return false;
        unit.found.push(term.text);
        if (!unit.classes.some(({ number }) => number === term.number)) {
          unit.classes.push({ number: term.number, weight });
          unit.classes.sort((a, b) => b.weight - a.weight);
        }
        return true;
      };
      const isWhole = take(await this.#exact(word), 1);
      if (whole) take(await this.#exact(whole), 1);
      if (!unit.classes.length) take(await this.#otherForm(word), OTHER_FORM);
      if (isOpen) {
        const share = isWhole ? BEGUN_BESIDE_WHOLE : BEGUN;
        for (const term of await this.#begun(word)) take(term, (share * length(word)) / length(term.text));
      }
      if (!unit.classes.length) take(await this.#sameStem(word), SAME_STEM);
      if (!unit.classes.length) {
        for (const { term, steps } of await this.#misspelled(word)) {
          unit.corrected ??= term.text;
          take(term, MISSPELLED[steps]);
        }
      }
      return unit;
    }

    #units({ words }) {
      const telling = words.filter(({ word }) => !this.#root.stop.includes(word));
      return Promise.all((telling.length ? telling : words).map((wanted) => this.#unit(wanted)));
    }

    // rank.rs

    async #rank(units) {
      const known = await Promise.all(units.map(({ classes }) => Promise.all(classes.map(({ number }) => this.one("p", number)))));
      const { starts, pages } = this.#root;
      // What a word counts at most in each section, and where that comes from; cleared after each word.
      const most = new Float64Array(pages.length);
      const from = Array(pages.length);
      const hits = Array(pages.length);
      let all = 0;
      known.forEach((classes, bit) => {
        const rareness = classes[0]?.rareness ?? 0;
        all += rareness;
        classes.forEach(({ postings }, at) => {
          for (const posting of postings) {
            const { section } = posting;
            const impact = units[bit].classes[at].weight * posting.impact;
            if (impact <= most[section]) continue;
            most[section] = impact;
            from[section] = posting;
          }
        });
        for (const { section } of classes.flatMap(({ postings }) => postings)) {
          if (!most[section]) continue;
          const hit = (hits[section] ??= { section, page: pages[section], impact: 0, matched: 0, words: 0, heading: part(), title: part() });
          hit.impact += rareness * most[section];
          hit.matched += rareness;
          hit.words |= 1 << bit;
          add(hit.heading, rareness, from[section].heading);
          add(hit.title, rareness, from[section].title);
          most[section] = 0;
        }
      });
      const found = hits.flat();
      for (const hit of found) {
        const share = hit.matched / all;
        const [title, lead] = starts[hit.page] === hit.section ? [IN_TITLE, LEAD] : [IN_TITLE_BELOW, 1];
        const heading = (hit.heading.matched / all) * worth(hit.heading, all);
        const named = 1 + IN_HEADING * heading + title * worth(hit.title, all);
        hit.score = (hit.impact / (all * HIGHEST_IMPACT)) * (share * share) * named * lead;
      }
      return found;
    }

    // answer.rs

    async #holds(section, phrases) {
      const own = await this.one("t", section);
      const texts = [compounds(own.path.at(-1) ?? own.title), read(own)].map((found) => ` ${found.flatMap(({ parts }) => parts).join(" ")} `);
      return phrases.every((phrase) => texts.some((text) => text.includes(` ${phrase.join(" ")} `)));
    }

    // Of the sections that have all words in quotes, those that have them in their order.
    async #reading(ranked, units, phrases) {
      const wanted = units.reduce((bits, unit, bit) => (unit.isQuoted ? bits | (1 << bit) : bits), 0);
      const candidates = ranked.filter(({ words }) => (words & wanted) === wanted);
      const found = [];
      for (let at = 0; at < MOST_READ && at < candidates.length && found.length < ENOUGH; at += READ_AT_ONCE) {
        const some = candidates.slice(at, at + READ_AT_ONCE);
        const holds = await Promise.all(some.map(({ section }) => this.#holds(section, phrases)));
        found.push(...some.filter((_, place) => holds[place]));
      }
      // Where not all could be read, sections with the words tell more than none.
      return !found.length && candidates.length > MOST_READ ? candidates : found;
    }

    // The sections that answer a query, the best first, whatever their pages.
    async ranked(text, more = [], lens) {
      const { facets: names, starts } = this.#root;
      const query = parse(text, names);
      const chosen = [...query.facets, ...more];
      const units = await this.#units(query);
      let ranked = units.length || !chosen.length ? await this.#rank(units) : starts.map((section, page) => ({ section, page, score: 0 }));
      const { facets, serves } = await this.#shard("f", 0);
      // The reader's own role first.
      const role = serves.values.findIndex(([id]) => id === lens);
      for (const hit of ranked) if (serves.sets[serves.pages[hit.page]].includes(role)) hit.score *= LENS;
      ranked = sorted(ranked);
      if (query.phrases.length) ranked = await this.#reading(ranked, units, query.phrases);
      // Two values of one facet are a choice, two facets must both fit.
      const shown = facets.map(({ values, sets, pages }, at) => {
        const wanted = chosen.filter(([name]) => name === names[at]).map(([, value]) => value);
        const own = values.map(([value, label]) => ({ value, label, count: 0, isOn: wanted.includes(value) }));
        const of = (page) => sets[pages[page]].map((at) => own[at]);
        return { name: names[at], values: own, of, has: (page) => !wanted.length || of(page).some(({ isOn }) => isOn) };
      });
      const isIn = (page, but) => shown.every((facet) => facet === but || facet.has(page));
      for (const page of new Set(ranked.map((hit) => hit.page))) {
        for (const facet of shown) if (isIn(page, facet)) for (const value of facet.of(page)) value.count++;
      }
      return { units, ranked: ranked.filter(({ page }) => isIn(page)), facets: shown };
    }

    async #words(units) {
      const words = new Set(units.flatMap(({ word }) => [word, ...(this.#root.synonyms.get(word) ?? [])]));
      for (const form of units.flatMap(({ found }) => found)) {
        const terms = await this.#termsNear(form);
        const { number } = terms.find(({ text }) => text === form);
        for (const term of terms) if (term.number === number) words.add(term.text);
      }
      return words;
    }

    async search(text, options) {
      try {
        return await this.#answer(text, options);
      } catch (error) {
        if (error.message !== "stale") throw error;
        // The site was published anew since its root was read.
        await this.open(true);
        return this.#answer(text, options);
      }
    }

    // The answer to a query; the handbook's page on search says what is in it.
    async #answer(text, { facets: more, lens, limit }) {
      const { units, ranked, facets } = await this.ranked(text, more, lens);
      const found = new Map();
      for (const hit of ranked) {
        const own = found.get(hit.page);
        if (!own) found.set(hit.page, [hit]);
        else if (own.length < HITS && hit.score >= NEAR_BEST * own[0].score) own.push(hit);
      }
      const words = await this.#words(units);
      const page = async (own) => {
        const shown = await Promise.all(own.map(({ section }) => this.one("t", section)));
        const marked = (text) => pieces(text, marks(text, words));
        return { ...shown[0], title: marked(shown[0].title), hits: shown.map((section) => ({ ...section, path: section.path.map(marked), excerpt: section.text && excerpt(section, words) })) };
      };
      return {
        total: found.size,
        pages: await Promise.all([...found.values()].slice(0, limit).map(page)),
        corrected: units.find(({ corrected }) => corrected)?.corrected,
        facets,
        words: [...words],
        nearest: (await Promise.all(units.map(({ word, classes }) => (found.size || classes.length ? [] : this.#nearest(word))))).flat(),
      };
    }
  }

  window.roadbook.search = { open: () => new Index().open(), compounds, marks };
}
