//! JSON, with comments.

use super::scanner::{COMMENT, ESCAPE, NONE, NUMBER, STRING, Scanner, is_space, is_word};

/// What may come next.
#[derive(Clone, Copy, PartialEq)]
enum State {
    /// Values, in an array or at the top.
    Values,
    /// A key, or the end of an object.
    Key,
    /// The value behind a colon.
    Value,
    /// A comma, or the end of an object.
    Comma,
}

pub(super) fn lex(scanner: &mut Scanner) {
    let mut around = Vec::new();
    let mut state = State::Values;
    while !scanner.is_done() {
        let byte = scanner.byte(0);
        match byte {
            _ if is_space(byte) => scanner.push_run(NONE, is_space),
            b'/' if scanner.byte(1) == b'/' => scanner.push_line(COMMENT),
            b'/' if scanner.byte(1) == b'*' => scanner.push_through("*/", COMMENT),
            b'}' if state != State::Values => {
                scanner.push(1, NONE);
                state = around.pop().unwrap_or(State::Values);
            }
            b']' if state == State::Values => {
                scanner.push(1, NONE);
                state = around.pop().unwrap_or(State::Values);
            }
            _ if state == State::Key => match byte {
                b'"' => string(scanner),
                b':' => {
                    scanner.push(1, NONE);
                    state = State::Value;
                }
                _ => scanner.push(1, NONE),
            },
            _ if state == State::Comma => {
                scanner.push(1, NONE);
                state = State::Key;
            }
            b'[' | b'{' => {
                scanner.push(1, NONE);
                around.push(if state == State::Value { State::Comma } else { state });
                state = if byte == b'[' { State::Values } else { State::Key };
            }
            _ => {
                scalar(scanner);
                if state == State::Value {
                    state = State::Comma;
                }
            }
        }
    }
}

fn scalar(scanner: &mut Scanner) {
    let number = number(scanner);
    if scanner.byte(0) == b'"' {
        string(scanner);
    } else if number > 0 {
        scanner.push(number, NUMBER);
    } else if matches!(scanner.word(), b"true" | b"false" | b"null") && scanner.is_word_start() {
        scanner.push(scanner.word().len(), NUMBER);
    } else {
        scanner.push(scanner.run(0, |byte| is_word(byte) && !byte.is_ascii_digit()).max(1), NONE);
    }
}

/// The length of the number that begins here.
fn number(scanner: &Scanner) -> usize {
    let digits = |from: usize| scanner.run(from, |byte| byte.is_ascii_digit());
    let sign = usize::from(scanner.byte(0) == b'-');
    let whole = if scanner.byte(sign) == b'0' { 1 } else { digits(sign) };
    if whole == 0 {
        return 0;
    }
    let mut length = sign + whole;
    if scanner.byte(length) == b'.' && digits(length + 1) > 0 {
        length += 1 + digits(length + 1);
    }
    if matches!(scanner.byte(length), b'e' | b'E') {
        let sign = usize::from(matches!(scanner.byte(length + 1), b'-' | b'+'));
        let digits = digits(length + 1 + sign);
        length += if digits > 0 { 1 + sign + digits } else { 0 };
    }
    length
}

fn string(scanner: &mut Scanner) {
    scanner.push(1, STRING);
    while !scanner.is_done() {
        scanner.push_run(STRING, |byte| !matches!(byte, b'"' | b'\\' | b'\n'));
        match (scanner.byte(0), scanner.byte(1)) {
            (b'\\', b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't') => scanner.push(2, ESCAPE),
            (b'\\', b'u') if (2..6).all(|ahead| scanner.byte(ahead).is_ascii_hexdigit()) => scanner.push(6, ESCAPE),
            (b'\\', b'\n') => scanner.push(1, STRING),
            (b'\\', _) => scanner.push(2, STRING),
            _ => return scanner.push(1, STRING),
        }
    }
}
