//! The shell: sh, bash and zsh.

mod expansion;
mod word;

use super::scanner::{
    COMMENT, Class, FUNCTION, KEYWORD, NONE, NUMBER, OPERATOR, Scanner, VARIABLE, is_blank, is_space, is_word,
};

/// How deep substitutions may stand in one another; what is deeper is read as if it stood beside.
const DEPTH: usize = 100;

/// What the text around a place is.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Kind {
    /// Commands up to a sign: `)`, `}`, a backtick, or the end of the code.
    Commands { end: u8, is_argument: bool },
    /// Up to `]` or `]]`.
    Test { is_double: bool },
    /// Between `case` or `for` and what it does.
    Head { is_case: bool },
    /// The patterns of a `case`.
    Patterns,
    /// The names behind `export` and its like.
    Declaration,
    /// The values of an array.
    Array,
    /// A text in double quotes.
    Text,
    /// `${…}`.
    Parameter,
    /// `$((…))` or `((…))`.
    Arithmetic { parentheses: usize },
}

/// A heredoc whose text begins in the next line.
#[derive(Clone, Copy)]
struct Heredoc<'c> {
    end: &'c [u8],
    is_indented: bool,
    has_expansions: bool,
}

#[derive(Clone, Copy)]
struct Frame {
    kind: Kind,
    /// The colour of what has no other.
    ground: Class,
}

struct Reader<'r, 'c, 's> {
    scanner: &'r mut Scanner<'c, 's>,
    around: Vec<Frame>,
    heredocs: Vec<Heredoc<'c>>,
}

pub(super) fn lex(scanner: &mut Scanner) {
    let outermost = Frame { kind: Kind::Commands { end: 0, is_argument: false }, ground: NONE };
    let mut reader = Reader { scanner, around: vec![outermost], heredocs: Vec::new() };
    while !reader.scanner.is_done() {
        reader.step();
    }
}

