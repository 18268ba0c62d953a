//! Expected outputs that are written anew, with the elisions that still hold.

use super::matching::Line;
use crate::text::TextRange;

/// The lines of an expected output, brought up to what came: lines and elisions that still match stay as they were
/// written, `<NAME>` included.
pub(super) fn lines(expected: &str, difference: &[Line], hide: impl Fn(&str) -> String) -> Vec<String> {
    let written: Vec<&str> = expected.lines().collect();
    let line = |line: &Line| match line {
        Line::Same(at, _) | Line::Elided(at, _) => Some((*written.get(*at)?).to_owned()),
        Line::Missing(..) => None,
        Line::Surplus(came) => Some(hide(came)),
    };
    difference.iter().filter_map(line).collect()
}

/// Whether lines can stand in a block of a file: none of them would close its fence.
pub(super) fn fits(text: &str, block: TextRange, lines: &[String]) -> bool {
    let fence = text.get(block.bytes()).unwrap_or_default();
    let mark: String = fence.chars().take_while(|c| matches!(c, '`' | '~')).collect();
    !mark.is_empty() && lines.iter().all(|line| !line.trim_start().starts_with(&mark))
}

/// The text of a file with the lines of some code blocks replaced; each block is named by its place, fences included.
pub fn rewrite(text: &str, updates: &[(TextRange, Vec<String>)]) -> String {
    let mut updates: Vec<_> = updates.iter().collect();
    updates.sort_by_key(|(range, _)| range.start);
    let mut rewritten = String::with_capacity(text.len());
    let mut done = 0;
    for (range, lines) in updates {
        let (start, end) = (range.start as usize, range.end as usize);
        let block = text[start..end].trim_end_matches('\n');
        let Some(first) = block.find('\n').map(|at| start + at + 1) else { continue };
        let last = start + block.rfind('\n').map_or(0, |at| at + 1);
        rewritten.push_str(&text[done..first]);
        let margin = margin(text, start);
        for line in lines {
            rewritten.push_str(format!("{margin}{line}").trim_end());
            rewritten.push('\n');
        }
        done = last.max(first);
    }
    rewritten.push_str(&text[done..]);
    rewritten
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
        assert_eq!(rewrite(text, &updates), "- Run:\n\n  ```output\n  new\n\n  line\n  ```\n\nend\n");
    }
}
