//! Expected outputs that are written anew, with the elisions that still hold.

use super::matching::Line;
use crate::text::TextRange;

/// The lines of an expected output, brought up to what came: lines and elisions that still match stay as they were
/// written, `<NAME>` included.
///
/// `lasting` writes a line that came as it comes in every run.
pub(super) fn lines(expected: &str, difference: &[Line], lasting: impl Fn(&str) -> String) -> Vec<String> {
    let written: Vec<&str> = expected.lines().collect();
    let line = |line: &Line| match line {
        Line::Same(at, _) | Line::Elided(at, _) => Some((*written.get(*at)?).to_owned()),
        Line::Missing(..) => None,
        Line::Surplus(came) => Some(lasting(came)),
    };
    difference.iter().filter_map(line).collect()
}

/// A line with `<NAME>` in the place of a value, wherever that stands as a word.
pub(super) fn named(line: &str, name: &str, value: &str) -> String {
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    let mut named = String::with_capacity(line.len());
    let mut done = 0;
    for (at, _) in line.match_indices(value).filter(|_| !value.is_empty()) {
        let end = at + value.len();
        let is_part = value.starts_with(is_word) && line[..at].ends_with(is_word)
            || value.ends_with(is_word) && line[end..].starts_with(is_word);
        if !is_part {
            named.push_str(&line[done..at]);
            named.push_str(&format!("<{name}>"));
            done = end;
        }
    }
    named + &line[done..]
}

/// Whether lines can stand in a block of a file: none of them would close its fence.
pub(super) fn fits(text: &str, block: TextRange, lines: &[String]) -> bool {
    let fence = text.get(block.bytes()).unwrap_or_default();
    let mark: String = fence.chars().take_while(|c| matches!(c, '`' | '~')).collect();
    !mark.is_empty() && lines.iter().all(|line| !line.trim_start().starts_with(&mark))
}

/// A file with the lines of some code blocks replaced; each block is named by its place in `text`, fences included.
///
/// `raw` is the file as it lies on the disk, `text` the same with `\n` line ends and no byte order mark: what is not
/// replaced stays as it is, and what is gets the line end of its fence.
pub fn rewrite(raw: &str, text: &str, updates: &[(TextRange, Vec<String>)]) -> String {
    let mut updates: Vec<_> = updates.iter().collect();
    updates.sort_by_key(|(range, _)| range.start);
    let raw = raw_lines(raw);
    let number = |at: usize| text[..at].matches('\n').count();
    let mut rewritten = String::with_capacity(text.len());
    let mut done = 0;
    for (range, lines) in updates {
        let start = range.start as usize;
        let block = text[range.bytes()].trim_end_matches('\n');
        let (fence, last) = (number(start), number(start + block.len()));
        if last == fence {
            continue;
        }
        rewritten.extend(raw[done..=fence].iter().copied());
        let line_end = raw[fence].trim_start_matches(|c| c != '\r' && c != '\n');
        let margin = margin(text, start);
        for line in lines {
            rewritten.push_str(format!("{margin}{line}").trim_end());
            rewritten.push_str(line_end);
        }
        done = last;
    }
    rewritten.extend(raw[done..].iter().copied());
    rewritten
}

/// The lines of a file with their ends, whichever those are.
fn raw_lines(raw: &str) -> Vec<&str> {
    let mut lines = Vec::new();
    let mut rest = raw;
    while let Some(at) = rest.find(['\r', '\n']) {
        let end = at + if rest[at..].starts_with("\r\n") { 2 } else { 1 };
        lines.push(&rest[..end]);
        rest = &rest[end..];
    }
    lines.push(rest);
    lines
}

/// What stands before each line of a block: the marks of quotations, and spaces for all else.
fn margin(text: &str, start: usize) -> String {
    let line = text[..start].rfind('\n').map_or(0, |at| at + 1);
    text[line..start].chars().map(|c| if matches!(c, '>' | '\t') { c } else { ' ' }).collect()
}

#[cfg(test)]
mod tests {
    use super::super::matching::difference;
    use super::*;

    #[test]
    fn elisions_that_still_match_stay() {
        let expected = "made <NAME>\n...\nin [..] ms\nold\n";
        let difference = difference(&expected.replace("<NAME>", "rates"), "made rates\nx\ny\nin 12 ms\nnew\n").unwrap();
        assert_eq!(lines(expected, &difference, str::to_owned), ["made <NAME>", "...", "in [..] ms", "new"]);
    }

    #[test]
    fn a_block_within_a_list_keeps_its_margin() {
        let text = "- Run:\n\n  ```output\n  old\n  lines\n  ```\n\nend\n";
        let start = text.find("```").unwrap();
        let end = text.rfind("```").unwrap() + 3;
        let updates = [(TextRange::new(start, end), vec!["new".to_owned(), String::new(), "line".to_owned()])];
        assert_eq!(rewrite(text, text, &updates), "- Run:\n\n  ```output\n  new\n\n  line\n  ```\n\nend\n");
    }

    #[test]
    fn the_line_ends_of_a_file_stay() {
        let text = "a\n```output\nold\n```\nz\n";
        let updates = [(TextRange::new(2, text.len() - 3), vec!["one".to_owned(), "two".to_owned()])];
        let raw = "\u{feff}a\r\n```output\r\nold\r\n```\nz\n";
        assert_eq!(rewrite(raw, text, &updates), "\u{feff}a\r\n```output\r\none\r\ntwo\r\n```\nz\n");
    }

    #[test]
    fn a_value_is_named_where_it_is_a_word() {
        assert_eq!(named("pay: pays pay-1 repay", "SERVICE", "pay"), "<SERVICE>: pays <SERVICE>-1 repay");
    }
}