impl Reader<'_, '_, '_> {
    /// Reads one piece: always some text, or the end of a frame.
    fn step(&mut self) {
        match self.frame().kind {
            Kind::Commands { end, is_argument: false } => self.command(end),
            Kind::Commands { end, is_argument: true } => self.argument(end),
            Kind::Test { is_double } => self.test(is_double),
            Kind::Head { is_case } => self.head(is_case),
            Kind::Patterns => self.pattern(),
            Kind::Declaration => self.declaration(),
            Kind::Array => self.array(),
            Kind::Text => self.text(),
            Kind::Parameter => self.parameter(),
            Kind::Arithmetic { parentheses } => self.arithmetic(parentheses),
        }
    }

    fn frame(&self) -> Frame {
        *self.around.last().expect("the outermost frame is never left")
    }

    fn enter(&mut self, kind: Kind, ground: Class) {
        if self.around.len() < DEPTH {
            self.around.push(Frame { kind, ground });
        }
    }

    fn leave(&mut self) {
        if self.around.len() > 1 {
            self.around.pop();
        }
    }

    /// Says whether the command's name was read.
    fn set_argument(&mut self, is: bool) {
        if let Some(Frame { kind: Kind::Commands { is_argument, .. }, .. }) = self.around.last_mut() {
            *is_argument = is;
        }
    }

    /// Blanks, line ends, continued lines and comments; whether there were any.
    fn space(&mut self) -> bool {
        let ground = self.frame().ground;
        match self.scanner.byte(0) {
            b'\n' => self.newline(),
            byte if is_space(byte) => self.scanner.push_run(ground, |byte| is_space(byte) && byte != b'\n'),
            b'\\' if self.scanner.byte(1) == b'\n' => self.scanner.push(2, ground),
            b'#' if is_space(self.scanner.previous()) => self.scanner.push(self.scanner.line().len(), COMMENT),
            _ => return false,
        }
        true
    }

    fn newline(&mut self) {
        self.scanner.push(1, NONE);
        for heredoc in std::mem::take(&mut self.heredocs) {
            self.heredoc_text(heredoc);
        }
    }

    /// The name of a command, a keyword or an assignment.
    fn command(&mut self, end: u8) {
        if self.space() {
            return;
        }
        let ground = self.frame().ground;
        let byte = self.scanner.byte(0);
        let next = self.scanner.byte(1);
        match byte {
            b')' | b'}' | b'`' if byte == end => {
                self.scanner.push(1, ground);
                self.leave();
                self.set_argument(true);
            }
            b'{' if is_space(next) => {
                self.scanner.push(1, ground);
                self.enter(Kind::Commands { end: b'}', is_argument: false }, ground);
            }
            b'(' if next == b'(' => {
                self.scanner.push(2, ground);
                self.set_argument(true);
                self.enter(Kind::Arithmetic { parentheses: 2 }, ground);
            }
            b'(' => {
                self.scanner.push(1, ground);
                self.enter(Kind::Commands { end: b')', is_argument: false }, ground);
            }
            b'!' if is_space(next) => self.scanner.push(1, OPERATOR),
            b'[' if is_space(next) || (next == b'[' && is_space(self.scanner.byte(2))) => {
                let is_double = next == b'[';
                self.scanner.push(if is_double { 2 } else { 1 }, FUNCTION);
                self.set_argument(true);
                self.enter(Kind::Test { is_double }, ground);
            }
            b')' | b'}' => self.scanner.push(1, ground),
            _ if self.separator() => {}
            _ if self.redirection() => self.target(),
            _ => self.name(),
        }
    }

    fn name(&mut self) {
        let ground = self.frame().ground;
        let length = self.scanner.run(0, |byte| is_word(byte) || byte == b'-');
        let word = &self.scanner.rest()[..length];
        let after = self.scanner.byte(length);
        if !matches!(after, b'=' | b'(' | b'[' | b'+' | b'.' | b'/') {
            match word {
                b"if" | b"then" | b"elif" | b"else" | b"while" | b"until" | b"do" => {
                    return self.scanner.push(length, KEYWORD);
                }
                b"fi" | b"done" | b"return" | b"continue" | b"break" => {
                    self.scanner.push(length, KEYWORD);
                    return self.set_argument(true);
                }
                b"esac" => {
                    self.scanner.push(length, KEYWORD);
                    self.leave_case();
                    return self.set_argument(true);
                }
                b"case" | b"for" | b"select" => {
                    self.scanner.push(length, KEYWORD);
                    return self.enter(Kind::Head { is_case: word == b"case" }, ground);
                }
                b"export" | b"local" | b"declare" | b"typeset" | b"readonly" => {
                    self.scanner.push(length, KEYWORD);
                    return self.enter(Kind::Declaration, ground);
                }
                b"alias" => {
                    self.scanner.push(length, FUNCTION);
                    return self.enter(Kind::Declaration, ground);
                }
                b"function" => {
                    self.scanner.push(length, KEYWORD);
                    self.scanner.push(self.scanner.blanks(0), ground);
                    return self.function();
                }
                _ => {}
            }
        }
        if !self.assignment() {
            self.function();
        }
    }

    /// `name() {`, or the name of a command.
    fn function(&mut self) {
        let ground = self.frame().ground;
        let length = self.scanner.run(0, |byte| !is_space(byte) && !b"|&;()<>=\"'$`\\".contains(&byte));
        let parentheses = length + self.scanner.blanks(length);
        let inner = self.scanner.blanks(parentheses + 1);
        if length > 0 && self.scanner.byte(parentheses) == b'(' && self.scanner.byte(parentheses + 1 + inner) == b')' {
            self.scanner.push(length, FUNCTION);
            self.scanner.push(parentheses + 2 + inner - length, ground);
            return;
        }
        self.set_argument(true);
        while !self.scanner.is_done() {
            let byte = self.scanner.byte(0);
            if is_space(byte) || b"|&;()<>".contains(&byte) || (byte == b'`' && self.is_end(b'`')) {
                return;
            }
            if byte == b'$' && is_space(self.scanner.byte(1)) {
                self.scanner.push(1, FUNCTION);
            } else if !self.expansion(FUNCTION) {
                let length = self.scanner.run(0, |byte| !is_space(byte) && !b"|&;()<>\"'$`\\".contains(&byte));
                self.scanner.push(length.max(1), FUNCTION);
            }
            if self.frame().kind != (Kind::Commands { end: self.end(), is_argument: true }) {
                return;
            }
        }
    }

    /// The sign that ends the commands that are read.
    fn end(&self) -> u8 {
        if let Kind::Commands { end, .. } = self.frame().kind { end } else { 0 }
    }

    /// Whether a sign ends what is read here.
    fn is_end(&self, sign: u8) -> bool {
        self.around.iter().rev().find_map(|frame| match frame.kind {
            Kind::Commands { end, .. } => Some(end == sign),
            Kind::Text => Some(false),
            _ => None,
        }) == Some(true)
    }

    /// `;`, `&&`, `|` and their like, behind which a command begins.
    fn separator(&mut self) -> bool {
        let (byte, next) = (self.scanner.byte(0), self.scanner.byte(1));
        let length = match (byte, next) {
            (b';', b';') => {
                self.scanner.push(2, NONE);
                if self.around.iter().any(|frame| frame.kind == Kind::Patterns) {
                    self.leave();
                }
                return true;
            }
            (b'&', b'>') => return false,
            (b'|', b'|') | (b'&', b'&') => 2,
            (b'|' | b'&' | b';', _) => 1,
            _ => return false,
        };
        self.scanner.push(length, OPERATOR);
        self.set_argument(false);
        true
    }

    fn argument(&mut self, end: u8) {
        let byte = self.scanner.byte(0);
        if byte == b'\n' {
            self.newline();
            return self.set_argument(false);
        }
        if byte == b'\\' && self.scanner.byte(1) == b'\n' {
            self.scanner.push(2, NONE);
        } else if self.space() || self.separator() || self.redirection() {
        } else if byte == end && matches!(byte, b')' | b'`') {
            self.scanner.push(1, self.frame().ground);
            self.leave();
            if matches!(self.frame().kind, Kind::Commands { .. }) {
                self.set_argument(true);
            }
        } else if matches!(byte, b'(' | b')') {
            self.scanner.push(1, self.frame().ground);
        } else {
            self.word(self.frame().ground);
        }
    }

    fn test(&mut self, is_double: bool) {
        let (byte, next) = (self.scanner.byte(0), self.scanner.byte(1));
        let closes = if is_double { self.scanner.starts_with("]]") } else { byte == b']' };
        if closes && is_space(self.scanner.previous()) {
            self.scanner.push(if is_double { 2 } else { 1 }, FUNCTION);
            self.leave();
        } else if byte == b'\n' && !is_double {
            self.leave();
        } else if self.space() {
        } else if matches!(byte, b'=' | b'!' | b'<' | b'>' | b'&' | b'|')
            && (byte != b'!' || is_space(next) || next == b'=')
        {
            self.scanner.push_run(OPERATOR, |byte| b"=!<>&|~".contains(&byte));
        } else if matches!(byte, b'(' | b')' | b';') {
            self.scanner.push(1, self.frame().ground);
        } else {
            self.word(self.frame().ground);
        }
    }

    fn head(&mut self, is_case: bool) {
        let byte = self.scanner.byte(0);
        let is_in = self.scanner.word() == b"in" && is_space(self.scanner.previous());
        if is_in {
            self.scanner.push(2, KEYWORD);
            if is_case {
                self.around.pop();
                self.enter(Kind::Patterns, self.frame().ground);
            }
        } else if !is_case && matches!(byte, b';' | b'\n') {
            self.leave();
        } else if !is_case && self.scanner.starts_with("((") {
            self.scanner.push(2, NONE);
            self.enter(Kind::Arithmetic { parentheses: 2 }, NONE);
        } else if self.space() {
        } else if b";|&()<>".contains(&byte) {
            self.scanner.push(1, self.frame().ground);
        } else {
            self.word(self.frame().ground);
        }
    }

    fn pattern(&mut self) {
        let byte = self.scanner.byte(0);
        if self.scanner.word() == b"esac" && self.scanner.is_word_start() {
            self.scanner.push(4, KEYWORD);
            self.leave();
            self.set_argument(true);
        } else if byte == b')' {
            self.scanner.push(1, KEYWORD);
            self.enter(Kind::Commands { end: 0, is_argument: false }, self.frame().ground);
        } else if byte == b'|' {
            self.scanner.push(1, OPERATOR);
        } else if self.space() {
        } else if b";&()<>".contains(&byte) {
            self.scanner.push(1, self.frame().ground);
        } else {
            self.word(self.frame().ground);
        }
    }

    /// `esac` behind a clause that does not end in `;;`.
    fn leave_case(&mut self) {
        let is_clause = self.around.iter().rev().nth(1).is_some_and(|frame| frame.kind == Kind::Patterns);
        if is_clause {
            self.leave();
            self.leave();
        }
    }

    fn declaration(&mut self) {
        let byte = self.scanner.byte(0);
        if byte == b'\n' || b";|&)`".contains(&byte) {
            self.leave();
            self.set_argument(true);
        } else if self.space() || self.redirection() || self.assignment() {
        } else if self.scanner.run(0, is_word) > 0 {
            self.scanner.push_run(NONE, is_word);
        } else if !self.expansion(NONE) {
            self.scanner.push(1, NONE);
        }
    }

    fn array(&mut self) {
        let byte = self.scanner.byte(0);
        if byte == b')' {
            self.scanner.push(1, NONE);
            self.leave();
        } else if self.space() {
        } else if b";|&(<>".contains(&byte) {
            self.scanner.push(1, NONE);
        } else {
            self.word(NONE);
        }
    }

    /// `NAME=value`; whether it stands here.
    fn assignment(&mut self) -> bool {
        let name = self.scanner.run(0, is_word);
        let index = if self.scanner.byte(name) == b'[' {
            self.scanner.run(name, |byte| !is_space(byte) && !matches!(byte, b']' | b'=')) + 1
        } else {
            0
        };
        let sign = usize::from(matches!(self.scanner.byte(name + index), b'+' | b'-' | b'?'));
        if name == 0 || self.scanner.byte(name + index + sign) != b'=' {
            return false;
        }
        self.scanner.push(name + index, self.frame().ground);
        self.scanner.push(sign + 1, OPERATOR);
        if self.scanner.byte(0) == b'(' {
            self.scanner.push(1, NONE);
            self.enter(Kind::Array, NONE);
        } else {
            self.value();
        }
        true
    }

    /// `2>&1`, `< file`, `<<EOF`; whether one stands here.
    fn redirection(&mut self) -> bool {
        let is_start = !is_word(self.scanner.previous());
        let digits = if is_start { self.scanner.run(0, |byte| byte.is_ascii_digit()) } else { 0 };
        let sign = self.scanner.run(digits, |byte| matches!(byte, b'<' | b'>' | b'&' | b'|'));
        let signs = &self.scanner.rest()[digits..digits + sign];
        let length = match signs {
            [b'<', b'<', b'<', ..] | [b'&', b'>', b'>', ..] => 3,
            [b'<', b'<', ..] => return self.heredoc(digits),
            [b'>', b'>' | b'&' | b'|', ..] | [b'&', b'>', ..] | [b'<', b'&' | b'>', ..] => 2,
            [b'<' | b'>', ..] => 1,
            _ => return false,
        };
        self.scanner.push(digits, NUMBER);
        let is_process = length == 1 && self.scanner.byte(1) == b'(';
        self.scanner.push(length, OPERATOR);
        if is_process {
            self.scanner.push(1, self.frame().ground);
            self.enter(Kind::Commands { end: b')', is_argument: false }, self.frame().ground);
            return true;
        }
        let target = self.scanner.run(0, |byte| byte.is_ascii_digit());
        if target > 0 && !is_word(self.scanner.byte(target)) {
            self.scanner.push(target, NUMBER);
        } else if self.scanner.byte(0) == b'-' && length == 2 {
            self.scanner.push(1, OPERATOR);
        }
        true
    }

    /// The file of a redirection that stands before its command.
    fn target(&mut self) {
        self.scanner.push_run(NONE, is_blank);
        self.scanner.push_run(NONE, |byte| !ends_word(byte) && !b"$\"'`\\".contains(&byte));
    }

    /// `<<EOF`, `<<-'EOF'`; whether it stands here.
    fn heredoc(&mut self, digits: usize) -> bool {
        let is_indented = self.scanner.byte(digits + 2) == b'-';
        let sign = digits + 2 + usize::from(is_indented);
        let blanks = self.scanner.blanks(sign);
        let quote = usize::from(matches!(self.scanner.byte(sign + blanks), b'\'' | b'"' | b'\\'));
        let from = sign + blanks + quote;
        let length = self.scanner.run(from, is_word);
        if length == 0 {
            self.scanner.push(sign, OPERATOR);
            return true;
        }
        let end = &self.scanner.rest()[from..from + length];
        self.scanner.push(digits, NUMBER);
        self.scanner.push(sign - digits, OPERATOR);
        self.scanner.push(blanks + quote, NONE);
        self.scanner.push(length, KEYWORD);
        if quote > 0 && matches!(self.scanner.byte(0), b'\'' | b'"') {
            self.scanner.push(1, NONE);
        }
        self.heredocs.push(Heredoc { end, is_indented, has_expansions: quote == 0 });
        true
    }

    fn heredoc_text(&mut self, heredoc: Heredoc) {
        while !self.scanner.is_done() {
            let line = self.scanner.line();
            let indent = if heredoc.is_indented { self.scanner.run(0, |byte| byte == b'\t') } else { 0 };
            if &line[indent..] == heredoc.end {
                self.scanner.push(line.len(), KEYWORD);
                return;
            }
            if !heredoc.has_expansions {
                self.scanner.push_line(NONE);
                continue;
            }
            let end = self.scanner.at() + line.len();
            let depth = self.around.len();
            while self.scanner.at() < end {
                self.scanner.push_run(NONE, |byte| !matches!(byte, b'$' | b'\\' | b'`' | b'\n'));
                if self.scanner.at() < end && !self.simple_expansion(NONE) {
                    self.scanner.push(1, NONE);
                }
                while self.around.len() > depth && self.scanner.at() < end {
                    self.step();
                }
            }
            self.around.truncate(depth);
            self.scanner.push(usize::from(self.scanner.byte(0) == b'\n'), NONE);
        }
    }
}

/// Commands in another: what has no other colour is part of a variable.
const SUBSTITUTED: Class = VARIABLE;

/// Whether a byte ends a word.
fn ends_word(byte: u8) -> bool {
    is_space(byte) || b"|&;()<>".contains(&byte)
}
