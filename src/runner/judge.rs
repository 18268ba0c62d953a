//! Whether a block did what its page says.

use std::borrow::Cow;
use std::path::Path;

use super::matching::{self, ANY_TEXT, Line};
use super::report::{BlockEnd, Fault};
use super::shell::Ending;
use super::{Secrets, Values, update};
use crate::derived::{Command, Expected, Matching, fill};
use crate::diag::{Code, Diagnostic};
use crate::source::MachineError;
use crate::text::{SourcePath, TextRange};

/// What a block is judged by.
pub(super) struct Judge<'a> {
    pub(super) file: &'a SourcePath,
    /// The text of the file.
    pub(super) text: &'a str,
    pub(super) values: &'a Values,
    pub(super) secrets: &'a Secrets,
    /// The folder of the path, which is another one for each run.
    pub(super) folder: &'a Path,
    /// Whether an expected output that is no longer right is replaced.
    pub(super) updates: bool,
}

/// What a block did.
pub(super) struct Deed<'a> {
    pub(super) command: &'a Command<'a>,
    pub(super) ending: Ending,
    /// All that it printed, or its beginning and its end.
    pub(super) output: &'a str,
    /// Whether nothing of it was left out.
    pub(super) is_whole: bool,
    /// How long it could take, in words.
    pub(super) limit: String,
}

/// The lines that take the place of an expected output.
pub(super) type Update = (TextRange, Vec<String>);

impl Judge<'_> {
    /// How a block ended, and which of its outputs are to be replaced.
    pub(super) fn block(&self, deed: &Deed<'_>) -> (BlockEnd, Vec<Update>) {
        let place = lines_of(self.text, deed.command.range)[0];
        let wanted = deed.command.expected.iter().find_map(|expected| match expected.how {
            Matching::Exit(status) => Some(i32::from(status.unwrap_or_default())),
            _ => None,
        });
        let fault = match deed.ending {
            Ending::Interrupted => return (BlockEnd::Interrupted, Vec::new()),
            Ending::TimedOut => Some(self.timed_out(place, &deed.limit)),
            Ending::Left(0) => Some(self.left(place)),
            Ending::Replaced => Some(self.replaced(place)),
            Ending::Status(status) | Ending::Left(status) => self.status(place, wanted.unwrap_or_default(), status),
        };
        if let Some(diagnostic) = fault {
            return (failed(diagnostic, Vec::new()), Vec::new());
        }
        let mut updates = Vec::new();
        for expected in &deed.command.expected {
            let Some((diagnostic, difference)) = self.output(expected, deed.output) else { continue };
            let is_written = self.updates && expected.how == Matching::Elided;
            let update = (is_written && deed.is_whole)
                .then(|| update::lines(expected.text, &difference, |line| self.lasting(line, deed.command)))
                .filter(|lines| update::fits(self.text, expected.range, lines));
            let help = "mend the command, or the output by hand: what came cannot stand in its block";
            match update {
                Some(lines) => updates.push((expected.range, lines)),
                None if is_written => return (failed(diagnostic.help(help), difference), Vec::new()),
                None => return (failed(diagnostic, difference), Vec::new()),
            }
        }
        (BlockEnd::Passed, updates)
    }

    /// The end of a block that could not even be run.
    pub(super) fn machine(&self, command: &Command<'_>, error: &MachineError) -> BlockEnd {
        let place = lines_of(self.text, command.range)[0];
        let help = "look at what the blocks before it did to the folder of the path, and at the disk";
        failed(self.fault(place, &error.to_string(), help), Vec::new())
    }

    /// A line that came, as it comes in every run: `<NAME>` for a value that the block names, `[..]` for the folder
    /// and for secrets.
    fn lasting(&self, line: &str, command: &Command<'_>) -> String {
        let texts = || command.expected.iter().map(|expected| expected.text).chain([command.text]);
        let is_named = |name: &str| texts().any(|text| text.contains(&format!("<{name}>")));
        let mut line = line.replace(&self.folder.display().to_string(), ANY_TEXT);
        for (name, value) in self.values.iter().filter(|(name, _)| is_named(name)) {
            line = update::named(&line, name, value);
        }
        self.secrets.replace(&line, ANY_TEXT)
    }

    /// A fault of a block.
    fn fault(&self, place: TextRange, message: &str, help: &str) -> Diagnostic {
        Diagnostic::new(Code::CommandFailed, self.file, place, message).help(help)
    }

    fn timed_out(&self, place: TextRange, limit: &str) -> Diagnostic {
        let message = format!("this block was ended after {limit}");
        self.fault(place, &message, "give it more time with `timeout=…` behind the fence, or mend what it waits for")
    }

    fn left(&self, place: TextRange) -> Diagnostic {
        let help = "put it in parentheses, `( … )`: who pastes it would lose the terminal, too";
        self.fault(place, "this block ended the shell", help)
    }

    fn replaced(&self, place: TextRange) -> Diagnostic {
        let help = "leave `exec` away, or put it in parentheses, `( exec … )`";
        self.fault(place, "this block put another program in the place of the shell", help)
    }

    fn status(&self, place: TextRange, wanted: i32, status: i32) -> Option<Diagnostic> {
        if status == wanted {
            return None;
        }
        let (message, help) = match (wanted, status) {
            (0, 127) => ("a command of this block was not found".to_owned(), "install it, or name it as it is called"),
            (0, _) => (
                format!("this block ended with status {status}"),
                "mend the command that failed; where that is right, say so with a fence `output {match=exit}`",
            ),
            _ => (format!("this block ended with status {status}, not {wanted}"), "mend the command, or the status"),
        };
        Some(self.fault(place, &message, help))
    }

    /// What is wrong with an output, and where it differs.
    fn output(&self, expected: &Expected<'_>, output: &str) -> Option<(Diagnostic, Vec<Line>)> {
        let filled = |escape: bool| {
            fill(expected.text, |name| {
                let value = self.values.get(name)?.as_str();
                Some(if escape { Cow::Owned(regex::escape(value)) } else { Cow::Borrowed(value) })
            })
        };
        let whole = || output.lines().map(|line| Line::Surplus(line.to_owned())).collect();
        let first = line_of(self.text, expected.range, 0);
        match expected.how {
            Matching::Exit(_) => None,
            Matching::Regex if matching::finds(&filled(true), output) => None,
            Matching::Contains if matching::contains(&filled(false), output) => None,
            Matching::Regex => {
                let help = "mend the command, or the regular expression";
                Some((self.fault(first, "the output does not fit this regular expression", help), whole()))
            }
            Matching::Contains => {
                let help = "mend the command, or the text";
                Some((self.fault(first, "the output does not contain this text", help), whole()))
            }
            Matching::Elided => {
                let difference = matching::difference(&filled(false), output)?;
                let help = "mend the command; or let `roadbook test --update` write what came";
                let place = line_of(self.text, expected.range, first_change(&difference));
                Some((self.fault(place, "the output is another one", help), difference))
            }
        }
    }
}

