//! Python.

use super::around::Around;
use super::scanner::{
    COMMENT, Class, ESCAPE, FUNCTION, KEY, KEYWORD, NONE, NUMBER, OPERATOR, STRING, Scanner, TYPE, VARIABLE, is_blank,
    is_name_start, is_space, is_word, words,
};

/// Words of statements.
const KEYWORDS: [&[u8]; 26] = words(
    "as assert async await break continue del elif else except finally for from global if import lambda nonlocal \
     pass raise return try while with yield exec",
);

/// Types that are always there.
const TYPES: [&[u8]; 20] = words(
    "basestring bool buffer bytearray bytes complex dict float frozenset int list long memoryview object set \
     slice str tuple unicode xrange",
);

/// Functions that are always there.
const FUNCTIONS: [&[u8]; 62] = words(
    "__import__ all abs any apply ascii bin breakpoint callable chr classmethod cmp coerce compile delattr dir \
     divmod enumerate eval execfile filter format getattr globals hasattr hash help hex id input intern \
     isinstance issubclass iter len locals map max min next oct open ord pow print property range raw_input \
     reduce reload repr reversed round setattr sorted staticmethod sum super type unichr vars zip",
);

/// How deep brackets and texts may stand in one another.
const DEPTH: usize = 200;

/// What is read.
#[derive(Clone, Copy, Debug, PartialEq)]
enum State {
    /// Statements.
    Code,
    /// Expressions up to a sign.
    Group(u8),
    /// Arguments of a call: a name before `=` is theirs.
    Arguments,
    /// Keys and values in braces.
    Mapping { is_key: bool },
    /// Parameters of a function, up to a sign.
    Parameters { end: u8, is_name: bool },
    /// What a class inherits.
    Bases,
    /// A text.
    Text(Text),
    /// What is put into a text.
    Interpolation,
    /// How it is put there.
    Format,
    /// Names that are imported, in parentheses or up to the end of the line.
    Import { is_group: bool },
}

/// How a text is written.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Text {
    quote: u8,
    is_long: bool,
    is_raw: bool,
    is_format: bool,
    class: Class,
}

#[derive(Clone, Copy)]
struct Frame {
    state: State,
    /// The colour of what has no other.
    ground: Class,
    /// Whether `for` waits for its `in`.
    is_loop: bool,
}

pub(super) fn lex(scanner: &mut Scanner) {
    let outermost = Frame { state: State::Code, ground: NONE, is_loop: false };
    let mut reader = Reader { scanner, around: Around::new(outermost, DEPTH) };
    while !reader.scanner.is_done() {
        match reader.around.innermost().state {
            State::Text(text) => reader.text(text),
            State::Format => reader.format(),
            State::Import { is_group } => reader.import(is_group),
            _ => reader.step(),
        }
    }
}

struct Reader<'r, 'c, 's> {
    scanner: &'r mut Scanner<'c, 's>,
    around: Around<Frame>,
}

