// A decision as a conversation: one question at a time, the standings beside it, each with its reasons.
// Without it the page is a list of questions whose answers say what they count for.
"use strict";
{
  // The words of the interface.
  const { chooserBack, chooserNext, chooserResult, chooserAgain, chooserBest, chooserLevel, chooserBecause, chooserNothing } = document.body.dataset;

  function equip(chooser, parameter) {
    const asks = questions(chooser);
    if (!asks.length) return;
    const stage = made("div", { className: "stage" });
    const stops = made("ol", { className: "stops" });
    const result = made("div", { className: "result", hidden: true, tabIndex: -1 });
    const [back, next] = [button(chooserBack), button(chooserNext)];
    next.classList.add("onwards");
    const standings = chooser.querySelector(".standings");
    // On a decision's own page the questions stand behind it, under the headings that the page's contents name.
    const place = asks[0].parts[0];
    place.before(stage);
    for (const ask of asks) {
      ask.element = made("div", { className: "ask" }, ...ask.parts);
      const stop = button(String(asks.indexOf(ask) + 1));
      stop.ariaLabel = `${stop.textContent}: ${ask.title}`;
      stop.addEventListener("click", () => show(asks.indexOf(ask)));
      ask.stop = stop;
      stops.append(made("li", {}, stop));
    }
    const turns = made("div", { className: "turns" }, back, next);
    stage.append(made("div", { className: "asking" }, stops, ...asks.map((ask) => ask.element), result, turns), standings);
    chooser.classList.add("live");
    // Its questions lie all over the page; the answers are in the address.
    chooser.addEventListener("roadbook:leave", () => location.reload());

    let at = 0;
    function show(question, isMoved = true) {
      at = Math.min(Math.max(question, 0), asks.length);
      const isEnd = at === asks.length;
      asks.forEach((ask, place) => {
        ask.element.hidden = place !== at;
        if (place === at) ask.stop.ariaCurrent = "step";
        else ask.stop.removeAttribute("aria-current");
      });
      result.hidden = !isEnd;
      back.disabled = at === 0;
      next.textContent = isEnd ? chooserAgain : at === asks.length - 1 ? chooserResult : chooserNext;
      if (!isMoved) return;
      const target = isEnd ? result : asks[at].inputs.find((input) => input.checked) ?? asks[at].inputs[0];
      target.focus({ preventScroll: true });
      stage.scrollIntoView({ block: "nearest" });
    }
    function count() {
      asks.forEach((ask) => ask.stop.classList.toggle("answered", ask.inputs.some((input) => input.checked)));
      const ranked = rank(standings, asks);
      draw(standings, ranked);
      tell(result, ranked);
    }

    back.addEventListener("click", () => show(at - 1));
    next.addEventListener("click", () => {
      if (at < asks.length) return show(at + 1);
      asks.forEach((ask) => ask.inputs.forEach((input) => (input.checked = false)));
      count();
      keep(parameter, asks);
      show(0);
    });
    stage.addEventListener("change", () => {
      count();
      keep(parameter, asks);
    });
    addEventListener("hashchange", () => seek());
    function seek() {
      const named = asks.findIndex((ask) => ask.id && `#${ask.id}` === decodeURIComponent(location.hash));
      if (named >= 0) show(named);
    }
    restore(parameter, asks);
    count();
    const open = asks.findIndex((ask) => !ask.inputs.some((input) => input.checked));
    show(open < 0 ? asks.length : open, false);
    seek();
  }

  // The questions, each with all that belongs to it.
  function questions(chooser) {
    const asks = new Map();
    for (const set of document.querySelectorAll("fieldset.question")) {
      const inputs = [...set.querySelectorAll("input")];
      if ((set.closest(".chooser") ?? document.getElementById("rb-chooser")) !== chooser) continue;
      const heading = document.getElementById(set.dataset.heading);
      const ask = asks.get(heading ?? set) ?? { id: heading?.id, title: (heading ?? set.querySelector("legend")).firstChild.textContent, inputs: [], parts: heading ? section(heading) : [set] };
      ask.inputs.push(...inputs);
      asks.set(heading ?? set, ask);
    }
    return [...asks.values()];
  }

  function section(heading) {
    const parts = [heading];
    for (let next = heading.nextElementSibling; next && !next.matches("h2, section"); next = next.nextElementSibling) parts.push(next);
    return parts;
  }

  // The outcomes, best first, each with its points and the answers that gave them.
  function rank(standings, asks) {
    const chosen = asks.flatMap((ask) => ask.inputs.filter((input) => input.checked));
    const outcomes = [...standings.children].map((item) => {
      const reasons = chosen.map((input) => [input, points(input).get(item.dataset.outcome) ?? 0]).filter(([, given]) => given > 0);
      return { item, reasons, sum: reasons.reduce((sum, [, given]) => sum + given, 0) };
    });
    return outcomes.sort((a, b) => b.sum - a.sum);
  }

  const points = (input) => new Map(input.dataset.points.split(" ").filter(Boolean).map((given) => given.split(":")).map(([id, given]) => [id, Number(given)]));

  function draw(standings, ranked) {
    const most = Math.max(ranked[0].sum, 1);
    for (const { item, reasons, sum } of ranked) {
      item.querySelectorAll(".share, .sum, .reasons").forEach((old) => old.remove());
      item.classList.toggle("leads", sum > 0 && sum === ranked[0].sum);
      item.append(made("b", { className: "sum" }, String(sum)), bar(Math.round((100 * sum) / most)));
      if (reasons.length) item.append(list(reasons));
      standings.append(item);
    }
  }

  const list = (reasons) => made("ul", { className: "reasons" }, ...reasons.map(([input, given]) => made("li", {}, `${input.labels[0].textContent.trim()} +${given}`)));

  function bar(percent) {
    const draw = (name, attributes, ...children) => {
      const element = document.createElementNS("http://www.w3.org/2000/svg", name);
      for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
      element.append(...children);
      return element;
    };
    return draw("svg", { class: "share", viewBox: "0 0 100 8", preserveAspectRatio: "none", "aria-hidden": "true" }, draw("rect", { class: "track", width: 100, height: 8 }), draw("rect", { width: percent, height: 8 }));
  }

  // Who leads, with the reasons; several where they are level.
  function tell(result, ranked) {
    const best = ranked.filter(({ sum }) => sum > 0 && sum === ranked[0].sum);
    const title = !best.length ? chooserNothing : best.length > 1 ? chooserLevel : chooserBest;
    result.replaceChildren(made("p", { className: "result-title" }, title));
    for (const { item, reasons } of best) {
      const about = item.querySelector(".about");
      result.append(made("p", { className: "winner" }, item.querySelector(".outcome").firstElementChild.cloneNode(true)));
      if (about) result.append(made("p", {}, about.textContent));
      result.append(made("p", { className: "because" }, chooserBecause), list(reasons));
    }
  }

  // ---- The address: `?c1=2.0.1` has the number of each question's answer, 0 where there is none.

  const parameters = () => location.search.slice(1).split("&").filter(Boolean);

  function restore(parameter, asks) {
    const found = parameters().find((other) => other.startsWith(`${parameter}=`));
    const numbers = found?.slice(parameter.length + 1).split(".") ?? [];
    asks.forEach((ask, at) => ask.inputs.forEach((input) => (input.checked = input.value === numbers[at])));
  }

  function keep(parameter, asks) {
    const numbers = asks.map((ask) => ask.inputs.find((input) => input.checked)?.value ?? "0");
    const all = parameters().filter((other) => !other.startsWith(`${parameter}=`));
    if (numbers.some((number) => number !== "0")) all.push(`${parameter}=${numbers.join(".")}`);
    history.replaceState(history.state, "", location.pathname + (all.length ? `?${all.join("&")}` : "") + location.hash);
  }

  function made(name, properties, ...children) {
    const element = Object.assign(document.createElement(name), properties);
    element.append(...children);
    return element;
  }

  function button(label) {
    return made("button", { type: "button" }, label);
  }

  roadbook.enhance(".chooser", (chooser, at) => equip(chooser, `c${at + 1}`));
}
