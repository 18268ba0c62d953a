//! Words of a command: options, patterns, and what is put together of several pieces.

use super::super::scanner::{Class, NONE, OPERATOR, VARIABLE, is_space, is_word};
use super::{Reader, ends_word};

impl Reader<'_, '_, '_> {
    /// One piece of a word.
    pub(super) fn word(&mut self, ground: Class) {
        let (byte, next) = (self.scanner.byte(0), self.scanner.byte(1));
        let is_start = is_space(self.scanner.previous());
        match byte {
            b'-' if is_start && next == b'-' && is_space(self.scanner.byte(2)) => self.scanner.push(2, OPERATOR),
            b'-' if is_start => self.option(),
            b'*' | b'?' => self.scanner.push(1, OPERATOR),
            b'~' if is_start => self.scanner.push(1, VARIABLE),
            b'{' => self.braces(ground),
            _ if self.expansion(ground) => {}
            _ => {
                let length = self.scanner.run(0, |byte| !ends_word(byte) && !b"*?{$\"'`\\".contains(&byte));
                self.scanner.push(length.max(1), ground);
            }
        }
    }

    /// `-x` or `--name=`: the sign that ends its name is an operator.
    fn option(&mut self) {
        let dashes = self.scanner.run(0, |byte| byte == b'-').min(2);
        if !is_word(self.scanner.byte(dashes)) {
            return self.scanner.push(dashes, self.frame().ground);
        }
        let ground = self.frame().ground;
        self.scanner.push(dashes, ground);
        self.scanner.push_run(ground, |byte| is_word(byte) || matches!(byte, b'-' | b'.'));
        if self.scanner.byte(0) == b'=' {
            self.scanner.push(1, OPERATOR);
        }
    }

    /// `{a,b}` or `{1..3}` stands for several words.
    fn braces(&mut self, ground: Class) {
        let inner = self.scanner.run(1, |byte| !ends_word(byte) && !b"{}$\"'`".contains(&byte));
        let text = &self.scanner.rest()[1..=inner];
        let is_expansion = text.contains(&b',') || text.windows(2).any(|pair| pair == b"..");
        if self.scanner.byte(inner + 1) == b'}' && is_expansion {
            self.scanner.push(inner + 2, VARIABLE);
        } else {
            self.scanner.push(1, ground);
        }
    }

    /// The value of an assignment: up to a blank.
    pub(super) fn value(&mut self) {
        let depth = self.around.len();
        while !self.scanner.is_done() && self.around.len() == depth {
            let byte = self.scanner.byte(0);
            if ends_word(byte) {
                return;
            }
            match byte {
                b'~' => self.scanner.push(1, VARIABLE),
                _ if self.expansion(NONE) => {}
                _ => {
                    let length = self.scanner.run(0, |byte| !ends_word(byte) && !b"~$\"'`\\".contains(&byte));
                    self.scanner.push(length.max(1), NONE);
                }
            }
        }
    }
}