fn failed(diagnostic: Diagnostic, difference: Vec<Line>) -> BlockEnd {
    BlockEnd::Failed(Box::new(Fault { diagnostic, difference }))
}

/// Which line of the expected ones is the first that did not come, or before which something else did.
fn first_change(difference: &[Line]) -> usize {
    let mut next = 0;
    for line in difference {
        match line {
            Line::Missing(at, _) => return *at,
            Line::Surplus(_) => return next,
            Line::Same(at, _) | Line::Elided(at, _) => next = at + 1,
        }
    }
    next
}

/// The place of a line of a code block, from 0; of its last one or its fence where there are fewer.
fn line_of(text: &str, block: TextRange, number: usize) -> TextRange {
    let places = lines_of(text, block);
    // The first line is the fence, and the last one is, too.
    let inner = places.get(1..places.len() - 1).unwrap_or_default();
    inner.get(number).or(inner.last()).copied().unwrap_or(places[0])
}

/// The places of the lines of a code block, of which the first is its fence.
fn lines_of(text: &str, block: TextRange) -> Vec<TextRange> {
    let written = text.get(block.bytes()).unwrap_or_default();
    let mut start = block.start as usize;
    let mut places = Vec::new();
    for line in written.split_inclusive('\n') {
        let shown = line.trim_end();
        let indented = shown.len() - shown.trim_start().len();
        places.push(TextRange::new(start + indented, start + shown.len().max(indented)));
        start += line.len();
    }
    if places.is_empty() { vec![block] } else { places }
}
