//! Terraform's language, HCL.

use super::scanner::{
    COMMENT, ESCAPE, FUNCTION, KEYWORD, NONE, NUMBER, OPERATOR, STRING, Scanner, TYPE, is_name_start, is_space, is_word,
};

/// What stands around the place that is read.
#[derive(Clone, Copy, PartialEq)]
enum State {
    /// Attributes and blocks, up to a brace.
    Body,
    /// The labels of a block, up to its brace.
    Labels,
    /// Expressions in parentheses.
    Parentheses,
    /// Expressions in brackets.
    Brackets,
    /// Keys of an object.
    Object,
    /// The value of a key of an object, up to a comma or the end of the line.
    Value,
    /// `for` in brackets or braces.
    Comprehension,
    /// A string.
    Text,
    /// What is put into a string.
    Interpolation,
}

pub(super) fn lex(scanner: &mut Scanner) {
    Reader { scanner, around: Vec::new(), state: State::Body, heredoc: None, no_brace_before: 0 }.read();
}

struct Reader<'r, 'c, 's> {
    scanner: &'r mut Scanner<'c, 's>,
    around: Vec<(State, Option<&'c [u8]>)>,
    state: State,
    /// The word that ends the heredoc that is read.
    heredoc: Option<&'c [u8]>,
    /// Up to this place no word begins a block. It keeps reading linear.
    no_brace_before: usize,
}

