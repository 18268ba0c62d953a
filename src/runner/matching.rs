//! What a block should print against what it did, with elisions understood.

use std::fmt;

use regex::RegexBuilder;

use super::Secrets;

/// The line that stands for any number of lines, none included.
const ANY_LINES: &str = "...";

/// The words that stand for any text in a line, none included.
pub(super) const ANY_TEXT: &str = "[..]";

/// The most lines on either side that are laid beside each other: the table has a cell for each pair.
const LONGEST_ALIGNED: usize = 1000;

/// A line of a difference.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Line {
    /// It was expected, and it came: the place among the expected lines, and what came.
    Same(usize, String),
    /// It was expected and did not come: its place, and the line.
    Missing(usize, String),
    /// It came and was not expected.
    Surplus(String),
    /// An elision, by its place, and how many lines it stands for.
    Elided(usize, usize),
}

impl Line {
    pub(super) fn hide(&mut self, secrets: &Secrets) {
        match self {
            Self::Same(_, line) | Self::Missing(_, line) | Self::Surplus(line) => *line = secrets.hide(line),
            Self::Elided(..) => {}
        }
    }
}

impl fmt::Display for Line {
    /// As `diff` has it: `-` was expected and did not come, `+` came.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Same(_, line) => write!(f, "  {line}"),
            Self::Missing(_, line) => write!(f, "- {line}"),
            Self::Surplus(line) => write!(f, "+ {line}"),
            Self::Elided(_, 1) => f.write_str("  ... (1 line)"),
            Self::Elided(_, count) => write!(f, "  ... ({count} lines)"),
        }
    }
}

/// The difference between lines that were expected and those that came; `None` where there is none.
///
/// White space at the ends of lines, and empty lines at the end, make none.
pub fn difference(expected: &str, got: &str) -> Option<Vec<Line>> {
    let (expected, got) = (lines(expected), lines(got));
    if matches_all(&expected, &got) {
        return None;
    }
    Some(align(&expected, &got))
}

/// Whether a text stands in an output.
pub fn contains(expected: &str, got: &str) -> bool {
    lines(got).join("\n").contains(&lines(expected).join("\n"))
}

/// Whether a regular expression, which was checked, finds something in an output.
pub fn finds(pattern: &str, got: &str) -> bool {
    let pattern = RegexBuilder::new(pattern.trim_end()).multi_line(true).build();
    pattern.is_ok_and(|pattern| pattern.is_match(&lines(got).join("\n")))
}

fn lines(text: &str) -> Vec<&str> {
    let mut lines: Vec<&str> = text.lines().map(str::trim_end).collect();
    while lines.last().is_some_and(|line| line.is_empty()) {
        lines.pop();
    }
    lines
}

/// The greedy match of wildcards, once for lines and once for the words of a line: of what an elision could stand
/// for, only the last elision's choice is ever taken back.
fn matches_all(expected: &[&str], got: &[&str]) -> bool {
    let (mut at, mut here) = (0, 0);
    let mut last: Option<(usize, usize)> = None;
    while here < got.len() {
        if expected.get(at) == Some(&ANY_LINES) {
            last = Some((at, here));
            at += 1;
        } else if expected.get(at).is_some_and(|line| matches_line(line, got[here])) {
            at += 1;
            here += 1;
        } else if let Some((elision, taken)) = last {
            last = Some((elision, taken + 1));
            at = elision + 1;
            here = taken + 1;
        } else {
            return false;
        }
    }
    expected[at..].iter().all(|line| *line == ANY_LINES)
}

fn matches_line(expected: &str, got: &str) -> bool {
    let mut parts = expected.split(ANY_TEXT);
    let first = parts.next().unwrap_or_default();
    let Some(mut rest) = got.strip_prefix(first) else { return false };
    let mut parts: Vec<&str> = parts.collect();
    let Some(last) = parts.pop() else { return rest.is_empty() };
    for part in parts {
        match rest.find(part) {
            Some(at) => rest = &rest[at + part.len()..],
            None => return false,
        }
    }
    rest.ends_with(last)
}

