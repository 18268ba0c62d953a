//! Where in shell code `<NAME>` stands: what a value needs there, and the same code with variables of the shell.

use super::placeholder::placeholders;

/// What a value needs so that the shell takes it for one text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Quoting {
    /// Quotes of its own: it stands outside of any.
    Word,
    /// It stands in `'…'`.
    Single,
    /// It stands in `"…"`.
    Double,
    /// It stands in a document in which variables are expanded.
    Document,
    /// Nothing: it stands in arithmetic, in a comment, or in a document in which nothing is expanded.
    Nothing,
}

impl Quoting {
    /// Its name, for scripts; `None` of the usual one.
    pub fn name(self) -> Option<&'static str> {
        match self {
            Self::Word => None,
            Self::Single => Some("single"),
            Self::Double => Some("double"),
            Self::Document => Some("document"),
            Self::Nothing => Some("nothing"),
        }
    }
}

/// Shell code in which the variables of the shell stand.
pub struct ShellCode {
    /// The code.
    pub text: String,
    /// What a value would need at each declared `<NAME>` of the code it was made of.
    pub quotings: Vec<Quoting>,
}

/// Where in a shell's text something stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    /// Outside of quotes, and how many parentheses are open in this substitution.
    Plain(u32),
    /// In `'…'`.
    Single,
    /// In `"…"`.
    Double,
    /// In `$((…))`, and how many parentheses are open in it.
    Arithmetic(u32),
}

/// A document within the text whose lines come next.
struct Heredoc {
    end: String,
    strips_tabs: bool,
    is_quoted: bool,
}

/// Shell code with the variables of the shell in the place of `<NAME>`, so that it does what the code with the values
/// filled in would do: in `'…'` the quotes are closed for it, and a quoted document becomes one in which the shell
/// expands nothing else.
pub fn shell_code(code: &str, is_declared: impl Fn(&str) -> bool) -> ShellCode {
    let out = ShellCode { text: String::new(), quotings: Vec::new() };
    let mut writer = Writer { out, places: vec![Place::Plain(0)], is_declared: &is_declared };
    let mut lines = code.split_inclusive('\n');
    while let Some(line) = lines.next() {
        let mut waiting = Vec::new();
        let rest = lines.clone();
        writer.line(line, |heredoc| {
            let body = rest.clone().take_while(|line| !heredoc.ends_at(line));
            let opens = heredoc.is_quoted && body.clone().any(|line| uses(line, &is_declared));
            waiting.push((heredoc, opens));
            opens
        });
        for (heredoc, opens) in waiting {
            for line in lines.by_ref() {
                if heredoc.ends_at(line) {
                    writer.out.text.push_str(line);
                    break;
                }
                writer.document_line(line, opens, heredoc.is_quoted);
            }
        }
    }
    writer.out
}

fn uses(line: &str, is_declared: &impl Fn(&str) -> bool) -> bool {
    placeholders(line).any(|(name, _)| is_declared(name))
}

impl Heredoc {
    fn ends_at(&self, line: &str) -> bool {
        let line = line.trim_end_matches('\n');
        (if self.strips_tabs { line.trim_start_matches('\t') } else { line }) == self.end
    }
}

struct Writer<'a> {
    out: ShellCode,
    places: Vec<Place>,
    is_declared: &'a dyn Fn(&str) -> bool,
}

impl Writer<'_> {
    fn place(&self) -> Place {
        self.places.last().copied().unwrap_or(Place::Plain(0))
    }

    /// The variable at the beginning of some text.
    fn variable<'t>(&self, line: &'t str, at: usize) -> Option<&'t str> {
        placeholders(line).find(|(name, place)| *place == at && (self.is_declared)(name)).map(|(name, _)| name)
    }

    /// A line of commands; `open` is asked for each document whether its quotes go away.
    fn line(&mut self, line: &str, mut open: impl FnMut(Heredoc) -> bool) {
        let mut at = 0;
        while at < line.len() {
            let rest = &line[at..];
            if let Some(name) = self.variable(line, at) {
                let (quoting, text) = match self.place() {
                    Place::Plain(_) => (Quoting::Word, format!("\"${{{name}}}\"")),
                    Place::Double => (Quoting::Double, format!("${{{name}}}")),
                    Place::Single => (Quoting::Single, format!("'\"${{{name}}}\"'")),
                    Place::Arithmetic(_) => (Quoting::Nothing, format!("${{{name}}}")),
                };
                self.out.text.push_str(&text);
                self.out.quotings.push(quoting);
                at += name.len() + 2;
            } else if let Some((heredoc, length)) =
                if matches!(self.place(), Place::Plain(_)) { heredoc(rest) } else { None }
            {
                let (end, dash) = (heredoc.end.clone(), if heredoc.strips_tabs { "-" } else { "" });
                if open(heredoc) {
                    self.out.text.push_str(&format!("<<{dash}{end}"));
                } else {
                    self.out.text.push_str(&rest[..length]);
                }
                at += length;
            } else if rest.starts_with('#') && self.place() == Place::Plain(0) && begins_word(line, at) {
                self.out.text.push_str(rest);
                let declared = placeholders(rest).filter(|(name, _)| (self.is_declared)(name));
                self.out.quotings.extend(declared.map(|_| Quoting::Nothing));
                break;
            } else {
                let length = self.sign(rest);
                self.out.text.push_str(&rest[..length]);
                at += length;
            }
        }
    }

    /// Takes what the next sign means into account; returns how many bytes go with it.
    fn sign(&mut self, rest: &str) -> usize {
        let first = rest.chars().next().map_or(1, char::len_utf8);
        let place = self.place();
        match (place, rest.as_bytes()[0]) {
            (Place::Plain(_) | Place::Double, b'\\') => {
                return 1 + rest[1..].chars().next().map_or(0, char::len_utf8);
            }
            (Place::Plain(_), b'\'') => self.places.push(Place::Single),
            (Place::Plain(_), b'"') => self.places.push(Place::Double),
            (Place::Single, b'\'') | (Place::Double, b'"') | (Place::Plain(1), b')') => _ = self.places.pop(),
            (Place::Plain(_) | Place::Double | Place::Arithmetic(_), b'$') if rest.starts_with("$((") => {
                self.places.push(Place::Arithmetic(0));
                return 3;
            }
            (Place::Arithmetic(0), b')') => {
                self.places.pop();
                return if rest.starts_with("))") { 2 } else { 1 };
            }
            (Place::Arithmetic(open), b'(') => self.set(Place::Arithmetic(open + 1)),
            (Place::Arithmetic(open), b')') => self.set(Place::Arithmetic(open - 1)),
            (Place::Plain(_) | Place::Double | Place::Arithmetic(_), b'$') if rest.starts_with("$(") => {
                self.places.push(Place::Plain(1));
                return 2;
            }
            (Place::Plain(open), b'(') if open > 0 => self.set(Place::Plain(open + 1)),
            (Place::Plain(open), b')') if open > 1 => self.set(Place::Plain(open - 1)),
            _ => {}
        }
        first
    }

    fn set(&mut self, place: Place) {
        self.places.pop();
        self.places.push(place);
    }

    /// A line of a document: `opens` where its quotes went away, `is_quoted` where it had some.
    fn document_line(&mut self, line: &str, opens: bool, is_quoted: bool) {
        let mut at = 0;
        while let Some(next) = line[at..].chars().next() {
            if let Some(name) = self.variable(line, at) {
                self.out.text.push_str(&format!("${{{name}}}"));
                self.out.quotings.push(if is_quoted { Quoting::Nothing } else { Quoting::Document });
                at += name.len() + 2;
                continue;
            }
            if opens && matches!(next, '\\' | '$' | '`') {
                self.out.text.push('\\');
            }
            self.out.text.push(next);
            at += next.len_utf8();
        }
    }
}

