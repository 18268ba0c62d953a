//! Go.

use super::around::Around;
use super::scanner::{
    COMMENT, Class, ESCAPE, FUNCTION, KEYWORD, NONE, NUMBER, OPERATOR, STRING, Scanner, TYPE, VARIABLE, is_name_start,
    is_space, is_word, words,
};

/// Words that name nothing.
const KEYWORDS: [&[u8]; 25] = words(
    "break case chan const continue default defer else fallthrough for func go goto if import interface map \
     package range return select struct switch type var",
);

/// Types that are always there.
const TYPES: [&[u8]; 20] = words(
    "bool byte complex64 complex128 error float32 float64 int int8 int16 int32 int64 rune string uint uint8 \
     uint16 uint32 uint64 uintptr",
);

/// How deep types may stand in one another.
const DEPTH: usize = 100;

/// What is read.
#[derive(Clone, Copy, PartialEq)]
enum State {
    /// Statements and expressions, up to a sign.
    Code(u8),
    /// A type, if one begins here.
    Type,
    /// The type behind a bracket, which may be an index.
    Element,
    /// A type in parentheses, or what is asserted.
    Closing(u8),
    /// The length of an array, behind which its type comes.
    Length,
    /// The parameters of a function, each with its name or not.
    Parameters { have_names: bool },
    /// The type of a parameter, up to a comma.
    Parameter,
    /// What a function returns.
    Result,
    /// The fields of a struct.
    Fields,
    /// The rest of a field, up to the end of its line.
    Field,
    /// The methods of an interface.
    Methods,
    /// What `const`, `var` or `type` declares.
    Declaration { is_type: bool, is_group: bool },
    /// What comes behind a declared name: a type, then a value.
    Declared { is_type: bool },
}

pub(super) fn lex(scanner: &mut Scanner) {
    let mut reader = Reader { scanner, around: Around::new(State::Code(0), DEPTH) };
    while !reader.scanner.is_done() {
        if !reader.trivia() {
            reader.step();
        }
    }
}

struct Reader<'r, 'c, 's> {
    scanner: &'r mut Scanner<'c, 's>,
    around: Around<State>,
}

