//! What stands in braces behind fences and steps.

use super::line_at;
use crate::data::{Date, duration, time_limit};
use crate::derived::{AttributeTakes, FENCE_ATTRIBUTES, HEADING_ATTRIBUTES, KnownAttribute, is_output};
use crate::diag::{Code, Diagnostic, nearest};
use crate::document::{AttributeWord, Block, Code as Fence, fence_words, heading_words, names_lines, quoted};
use crate::handbook::Page;
use crate::text::TextRange;

/// Notes every attribute that is unknown or has a value that it cannot have.
pub(super) fn check(page: &Page, today: Date, notes: &mut Vec<Diagnostic>) {
    let text = &page.document.tree().text;
    page.document.tree().each_block(|block| match block {
        Block::Code(fence) if fence.language.is_some() || !fence.attributes.pairs.is_empty() => {
            let (line, start) = line_at(text, fence.range);
            let words = fence_words(line);
            let mut check = Check { page, start, notes };
            check.words(&words, "fence", &FENCE_ATTRIBUTES);
            check.fence(fence, &words, today);
        }
        Block::Heading(heading) if heading.attributes != crate::document::Attributes::default() => {
            let (line, start) = line_at(text, heading.range);
            Check { page, start, notes }.words(&heading_words(line), "heading", &HEADING_ATTRIBUTES);
        }
        _ => {}
    });
}

struct Check<'a> {
    page: &'a Page,
    /// Where the line of the attributes begins.
    start: usize,
    notes: &'a mut Vec<Diagnostic>,
}

impl Check<'_> {
    fn note(&mut self, code: Code, word: &AttributeWord<'_>, message: String, help: impl Into<String>) {
        let start = self.start + word.at;
        let range = TextRange::new(start, start + word.text.len());
        self.notes.push(Diagnostic::new(code, &self.page.document.path, range, message).help(help));
    }

    /// Each word by itself.
    fn words(&mut self, words: &[AttributeWord<'_>], place: &str, known: &[KnownAttribute]) {
        for word in words {
            let (key, value) = word.split();
            let bare = word.text.trim_end_matches(',');
            let is_mark = names_lines(bare) || quoted(bare).is_some();
            if is_mark || word.text.starts_with(['#', '.']) || key.starts_with("x-") {
                continue;
            }
            if let Some((name, takes)) = known.iter().find(|(name, _)| *name == key) {
                self.value(word, name, value, *takes);
                continue;
            }
            let help = match nearest(key, known.iter().map(|(name, _)| *name)) {
                Some(near) => format!("did you mean `{near}`?"),
                None => "attributes of your own begin with `x-`".to_owned(),
            };
            self.note(Code::UnknownAttribute, word, format!("a {place} has no attribute `{key}`"), help);
        }
    }

    fn value(&mut self, word: &AttributeWord<'_>, name: &str, value: Option<&str>, takes: AttributeTakes) {
        let written = value.unwrap_or_default();
        if !word.is_attribute {
            let help = format!("write it like `{name}=word` or `{name}=\"some words\"`");
            self.note(Code::WrongAttribute, word, format!("`{name}` is not written as an attribute"), help);
            return;
        }
        let help = match takes {
            AttributeTakes::Text => written.is_empty().then(|| format!("write it like `{name}=\"…\"`")),
            AttributeTakes::Duration => {
                duration(written).is_none().then(|| "write it like `30s`, `5m` or `1h`".to_owned())
            }
            AttributeTakes::Limit => {
                time_limit(written).is_none().then(|| "write it like `500ms`, `30s` or `2m`".to_owned())
            }
            AttributeTakes::Several(choices) if !written.split(',').all(|word| choices.contains(&word.trim())) => {
                Some(format!("it is one of `{}`, or several with commas", choices.join("`, `")))
            }
            AttributeTakes::Date => {
                written.parse::<Date>().is_err().then(|| "write a day like `2026-12-01`".to_owned())
            }
            AttributeTakes::Flag(choices) if value.is_some() && !choices.contains(&written) => {
                Some(format!("write `{name}` alone, or with one of `{}`", choices.join("`, `")))
            }
            AttributeTakes::Choice(choices) if !choices.contains(&written) => {
                Some(format!("it is one of `{}`", choices.join("`, `")))
            }
            AttributeTakes::Anything
            | AttributeTakes::Flag(_)
            | AttributeTakes::Choice(_)
            | AttributeTakes::Several(_) => None,
        };
        let Some(help) = help else { return };
        let message = match value {
            None | Some("") => format!("`{name}` has no value"),
            Some(written) => format!("`{name}` cannot be `{written}`"),
        };
        self.note(Code::WrongAttribute, word, message, help);
    }

    /// What the attributes of a fence ask of each other.
    fn fence(&mut self, fence: &Fence, words: &[AttributeWord<'_>], today: Date) {
        let word = |name: &str| words.iter().find(|word| word.split().0 == name);
        if let Some(run) = word("run").filter(|_| is_output(fence)) {
            let message = "an output cannot run".to_owned();
            self.note(Code::WrongAttribute, run, message, "move `run` to the fence of the command");
        }
        if let Some(removed) = word("del").filter(|_| word("run").is_some()) {
            let message = "a block that runs has nothing that is to go".to_owned();
            self.note(Code::WrongAttribute, removed, message, "take it out of the block, or remove `run`");
        }
        if let Some(kind) = word("match").filter(|_| !is_output(fence)) {
            let message = "only an output can match".to_owned();
            self.note(Code::WrongAttribute, kind, message, "move `match` to the fence `output`");
        }
        if let Some(until) = word("until").filter(|_| word("skip").is_none()) {
            let message = "`until` says how long a block is skipped, and this one is not".to_owned();
            self.note(Code::WrongAttribute, until, message, "say why it is skipped: `skip=\"…\"`, or remove `until`");
        }
        let Some(skip) = word("skip").filter(|skip| skip.split().1.is_some_and(|why| !why.is_empty())) else { return };
        let Some(until) = word("until") else {
            let message = "this is skipped for ever".to_owned();
            self.note(Code::WrongAttribute, skip, message, "say until when: `until=2026-12-01`");
            return;
        };
        if let Some(day) = until.split().1.and_then(|day| day.parse::<Date>().ok()).filter(|day| *day < today) {
            let message = format!("this was to be skipped until {day}");
            self.note(Code::SkipExpired, until, message, "remove `skip` and `until`, or give a later day");
        }
    }
}