fn begins_word(line: &str, at: usize) -> bool {
    line[..at].chars().next_back().is_none_or(|c| c.is_whitespace() || matches!(c, ';' | '(' | '&' | '|'))
}

/// The document that a text begins to announce, and how long the announcement is.
fn heredoc(text: &str) -> Option<(Heredoc, usize)> {
    let rest = text.strip_prefix("<<")?;
    // `<<<` is a string.
    if rest.starts_with('<') {
        return None;
    }
    let (strips_tabs, rest) = rest.strip_prefix('-').map_or((false, rest), |rest| (true, rest));
    let word = rest.trim_start_matches([' ', '\t']);
    let (end, is_quoted, after) = match word.chars().next()? {
        quote @ ('\'' | '"') => {
            let inner = &word[1..];
            let length = inner.find(quote)?;
            (&inner[..length], true, &inner[length + 1..])
        }
        '\\' => {
            let (end, after) = split_word(&word[1..]);
            (end, true, after)
        }
        _ => {
            let (end, after) = split_word(word);
            (end, false, after)
        }
    };
    let heredoc = Heredoc { end: end.to_owned(), strips_tabs, is_quoted };
    (!end.is_empty()).then_some((heredoc, text.len() - after.len()))
}

fn split_word(text: &str) -> (&str, &str) {
    let is_part = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.');
    text.split_at(text.find(|c| !is_part(c)).unwrap_or(text.len()))
}

#[cfg(test)]
mod tests {
    use super::Quoting::{Document, Double, Nothing, Single, Word};
    use super::*;

    #[test]
    fn a_variable_is_quoted_as_its_place_asks() {
        let is_declared = |name: &str| name == "A";
        for (code, expected) in [
            ("make <A>-<A> <B>\n", "make \"${A}\"-\"${A}\" <B>\n"),
            ("say \"it's <A>\" 'the <A>'\n", "say \"it's ${A}\" 'the '\"${A}\"''\n"),
            ("say \"$(ls '<A>' (<A>) )\" \\'<A>\n", "say \"$(ls ''\"${A}\"'' (\"${A}\") )\" \\'\"${A}\"\n"),
            ("cat <<E\n$x <A>\nE\n", "cat <<E\n$x ${A}\nE\n"),
            ("cat > f <<'E'\n$x `y` <A>\nE\nls <A>\n", "cat > f <<E\n\\$x \\`y\\` ${A}\nE\nls \"${A}\"\n"),
            ("cat <<'E'\n$x \\\nE\n", "cat <<'E'\n$x \\\nE\n"),
            ("echo $((1 << 2))\nsed 's/<A>/x/'\n", "echo $((1 << 2))\nsed 's/'\"${A}\"'/x/'\n"),
            ("echo \"$(( (<A> + 1) << 2 )) <A>\"\n", "echo \"$(( (${A} + 1) << 2 )) ${A}\"\n"),
            ("ls # it's <here\ncat '<A>'\n", "ls # it's <here\ncat ''\"${A}\"''\n"),
        ] {
            assert_eq!(shell_code(code, is_declared).text, expected);
        }
    }

    #[test]
    fn a_value_needs_what_its_place_asks() {
        let code = "a <A> '<A>' \"<A>\" $((<A>)) # <A>\ncat <<E <<'F'\n<A>\nE\n<A>\nF\n";
        assert_eq!(shell_code(code, |_| true).quotings, [Word, Single, Double, Nothing, Nothing, Document, Nothing]);
    }
}
