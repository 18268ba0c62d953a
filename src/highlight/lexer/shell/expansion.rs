//! Quotes and what begins with `$`, a backtick or a backslash.

use super::super::scanner::{Class, ESCAPE, NUMBER, OPERATOR, STRING, VARIABLE, is_name_start, is_space, is_word};
use super::{Kind, Reader, SUBSTITUTED};

impl Reader<'_, '_, '_> {
    /// A quoted or expanded piece; whether one begins here.
    pub(super) fn expansion(&mut self, ground: Class) -> bool {
        match (self.scanner.byte(0), self.scanner.byte(1)) {
            (b'"', _) => {
                self.scanner.push(1, STRING);
                self.enter(Kind::Text, STRING);
            }
            (b'\'', _) => self.single_quoted(1, false),
            (b'$', b'\'') => self.single_quoted(2, true),
            (b'\\', b'\n') => self.scanner.push(2, ground),
            (b'\\', _) => self.scanner.push(2, ESCAPE),
            _ => return self.simple_expansion(ground),
        }
        true
    }

    /// What is expanded in texts, too.
    pub(super) fn simple_expansion(&mut self, _ground: Class) -> bool {
        let next = self.scanner.byte(1);
        match (self.scanner.byte(0), next) {
            (b'$', b'{') => {
                self.scanner.push(2, VARIABLE);
                self.enter(Kind::Parameter, VARIABLE);
                self.parameter_name();
            }
            (b'$', b'(') if self.scanner.byte(2) == b'(' => {
                self.scanner.push(3, VARIABLE);
                self.enter(Kind::Arithmetic { parentheses: 2 }, VARIABLE);
            }
            (b'$', b'(') => {
                self.scanner.push(2, SUBSTITUTED);
                self.enter(Kind::Commands { end: b')', is_argument: false }, SUBSTITUTED);
            }
            (b'`', _) => {
                if self.is_end(b'`') {
                    return false;
                }
                self.scanner.push(1, SUBSTITUTED);
                self.enter(Kind::Commands { end: b'`', is_argument: false }, SUBSTITUTED);
            }
            (b'$', _) if next.is_ascii_digit() || b"@*#?$!-".contains(&next) => self.scanner.push(2, VARIABLE),
            (b'$', _) if is_name_start(next) => {
                self.scanner.push(1 + self.scanner.run(1, is_word), VARIABLE);
            }
            _ => return false,
        }
        true
    }

    fn single_quoted(&mut self, quote: usize, has_escapes: bool) {
        self.scanner.push(quote, STRING);
        while !self.scanner.is_done() {
            self.scanner.push_run(STRING, |byte| byte != b'\'' && !(has_escapes && byte == b'\\'));
            if self.scanner.byte(0) == b'\\' && has_escapes {
                self.scanner.push(2, ESCAPE);
            } else {
                return self.scanner.push(1, STRING);
            }
        }
    }

    pub(super) fn text(&mut self) {
        self.scanner.push_run(STRING, |byte| !matches!(byte, b'"' | b'$' | b'`' | b'\\'));
        match (self.scanner.byte(0), self.scanner.byte(1)) {
            (b'"', _) => {
                self.scanner.push(1, STRING);
                self.leave();
            }
            (b'\\', b'$' | b'`' | b'"' | b'\\' | b'\n') => self.scanner.push(2, ESCAPE),
            _ if self.simple_expansion(STRING) => {}
            _ => self.scanner.push(1, STRING),
        }
    }

    /// The name behind `${`, with the signs before it and the operator behind it.
    fn parameter_name(&mut self) {
        if matches!(self.scanner.byte(0), b'#' | b'!') && self.scanner.byte(1) != b'}' {
            self.scanner.push(1, OPERATOR);
        }
        if self.scanner.run(0, is_word) > 0 {
            self.scanner.push_run(VARIABLE, is_word);
        } else if b"@*#?$!-".contains(&self.scanner.byte(0)) {
            self.scanner.push(1, VARIABLE);
        }
        if self.scanner.byte(0) == b'[' {
            self.scanner.push_run(VARIABLE, |byte| !matches!(byte, b']' | b'}' | b'\n' | b'$'));
            self.scanner.push(usize::from(self.scanner.byte(0) == b']'), VARIABLE);
        }
        let operator = match (self.scanner.byte(0), self.scanner.byte(1)) {
            (b':', b'-' | b'=' | b'?' | b'+')
            | (b'#', b'#')
            | (b'%', b'%')
            | (b'/', b'/')
            | (b'^', b'^')
            | (b',', b',') => 2,
            (b'-' | b'=' | b'?' | b'+' | b'#' | b'%' | b'/' | b'^' | b',' | b':' | b'@', _) => 1,
            _ => 0,
        };
        self.scanner.push(operator, OPERATOR);
    }

    pub(super) fn parameter(&mut self) {
        match self.scanner.byte(0) {
            b'}' => {
                self.scanner.push(1, VARIABLE);
                self.leave();
            }
            b'*' | b'?' => self.scanner.push(1, OPERATOR),
            _ if self.expansion(VARIABLE) => {}
            _ => {
                let length = self.scanner.run(0, |byte| !b"}*?$\"'`\\".contains(&byte));
                self.scanner.push(length.max(1), VARIABLE);
            }
        }
    }

    pub(super) fn arithmetic(&mut self, parentheses: usize) {
        let ground = self.frame().ground;
        let byte = self.scanner.byte(0);
        let mut set = |parentheses| {
            if let Some(frame) = self.around.last_mut() {
                frame.kind = Kind::Arithmetic { parentheses };
            }
        };
        match byte {
            b'(' => {
                set(parentheses + 1);
                self.scanner.push(1, ground);
            }
            b')' if parentheses > 1 => {
                set(parentheses - 1);
                self.scanner.push(1, ground);
            }
            b')' => {
                self.scanner.push(1, ground);
                self.leave();
            }
            b'0'..=b'9' => self.scanner.push_run(NUMBER, is_word),
            _ if is_name_start(byte) => self.scanner.push_run(ground, is_word),
            _ if is_space(byte) => self.scanner.push_run(ground, is_space),
            _ if b"+-*/%=<>!&|^~?:,".contains(&byte) => self.scanner.push(1, OPERATOR),
            _ if self.expansion(ground) => {}
            _ => self.scanner.push(1, ground),
        }
    }
}
