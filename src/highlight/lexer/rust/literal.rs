//! Numbers, letters, texts and lifetimes.

use super::super::scanner::{ESCAPE, KEYWORD, NONE, NUMBER, OPERATOR, STRING, is_name_start, is_space, is_word, words};
use super::{Reader, State};

/// Types that may stand behind a number.
const SUFFIXES: [&[u8]; 14] = words("i8 i16 i32 i64 i128 isize u8 u16 u32 u64 u128 usize f32 f64");

impl Reader<'_, '_, '_> {
    pub(super) fn number(&mut self) {
        let digits = |from: usize| self.scanner.run(from, |byte| byte.is_ascii_digit() || byte == b'_');
        let (mut length, is_based) = match (self.scanner.byte(0), self.scanner.byte(1)) {
            (b'0', b'x') => (2 + self.scanner.run(2, |byte| byte.is_ascii_hexdigit() || byte == b'_'), true),
            (b'0', b'o' | b'b') => (2 + digits(2), true),
            _ => (digits(0), false),
        };
        if !is_based && self.scanner.byte(length) == b'.' && self.scanner.byte(length + 1) != b'.' {
            let fraction = digits(length + 1);
            length += 1 + fraction;
            if fraction > 0 && matches!(self.scanner.byte(length), b'e' | b'E') {
                let sign = usize::from(matches!(self.scanner.byte(length + 1), b'+' | b'-'));
                let power = digits(length + 1 + sign);
                length += if power > 0 { 1 + sign + power } else { 0 };
            }
        }
        let suffix = self.scanner.run(length, is_word);
        let is_type = SUFFIXES.contains(&&self.scanner.rest()[length..length + suffix]);
        let is_number = suffix == 0 || is_type || self.scanner.rest()[length - 1] == b'.';
        self.scanner.push(length, if is_number { NUMBER } else { NONE });
        if suffix > 0 && is_number && is_type {
            self.scanner.push(suffix, KEYWORD);
        } else if !is_number {
            self.scanner.push(suffix, NONE);
        }
    }

    /// A letter in quotes, a lifetime, or a quote alone.
    pub(super) fn quote(&mut self) {
        let escape = self.escape(1, true);
        let letter = match self.scanner.byte(1) {
            b'\\' => escape,
            b'\'' | b'\n' => 0,
            byte if byte < 0x80 => 1,
            byte => byte.leading_ones() as usize,
        };
        if letter > 0 && self.scanner.byte(1 + letter) == b'\'' {
            self.scanner.push(1, STRING);
            self.scanner.push(letter, if escape > 0 { ESCAPE } else { STRING });
            self.scanner.push(1, STRING);
        } else {
            self.lifetime();
        }
    }

    pub(super) fn lifetime(&mut self) {
        let name = self.scanner.run(1, is_word);
        if name == 0 || !is_name_start(self.scanner.byte(1)) || (name == 1 && self.scanner.byte(1) == b'_') {
            return self
                .scanner
                .push(1, if matches!(self.around.innermost(), State::Code(_)) { OPERATOR } else { NONE });
        }
        let colon = 1 + name + self.scanner.run(1 + name, is_space);
        let is_label = self.scanner.byte(colon) == b':' && matches!(self.around.innermost(), State::Code(_));
        self.scanner.push(1 + name, if is_label { NONE } else { KEYWORD });
    }

    /// The length of an escape some bytes ahead.
    fn escape(&self, ahead: usize, has_unicode: bool) -> usize {
        let byte = |at: usize| self.scanner.byte(ahead + at);
        match (byte(0), byte(1)) {
            (b'\\', b'n' | b'r' | b't' | b'0' | b'"' | b'\'' | b'\\') => 2,
            (b'\\', b'x') if byte(2).is_ascii_hexdigit() && byte(3).is_ascii_hexdigit() => 4,
            (b'\\', b'u') if has_unicode && byte(2) == b'{' => {
                let digits = self.scanner.run(ahead + 3, |byte| byte.is_ascii_hexdigit());
                if (1..=6).contains(&digits) && byte(3 + digits) == b'}' { 4 + digits } else { 0 }
            }
            _ => 0,
        }
    }

    pub(super) fn text(&mut self, prefix: usize, is_format: bool) {
        self.scanner.push(prefix + 1, STRING);
        while !self.scanner.is_done() {
            self.scanner
                .push_run(STRING, |byte| !(matches!(byte, b'"' | b'\\') || (is_format && matches!(byte, b'{' | b'}'))));
            let escape = self.escape(0, true);
            match (self.scanner.byte(0), self.scanner.byte(1)) {
                (b'\\', _) if escape > 0 => self.scanner.push(escape, ESCAPE),
                (b'{', b'{') | (b'}', b'}') => self.scanner.push(2, ESCAPE),
                (b'"', _) => return self.scanner.push(1, STRING),
                _ => self.scanner.push(1, STRING),
            }
        }
    }

    pub(super) fn raw_text(&mut self, hashes: usize) {
        self.scanner.push(hashes + 1, STRING);
        while !self.scanner.is_done() {
            self.scanner.push_run(STRING, |byte| byte != b'"');
            let end = self.scanner.run(1, |byte| byte == b'#').min(hashes);
            self.scanner.push(1 + end, STRING);
            if end == hashes {
                return;
            }
        }
    }
}