impl Reader<'_, '_, '_> {
    fn read(&mut self) {
        while !self.scanner.is_done() {
            if self.heredoc.is_some() {
                self.heredoc_text();
                continue;
            }
            match self.state {
                State::Text => self.text(),
                State::Labels => self.label(),
                _ => self.code(),
            }
        }
    }

    fn enter(&mut self, state: State) {
        self.around.push((self.state, self.heredoc.take()));
        self.state = state;
    }

    fn leave(&mut self) {
        (self.state, self.heredoc) = self.around.pop().unwrap_or((State::Body, None));
    }

    fn code(&mut self) {
        let byte = self.scanner.byte(0);
        match byte {
            b'\n' if self.state == State::Value => {
                self.scanner.push(1, NONE);
                self.leave();
            }
            _ if is_space(byte) => self.space(),
            b'#' => self.scanner.push_line(COMMENT),
            b'/' if self.scanner.byte(1) == b'/' => self.scanner.push_line(COMMENT),
            b'/' if self.scanner.byte(1) == b'*' => self.scanner.push_through("*/", COMMENT),
            b'"' if self.state == State::Object => self.quoted_key(),
            _ if is_word(byte) => self.word(),
            _ => self.sign(byte),
        }
    }

    fn space(&mut self) {
        let ends_value = self.state == State::Value;
        self.scanner.push_run(NONE, |byte| is_space(byte) && !(ends_value && byte == b'\n'));
        if ends_value && self.scanner.byte(0) == b'\n' {
            self.scanner.push(1, NONE);
            self.leave();
        }
    }

    fn sign(&mut self, byte: u8) {
        let next = self.scanner.byte(1);
        match byte {
            b'}' | b')' | b']' => self.close(byte),
            b'"' => {
                self.enter(State::Text);
                self.scanner.push(1, STRING);
            }
            b'(' if self.state == State::Body && self.attribute(1) => {}
            b'(' => {
                self.enter(State::Parentheses);
                self.scanner.push(1, NONE);
            }
            b'[' if self.state != State::Object => {
                self.enter(State::Brackets);
                self.scanner.push(1, NONE);
            }
            b'{' if self.state != State::Object => {
                self.enter(State::Object);
                self.scanner.push(1, NONE);
            }
            b',' => {
                self.scanner.push(1, NONE);
                if self.state == State::Value {
                    self.leave();
                }
            }
            _ if self.state == State::Object => self.scanner.push(1, NONE),
            b'<' if next == b'<' && self.heredoc_begins() => {}
            b'=' if next == b'>' && self.state == State::Comprehension => self.scanner.push(2, KEYWORD),
            b'.' if self.scanner.starts_with("...") => self.scanner.push(3, OPERATOR),
            b'.' => self.member(),
            b'>' | b'<' | b'=' | b'!' if next == b'=' => self.scanner.push(2, OPERATOR),
            b'&' | b'|' if next == byte => self.scanner.push(2, OPERATOR),
            b'~' if self.state == State::Interpolation => self.scanner.push(1, OPERATOR),
            b'+' | b'-' | b'*' | b'/' | b'%' | b'!' | b'>' | b'<' | b'?' | b':' => self.scanner.push(1, OPERATOR),
            _ => self.scanner.push(1, NONE),
        }
    }

    fn close(&mut self, byte: u8) {
        if self.state == State::Value && byte == b'}' {
            self.leave();
        }
        let is_end = match self.state {
            State::Body | State::Object | State::Interpolation => byte == b'}',
            State::Parentheses => byte == b')',
            State::Brackets => byte == b']',
            State::Comprehension => byte != b')',
            _ => false,
        };
        let class = if self.state == State::Interpolation && is_end { KEYWORD } else { NONE };
        self.scanner.push(1, class);
        if is_end {
            self.leave();
        }
    }

    fn word(&mut self) {
        let word = self.scanner.word();
        if self.scanner.byte(0).is_ascii_digit() {
            return self.number();
        }
        let length = self.scanner.run(0, is_name);
        let is_reserved = [&b"null"[..], b"true", b"false"].iter().any(|name| word.starts_with(name));
        let is_comprehension = self.state == State::Comprehension;
        let class = match word {
            b"true" | b"false" | b"null" => NUMBER,
            b"for" if matches!(self.state, State::Brackets | State::Object) => {
                self.state = State::Comprehension;
                KEYWORD
            }
            b"in" | b"if" if is_comprehension => KEYWORD,
            b"if" | b"else" | b"endif" | b"for" | b"in" | b"endfor" if self.state == State::Interpolation => KEYWORD,
            _ if !is_reserved && self.state == State::Object => return self.key(length),
            _ if !is_reserved && self.state == State::Body && (self.attribute(0) || self.block(word, length)) => return,
            b"any" | b"string" | b"number" | b"bool" => KEYWORD,
            b"var" | b"local" | b"module" | b"data" | b"path" | b"terraform" => NUMBER,
            _ if !is_reserved && self.scanner.byte(length) == b'(' => {
                self.scanner.push(length, FUNCTION);
                self.enter(State::Parentheses);
                return self.scanner.push(1, NONE);
            }
            _ => NONE,
        };
        let class = if self.state == State::Object { NONE } else { class };
        self.scanner.push(word.len(), class);
    }

    /// `name = ` in a body; whether it stands here, some bytes ahead.
    fn attribute(&mut self, ahead: usize) -> bool {
        let name = self.scanner.run(ahead, is_name);
        if name == 0 || !is_name_start(self.scanner.byte(ahead)) {
            return false;
        }
        let mut length = ahead + name;
        length += usize::from(self.scanner.byte(length) == b')');
        length += self.scanner.blanks(length);
        if self.scanner.byte(length) != b'=' || matches!(self.scanner.byte(length + 1), b'=' | b'|' | b'>') {
            return false;
        }
        self.scanner.push(length, NONE);
        self.scanner.push(2, OPERATOR);
        true
    }

    /// The name of a block; whether a brace comes behind its labels.
    fn block(&mut self, word: &[u8], length: usize) -> bool {
        if self.scanner.at() < self.no_brace_before {
            return false;
        }
        let labels = self.scanner.run(0, |byte| is_name(byte) || (is_space(byte) && byte != b'\n') || byte == b'"');
        if self.scanner.byte(labels) != b'{' {
            self.no_brace_before = self.scanner.at() + labels;
            return false;
        }
        let is_known = matches!(
            word,
            b"resource" | b"provider" | b"variable" | b"output" | b"locals" | b"module" | b"data" | b"terraform"
        );
        self.scanner.push(if is_known { word.len() } else { length }, if is_known { KEYWORD } else { TYPE });
        self.enter(State::Labels);
        true
    }

    fn label(&mut self) {
        match self.scanner.byte(0) {
            b'"' => {
                self.scanner.push(1, STRING);
                self.scanner.push_through("\"", STRING);
            }
            b'{' => {
                self.scanner.push(1, NONE);
                self.state = State::Body;
            }
            _ => {
                let length = self.scanner.run(0, |byte| !matches!(byte, b'"' | b'{'));
                self.scanner.push(length, NONE);
            }
        }
    }

    /// `name = ` in an object.
    fn key(&mut self, length: usize) {
        let blanks = self.scanner.blanks(length);
        self.scanner.push(length, NONE);
        if self.scanner.byte(blanks) == b'=' {
            self.scanner.push(blanks, NONE);
            self.scanner.push(1, OPERATOR);
            self.enter(State::Value);
            self.scanner.push(self.scanner.blanks(0), NONE);
        }
    }

    /// `"name" = ` in an object.
    fn quoted_key(&mut self) {
        let line = self.scanner.line();
        let is_key = |at: &usize| {
            let rest = &line[at + 1..];
            rest.iter().find(|byte| !is_space(**byte)) == Some(&b'=')
        };
        let quotes = line.iter().enumerate().skip(1).filter(|(_, byte)| **byte == b'"').map(|(at, _)| at);
        let Some(end) = quotes.take(8).filter(is_key).last() else { return self.scanner.push(1, NONE) };
        self.scanner.push(end + 1, STRING);
        self.scanner.push(self.scanner.blanks(0), NONE);
        self.scanner.push(1, OPERATOR);
        self.enter(State::Value);
        self.scanner.push(self.scanner.blanks(0), NONE);
    }

    fn number(&mut self) {
        let digits = |from: usize| self.scanner.run(from, |byte| byte.is_ascii_digit());
        let power = |from: usize| {
            let sign = usize::from(matches!(self.scanner.byte(from + 1), b'+' | b'-'));
            let digits = digits(from + 1 + sign);
            if matches!(self.scanner.byte(from), b'e' | b'E') && digits > 0 { 1 + sign + digits } else { 0 }
        };
        let whole = digits(0);
        let fraction = if self.scanner.byte(whole) == b'.' { digits(whole + 1) } else { 0 };
        let point = if fraction > 0 { whole + 1 + fraction } else { whole };
        let ends = [point + power(point), point, whole];
        let is_end = |end: &&usize| !is_word(self.scanner.byte(**end));
        match ends.iter().find(is_end) {
            Some(end) if self.scanner.is_word_start() && self.state != State::Object => self.scanner.push(*end, NUMBER),
            _ => self.scanner.push_run(NONE, is_word),
        }
    }

    /// `.name`, `.0` or `.*`.
    fn member(&mut self) {
        self.scanner.push(1, OPERATOR);
        self.scanner.push_run(NONE, is_space);
        match self.scanner.byte(0) {
            b'*' => self.scanner.push(1, OPERATOR),
            b'0'..=b'9' => self.scanner.push_run(NUMBER, |byte| byte.is_ascii_digit()),
            byte if is_name_start(byte) => self.scanner.push_run(NONE, is_name),
            _ => {}
        }
    }

    fn text(&mut self) {
        self.scanner.push_run(STRING, |byte| !matches!(byte, b'"' | b'\\' | b'$' | b'%'));
        let hexadecimal = |digits: usize| (2..2 + digits).all(|ahead| self.scanner.byte(ahead).is_ascii_hexdigit());
        match (self.scanner.byte(0), self.scanner.byte(1)) {
            (b'"', _) => {
                self.scanner.push(1, STRING);
                self.leave();
            }
            (b'\\', b'n' | b'r' | b't' | b'"' | b'\\') => self.scanner.push(2, ESCAPE),
            (b'\\', b'u') if hexadecimal(8) => self.scanner.push(10, ESCAPE),
            (b'\\', b'u') if hexadecimal(4) => self.scanner.push(6, ESCAPE),
            (b'$' | b'%', b'{') => self.interpolation(),
            _ => self.scanner.push(1, STRING),
        }
    }

    fn interpolation(&mut self) {
        self.scanner.push(2, KEYWORD);
        self.enter(State::Interpolation);
    }

    /// `<<WORD` at the end of a line; whether it stands here.
    fn heredoc_begins(&mut self) -> bool {
        let sign = if self.scanner.byte(2) == b'-' { 3 } else { 2 };
        let name = sign + self.scanner.blanks(sign);
        let length = self.scanner.run(name, is_name);
        let is_end = self.scanner.byte(name + length + self.scanner.blanks(name + length)) == b'\n';
        if length == 0 || !is_name_start(self.scanner.byte(name)) || !is_end {
            return false;
        }
        let word = &self.scanner.rest()[name..name + length];
        self.scanner.push(name, OPERATOR);
        self.scanner.push(length, KEYWORD);
        self.scanner.push_line(NONE);
        self.enter(self.state);
        self.heredoc = Some(word);
        true
    }

    /// One line of a heredoc, or what comes before something is put into it.
    fn heredoc_text(&mut self) {
        let line = self.scanner.line();
        let is_end = self.scanner.previous() == b'\n' && Some(line.trim_ascii()) == self.heredoc;
        if is_end {
            self.scanner.push(line.len(), KEYWORD);
            self.leave();
            return;
        }
        let sign = line.windows(2).position(|pair| matches!(pair, b"${" | b"%{"));
        match sign {
            Some(at) => {
                self.scanner.push(at, NONE);
                self.interpolation();
            }
            None => self.scanner.push_line(NONE),
        }
    }
}

/// A part of a name: a dash is one.
fn is_name(byte: u8) -> bool {
    is_word(byte) || byte == b'-'
}
