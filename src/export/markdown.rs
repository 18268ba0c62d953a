//! A golden path as Markdown that needs no Roadbook: for any reader, or as cells of Runme.

use std::borrow::Cow;
use std::collections::BTreeSet;

use serde_json::json;

use super::Exported;
use super::alternative::{guarded, is_one_of_several};
use crate::derived::{Command, Interpreter, Mode, fill, is_output};
use crate::document::{Block, Code, Link, LinkForm};
use crate::text::TextRange;

/// What a piece of the file becomes.
type Edit = (TextRange, String);

/// Plain Markdown: values are filled in, views are left out, and links that lead nowhere elsewhere are their words.
pub fn markdown(exported: &Exported<'_>) -> String {
    let mut edits = links(exported);
    exported.page.document.tree().each_block(|block| match block {
        Block::Code(fence) => edits.extend(plain_fence(exported, fence)),
        Block::View(view) => edits.push((exported.page.document.views[*view].range, String::new())),
        _ => {}
    });
    written(exported, "", edits)
}

/// Markdown with the cells of Runme: names, who is asked for values, and what is left to people. Variables are exported
/// by the first cell, which Runme asks for (`promptEnv`).
///
/// The attributes are those of <https://docs.runme.dev/configuration/cell-level>, written as JSON as Runme does itself.
pub fn runme(exported: &Exported<'_>) -> String {
    let mut edits = links(exported);
    let mut names = BTreeSet::new();
    exported.page.document.tree().each_block(|block| match block {
        Block::Code(fence) => match exported.path.command_at(fence.range) {
            Some(command) => edits.extend(cell(exported, command, &mut names)),
            None => edits.extend(plain_fence(exported, fence)),
        },
        Block::View(view) => edits.push((exported.page.document.views[*view].range, String::new())),
        _ => {}
    });
    let mut exports = String::new();
    for variable in &exported.path.variables {
        let value = exported.values.get(variable.name).or(variable.default.as_ref()).or(variable.example.as_ref());
        let value = value.filter(|_| !variable.is_secret).map_or("", String::as_str);
        exports.push_str(&format!("export {}=\"{}\"\n", variable.name, escaped(value)));
    }
    let head = if exports.is_empty() {
        String::new()
    } else {
        let attributes = json!({ "name": "variables", "promptEnv": "yes" });
        format!("```sh {attributes}\n{exports}```\n\n")
    };
    written(exported, &head, edits)
}

fn escaped(value: &str) -> String {
    let needs_mark = |c: char| matches!(c, '"' | '\\' | '$' | '`');
    value.chars().flat_map(|c| needs_mark(c).then_some('\\').into_iter().chain([c])).collect()
}

/// The body of the page with some pieces replaced and values in their places, below its title and its goal.
fn written(exported: &Exported<'_>, head: &str, mut edits: Vec<Edit>) -> String {
    let document = &exported.page.document;
    let title = document.tree().title.as_ref();
    // What stands above the title is front matter, or nothing.
    let start = title.map_or(document.front.range.end, |title| title.range.end) as usize;
    let mut text = format!("# {}\n\n", exported.page.title);
    if let Some(goal) = exported.page.typed.text("goal") {
        text.push_str(&format!("{goal}\n\n"));
    }
    text.push_str(head);
    for heading in document.tree().headings() {
        let line = &exported.page.document.tree().text[heading.range.bytes()];
        if let Some(brace) = line.rfind(" {").filter(|_| heading.attributes != crate::document::Attributes::default()) {
            edits.push((heading.range, line[..brace].to_owned()));
        }
    }
    edits.sort_by_key(|(range, _)| (range.start, std::cmp::Reverse(range.end)));
    let body = &exported.page.document.tree().text;
    let mut done = start;
    let mut out = String::new();
    for (range, replacement) in edits {
        // A link in a heading that was replaced is gone with it.
        if (range.start as usize) < done {
            continue;
        }
        out.push_str(&body[done..range.start as usize]);
        out.push_str(&replacement);
        done = range.end as usize;
    }
    out.push_str(&body[done..]);
    text.push_str(out.trim_start_matches('\n'));
    filled(exported, &text)
}