/// Both in the order in which they are read, with as few changes as can be.
fn align(expected: &[&str], got: &[&str]) -> Vec<Line> {
    if expected.len() > LONGEST_ALIGNED || got.len() > LONGEST_ALIGNED {
        return align_ends(expected, got);
    }
    // How many changes it takes from each pair of places to the end.
    let width = got.len() + 1;
    let mut changes = vec![0_u32; (expected.len() + 1) * width];
    for at in (0..=expected.len()).rev() {
        for here in (0..width).rev() {
            changes[at * width + here] = step(expected, got, (at, here), |at, here| changes[at * width + here]).0;
        }
    }
    let mut aligned = Vec::new();
    let (mut at, mut here) = (0, 0);
    while at < expected.len() || here < got.len() {
        let (_, next) = step(expected, got, (at, here), |at, here| changes[at * width + here]);
        match next {
            Step::Same => aligned.push(Line::Same(at, got[here].to_owned())),
            Step::Changed => {
                aligned.push(Line::Missing(at, expected[at].to_owned()));
                aligned.push(Line::Surplus(got[here].to_owned()));
            }
            Step::Missing => aligned.push(Line::Missing(at, expected[at].to_owned())),
            Step::Surplus => aligned.push(Line::Surplus(got[here].to_owned())),
            Step::Elide => match aligned.last_mut() {
                Some(Line::Elided(last, count)) if *last == at => *count += 1,
                _ => aligned.push(Line::Elided(at, 1)),
            },
            Step::LeaveElision => {
                if !matches!(aligned.last(), Some(Line::Elided(last, _)) if *last == at) {
                    aligned.push(Line::Elided(at, 0));
                }
            }
        }
        (at, here) = next.behind(at, here);
    }
    let is_change = |line: &Line| matches!(line, Line::Missing(..) | Line::Surplus(_));
    for run in aligned.chunk_by_mut(|one, other| is_change(one) && is_change(other)) {
        run.sort_by_key(|line| matches!(line, Line::Surplus(_)));
    }
    aligned
}

/// What is done with the next line of either side.
#[derive(Clone, Copy)]
enum Step {
    Same,
    /// One line came in the place of another.
    Changed,
    Missing,
    Surplus,
    Elide,
    LeaveElision,
}

impl Step {
    fn behind(self, at: usize, here: usize) -> (usize, usize) {
        match self {
            Self::Same | Self::Changed => (at + 1, here + 1),
            Self::Missing | Self::LeaveElision => (at + 1, here),
            Self::Surplus | Self::Elide => (at, here + 1),
        }
    }
}

/// The best step from a pair of places, and how many changes it takes from there to the end.
fn step(
    expected: &[&str],
    got: &[&str],
    (at, here): (usize, usize),
    changes: impl Fn(usize, usize) -> u32,
) -> (u32, Step) {
    let choices: &[(Step, u32)] = match (expected.get(at), got.get(here)) {
        (None, None) => return (0, Step::Same),
        (Some(&ANY_LINES), Some(_)) => &[(Step::LeaveElision, 0), (Step::Elide, 0)],
        (Some(&ANY_LINES), None) => &[(Step::LeaveElision, 0)],
        (Some(line), Some(came)) if matches_line(line, came) => {
            &[(Step::Same, 0), (Step::Missing, 1), (Step::Surplus, 1)]
        }
        (Some(_), Some(_)) => &[(Step::Changed, 1), (Step::Missing, 1), (Step::Surplus, 1)],
        (Some(_), None) => &[(Step::Missing, 1)],
        (None, Some(_)) => &[(Step::Surplus, 1)],
    };
    let cost = |&(step, cost): &(Step, u32)| {
        let (at, here) = step.behind(at, here);
        (cost + changes(at, here), step)
    };
    choices.iter().map(cost).min_by_key(|(cost, _)| *cost).unwrap_or((0, Step::Same))
}

