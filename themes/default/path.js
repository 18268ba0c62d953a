// A golden path that is followed: values in its code, ticks at its steps, and the whole of it as a script.
"use strict";
{
  const { store } = window.roadbook;
  const page = document.documentElement;
  const bar = document.querySelector(".path-bar");
  const words = bar.dataset;
  const fill = (text, values) => text.replace(/\{(\w+)\}/g, (all, name) => values[name] ?? all);

  const element = (name, attributes = {}, ...content) => {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) if (value != null && value !== false) made.setAttribute(key, value === true ? "" : value);
    made.append(...content);
    return made;
  };
  const pressed = (label, action, attributes) => {
    const button = element("button", { type: "button", ...attributes }, label);
    button.addEventListener("click", action);
    return button;
  };
  // A button that says for a moment what it has done.
  const copying = (label, text) => {
    const button = pressed(label, async () => {
      try {
        await navigator.clipboard.writeText(text());
      } catch {
        return; // The browser refused: the button keeps its words.
      }
      button.textContent = document.body.dataset.copied;
      setTimeout(() => (button.textContent = label), 1500);
    });
    return button;
  };

  // ---- Values

  // Secrets live as long as the page.
  const secrets = new Map();
  const variables = new Map();
  for (const entry of document.querySelectorAll("[data-variable]")) {
    const { variable: name, shape, pattern, choices, initial, example, label } = entry.dataset;
    let fits = null;
    try {
      fits = pattern && new RegExp(`^(?:${pattern})$`, "u");
    } catch {
      // A pattern that only the build can read keeps nobody from filling in.
    }
    variables.set(name, { name, entry, label, pattern, fits, choices: choices?.split("\n"), initial, example, isNumber: shape === "integer", isSecret: shape === "secret" });
  }

  const kept = () => store.read("values");
  const valueOf = ({ name, isSecret, initial }) => {
    const value = isSecret ? secrets.get(name) : kept()[name];
    return typeof value === "string" && value !== "" ? value : initial;
  };
  const faultOf = ({ pattern, fits, choices, isNumber, example }, value) => {
    if (value === undefined) return "";
    const said = (text) => fill(text, { pattern }) + (example ? ` ${fill(words.faultExample, { example })}` : "");
    if (isNumber && !/^[+-]?\d+$/.test(value)) return said(words.faultNumber);
    if (choices && !choices.includes(value)) return said(words.faultChoice);
    return fits && !fits.test(value) ? said(words.faultPattern) : "";
  };
  const keep = (values) => {
    const next = { ...kept() };
    for (const [name, value] of Object.entries(values)) {
      const variable = variables.get(name);
      if (variable?.isSecret) {
        if (value) secrets.set(name, value);
        else secrets.delete(name);
      } else if (value) next[name] = value;
      else delete next[name];
    }
    store.write("values", next);
  };

  const slots = document.querySelectorAll("var[data-name]");
  const showValues = () => {
    for (const slot of slots) {
      const variable = variables.get(slot.dataset.name);
      if (!variable) continue;
      const value = valueOf(variable);
      slot.textContent = value === undefined ? (variable.example ?? `<${variable.name}>`) : variable.isSecret ? "••••••••" : value;
      slot.classList.toggle("unfilled", value === undefined);
      slot.classList.toggle("wrong", faultOf(variable, value) !== "");
    }
    for (const variable of variables.values()) variable.show?.();
    showForm?.();
  };
  let showForm;

  // What is copied has the secrets that the page does not show.
  const shown = roadbook.code;
  roadbook.code = (block) => {
    const copy = block.cloneNode(true);
    for (const slot of copy.querySelectorAll("var[data-name]")) {
      const variable = variables.get(slot.dataset.name);
      if (variable?.isSecret) slot.textContent = valueOf(variable) ?? slot.textContent;
    }
    return shown(copy);
  };

  // ---- The form

  const control = (variable) => {
    const { name, entry, label, choices, initial, example, isNumber, isSecret } = variable;
    const id = `rb-value-${name}`;
    const fault = element("p", { class: "fault", id: `${id}-fault` });
    const hint = entry.querySelector(".hint");
    if (hint) hint.id = `${id}-hint`;
    const described = [hint?.id, fault.id].filter(Boolean).join(" ");
    const title = [element("span", { class: "label" }, label), " ", element("code", {}, name)];
    const common = { id, name, "aria-describedby": described };
    let field;
    let inputs;
    if (choices && choices.length < 5) {
      inputs = choices.map((choice) => element("input", { type: "radio", name: id, value: choice }));
      field = element("fieldset", { role: "radiogroup", "aria-describedby": described }, element("legend", {}, ...title), ...choices.map((choice, at) => element("label", { class: "choice" }, inputs[at], ` ${choice}`)));
    } else {
      const input = choices
        ? element("select", common, ...(initial ? [] : [element("option", { value: "" }, "…")]), ...choices.map((choice) => element("option", {}, choice)))
        : element("input", { ...common, type: isSecret ? "password" : "text", inputmode: isNumber && "numeric", placeholder: example, autocomplete: "off", autocapitalize: "off", spellcheck: "false" });
      inputs = [input];
      field = element("div", {}, element("label", { for: id }, ...title), input);
    }
    const isChosen = inputs[0].type === "radio";
    const read = () => (isChosen ? inputs.find((input) => input.checked)?.value ?? "" : inputs[0].value.trim());
    let isSettled = true;
    for (const input of inputs) {
      input.addEventListener("input", () => {
        // A fault is said when the reader is done, and taken back at once.
        isSettled = !faultOf(variable, read() || undefined);
        keep({ [name]: read() });
      });
      input.addEventListener("change", () => {
        isSettled = true;
        showValues();
      });
    }
    variable.show = () => {
      const value = valueOf(variable);
      for (const input of inputs) {
        if (isChosen) input.checked = input.value === value;
        // Nobody's typing is changed under their fingers.
        else if (input !== document.activeElement) input.value = value ?? "";
      }
      const text = isSettled ? faultOf(variable, value) : "";
      fault.textContent = text;
      for (const input of isChosen ? [field] : inputs) {
        if (text) input.setAttribute("aria-invalid", "true");
        else input.removeAttribute("aria-invalid");
      }
    };
    field.classList.add("field");
    entry.replaceChildren(field, ...(hint ? [hint] : []), fault);
  };

  for (const list of document.querySelectorAll("dl.variables")) {
    // Fields stand in no list of terms.
    const fields = element("div", { class: "fields" });
    for (const entry of [...list.children]) {
      const block = element("div", { class: "variable" });
      block.append(...[...entry.querySelectorAll(".hint")].map((hint) => element("p", { class: "hint" }, ...hint.childNodes)));
      const variable = variables.get(entry.dataset.variable);
      variable.entry = block;
      control(variable);
      fields.append(block);
    }
    list.replaceWith(fields);
  }

  const form = document.querySelector(".values");
  const asked = [...variables.values()].filter(({ entry }) => form?.contains(entry));
  if (asked.length) {
    const status = element("p", { class: "values-status" });
    const link = () => {
      const given = asked.filter((variable) => !variable.isSecret && kept()[variable.name]);
      const values = new URLSearchParams(given.map(({ name }) => [name, kept()[name]]));
      return `${location.href.split("#")[0]}#rb-values?${values}`;
    };
    const actions = element("p", { class: "actions" });
    if (navigator.clipboard) actions.append(copying(words.valuesLink, link));
    actions.append(pressed(words.valuesClear, () => keep(Object.fromEntries(asked.map(({ name }) => [name, ""])))));
    form.append(element("div", { class: "values-foot" }, status, actions));
    const contexts = [...form.querySelectorAll(".contexts [data-values]")].map((item) => {
      const values = Object.fromEntries(item.dataset.values.split("\n").map((line) => line.split(/=(.*)/s)));
      const button = pressed(item.textContent, () => keep(values));
      item.replaceChildren(button);
      return { button, values };
    });
    showForm = () => {
      const filled = asked.filter((variable) => valueOf(variable) !== undefined && !faultOf(variable, valueOf(variable))).length;
      status.textContent = fill(filled === asked.length ? words.valuesAll : words.valuesSome, { filled, all: asked.length });
      for (const { button, values } of contexts) {
        button.setAttribute("aria-pressed", Object.entries(values).every(([name, value]) => kept()[name] === value));
      }
    };
  }

  // A link brings values along. Anybody can make one: what could be a command of its own is left out.
  const bring = () => {
    const brought = location.hash.match(/^#rb-values\?(.*)/)?.[1];
    if (brought === undefined) return;
    location.replace("#rb-values");
    const isTame = (name, value) => {
      const variable = variables.get(name);
      return variable && !variable.isSecret && /^[\p{L}\p{N}_.:@/+-]*$/u.test(value) && !faultOf(variable, value || undefined);
    };
    keep(Object.fromEntries([...new URLSearchParams(brought)].filter(([name, value]) => isTame(name, value))));
  };
  bring();
  addEventListener("hashchange", bring);

  // ---- Steps

  const { path } = bar.dataset;
  const steps = [...document.querySelectorAll("section.step[data-mark]")].map((section) => ({
    section,
    mark: section.dataset.mark,
    seconds: Number(section.dataset.seconds ?? 0),
    heading: section.querySelector("h2"),
  }));
  const isTimed = steps.length > 0 && steps.every(({ seconds }) => seconds > 0);
  const ticked = () => {
    const marks = store.read("done")[path];
    return new Set(Array.isArray(marks) ? marks : []);
  };
  const tick = (marks) => store.write("done", { ...store.read("done"), [path]: steps.map(({ mark }) => mark).filter((mark) => marks.has(mark)) });

  for (const step of steps) {
    step.box = element("input", { type: "checkbox", "aria-describedby": step.heading.id });
    step.box.addEventListener("change", () => {
      const marks = ticked();
      if (step.box.checked) marks.add(step.mark);
      else marks.delete(step.mark);
      tick(marks);
    });
    step.section.append(element("p", { class: "tick" }, element("label", {}, step.box, ` ${words.tick}`)));
    step.link = document.querySelector(`.toc a[href="#${CSS.escape(encodeURI(step.heading.id))}"]`);
  }

  const meter = element("progress", { max: steps.length, "aria-label": words.progress });
  const count = element("strong");
  const rest = element("span");
  const again = pressed(words.again, () => {
    tick(new Set());
    // The button is gone: the first step is where to go on.
    steps[0].box.focus();
  });
  const spelled = (seconds) => {
    const unit = (number, name) => new Intl.NumberFormat(page.lang, { style: "unit", unit: name, unitDisplay: "long" }).format(number);
    const minutes = Math.ceil(seconds / 60);
    return [[Math.floor(minutes / 60), "hour"], [minutes % 60, "minute"]].filter(([number]) => number).map(([number, name]) => unit(number, name)).join(" ");
  };
  const showSteps = () => {
    const marks = ticked();
    const open = steps.filter(({ mark }) => !marks.has(mark));
    const done = steps.length - open.length;
    for (const { section, box, mark, link } of steps) {
      box.checked = marks.has(mark);
      section.classList.toggle("done", box.checked);
      section.classList.toggle("current", mark === open[0]?.mark);
      link?.classList.toggle("done", box.checked);
    }
    page.classList.toggle("arrived", open.length === 0 && steps.length > 0);
    meter.value = done;
    count.textContent = open.length ? fill(words.done, { done, all: steps.length }) : words.finished;
    rest.textContent = open.length && isTimed ? fill(words.left, { time: spelled(open.reduce((sum, { seconds }) => sum + seconds, 0)) }) : "";
    again.hidden = done === 0;
  };

  // ---- The whole path

  const isShown = (block) => !block.closest(".tab.closed, .panel.roll-back, .panel.if-it-fails");
  const commented = (text, before = "") => text.split("\n").map((line) => `# ${before}${line}`.trimEnd()).join("\n");
  // A value as the shell takes it for one text, by what it stands in.
  const quoted = (value) => `'${value.replaceAll("'", "'\\''")}'`;
  const quotings = {
    word: (value) => (/^[\w.:@/+,-]+$/.test(value) ? value : quoted(value)),
    single: (value) => value.replaceAll("'", "'\\''"),
    double: (value) => value.replace(/[\\"$\x60]/g, "\\$&"),
    document: (value) => value.replace(/[\\$\x60]/g, "\\$&"),
    nothing: (value) => value,
  };
  // What a script is given for a variable; `undefined` of one that has no example either.
  const given = (variable) => valueOf(variable) ?? (variable.isSecret ? undefined : variable.example);
  const runnable = (block) => {
    const { program = "bash" } = block.dataset;
    const copy = block.cloneNode(true);
    for (const slot of copy.querySelectorAll("var[data-name]")) {
      const variable = variables.get(slot.dataset.name);
      const value = (variable && given(variable)) ?? `<${slot.dataset.name}>`;
      slot.textContent = program === "bash" ? quotings[slot.dataset.quoting ?? "word"](value) : value;
    }
    return program === "bash" ? shown(copy) : `${program} - <<'END_OF_PROGRAM'\n${shown(copy)}\nEND_OF_PROGRAM`;
  };
  const head = () => {
    const shell = document.querySelector(".step .code[data-run='auto'][data-program='bash']") ? "/usr/bin/env bash" : "/bin/sh";
    const lines = [`#!${shell}`, `# ${document.querySelector("h1").textContent.trim()}`, `# ${location.href.split(/[?#]/)[0]}`];
    const all = [...variables.values()];
    const unfilled = all.filter((variable) => valueOf(variable) === undefined);
    const wrong = all.filter((variable) => faultOf(variable, valueOf(variable)));
    const names = (some) => some.map(({ name }) => name).join(", ");
    if (unfilled.length) lines.push(`# ${words.unfilled} ${names(unfilled)}`);
    if (wrong.length) lines.push(`# ${words.wrong} ${names(wrong)}`);
    const exports = all.filter((variable) => given(variable) !== undefined).map((variable) => `export ${variable.name}=${quoted(given(variable))}`);
    return [...lines, "set -eu", ...exports].join("\n");
  };
  const script = () => {
    const parts = [head()];
    for (const [number, { section, heading }] of steps.entries()) {
      const title = heading.querySelector(".title").textContent;
      parts.push([`# ${number + 1}. ${title}`, ...commands(section)].join("\n"));
    }
    const last = [...document.querySelectorAll(".code[data-run='cleanup']")].filter(isShown);
    if (last.length) parts.push([`# ${words.cleanUp}`, ...last.map((block) => commented(roadbook.code(block), "  "))].join("\n"));
    return `${parts.join("\n\n")}\n`;
  };
  const commands = (section) => {
    const blocks = [...section.querySelectorAll(".code[data-run]")].filter((block) => block.dataset.run !== "cleanup" && isShown(block));
    const aside = (block) => `# ${block.querySelector(".skipped")?.textContent ?? words.byHand}\n${commented(roadbook.code(block), "  ")}`;
    return blocks.map((block) => (block.dataset.run === "auto" ? runnable(block) : aside(block)));
  };

  const tools = element("p", { class: "actions" });
  if (navigator.clipboard && document.querySelector(".step .code[data-run]")) tools.append(copying(words.script, script));
  tools.append(pressed(words.print, () => print()));
  if (steps.length) bar.append(meter, element("p", { class: "path-count" }, count, " ", rest, " ", again));
  bar.append(tools);
  bar.hidden = false;
  page.classList.add("follow");

  showValues();
  showSteps();
  store.follow("values", showValues);
  store.follow("done", showSteps);
}
