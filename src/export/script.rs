//! A golden path as a shell script: values are asked for and checked first, clean-up runs at the end whatever happens.

use super::alternative::guarded;
use super::{Exported, quoted};
use crate::derived::{Command, Interpreter, Matching, Mode, PanelKind, Place, Variable, VariableShape};

/// What asks for a value: from the environment, from the terminal, or what is given with it.
const ASK: &str = r#"# Takes the value of a variable from the environment or the terminal: name, words, value to offer, pattern, secret or
# shown.
ask() {
  eval "value=\${$1-}"
  if [ -z "$value" ] && [ -t 0 ]; then
    printf '%s%s: ' "$2" "${3:+ [$3]}" >&2
    if [ "$5" = secret ]; then stty -echo; fi
    IFS= read -r value || value=
    if [ "$5" = secret ]; then stty echo; echo >&2; fi
  fi
  value=${value:-$3}
  if [ -z "$value" ]; then
    echo "set $1 ($2)" >&2
    exit 2
  fi
  if [ -n "$4" ] && ! printf '%s\n' "$value" | grep -Eqx -e "$4"; then
    echo "$1 does not fit $4" >&2
    exit 2
  fi
  eval "$1=\$value"
  export "$1"
}
"#;

/// The script. What is left to people stands in it as comments.
pub fn script(exported: &Exported<'_>) -> String {
    let shell = if exported.needs_bash() { "/usr/bin/env bash" } else { "/bin/sh" };
    let mut script = format!("#!{shell}\n");
    comment(&mut script, &exported.page.title);
    if let Some(goal) = exported.page.typed.text("goal") {
        comment(&mut script, goal);
    }
    script.push_str("#\n# Made by `roadbook export` from ");
    script.push_str(exported.page.document.path.as_str());
    script.push_str("\nset -eu\n");
    if !exported.path.variables.is_empty() {
        script.push('\n');
        script.push_str(ASK);
        script.push('\n');
    }
    for variable in &exported.path.variables {
        script.push_str(&ask(variable, exported.values.get(variable.name)));
    }
    clean_up(&mut script, exported);
    let mut place = None;
    for command in exported.path.commands.iter().filter(|command| command.mode != Mode::CleanUp) {
        if place != Some(command.place) {
            heading(&mut script, exported, command.place);
            place = Some(command.place);
        }
        script.push('\n');
        script.push_str(&block(exported, command));
    }
    script
}

fn ask(variable: &Variable<'_>, value: Option<&String>) -> String {
    let offered = value.or(variable.default.as_ref()).map_or("", String::as_str);
    let label = match &variable.example {
        Some(example) if offered.is_empty() => format!("{}, like {example}", variable.label),
        _ => variable.label.to_owned(),
    };
    let pattern = if variable.choices.is_empty() {
        let of_shape = (variable.shape == VariableShape::Integer).then(|| "[+-]?[0-9]+".to_owned());
        variable.pattern.and_then(extended).or(of_shape).unwrap_or_default()
    } else {
        variable.choices.iter().map(|choice| regex::escape(choice)).collect::<Vec<_>>().join("|")
    };
    let kind = if variable.is_secret { "secret" } else { "shown" };
    let words = [&label, offered, &pattern].map(quoted).join(" ");
    format!("ask {} {words} {kind}\n", variable.name)
}

/// A pattern as `grep -E` reads it; `None` of one that it does not know.
fn extended(pattern: &str) -> Option<String> {
    let pattern = pattern.replace("\\d", "[0-9]").replace("\\w", "[A-Za-z0-9_]").replace("\\s", "[[:space:]]");
    let is_foreign = pattern.contains("(?")
        || pattern.as_bytes().windows(2).any(|pair| pair[0] == b'\\' && pair[1].is_ascii_alphanumeric());
    (!is_foreign).then_some(pattern)
}

fn comment(script: &mut String, text: &str) {
    for line in text.lines() {
        script.push_str(format!("# {line}").trim_end());
        script.push('\n');
    }
}

fn heading(script: &mut String, exported: &Exported<'_>, place: Place) {
    script.push('\n');
    match place {
        Place::Step(number, None) => {
            comment(script, &format!("── {}. {}", number + 1, exported.path.steps[number].title()));
        }
        Place::Step(_, Some(panel)) => comment(script, panel.title()),
        Place::CleanUp => comment(script, "── Clean up"),
        Place::Elsewhere => comment(script, "── Before the first step"),
    }
}

/// The function that cleans up, where there is something to do.
fn clean_up(script: &mut String, exported: &Exported<'_>) {
    let mut commands = exported.path.commands.iter().filter(|command| command.mode == Mode::CleanUp).peekable();
    if commands.peek().is_none() {
        return;
    }
    script.push_str("\n# Runs at the end, whatever happened before.\nclean_up() {\n  set +e\n");
    for command in commands {
        script.push_str(&runnable(exported, command));
    }
    script.push_str("}\ntrap clean_up EXIT\n");
    // Some shells end at a signal without the trap for the end.
    script.push_str("trap 'exit 129' HUP\ntrap 'exit 130' INT\ntrap 'exit 143' TERM\n");
}

/// A block: what runs as it is, all else as a comment with the reason.
fn block(exported: &Exported<'_>, command: &Command<'_>) -> String {
    let mut text = String::new();
    let aside = match command.mode {
        Mode::Run => None,
        Mode::Manual => Some("By hand:".to_owned()),
        Mode::Skip { reason, .. } => Some(format!("Skipped ({reason}):")),
        Mode::CleanUp | Mode::Shown => Some("To read:".to_owned()),
    };
    if let Some(aside) = aside {
        comment(&mut text, &aside);
        comment(&mut text, command.text);
    } else {
        let may_fail = command.expected.iter().any(|expected| matches!(expected.how, Matching::Exit(_)));
        let code = runnable(exported, command);
        text.push_str(&if may_fail { format!("set +e\n{code}set -e\n") } else { code });
    }
    let is_aside = matches!(command.place, Place::Step(_, Some(PanelKind::RollBack | PanelKind::IfItFails)));
    for expected in command.expected.iter().filter(|expected| !is_aside && !matches!(expected.how, Matching::Exit(_))) {
        comment(&mut text, "It prints:");
        comment(&mut text, expected.text);
    }
    text
}

/// The code of a block for the shell: itself, or a document for the program that runs it.
fn runnable(exported: &Exported<'_>, command: &Command<'_>) -> String {
    let text = format!("{}\n", command.text.trim_end_matches('\n'));
    let code = match command.interpreter() {
        Some(Interpreter::Program(program)) => format!("{program} - <<'END_OF_PROGRAM'\n{text}END_OF_PROGRAM\n"),
        _ => text,
    };
    guarded(exported.path, command, exported.expanded(&code))
}