/// Of long outputs: what matches from the beginning, and of the rest what matches from the end; all between differs.
fn align_ends(expected: &[&str], got: &[&str]) -> Vec<Line> {
    let head = counts(expected.iter().copied(), got);
    let taken: usize = head.iter().sum();
    let back: Vec<&str> = got[taken..].iter().rev().copied().collect();
    let mut tail = counts(expected[head.len()..].iter().rev().copied(), &back);
    tail.reverse();
    let between = head.len()..expected.len() - tail.len();
    let left_over = taken..got.len() - tail.iter().sum::<usize>();

    let came = |(at, count): (usize, usize), here: usize| match expected[at] {
        ANY_LINES => Line::Elided(at, count),
        _ => Line::Same(at, got[here].to_owned()),
    };
    let matched = |first: usize, counts: &[usize], mut here: usize| -> Vec<Line> {
        let line = |counted: (usize, usize)| {
            here += counted.1;
            came(counted, here - counted.1)
        };
        (first..).zip(counts.iter().copied()).map(line).collect()
    };
    let mut aligned = matched(0, &head, 0);
    let elision = between.clone().find(|at| expected[*at] == ANY_LINES);
    for at in between.clone() {
        if elision == Some(at) {
            aligned.push(Line::Elided(at, left_over.len()));
        } else if expected[at] != ANY_LINES {
            aligned.push(Line::Missing(at, expected[at].to_owned()));
        }
    }
    if elision.is_none() {
        aligned.extend(got[left_over.clone()].iter().map(|line| Line::Surplus((*line).to_owned())));
    }
    aligned.extend(matched(between.end, &tail, left_over.end));
    aligned
}

/// For how many of the lines that came each expected line stands, up to the first one that did not come.
fn counts<'t>(expected: impl Iterator<Item = &'t str> + Clone, got: &[&str]) -> Vec<usize> {
    let mut counts = Vec::new();
    let mut here = 0;
    let mut rest = expected;
    while let Some(line) = rest.next() {
        let next = if line == ANY_LINES { rest.clone().find(|next| *next != ANY_LINES) } else { Some(line) };
        let Some(next) = next else { break };
        let found = got[here..].iter().position(|came| matches_line(next, came));
        match found.filter(|count| line == ANY_LINES || *count == 0) {
            Some(count) if line == ANY_LINES => counts.push(count),
            Some(_) => counts.push(1),
            None => break,
        }
        here += counts.last().copied().unwrap_or_default();
    }
    counts
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drawn(expected: &str, got: &str) -> String {
        difference(expected, got)
            .map_or_else(|| "same".to_owned(), |lines| lines.iter().map(Line::to_string).collect::<Vec<_>>().join("\n"))
    }

    #[test]
    fn elisions_stand_for_lines_and_for_text() {
        assert_eq!(drawn("a\n...\nz [..] 9\n", "a\nb\nc\nz and 9  \n\n"), "same");
        assert_eq!(drawn("...\na\n...\nb\n...", "x\na\na\nb"), "same");
        assert_eq!(drawn("[..]b[..]b", "abab"), "same");
        assert_eq!(drawn("", ""), "same");
    }

    #[test]
    fn a_difference_names_only_what_differs() {
        assert_eq!(drawn("a\nb\n...\ne\n", "a\nx\nc\nd\ne\n"), "  a\n- b\n+ x\n  ... (2 lines)\n  e");
        assert_eq!(drawn("a\nv[..]\nc\n", "a\nw1\nc\nd\n"), "  a\n- v[..]\n+ w1\n  c\n+ d");
        assert_eq!(drawn("a\nb\nc\n", "x\ny\nc\n"), "- a\n- b\n+ x\n+ y\n  c");
        assert_eq!(drawn("a\n", ""), "- a");
    }

    #[test]
    fn elisions_hold_in_long_outputs_too() {
        let got: Vec<String> = (0..2000).map(|number| format!("line {number}")).collect();
        let expected = "line 0\n...\nline 7\n...\nline 9 or so\n...\nline 1998\nline 1999\n";
        let drawn = drawn(expected, &got.join("\n"));
        let wanted =
            "  line 0\n  ... (6 lines)\n  line 7\n  ... (1990 lines)\n- line 9 or so\n  line 1998\n  line 1999";
        assert_eq!(drawn, wanted);
    }

    #[test]
    fn many_elisions_over_many_lines_are_no_burden() {
        let expected = "...\nx\n".repeat(200) + "never";
        let got = "x\n".repeat(20_000);
        assert!(difference(&expected, &got).is_some());
    }
}
