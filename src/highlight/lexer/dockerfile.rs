//! Dockerfiles.

use super::scanner::{COMMENT, KEYWORD, NONE, OPERATOR, STRING, Scanner, TYPE, is_blank, is_space};

/// Instructions whose arguments may hold strings, each with its colour.
const INSTRUCTIONS: [&str; 16] = [
    "add",
    "arg",
    "cmd",
    "copy",
    "entrypoint",
    "env",
    "expose",
    "healthcheck",
    "label",
    "maintainer",
    "run",
    "shell",
    "stopsignal",
    "user",
    "volume",
    "workdir",
];

pub(super) fn lex(scanner: &mut Scanner) {
    // Up to the first `FROM` nothing but arguments stands in such a file.
    let mut has_base = false;
    while !scanner.is_done() {
        let indent = scanner.blanks(0);
        if scanner.byte(indent) == b'#' {
            scanner.push(indent, NONE);
            scanner.push_line(COMMENT);
        } else if is_word(scanner, "from") && is_space(scanner.byte(4)) {
            has_base |= from(scanner);
        } else if !has_base && is_word(scanner, "arg") && is_space(scanner.byte(3)) {
            scanner.push(3, KEYWORD);
            scanner.push_line(NONE);
        } else if !has_base || !instruction(scanner) {
            scanner.push_line(NONE);
        }
    }
}

fn is_word(scanner: &Scanner, word: &str) -> bool {
    scanner.rest().get(..word.len()).is_some_and(|written| written.eq_ignore_ascii_case(word.as_bytes()))
}

/// `FROM image:tag AS name`; whether it names an image.
fn from(scanner: &mut Scanner) -> bool {
    let line = scanner.line().len();
    let blanks = scanner.blanks(4);
    let name = scanner.run(4 + blanks, |byte| !is_space(byte) && !matches!(byte, b':' | b'@'));
    if blanks == 0 || name == 0 {
        scanner.push_line(NONE);
        return false;
    }
    scanner.push(4, KEYWORD);
    scanner.push(blanks + name, NONE);
    if matches!(scanner.byte(0), b':' | b'@') && !is_space(scanner.byte(1)) {
        scanner.push(1, NONE);
        scanner.push_run(TYPE, |byte| !is_space(byte));
    }
    let blanks = scanner.blanks(0);
    let is_named = scanner.rest().get(blanks..blanks + 2).is_some_and(|word| word.eq_ignore_ascii_case(b"as"));
    let gap = scanner.blanks(blanks + 2);
    if blanks > 0 && is_named && gap > 0 && scanner.byte(blanks + 2 + gap) != b'\n' && line > 0 {
        scanner.push(blanks, NONE);
        scanner.push(2, KEYWORD);
    }
    scanner.push_line(NONE);
    true
}

/// An instruction with its arguments; whether one begins here.
fn instruction(scanner: &mut Scanner) -> bool {
    let mut length = scanner.blanks(0);
    let word = |from: usize| scanner.run(from, |byte| byte.is_ascii_alphabetic());
    let is_trigger = scanner.rest()[length..][..word(length)].eq_ignore_ascii_case(b"onbuild");
    let mut trigger = 0;
    if is_trigger && is_blank(scanner.byte(length + 7)) {
        trigger = length + 7;
        length = trigger + scanner.blanks(trigger);
    }
    let name = &scanner.rest()[length..][..word(length)];
    let is_known = INSTRUCTIONS.iter().any(|known| name.eq_ignore_ascii_case(known.as_bytes()));
    if !is_known || !is_space(scanner.byte(length + name.len())) {
        return false;
    }
    let starts = name.eq_ignore_ascii_case(b"cmd") || name.eq_ignore_ascii_case(b"entrypoint");
    let class = if starts { OPERATOR } else { KEYWORD };
    let length = length + name.len();
    scanner.push(trigger, KEYWORD);
    scanner.push(length - trigger, class);
    arguments(scanner);
    true
}

/// Up to the end of a line that is not continued.
fn arguments(scanner: &mut Scanner) {
    while !scanner.is_done() {
        scanner.push_run(NONE, |byte| !matches!(byte, b'"' | b'\'' | b'\\' | b'\n'));
        match scanner.byte(0) {
            b'\\' if scanner.byte(1) != b'\n' => scanner.push(2, NONE),
            b'\\' => {
                scanner.push(2, NONE);
                continued(scanner);
            }
            quote @ (b'"' | b'\'') => {
                if !string(scanner, quote) {
                    return unfinished(scanner);
                }
            }
            _ => return scanner.push(1, NONE),
        }
    }
}

/// Comments and empty lines between a line and what continues it.
fn continued(scanner: &mut Scanner) {
    while !scanner.is_done() {
        let blanks = scanner.blanks(0);
        match scanner.byte(blanks) {
            b'#' => {
                scanner.push(blanks, NONE);
                scanner.push_line(COMMENT);
            }
            b'\n' => scanner.push(blanks + 1, NONE),
            _ => return,
        }
    }
}

/// A string; whether it ends in its line or in what continues it.
fn string(scanner: &mut Scanner, quote: u8) -> bool {
    scanner.push(1, STRING);
    while !scanner.is_done() {
        scanner.push_run(STRING, |byte| byte != quote && !matches!(byte, b'\\' | b'\n'));
        match scanner.byte(0) {
            b'\\' => {
                scanner.push(2, STRING);
                while scanner.previous() == b'\n' && !scanner.is_done() && scanner.byte(scanner.blanks(0)) == b'\n' {
                    scanner.push_line(STRING);
                }
            }
            b'\n' => {
                scanner.push(1, STRING);
                return false;
            }
            _ => {
                scanner.push(1, STRING);
                return true;
            }
        }
    }
    true
}

/// Behind a string that does not end, nothing is known up to a line that begins with no capital.
fn unfinished(scanner: &mut Scanner) {
    while !scanner.is_done() {
        let is_plain = !scanner.byte(0).is_ascii_uppercase() && scanner.byte(0) != b'\n';
        scanner.push_line(NONE);
        if is_plain {
            return;
        }
    }
}