impl Reader<'_, '_, '_> {
    fn enter(&mut self, state: State, ground: Class) {
        self.around.enter(Frame { state, ground, is_loop: false });
    }

    fn set(&mut self, state: State, ground: Class) {
        let frame = self.around.innermost_mut();
        (frame.state, frame.ground) = (state, ground);
    }

    fn set_loop(&mut self, is_loop: bool) {
        self.around.innermost_mut().is_loop = is_loop;
    }

    fn step(&mut self) {
        let frame = self.around.innermost();
        let (byte, next) = (self.scanner.byte(0), self.scanner.byte(1));
        match byte {
            b'\n' if frame.state == State::Interpolation => self.around.leave(),
            b'\n' if matches!(frame.state, State::Parameters { end: b':', .. }) => self.around.leave(),
            _ if is_space(byte) => {
                self.scanner.push(1, NONE);
                self.scanner.push_run(NONE, is_blank);
            }
            b'#' => self.scanner.push_line(COMMENT),
            b'"' | b'\'' => self.quoted(0),
            b'0'..=b'9' => self.number(),
            b'.' if next.is_ascii_digit() && !is_word(self.scanner.previous()) => self.number(),
            b'.' if self.scanner.starts_with("...") => self.scanner.push(3, NUMBER),
            _ if is_name_start(byte) => self.word(),
            b'@' if self.is_statement_start() => self.decorator(),
            _ => self.sign(frame, byte, next),
        }
    }

    fn is_statement_start(&self) -> bool {
        self.around.innermost().state == State::Code && self.scanner.is_line_start()
    }

    fn sign(&mut self, frame: Frame, byte: u8, next: u8) {
        match byte {
            b'(' => self.open(State::Group(b')'), frame.ground),
            b'[' => self.open(State::Group(b']'), frame.ground),
            b'{' => self.braces(frame.ground),
            b')' | b']' | b'}' => self.close(frame, byte),
            b':' if frame.state == State::Interpolation => self.set_format(),
            b'!' if frame.state == State::Interpolation && next.is_ascii_alphabetic() => self.scanner.push(2, KEYWORD),
            b':' if frame.state == (State::Parameters { end: b':', is_name: true }) && next != b'=' => {
                self.scanner.push(1, NONE);
                self.around.leave();
            }
            b':' | b'!' if next == b'=' => self.scanner.push(2, OPERATOR),
            b':' | b',' | b'=' => self.separator(frame, byte),
            b'-' if next == b'>' => self.scanner.push(2, NONE),
            b'/' if matches!(frame.state, State::Parameters { is_name: true, .. }) => self.scanner.push(1, KEYWORD),
            b'+' | b'-' | b'*' | b'/' | b'%' | b'@' | b'&' | b'|' | b'^' | b'~' | b'<' | b'>' => {
                self.scanner.push(1, OPERATOR);
            }
            _ => self.scanner.push(1, frame.ground),
        }
    }

    fn open(&mut self, state: State, ground: Class) {
        self.scanner.push(1, ground);
        self.enter(state, ground);
    }

    fn close(&mut self, frame: Frame, byte: u8) {
        let is_end = match frame.state {
            State::Group(end) | State::Parameters { end, .. } => byte == end,
            State::Arguments | State::Bases => byte == b')',
            State::Mapping { .. } | State::Interpolation => byte == b'}',
            _ => false,
        };
        if is_end {
            self.around.leave();
        }
        let ground = if is_end && frame.state != State::Interpolation { self.around.innermost().ground } else { NONE };
        self.scanner.push(1, ground);
    }

    /// `:`, `,` and `=`, which end keys, values and parameters.
    fn separator(&mut self, frame: Frame, byte: u8) {
        let length = if byte == b'=' && self.scanner.byte(1) == b'=' { 2 } else { 1 };
        match (frame.state, byte) {
            (State::Mapping { is_key: true }, b':') => self.set(State::Mapping { is_key: false }, NONE),
            (State::Mapping { is_key: false }, b',') => self.set(State::Mapping { is_key: true }, KEY),
            (State::Parameters { end, .. }, b',') => self.set(State::Parameters { end, is_name: true }, NONE),
            (State::Parameters { end, .. }, _) => self.set(State::Parameters { end, is_name: false }, NONE),
            _ => {}
        }
        let is_plain = matches!(frame.state, State::Mapping { .. });
        let class = if byte == b'=' {
            OPERATOR
        } else if is_plain {
            NONE
        } else {
            frame.ground
        };
        self.scanner.push(length, class);
    }

    /// A mapping has a colon behind its first key, or nothing behind its brace in this line.
    fn braces(&mut self, ground: Class) {
        let line = self.scanner.line();
        let mut depth = 0_usize;
        let mut quote = 0;
        let sign = line[1..].iter().find(|byte| {
            match **byte {
                b'"' | b'\'' if quote == 0 => quote = **byte,
                byte if byte == quote => quote = 0,
                _ if quote != 0 => {}
                b'(' | b'[' | b'{' => depth += 1,
                b')' | b']' | b'}' if depth > 0 => depth -= 1,
                b':' | b',' | b'}' if depth == 0 => return true,
                _ => {}
            }
            false
        });
        let is_spread = line[1..].trim_ascii_start().starts_with(b"**");
        match sign {
            Some(b':') => self.open(State::Mapping { is_key: true }, ground),
            _ if is_spread => self.open(State::Mapping { is_key: true }, ground),
            _ => self.open(State::Group(b'}'), ground),
        }
        if let State::Mapping { .. } = self.around.innermost().state {
            self.set(State::Mapping { is_key: true }, KEY);
        }
    }

    fn word(&mut self) {
        let frame = self.around.innermost();
        let word = self.scanner.word();
        let next = self.scanner.byte(word.len());
        if matches!(next, b'"' | b'\'') && is_prefix(word) {
            return self.quoted(word.len());
        }
        let is_member = self.scanner.is_behind(".") && !self.scanner.is_behind("..");
        let is_parameter = matches!(frame.state, State::Parameters { is_name: true, .. });
        match word {
            _ if is_member => return self.name(word, true),
            b"class" | b"def" => return self.definition(word),
            b"lambda" => {
                self.scanner.push(word.len(), KEYWORD);
                return self.enter(State::Parameters { end: b':', is_name: true }, NONE);
            }
            b"import" if frame.state == State::Code => {
                self.scanner.push(word.len(), KEYWORD);
                return self.enter(State::Import { is_group: false }, NONE);
            }
            b"from" if frame.state == State::Code && self.scanner.is_line_start() => {
                self.scanner.push(word.len(), KEYWORD);
                self.scanner.push_run(NONE, is_blank);
                return self.scanner.push_run(NONE, |byte| is_word(byte) || byte == b'.');
            }
            _ if is_parameter || (frame.state == State::Arguments && self.is_assigned(word.len())) => {
                return self.scanner.push(word.len(), NONE);
            }
            b"for" => self.set_loop(true),
            _ => {}
        }
        let class = match word {
            b"in" if frame.is_loop => {
                self.set_loop(false);
                KEYWORD
            }
            b"and" | b"or" | b"not" | b"is" | b"in" => OPERATOR,
            b"True" | b"False" | b"None" | b"Ellipsis" | b"NotImplemented" | b"__debug__" => NUMBER,
            _ if KEYWORDS.contains(&word) => KEYWORD,
            _ => return self.name(word, false),
        };
        self.scanner.push(word.len(), class);
    }

    /// A name, with the parenthesis behind it if it is called.
    fn name(&mut self, word: &[u8], is_member: bool) {
        let frame = self.around.innermost();
        let blanks = self.scanner.blanks(word.len());
        let is_call = self.scanner.byte(word.len() + blanks) == b'(';
        let class = match word {
            _ if frame.state == State::Bases => TYPE,
            _ if is_member && is_call => FUNCTION,
            _ if is_member && is_magic(word) => FUNCTION,
            _ if is_member => frame.ground,
            b"self" | b"cls" | b"_" => VARIABLE,
            _ if TYPES.contains(&word) || is_exception(word) => TYPE,
            _ if is_call || is_magic(word) || FUNCTIONS.contains(&word) => FUNCTION,
            _ => frame.ground,
        };
        self.scanner.push(word.len(), class);
        if is_call {
            self.scanner.push(blanks, NONE);
            self.open(State::Arguments, frame.ground);
        }
    }

    /// Whether `=` stands behind a name, and no second one.
    fn is_assigned(&self, length: usize) -> bool {
        let sign = length + self.scanner.blanks(length);
        self.scanner.byte(sign) == b'=' && self.scanner.byte(sign + 1) != b'='
    }

    /// `class Name(` or `def name(`.
    fn definition(&mut self, keyword: &[u8]) {
        let is_class = keyword == b"class";
        self.scanner.push(keyword.len(), KEYWORD);
        self.scanner.push_run(NONE, is_blank);
        self.scanner.push(self.scanner.word().len(), if is_class { TYPE } else { FUNCTION });
        self.scanner.push_run(NONE, is_blank);
        if self.scanner.byte(0) == b'(' {
            let parameters = State::Parameters { end: b')', is_name: true };
            self.open(if is_class { State::Bases } else { parameters }, NONE);
        }
    }

    fn decorator(&mut self) {
        self.scanner.push(1, NONE);
        self.scanner.push_run(NONE, |byte| is_word(byte) || matches!(byte, b'.' | b' '));
        if self.scanner.byte(0) == b'(' {
            self.open(State::Arguments, NONE);
        }
    }

    fn import(&mut self, is_group: bool) {
        let byte = self.scanner.byte(0);
        match byte {
            b'\n' | b';' if !is_group => self.around.leave(),
            b'(' => {
                self.scanner.push(1, NONE);
                self.set(State::Import { is_group: true }, NONE);
            }
            b')' => {
                self.scanner.push(1, NONE);
                self.around.leave();
            }
            b'#' => self.scanner.push_line(COMMENT),
            b'*' => self.scanner.push(1, NUMBER),
            b'\\' => self.scanner.push(2, NONE),
            _ if self.scanner.word() == b"as" => self.scanner.push(2, KEYWORD),
            _ => self.scanner.push(self.scanner.word().len().max(1), NONE),
        }
    }

    fn number(&mut self) {
        let digits = |from: usize| self.scanner.run(from, |byte| byte.is_ascii_digit() || byte == b'_');
        let mut length = match (self.scanner.byte(0), self.scanner.byte(1)) {
            (b'0', b'x' | b'X') => 2 + self.scanner.run(2, |byte| byte.is_ascii_hexdigit() || byte == b'_'),
            (b'0', b'o' | b'O' | b'b' | b'B') => 2 + digits(2),
            _ => digits(0),
        };
        if self.scanner.byte(length) == b'.' && length == digits(0) {
            length += 1 + digits(length + 1);
        }
        if matches!(self.scanner.byte(length), b'e' | b'E') {
            let sign = usize::from(matches!(self.scanner.byte(length + 1), b'+' | b'-'));
            let power = digits(length + 1 + sign);
            length += if power > 0 { 1 + sign + power } else { 0 };
        }
        self.scanner.push(length, NUMBER);
        let suffix = usize::from(matches!(self.scanner.byte(0), b'j' | b'J' | b'l' | b'L'));
        self.scanner.push(suffix, KEYWORD);
    }

    /// A text, behind its prefix. One that stands alone at the beginning of a line is a comment.
    fn quoted(&mut self, prefix: usize) {
        let quote = self.scanner.byte(prefix);
        let is_long = self.scanner.byte(prefix + 1) == quote && self.scanner.byte(prefix + 2) == quote;
        let is_comment = is_long && self.is_statement_start();
        let written = &self.scanner.rest()[..prefix];
        let is_raw = written.iter().any(|byte| matches!(byte, b'r' | b'R'));
        let is_format = written.iter().any(|byte| matches!(byte, b'f' | b'F'));
        let class = if is_comment { COMMENT } else { STRING };
        self.scanner.push(prefix, KEYWORD);
        self.scanner.push(if is_long { 3 } else { 1 }, class);
        self.enter(State::Text(Text { quote, is_long, is_raw, is_format, class }), NONE);
    }

    fn text(&mut self, text: Text) {
        let Text { quote, is_long, is_raw, is_format, class } = text;
        self.scanner.push_run(class, |byte| {
            byte != quote && byte != b'\\' && byte != b'\n' && !(is_format && matches!(byte, b'{' | b'}'))
        });
        let (byte, next) = (self.scanner.byte(0), self.scanner.byte(1));
        match byte {
            b'\\' if is_raw => self.scanner.push(if next == quote || next == b'\\' { 2 } else { 1 }, class),
            b'\\' => {
                let length = self.escape();
                self.scanner.push(length.max(1), if length > 0 { ESCAPE } else { class });
            }
            b'{' | b'}' if is_format && next == byte => self.scanner.push(2, ESCAPE),
            b'{' if is_format => self.open(State::Interpolation, NONE),
            b'\n' if !is_long => self.around.leave(),
            _ if byte == quote && is_long => {
                if next == quote && self.scanner.byte(2) == quote {
                    self.scanner.push(3, class);
                    self.around.leave();
                } else {
                    self.scanner.push(1, class);
                }
            }
            _ => {
                self.scanner.push(1, class);
                if byte == quote {
                    self.around.leave();
                }
            }
        }
    }

    /// The length of the escape that begins here.
    fn escape(&self) -> usize {
        let hexadecimal = |digits: usize| (2..2 + digits).all(|at| self.scanner.byte(at).is_ascii_hexdigit());
        match self.scanner.byte(1) {
            b'x' if hexadecimal(2) => 4,
            b'u' if hexadecimal(4) => 6,
            b'U' if hexadecimal(8) => 10,
            b'N' if self.scanner.byte(2) == b'{' => {
                3 + self.scanner.run(2, |byte| !matches!(byte, b'}' | b'\n' | b'"'))
            }
            b'0'..=b'7' => 1 + self.scanner.run(1, |byte| matches!(byte, b'0'..=b'7')).min(3),
            b'a' | b'b' | b'f' | b'n' | b'r' | b't' | b'v' | b'"' | b'\'' | b'\\' | b'\n' => 2,
            _ => 0,
        }
    }

    fn set_format(&mut self) {
        self.scanner.push(1, NONE);
        self.enter(State::Format, NONE);
    }

    fn format(&mut self) {
        self.scanner.push_run(NONE, |byte| !matches!(byte, b'{' | b'}' | b'\n' | b'"' | b'\''));
        match self.scanner.byte(0) {
            b'{' => self.open(State::Interpolation, NONE),
            b'}' => self.around.leave(),
            _ => {
                self.around.leave();
                self.around.leave();
            }
        }
    }
}

