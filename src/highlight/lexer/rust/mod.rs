//! Rust.

mod literal;

use super::around::Around;
use super::scanner::{
    COMMENT, Class, FUNCTION, KEYWORD, NONE, NUMBER, OPERATOR, Scanner, TYPE, VARIABLE, is_name_start, is_space,
    is_word, words,
};

/// Types and traits that stand in every scope.
const PRELUDE: [&[u8]; 32] = words(
    "Copy Send Sized Sync Drop Fn FnMut FnOnce Box ToOwned Clone PartialEq PartialOrd Eq Ord AsRef AsMut Into \
     From Default Iterator Extend IntoIterator DoubleEndedIterator ExactSizeIterator Option Some None Result Ok \
     Err SliceConcatExt",
);

/// Keywords of statements and expressions.
const KEYWORDS: [&[u8]; 29] = words(
    "let const static fn mod struct impl enum type trait mut pub unsafe move ref crate extern use where break \
     else for if loop match while continue return super",
);

/// Types of numbers, letters and truth.
const PRIMITIVES: [&[u8]; 18] = words("Self i8 i16 i32 i64 i128 isize u8 u16 u32 u64 u128 usize f32 f64 bool char str");

/// How deep brackets may stand in one another.
const DEPTH: usize = 200;

/// What is read.
#[derive(Clone, Copy, PartialEq)]
enum State {
    /// Statements and expressions up to a sign; a `format!` begins with a text that has places.
    Code(u8),
    /// The parameters of a closure.
    Closure,
    /// Names that are taken out of a tuple.
    Names,
    /// Between the name of a function and its body.
    Signature,
    /// The parameters of a function, or types in parentheses.
    Parameters,
    /// What a function returns.
    Result,
    /// Arguments of a type, up to `>`.
    Generics,
    /// A list of types in brackets, up to a sign.
    Types(u8),
    /// Between `struct`, `enum`, `trait` or `mod` and the body.
    Head { is_struct: bool },
    /// The fields of a struct.
    Fields,
    /// The type of a field, up to a comma.
    Field,
    /// Between `impl` and its body.
    Implementation { has_trait: bool },
    /// `#[…]`.
    Attribute,
    /// What an attribute takes.
    AttributeArguments,
}

pub(super) fn lex(scanner: &mut Scanner) {
    let mut reader = Reader { scanner, around: Around::new(State::Code(0), DEPTH), before: b'\n' };
    while !reader.scanner.is_done() {
        if reader.trivia() {
            continue;
        }
        let at = reader.scanner.at();
        reader.step();
        if reader.scanner.at() > at {
            reader.before = reader.scanner.previous();
        }
    }
}

struct Reader<'r, 'c, 's> {
    scanner: &'r mut Scanner<'c, 's>,
    around: Around<State>,
    /// The last byte that is no blank and no comment.
    before: u8,
}