impl Reader<'_, '_, '_> {
    /// Blanks and comments; whether there were any.
    fn trivia(&mut self) -> bool {
        let ends_with_line =
            matches!(self.around.innermost(), State::Element | State::Result | State::Field | State::Declared { .. });
        match (self.scanner.byte(0), self.scanner.byte(1)) {
            (b'\n', _) if ends_with_line => {
                self.around.leave();
                self.scanner.push(1, NONE);
            }
            (byte, _) if is_space(byte) => {
                self.scanner.push_run(NONE, |byte| is_space(byte) && (byte != b'\n' || !ends_with_line));
            }
            (b'/', b'/') => self.scanner.push(self.scanner.line().len(), COMMENT),
            (b'/', b'*') => self.scanner.push_through("*/", COMMENT),
            _ => return false,
        }
        true
    }

    fn step(&mut self) {
        let byte = self.scanner.byte(0);
        match self.around.innermost() {
            State::Code(end) if byte == end => self.close(),
            State::Type => self.one_type(),
            State::Element => self.element(),
            State::Closing(end) if byte == end => self.close(),
            State::Closing(_) => self.type_or(|reader| reader.scanner.push(1, NONE)),
            State::Length if byte == b']' => {
                self.scanner.push(1, NONE);
                self.around.set(State::Type);
            }
            State::Code(_) | State::Length => self.code(),
            State::Parameters { have_names } => self.parameters(have_names),
            State::Parameter if matches!(byte, b')' | b',') => self.around.leave(),
            State::Parameter if self.scanner.starts_with("...") => self.scanner.push(3, OPERATOR),
            State::Parameter => self.type_or(|reader| reader.around.leave()),
            State::Result if byte == b'(' => {
                self.around.leave();
                self.open_parameters();
            }
            State::Result => self.around.set(State::Type),
            State::Fields => self.field(),
            State::Field if byte == b'}' => self.around.leave(),
            State::Field => self.type_or(Self::code),
            State::Methods => self.method(),
            State::Declaration { is_type, is_group } => self.declaration(is_type, is_group),
            State::Declared { .. } if matches!(byte, b')' | b';') => self.around.leave(),
            State::Declared { is_type } => {
                self.around.leave();
                if byte == b'=' && !is_type {
                    return self.scanner.push(1, OPERATOR);
                }
                if byte == b'=' {
                    self.scanner.push(1, OPERATOR);
                }
                self.around.enter(State::Type);
            }
        }
    }

    fn close(&mut self) {
        self.scanner.push(1, NONE);
        self.around.leave();
    }

    /// A type if one begins here, else something else.
    fn type_or(&mut self, other: impl FnOnce(&mut Self)) {
        let byte = self.scanner.byte(0);
        let begins = matches!(byte, b'(' | b'[') || is_name_start(byte) || is_operator(byte);
        if begins { self.one_type() } else { other(self) }
    }

    /// A piece of a type. Whoever called has it as its state, or one that goes on behind it.
    fn one_type(&mut self) {
        let is_state = self.around.innermost() == State::Type;
        let byte = self.scanner.byte(0);
        let word = self.scanner.word();
        let next = match (word, byte) {
            (b"chan", _) => (KEYWORD, Some(State::Type)),
            (b"map", _) if self.scanner.byte(3) == b'[' => {
                self.scanner.push(3, KEYWORD);
                self.scanner.push(1, NONE);
                if is_state {
                    self.around.leave();
                }
                self.around.enter(State::Type);
                return self.around.enter(State::Closing(b']'));
            }
            (b"struct" | b"interface", _) => {
                self.scanner.push(word.len(), KEYWORD);
                if is_state {
                    self.around.leave();
                }
                return self.open_body(word == b"struct");
            }
            (b"func", _) => {
                self.scanner.push(4, KEYWORD);
                if is_state {
                    self.around.leave();
                }
                return self.signature();
            }
            (_, b'(') => {
                self.scanner.push(1, NONE);
                return self.around.enter(State::Closing(b')'));
            }
            (_, b'[') => {
                self.scanner.push(1, NONE);
                if is_state {
                    self.around.leave();
                }
                return self.around.enter(State::Length);
            }
            _ if is_operator(byte) => return self.scanner.push(1, OPERATOR),
            _ if is_name_start(byte) && !KEYWORDS.contains(&word) => {
                if is_state {
                    self.around.leave();
                }
                return self.type_name();
            }
            _ if is_state => return self.around.leave(),
            _ => return self.code(),
        };
        self.scanner.push(word.len(), next.0);
        if !is_state {
            self.around.enter(State::Type);
        }
    }

    /// The name of a type, of another package or not.
    fn type_name(&mut self) {
        let length = self.scanner.word().len();
        if self.scanner.byte(length) == b'.' && is_name_start(self.scanner.byte(length + 1)) {
            self.scanner.push(length + 1, NONE);
        }
        let class = type_class(self.scanner.word());
        self.scanner.push(self.scanner.word().len(), class);
    }

    /// What stands behind `]`: the type of its elements, or anything else.
    fn element(&mut self) {
        let byte = self.scanner.byte(0);
        let word = self.scanner.word();
        if byte == b'*' {
            return self.scanner.push(1, OPERATOR);
        }
        self.around.leave();
        if is_name_start(byte) && !KEYWORDS.contains(&word) {
            let class = if self.scanner.byte(word.len()) == b'.' { NONE } else { type_class(word) };
            self.scanner.push(word.len(), class);
        }
    }

    fn open_body(&mut self, is_struct: bool) {
        self.scanner.push_run(NONE, is_space);
        if self.scanner.byte(0) == b'{' {
            self.scanner.push(1, NONE);
            self.around.enter(if is_struct { State::Fields } else { State::Methods });
        }
    }

    /// Parameters and results, behind `func` and its name.
    fn signature(&mut self) {
        self.scanner.push_run(NONE, is_space);
        if self.scanner.byte(0) == b'(' {
            self.around.enter(State::Result);
            self.open_parameters();
        }
    }

    fn open_parameters(&mut self) {
        self.scanner.push(1, NONE);
        let have_names = self.have_names();
        self.around.enter(State::Parameters { have_names });
    }

    /// Whether parameters have names: one of them has something behind its first word.
    fn have_names(&self) -> bool {
        let mut at = 0;
        loop {
            at += self.scanner.run(at, is_space);
            let name = self.scanner.run(at, is_word);
            if name == 0 {
                return false;
            }
            at += name;
            at += self.scanner.run(at, is_space);
            match self.scanner.byte(at) {
                b',' => at += 1,
                b'.' => return self.scanner.byte(at + 1) == b'.',
                b')' | b'/' | b'\n' => return false,
                _ => return true,
            }
        }
    }

    fn parameters(&mut self, have_names: bool) {
        let byte = self.scanner.byte(0);
        let word = self.scanner.word();
        if byte == b')' {
            return self.close();
        }
        if byte == b',' {
            return self.scanner.push(1, NONE);
        }
        if self.scanner.starts_with("...") {
            return self.scanner.push(3, OPERATOR);
        }
        if !have_names {
            return self.type_or(|reader| reader.scanner.push(1, NONE));
        }
        if is_name_start(byte) && !KEYWORDS.contains(&word) {
            self.scanner.push(word.len(), if word == b"_" { VARIABLE } else { NONE });
            self.around.enter(State::Parameter);
        } else {
            self.type_or(|reader| reader.scanner.push(1, NONE));
        }
    }

    fn field(&mut self) {
        let byte = self.scanner.byte(0);
        let word = self.scanner.word();
        if byte == b'}' {
            return self.close();
        }
        if !is_name_start(byte) || KEYWORDS.contains(&word) {
            return self.code();
        }
        let after = word.len() + self.scanner.blanks(word.len());
        let is_embedded = matches!(self.scanner.byte(after), b'"' | b'`' | b';' | b'}' | b'\n')
            || (self.scanner.byte(after) == b'/' && self.scanner.byte(after + 1) == b'/');
        if self.scanner.byte(after) == b'.' {
            self.scanner.push(after + 1, NONE);
        } else if is_embedded {
            self.scanner.push(word.len(), TYPE);
        } else {
            self.scanner.push(word.len(), if word == b"_" { VARIABLE } else { NONE });
            self.around.enter(State::Field);
        }
    }

    fn method(&mut self) {
        let byte = self.scanner.byte(0);
        let word = self.scanner.word();
        if byte == b'}' {
            return self.close();
        }
        if !is_name_start(byte) || KEYWORDS.contains(&word) {
            return self.code();
        }
        let after = word.len() + self.scanner.blanks(word.len());
        match self.scanner.byte(after) {
            b'.' => self.scanner.push(after + 1, NONE),
            b'(' => {
                self.scanner.push(word.len(), FUNCTION);
                self.signature();
            }
            b';' | b'}' | b'\n' | b'/' => self.scanner.push(word.len(), TYPE),
            _ => self.code(),
        }
    }

    fn declaration(&mut self, is_type: bool, is_group: bool) {
        let byte = self.scanner.byte(0);
        let word = self.scanner.word();
        if byte == b'(' && !is_group {
            self.scanner.push(1, NONE);
            return self.around.set(State::Declaration { is_type, is_group: true });
        }
        if is_group && byte == b')' {
            return self.close();
        }
        if byte == b',' {
            return self.scanner.push(1, NONE);
        }
        if !is_name_start(byte) || KEYWORDS.contains(&word) {
            return if is_group { self.code() } else { self.around.leave() };
        }
        let class = match word {
            b"_" => VARIABLE,
            _ if is_type => TYPE,
            _ => NONE,
        };
        let after = word.len() + self.scanner.run(word.len(), is_space);
        let is_list = self.scanner.byte(after) == b',' && !is_type;
        self.scanner.push(word.len(), class);
        if !is_list {
            if !is_group {
                self.around.leave();
            }
            self.around.enter(State::Declared { is_type });
        }
    }

    fn code(&mut self) {
        let (byte, next) = (self.scanner.byte(0), self.scanner.byte(1));
        match byte {
            b'"' => self.text(b'"'),
            b'`' => self.text(b'`'),
            b'\'' => self.rune(),
            b'0'..=b'9' => self.number(),
            b'.' if next.is_ascii_digit() => self.number(),
            b'.' if self.scanner.starts_with("...") => self.scanner.push(3, OPERATOR),
            b'.' => self.member(),
            b'(' => {
                self.scanner.push(1, NONE);
                self.around.enter(State::Code(b')'));
            }
            b'{' => {
                self.scanner.push(1, NONE);
                self.around.enter(State::Code(b'}'));
            }
            b']' => {
                self.scanner.push(1, NONE);
                self.around.enter(State::Element);
            }
            b':' if next == b'=' => self.scanner.push(2, OPERATOR),
            _ if is_operator(byte) => self.scanner.push(1, OPERATOR),
            _ if is_name_start(byte) => self.word(),
            _ => self.scanner.push(1, NONE),
        }
    }

    fn word(&mut self) {
        let word = self.scanner.word();
        match word {
            b"chan" | b"struct" | b"interface" => return self.one_type(),
            b"map" if self.scanner.byte(3) == b'[' => return self.one_type(),
            b"func" => return self.function(),
            b"const" | b"var" | b"type" => {
                self.scanner.push(word.len(), KEYWORD);
                return self.around.enter(State::Declaration { is_type: word == b"type", is_group: false });
            }
            _ => {}
        }
        let class = match word {
            b"true" | b"false" | b"nil" | b"iota" => NUMBER,
            b"_" => VARIABLE,
            _ if KEYWORDS.contains(&word) => KEYWORD,
            _ if !self.is_call(word.len()) => NONE,
            _ if TYPES.contains(&word) => TYPE,
            _ => FUNCTION,
        };
        let takes_type = class == FUNCTION && matches!(word, b"make" | b"new");
        self.scanner.push(word.len(), class);
        if takes_type && self.scanner.byte(0) == b'(' {
            self.scanner.push(1, NONE);
            self.around.enter(State::Code(b')'));
            self.around.enter(State::Type);
        }
    }

    /// Whether a parenthesis comes behind a word, behind others that close.
    fn is_call(&self, length: usize) -> bool {
        let mut at = length;
        loop {
            at += self.scanner.run(at, |byte| is_space(byte) && byte != b'\n');
            match self.scanner.byte(at) {
                b')' => at += 1,
                byte => return byte == b'(',
            }
        }
    }

    /// `func`, with a receiver and a name or without.
    fn function(&mut self) {
        self.scanner.push(4, KEYWORD);
        self.scanner.push_run(NONE, is_space);
        if is_name_start(self.scanner.byte(0)) {
            self.scanner.push(self.scanner.word().len(), FUNCTION);
            return self.signature();
        }
        let receiver = self.scanner.run(0, |byte| byte != b')' && byte != b'\n');
        let mut name = receiver + 1;
        name += self.scanner.blanks(name);
        let length = self.scanner.run(name, is_word);
        let is_method = self.scanner.byte(0) == b'('
            && length > 0
            && self.scanner.byte(name + length + self.scanner.blanks(name + length)) == b'(';
        if !is_method {
            return self.signature();
        }
        let end = self.scanner.at() + receiver + 1;
        let depth = self.around.depth();
        self.open_parameters();
        while self.scanner.at() < end && !self.scanner.is_done() {
            if !self.trivia() {
                self.step();
            }
        }
        self.around.leave_to(depth);
        self.scanner.push_run(NONE, is_space);
        self.scanner.push(self.scanner.word().len(), FUNCTION);
        self.signature();
    }

    /// What comes behind a dot: a field, a method, or a type that is asserted.
    fn member(&mut self) {
        self.scanner.push(1, NONE);
        self.scanner.push_run(NONE, is_space);
        let word = self.scanner.word();
        if self.scanner.byte(0) == b'(' {
            self.scanner.push(1, NONE);
            self.around.enter(State::Closing(b')'));
        } else if is_name_start(self.scanner.byte(0)) && !KEYWORDS.contains(&word) {
            let class = match word {
                _ if self.is_call(word.len()) => FUNCTION,
                b"_" => VARIABLE,
                _ => NONE,
            };
            self.scanner.push(word.len(), class);
        }
    }

    fn number(&mut self) {
        let prefix = match (self.scanner.byte(0), self.scanner.byte(1)) {
            (b'0', b'x' | b'X') => 2,
            _ => 0,
        };
        let is_digit = |byte: u8| if prefix > 0 { byte.is_ascii_hexdigit() } else { byte.is_ascii_digit() };
        let mut length = prefix + self.scanner.run(prefix, |byte| is_digit(byte) || byte == b'_');
        if prefix == 0 && length == 1 && matches!(self.scanner.byte(1), b'b' | b'B' | b'o' | b'O') {
            length = 2 + self.scanner.run(2, |byte| byte.is_ascii_digit() || byte == b'_');
        }
        if self.scanner.byte(length) == b'.' {
            length += 1 + self.scanner.run(length + 1, |byte| is_digit(byte) || byte == b'_');
        }
        if matches!(self.scanner.byte(length), b'e' | b'E' | b'p' | b'P') {
            let sign = usize::from(matches!(self.scanner.byte(length + 1), b'+' | b'-'));
            let digits = self.scanner.run(length + 1 + sign, |byte| byte.is_ascii_digit() || byte == b'_');
            length += if digits > 0 { 1 + sign + digits } else { 0 };
        }
        self.scanner.push(length, NUMBER);
        self.scanner.push(usize::from(self.scanner.byte(0) == b'i'), KEYWORD);
    }

    fn rune(&mut self) {
        let line = self.scanner.line();
        let escape = match line.get(1..3) {
            Some([b'\\', b'x']) => 4,
            Some([b'\\', b'u']) => 6,
            Some([b'\\', b'U']) => 10,
            Some([b'\\', b'0'..=b'7']) if line.get(4) != Some(&b'\'') && line.get(3) != Some(&b'\'') => 4,
            Some([b'\\', _]) => 2,
            _ => 0,
        };
        if escape > 0 && line.get(1 + escape) == Some(&b'\'') {
            self.scanner.push(1, NONE);
            self.scanner.push(escape, ESCAPE);
            return self.scanner.push(1, NONE);
        }
        let inner = line[1..].iter().position(|byte| *byte == b'\'');
        self.scanner.push(inner.map_or(1, |length| length + 2), NONE);
    }

    /// A string; what is put into it by templates stays one.
    fn text(&mut self, quote: u8) {
        self.scanner.push(1, STRING);
        while !self.scanner.is_done() {
            self.scanner.push_run(STRING, |byte| byte != quote && !matches!(byte, b'\\' | b'%'));
            match (self.scanner.byte(0), self.scanner.byte(1)) {
                (b'\\', _) if quote == b'"' => {
                    let hexadecimal =
                        |digits: usize| (2..2 + digits).all(|at| self.scanner.byte(at).is_ascii_hexdigit());
                    let octal = (1..4).all(|at| matches!(self.scanner.byte(at), b'0'..=b'7'));
                    let length = match self.scanner.byte(1) {
                        b'x' if hexadecimal(2) => 4,
                        b'u' if hexadecimal(4) => 6,
                        b'U' if hexadecimal(8) => 10,
                        _ if octal => 4,
                        b'\n' => 1,
                        _ => 2,
                    };
                    self.scanner.push(length, if length == 1 { STRING } else { ESCAPE });
                }
                (b'%', b'%') => self.scanner.push(2, ESCAPE),
                (byte, _) if byte == quote => return self.scanner.push(1, STRING),
                _ => self.scanner.push(1, STRING),
            }
        }
    }
}

fn type_class(word: &[u8]) -> Class {
    match word {
        b"_" => VARIABLE,
        _ if TYPES.contains(&word) => TYPE,
        _ => KEYWORD,
    }
}

fn is_operator(byte: u8) -> bool {
    b"!%&*+-/<=>^|".contains(&byte)
}