/// What may stand before a text.
fn is_prefix(word: &[u8]) -> bool {
    word.len() <= 2 && word.iter().all(|byte| b"rRbBuUfF".contains(byte))
}

/// `__init__` and its like.
fn is_magic(word: &[u8]) -> bool {
    const NAMES: [&[u8]; 24] = words(
        "class dict doc module name all file package annotations closure code defaults func globals kwdefaults \
         self qualname bases prepare slots metaclass mro members methods",
    );
    let inner = word.strip_prefix(b"__").and_then(|word| word.strip_suffix(b"__"));
    inner.is_some_and(|inner| !inner.is_empty() && !NAMES.contains(&inner))
}

fn is_exception(word: &[u8]) -> bool {
    const ERRORS: [&[u8]; 49] = words(
        "Arithmetic Assertion Attribute BlockingIO BrokenPipe Buffer ChildProcess Connection ConnectionAborted \
         ConnectionRefused ConnectionReset EOF Environment FileExists FileNotFound FloatingPoint Interrupted IO \
         IsADirectoryError Import Indentation Index Key Lookup Memory Name NotADirectory NotImplemented OS \
         Overflow Permission ProcessLookup Reference Runtime Standard Syntax System Tab Timeout Type UnboundLocal \
         Unicode UnicodeEncode UnicodeDecode UnicodeTranslate Value VMS Windows ZeroDivision",
    );
    const WARNINGS: [&[u8]; 9] =
        words("Deprecation PendingDeprecation Runtime Syntax User Future Import Unicode Bytes");
    let ends = |end: &[u8], names: &[&[u8]]| word.strip_suffix(end).is_some_and(|name| names.contains(&name));
    ends(b"Error", &ERRORS)
        || ends(b"Warning", &WARNINGS)
        || matches!(word, b"Exception" | b"BaseException" | b"SystemExit" | b"StopIteration")
        || matches!(word, b"KeyboardInterrupt" | b"GeneratorExit")
}