/// Links that only a handbook understands: their words, or an address that works elsewhere.
fn links(exported: &Exported<'_>) -> Vec<Edit> {
    let edit = |link: &Link| match link.form {
        LinkForm::BareWiki | LinkForm::Wiki => {
            let words = (exported.words)(link);
            let text = match (exported.address)(link) {
                Some(address) => format!("[{words}]({address})"),
                None => words,
            };
            Some((link.range, text))
        }
        LinkForm::Link | LinkForm::Image => match (exported.address)(link) {
            Some(address) if address == link.target => None,
            Some(address) => Some((link.range, address)),
            None => around(&exported.page.document.tree().text, link),
        },
        LinkForm::Address => None,
    };
    exported.page.document.links.iter().filter_map(edit).collect()
}

/// The whole of a link `[words](target)`, and its words; `None` where it is written in another way.
fn around(text: &str, link: &Link) -> Option<Edit> {
    let (start, end) = (link.range.start as usize, link.range.end as usize);
    let before = text[..start].trim_end_matches('<').strip_suffix("](")?;
    let mut depth = 0;
    let open = before.char_indices().rev().find(|(_, c)| {
        match c {
            ']' => depth += 1,
            '[' if depth == 0 => return true,
            '[' => depth -= 1,
            _ => {}
        }
        false
    })?;
    let words = &before[open.0 + 1..];
    let close = end + text[end..].find(')')? + 1;
    let start = open.0 - usize::from(text[..open.0].ends_with('!'));
    Some((TextRange::new(start, close), words.to_owned()))
}

/// The first line of a fence with other words behind its marks, and its code with other code.
fn refenced(exported: &Exported<'_>, range: TextRange, info: &str, code: Option<String>) -> Option<Edit> {
    let written = exported.page.document.tree().text.get(range.bytes())?;
    let marks: String = written.chars().take_while(|c| matches!(c, '`' | '~')).collect();
    if marks.is_empty() {
        return None;
    }
    let first = written.find('\n')?;
    let last = written.trim_end().rfind('\n')?;
    let inner = match code {
        None => written[first + 1..=last.max(first)].to_owned(),
        Some(code) => {
            let start = range.start as usize;
            let line = exported.page.document.tree().text[..start].rfind('\n').map_or(0, |at| at + 1);
            let margin: String = exported.page.document.tree().text[line..start]
                .chars()
                .map(|c| if c == '>' { c } else { ' ' })
                .collect();
            let lines = code.lines().map(|line| format!("{margin}{line}").trim_end().to_owned());
            lines.flat_map(|line| [line, "\n".to_owned()]).collect()
        }
    };
    Some((range, format!("{marks}{info}\n{inner}{}", &written[last + 1..])))
}

fn plain_fence(exported: &Exported<'_>, fence: &Code) -> Option<Edit> {
    let language = match fence.language.as_deref() {
        Some(_) if is_output(fence) => "text",
        other => other.unwrap_or_default(),
    };
    refenced(exported, fence.range, language, None)
}

/// A text with the values that there are; the other names stay.
fn filled(exported: &Exported<'_>, text: &str) -> String {
    fill(text, |name| {
        let variable = exported.path.variables.iter().find(|variable| variable.name == name)?;
        let value = exported.values.get(name).or(variable.default.as_ref()).or(variable.example.as_ref());
        value.filter(|_| !variable.is_secret).map(|value| Cow::Borrowed(value.as_str()))
    })
}

/// A command as a cell; one in a language that Runme would not run stays plain.
fn cell(exported: &Exported<'_>, command: &Command<'_>, names: &mut BTreeSet<String>) -> Option<Edit> {
    let language = command.language.unwrap_or_default();
    let is_shell = matches!(command.interpreter(), Some(Interpreter::Sh | Interpreter::Bash));
    if command.interpreter().is_none() || command.mode == Mode::Shown {
        return refenced(exported, command.range, language, None);
    }
    let name = command.id.map_or_else(|| format!("block-{}", names.len() + 1), str::to_owned);
    let mut attributes = json!({ "name": name, "interactive": "false" });
    // What is no shell code cannot ask where it is.
    if command.mode != Mode::Run || (!is_shell && is_one_of_several(exported.path, command)) {
        attributes["excludeFromRunAll"] = json!("true");
    }
    names.insert(name);
    let code = is_shell.then(|| guarded(exported.path, command, exported.expanded(command.text)));
    refenced(exported, command.range, &format!("{language} {attributes}"), code)
}
