//! TOML. The file is not called `toml`, which is the name of a crate.

use super::scanner::{COMMENT, Class, ESCAPE, KEY, NONE, NUMBER, OPERATOR, STRING, Scanner, is_blank, is_space};

pub(super) fn lex(scanner: &mut Scanner) {
    while !scanner.is_done() {
        match scanner.byte(0) {
            byte if is_space(byte) => scanner.push_run(NONE, is_space),
            b'#' => comment(scanner),
            b'[' => {
                scanner.push_run(NONE, |byte| byte == b'[');
                names(scanner, NONE);
                scanner.push_run(NONE, |byte| byte == b']');
                line_end(scanner);
            }
            _ => {
                names(scanner, KEY);
                if scanner.byte(0) == b'=' {
                    scanner.push(1, NONE);
                    value(scanner);
                }
                line_end(scanner);
            }
        }
    }
}

/// The names of a key or a table, with the dots between them.
fn names(scanner: &mut Scanner, class: Class) {
    loop {
        match scanner.byte(0) {
            b'"' => string(scanner),
            b'\'' => literal(scanner),
            b'.' => scanner.push(1, NONE),
            byte if is_blank(byte) => scanner.push_run(NONE, is_blank),
            byte if is_bare(byte) => scanner.push_run(class, is_bare),
            _ => return,
        }
    }
}

/// What may stand behind a statement: a comment. All else is wrong.
fn line_end(scanner: &mut Scanner) {
    scanner.push_run(NONE, is_blank);
    if scanner.byte(0) == b'#' {
        comment(scanner);
    }
    scanner.push_line(NONE);
}

fn comment(scanner: &mut Scanner) {
    scanner.push(scanner.line().len(), COMMENT);
}

/// An array or inline table that is open.
struct Open {
    /// What closes it.
    end: u8,
    /// Whether a key comes next.
    wants_key: bool,
}

/// A value, over as many lines as its brackets take.
fn value(scanner: &mut Scanner) {
    let mut around: Vec<Open> = Vec::new();
    while !scanner.is_done() {
        scanner.push_run(NONE, is_blank);
        let byte = scanner.byte(0);
        match around.last_mut() {
            None if matches!(byte, b'\n' | b'#') => return,
            Some(open) if byte == open.end => {
                scanner.push(1, NONE);
                around.pop();
            }
            Some(open) if byte == b',' => {
                scanner.push(1, NONE);
                open.wants_key = open.end == b'}';
            }
            Some(_) if byte == b'#' => comment(scanner),
            Some(_) if is_space(byte) => scanner.push_run(NONE, is_space),
            Some(open) if open.wants_key => {
                open.wants_key = false;
                names(scanner, KEY);
                scanner.push(1, NONE);
            }
            _ if byte == b'[' => {
                scanner.push(1, NONE);
                around.push(Open { end: b']', wants_key: false });
            }
            _ if byte == b'{' => {
                scanner.push(1, NONE);
                around.push(Open { end: b'}', wants_key: true });
            }
            _ => scalar(scanner),
        }
        if around.is_empty() {
            return;
        }
    }
}

fn scalar(scanner: &mut Scanner) {
    if scanner.starts_with("\"\"\"") {
        return block(scanner);
    }
    if scanner.starts_with("'''") {
        scanner.push(3, STRING);
        return scanner.push_through("'''", STRING);
    }
    match scanner.byte(0) {
        b'"' => return string(scanner),
        b'\'' => return literal(scanner),
        _ => {}
    }
    let length = scanner.run(0, |byte| !is_space(byte) && !matches!(byte, b',' | b']' | b'}' | b'#')).max(1);
    let written = &scanner.rest()[..length];
    let sign = usize::from(matches!(written, [b'+' | b'-', _, ..]));
    if matches!(written, b"true" | b"false") || is_number(&written[sign..]) {
        scanner.push(sign, OPERATOR);
        scanner.push(length - sign, NUMBER);
    } else {
        scanner.push(length, NONE);
    }
}

/// Whether this is a number without its sign; a date is none.
fn is_number(written: &[u8]) -> bool {
    let digits = |digits: &[u8], is_digit: fn(&u8) -> bool| {
        digits.first().is_some_and(is_digit) && digits.iter().all(|digit| *digit == b'_' || is_digit(digit))
    };
    match written {
        b"inf" | b"nan" => true,
        [b'0', b'x', rest @ ..] => digits(rest, u8::is_ascii_hexdigit),
        [b'0', b'o', rest @ ..] => digits(rest, |digit| matches!(digit, b'0'..=b'7')),
        [b'0', b'b', rest @ ..] => digits(rest, |digit| matches!(digit, b'0' | b'1')),
        _ => {
            let mut parts = written.splitn(2, |byte| matches!(byte, b'e' | b'E'));
            let mut number = parts.next().unwrap_or_default().splitn(2, |byte| *byte == b'.');
            let exponent = parts.next().map(|exponent| match exponent {
                [b'+' | b'-', digits @ ..] | digits => digits,
            });
            number.all(|part| digits(part, u8::is_ascii_digit))
                && exponent.is_none_or(|exponent| digits(exponent, u8::is_ascii_digit))
        }
    }
}

fn is_bare(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-')
}

/// A string with escapes, which ends with its line.
fn string(scanner: &mut Scanner) {
    scanner.push(1, STRING);
    loop {
        scanner.push_run(STRING, |byte| !matches!(byte, b'"' | b'\\' | b'\n'));
        match scanner.byte(0) {
            b'\\' => escape(scanner),
            b'"' => return scanner.push(1, STRING),
            _ => return,
        }
    }
}

/// A string with escapes over several lines.
fn block(scanner: &mut Scanner) {
    scanner.push(3, STRING);
    while !scanner.is_done() {
        scanner.push_run(STRING, |byte| !matches!(byte, b'"' | b'\\'));
        if scanner.starts_with("\"\"\"") {
            return scanner.push(3, STRING);
        }
        if scanner.byte(0) == b'\\' { escape(scanner) } else { scanner.push(1, STRING) }
    }
}

/// A string as it stands, which ends with its line.
fn literal(scanner: &mut Scanner) {
    scanner.push(1, STRING);
    scanner.push_run(STRING, |byte| !matches!(byte, b'\'' | b'\n'));
    if scanner.byte(0) == b'\'' {
        scanner.push(1, STRING);
    }
}

fn escape(scanner: &mut Scanner) {
    let digits = |length: usize| (2..2 + length).all(|ahead| scanner.byte(ahead).is_ascii_hexdigit());
    match scanner.byte(1) {
        b'b' | b't' | b'n' | b'f' | b'r' | b'"' | b'\\' => scanner.push(2, ESCAPE),
        b'u' if digits(4) => scanner.push(6, ESCAPE),
        b'U' if digits(8) => scanner.push(10, ESCAPE),
        b'\n' => scanner.push(1, STRING),
        _ => scanner.push(2, STRING),
    }
}