impl Reader<'_, '_, '_> {
    fn open(&mut self, state: State) {
        self.scanner.push(1, NONE);
        self.around.enter(state);
    }

    fn close(&mut self) {
        self.scanner.push(1, NONE);
        self.around.leave();
    }

    /// Blanks and comments; whether there were any.
    fn trivia(&mut self) -> bool {
        match (self.scanner.byte(0), self.scanner.byte(1)) {
            (byte, _) if is_space(byte) => self.scanner.push_run(NONE, is_space),
            (b'/', b'/') => self.scanner.push_line(COMMENT),
            (b'/', b'*') => self.block_comment(),
            _ => return false,
        }
        true
    }

    /// Comments stand in one another.
    fn block_comment(&mut self) {
        let mut depth = 0_usize;
        loop {
            match (self.scanner.byte(0), self.scanner.byte(1)) {
                (b'/', b'*') => depth += 1,
                (b'*', b'/') => depth -= 1,
                _ => {
                    self.scanner.push(1 + self.scanner.run(1, |byte| !matches!(byte, b'/' | b'*')), COMMENT);
                    if self.scanner.is_done() {
                        return;
                    }
                    continue;
                }
            }
            self.scanner.push(2, COMMENT);
            if depth == 0 || self.scanner.is_done() {
                return;
            }
        }
    }

    fn step(&mut self) {
        let byte = self.scanner.byte(0);
        match self.around.innermost() {
            State::Code(end) if byte == end => self.close(),
            State::Code(_) => self.code(),
            State::Closure => self.closure(),
            State::Signature => self.signature(),
            State::Parameters | State::Names if byte == b')' => self.close(),
            State::Result => self.result(),
            State::Generics => self.generics(),
            State::Types(end) if byte == end => self.close(),
            State::Names => self.scanner.push(self.scanner.word().len().max(1), NONE),
            State::Head { is_struct } => self.head(is_struct),
            State::Fields => self.fields(),
            State::Field if byte == b'}' => self.around.leave(),
            State::Field if byte == b',' => self.close(),
            State::Parameters | State::Types(_) | State::Field => self.one_type(),
            State::Implementation { has_trait } => self.implementation(has_trait),
            State::Attribute => self.attribute(),
            State::AttributeArguments => self.attribute_arguments(),
        }
    }

    fn code(&mut self) {
        let (byte, next) = (self.scanner.byte(0), self.scanner.byte(1));
        match byte {
            b'"' => self.text(0, false),
            b'\'' => self.quote(),
            b'(' => self.open(State::Code(b')')),
            b'[' => self.open(State::Code(b']')),
            b'{' => self.open(State::Code(b'}')),
            b'0'..=b'9' => self.number(),
            b'#' if next == b'[' || (next == b'!' && self.scanner.byte(2) == b'[') => {
                self.scanner.push(if next == b'[' { 2 } else { 3 }, NONE);
                self.around.enter(State::Attribute);
            }
            b'-' if next == b'>' => {
                self.scanner.push(2, NONE);
                self.around.enter(State::Result);
            }
            b'|' if b"({;,:=>".contains(&self.before) => {
                self.open(State::Closure);
            }
            b'<' if self.begins_generics() => self.open(State::Generics),
            b'*' if self.is_pointer() => self.pointer(KEYWORD),
            _ if b"=+-*/%^&|!<>?@~$#.".contains(&byte) => self.sign(byte, next),
            _ if is_name_start(byte) => self.word(),
            _ => self.scanner.push(1, NONE),
        }
    }

    /// Whether `<` opens arguments of a type: it follows a name or `::` at once.
    fn begins_generics(&self) -> bool {
        is_word(self.scanner.previous())
            || (self.scanner.previous() == b':' && self.before == b':')
            || b"=;,:>".contains(&self.before)
    }

    fn is_pointer(&self) -> bool {
        ["*const", "*mut"].iter().any(|text| self.scanner.starts_with(text) && !is_word(self.scanner.byte(text.len())))
    }

    fn pointer(&mut self, class: Class) {
        self.scanner.push(1 + self.scanner.run(1, is_word), class);
    }

    fn sign(&mut self, byte: u8, next: u8) {
        let is_double = match next {
            b'=' => !matches!(byte, b'?' | b'@' | b'~' | b'$' | b'#'),
            b'>' => matches!(byte, b'=' | b'>'),
            _ => next == byte && matches!(byte, b'&' | b'|' | b'<'),
        };
        match (byte, next) {
            (b'.', b'.') => self.scanner.push(2 + usize::from(self.scanner.byte(2) == b'.'), OPERATOR),
            (b'.', _) => self.scanner.push(1, NONE),
            _ if is_double => {
                let length = if self.scanner.byte(2) == b'=' && matches!(byte, b'<' | b'>') { 3 } else { 2 };
                self.scanner.push(length, OPERATOR);
            }
            _ => self.scanner.push(1, OPERATOR),
        }
    }

    fn word(&mut self) {
        let word = self.scanner.word();
        let next = self.scanner.byte(word.len());
        if self.prefixed_text(word, next) {
            return;
        }
        match word {
            b"fn" => return self.function(),
            b"struct" | b"enum" | b"trait" | b"mod" | b"type" => return self.item(word),
            b"impl" => {
                self.scanner.push(4, KEYWORD);
                let has_trait = self.implements_trait();
                return self.around.enter(State::Implementation { has_trait });
            }
            b"macro_rules" if next == b'!' => return self.scanner.push(word.len() + 1, FUNCTION),
            _ if next == b'!' && self.scanner.byte(word.len() + 1) != b'=' && is_lower(word) => {
                return self.macro_call(word);
            }
            _ => {}
        }
        let is_behind_path = self.before == b':' && self.is_behind_path();
        let class = match word {
            b"self" if is_behind_path => VARIABLE,
            b"super" if is_behind_path => KEYWORD,
            _ if is_behind_path => {
                if is_foreign(word) {
                    KEYWORD
                } else {
                    NONE
                }
            }
            b"true" | b"false" => NUMBER,
            b"as" | b"in" | b"box" | b"_" => OPERATOR,
            b"self" => VARIABLE,
            _ if KEYWORDS.contains(&word) || PRIMITIVES.contains(&word) => KEYWORD,
            _ if next == b'(' && is_lower(word) => FUNCTION,
            _ if is_prelude(word) => TYPE,
            _ if is_foreign(word) => KEYWORD,
            _ if self.is_closure_name(word.len()) => FUNCTION,
            _ => NONE,
        };
        self.scanner.push(word.len(), class);
    }

    /// `b"…"`, `r#"…"#`; whether one stands here.
    fn prefixed_text(&mut self, word: &[u8], next: u8) -> bool {
        let is_raw = matches!(word, b"r" | b"br");
        let hashes = if is_raw { self.scanner.run(word.len(), |byte| byte == b'#') } else { 0 };
        if is_raw && self.scanner.byte(word.len() + hashes) == b'"' {
            self.scanner.push(word.len(), KEYWORD);
            self.raw_text(hashes);
            return true;
        }
        match (word, next) {
            (b"b", b'"') => {
                self.scanner.push(1, KEYWORD);
                self.text(0, false);
            }
            (b"b", b'\'') => {
                self.scanner.push(1, KEYWORD);
                self.quote();
            }
            _ => return false,
        }
        true
    }

    /// Whether `::` stands before this place.
    fn is_behind_path(&self) -> bool {
        self.scanner.is_behind("::")
    }

    /// Whether `= |` stands behind a name.
    fn is_closure_name(&self, length: usize) -> bool {
        let sign = length + self.scanner.run(length, |byte| byte == b' ');
        self.scanner.byte(sign) == b'=' && self.scanner.byte(sign + 1 + self.scanner.blanks(sign + 1)) == b'|'
    }

    fn macro_call(&mut self, word: &[u8]) {
        self.scanner.push(word.len() + 1, NONE);
        let is_format = matches!(word, b"format" | b"print" | b"println" | b"eprint" | b"eprintln");
        let is_write = matches!(word, b"write" | b"writeln");
        if !(is_format || is_write) || self.scanner.byte(0) != b'(' {
            return;
        }
        self.open(State::Code(b')'));
        if is_write {
            let target = self.scanner.run(0, |byte| byte != b',' && byte != b'(' && byte != b')');
            if self.scanner.byte(target) != b',' {
                return;
            }
            self.scanner.push(target + 1, NONE);
        }
        while !self.scanner.is_done() && self.trivia() {}
        let hashes = self.scanner.run(1, |byte| byte == b'#');
        if self.scanner.byte(0) == b'"' {
            self.text(0, true);
        } else if self.scanner.byte(0) == b'r' && self.scanner.byte(1 + hashes) == b'"' {
            self.scanner.push(1, KEYWORD);
            self.raw_text(hashes);
        }
    }

    fn function(&mut self) {
        self.scanner.push(2, KEYWORD);
        self.scanner.push_run(NONE, is_space);
        if is_name_start(self.scanner.byte(0)) {
            self.scanner.push(self.scanner.word().len(), FUNCTION);
            self.around.enter(State::Signature);
        }
    }

    /// `struct`, `enum`, `trait`, `mod` or `type`, and the name behind it.
    fn item(&mut self, keyword: &[u8]) {
        self.scanner.push(keyword.len(), KEYWORD);
        if !is_space(self.scanner.byte(0)) {
            return;
        }
        self.scanner.push_run(NONE, is_space);
        if !is_name_start(self.scanner.byte(0)) {
            return;
        }
        self.scanner.push(self.scanner.word().len(), if keyword == b"mod" { NONE } else { TYPE });
        match keyword {
            b"type" => {}
            b"mod" if self.scanner.byte(0) == b';' => {}
            _ => self.around.enter(State::Head { is_struct: keyword == b"struct" }),
        }
    }

    fn head(&mut self, is_struct: bool) {
        match self.scanner.byte(0) {
            b'{' => {
                self.scanner.push(1, NONE);
                self.around.set(if is_struct { State::Fields } else { State::Code(b'}') });
            }
            b';' => self.around.leave(),
            b'(' if is_struct => {
                self.scanner.push(1, NONE);
                self.around.set(State::Types(b')'));
            }
            b'<' if is_struct => self.open(State::Generics),
            byte if is_word(byte) => self.scanner.push_run(NONE, is_word),
            _ => self.scanner.push(1, NONE),
        }
    }

    fn fields(&mut self) {
        let byte = self.scanner.byte(0);
        let word = self.scanner.word();
        let colon = word.len() + self.scanner.run(word.len(), is_space);
        match byte {
            b'}' => self.close(),
            b'#' => {
                self.scanner.push(2, NONE);
                self.around.enter(State::Attribute);
            }
            _ if word == b"pub" => {
                self.scanner.push(3, KEYWORD);
                if self.scanner.starts_with("(crate)") {
                    self.scanner.push(1, NONE);
                    self.scanner.push(5, KEYWORD);
                    self.scanner.push(1, NONE);
                }
            }
            _ if !word.is_empty() && self.scanner.byte(colon) == b':' => {
                self.scanner.push(colon + 1, NONE);
                self.around.enter(State::Field);
            }
            _ => self.scanner.push(word.len().max(1), NONE),
        }
    }

    /// Whether `for` stands between `impl` and its body.
    fn implements_trait(&self) -> bool {
        let line = self.scanner.line();
        let head = &line[..line.iter().position(|byte| *byte == b'{').unwrap_or(line.len())];
        head.windows(5).any(|words| words == b" for ")
    }

    fn implementation(&mut self, has_trait: bool) {
        let byte = self.scanner.byte(0);
        let word = self.scanner.word();
        match byte {
            b'{' => {
                self.scanner.push(1, NONE);
                self.around.set(State::Code(b'}'));
            }
            b'<' => self.open(State::Generics),
            _ if has_trait && word == b"for" => {
                self.scanner.push(3, KEYWORD);
                self.around.set(State::Implementation { has_trait: false });
            }
            _ if has_trait => self.one_type(),
            _ if word == b"where" => {
                self.scanner.push(5, KEYWORD);
                self.around.set(State::Signature);
            }
            b'&' => self.scanner.push(1, OPERATOR),
            b'\'' => self.lifetime(),
            _ => self.scanner.push(word.len().max(1), NONE),
        }
    }

    fn signature(&mut self) {
        let byte = self.scanner.byte(0);
        match byte {
            b'{' => {
                self.scanner.push(1, NONE);
                self.around.set(State::Code(b'}'));
            }
            b';' => self.close(),
            b'(' => self.open(State::Parameters),
            b'-' if self.scanner.byte(1) == b'>' => {
                self.scanner.push(2, NONE);
                self.around.enter(State::Result);
            }
            _ => self.one_type(),
        }
    }

    fn result(&mut self) {
        let byte = self.scanner.byte(0);
        if byte == b'{' || self.scanner.word() == b"where" {
            self.around.leave();
        } else if b"&(<':".contains(&byte) || is_name_start(byte) || self.is_pointer() {
            self.one_type();
        } else {
            self.around.leave();
        }
    }

    /// A piece of a type.
    fn one_type(&mut self) {
        let (byte, next) = (self.scanner.byte(0), self.scanner.byte(1));
        match byte {
            b'&' => self.scanner.push(1, OPERATOR),
            b'\'' => self.lifetime(),
            b'<' => self.open(State::Generics),
            b'(' => self.open(State::Types(b')')),
            b'*' if self.is_pointer() => self.pointer(KEYWORD),
            b'-' if next == b'>' => self.scanner.push(2, NONE),
            _ if is_name_start(byte) => {
                let word = self.scanner.word();
                let is_self = word == b"self";
                if is_type_name(word) && self.scanner.rest()[word.len()..].starts_with(b"::") {
                    return self.scanner.push(word.len() + 2, KEYWORD);
                }
                let class = match word {
                    b"mut" | b"const" | b"ref" | b"where" | b"for" => KEYWORD,
                    b"fn" if self.scanner.byte(2) == b'(' => KEYWORD,
                    b"_" => OPERATOR,
                    _ if is_self => NONE,
                    _ if PRIMITIVES.contains(&word) => KEYWORD,
                    _ if self.scanner.byte(word.len()) == b'<' && is_prelude(word) => TYPE,
                    _ => self.type_class(word),
                };
                self.scanner.push(word.len(), class);
            }
            _ if is_word(byte) => self.scanner.push_run(NONE, is_word),
            _ => self.scanner.push(1, NONE),
        }
    }

    /// Names of the prelude have a colour in generics, or before their own.
    fn type_class(&self, word: &[u8]) -> Class {
        let is_generic = matches!(self.around.innermost(), State::Generics);
        if is_generic && is_prelude(word) { TYPE } else { NONE }
    }

    fn generics(&mut self) {
        let byte = self.scanner.byte(0);
        match byte {
            b'>' => self.close(),
            b'[' => self.open(State::Types(b']')),
            b'+' => self.scanner.push(1, OPERATOR),
            b'-' if self.scanner.byte(1) == b'>' => self.scanner.push(2, NONE),
            _ if self.scanner.word() == b"as" => self.scanner.push(2, OPERATOR),
            _ if self.scanner.word() == b"extern" => self.scanner.push(6, KEYWORD),
            _ if b"$=<_',()&:]*".contains(&byte) || is_word(byte) => self.one_type(),
            _ => self.close(),
        }
    }

    fn closure(&mut self) {
        let byte = self.scanner.byte(0);
        match byte {
            b'|' => self.close(),
            b'}' | b';' | b')' | b']' => self.around.leave(),
            b'(' if self.before != b':' => self.open(State::Names),
            _ if matches!(self.scanner.word(), b"self") => self.scanner.push(4, NONE),
            _ => self.one_type(),
        }
    }

    fn attribute(&mut self) {
        let byte = self.scanner.byte(0);
        let word = self.scanner.word();
        match byte {
            b']' => self.close(),
            b'=' => self.scanner.push(1, OPERATOR),
            b'"' => self.text(0, false),
            b'(' => self.open(State::AttributeArguments),
            _ if self.prefixed_text(word, self.scanner.byte(word.len())) => {}
            _ => self.scanner.push(word.len().max(1), NONE),
        }
    }

    fn attribute_arguments(&mut self) {
        let byte = self.scanner.byte(0);
        let word = self.scanner.word();
        match byte {
            b')' => self.close(),
            b'=' => self.scanner.push(1, OPERATOR),
            b'"' => self.text(0, false),
            b'(' => self.open(State::AttributeArguments),
            _ if self.prefixed_text(word, self.scanner.byte(word.len())) => {}
            _ => {
                let class = if self.scanner.byte(word.len()) == b'(' && !word.is_empty() { FUNCTION } else { NONE };
                self.scanner.push(word.len().max(1), class);
            }
        }
    }
}

fn is_prelude(word: &[u8]) -> bool {
    PRELUDE.contains(&word) || matches!(word, b"String" | b"ToString" | b"Vec")
}

/// Whether a word looks like the name of a type: one capital, or capitals and small letters.
fn is_type_name(word: &[u8]) -> bool {
    let is_upper = word.iter().find(|byte| **byte != b'_').is_some_and(u8::is_ascii_uppercase);
    is_upper && (word.len() == 1 || word.iter().any(u8::is_ascii_lowercase))
}

/// Whether a word has no capitals, as names of functions have it.
fn is_lower(word: &[u8]) -> bool {
    word.iter().all(|byte| !byte.is_ascii_uppercase() && *byte < 0x80)
}

/// Names that C has for types.
fn is_foreign(word: &[u8]) -> bool {
    is_lower(word) && ((word.starts_with(b"c_") && word.len() > 2) || (word.ends_with(b"_t") && word.len() > 2))
}
