//! CSV as RFC 4180 has it, with a place for every cell.
//!
//! The `csv` crate knows where a record begins, not where a cell stands, and reads a quote that is never closed in
//! silence; both matter to somebody who mends a file by hand.

use super::SyntaxFault;
use crate::text::{Spanned, TextRange};

/// The lines of a file as cells; a line without anything is none.
#[derive(Debug, Default)]
pub(super) struct Lines {
    pub(super) lines: Vec<Vec<Spanned<String>>>,
    pub(super) faults: Vec<SyntaxFault>,
}

/// Reads all lines. Spaces around a cell are not part of it.
pub(super) fn read(text: &str, separator: char) -> Lines {
    let mut reader = Reader { text, at: 0, separator, faults: Vec::new() };
    let mut lines = Vec::new();
    while reader.at < text.len() {
        let line = reader.line();
        let is_blank = line.len() == 1 && line[0].range.start == line[0].range.end;
        if !is_blank {
            lines.push(line);
        }
    }
    Lines { lines, faults: reader.faults }
}

/// The separator of a file: a spreadsheet in a country with decimal commas writes `;`.
pub(super) fn separator(text: &str) -> char {
    let header = text.lines().next().unwrap_or_default();
    if header.contains(';') && !header.contains(',') { ';' } else { ',' }
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
    separator: char,
    faults: Vec<SyntaxFault>,
}

impl Reader<'_> {
    /// Reads up to the end of a line and goes past it.
    fn line(&mut self) -> Vec<Spanned<String>> {
        let mut cells = Vec::new();
        loop {
            cells.push(self.cell());
            let ends = !self.text[self.at..].starts_with(self.separator);
            self.at = (self.at + 1).min(self.text.len());
            if ends {
                return cells;
            }
        }
    }

    /// Reads a cell and stops at what ends it.
    fn cell(&mut self) -> Spanned<String> {
        let is_space = |c: char| c.is_whitespace() && c != '\n' && c != self.separator;
        let rest = &self.text[self.at..];
        self.at += rest.len() - rest.trim_start_matches(is_space).len();
        let start = self.at;
        if self.text[start..].starts_with('"') {
            return self.quoted(start);
        }
        self.at = self.end_of_cell();
        let written = self.text[start..self.at].trim_end();
        Spanned::new(written.to_owned(), TextRange::new(start, start + written.len()))
    }

    fn end_of_cell(&self) -> usize {
        let ends = |c: char| c == '\n' || c == self.separator;
        self.text[self.at..].find(ends).map_or(self.text.len(), |length| self.at + length)
    }

    /// Reads a cell in quotes, in which a quote stands twice.
    fn quoted(&mut self, start: usize) -> Spanned<String> {
        let mut value = String::new();
        self.at = start + 1;
        loop {
            let Some(length) = self.text[self.at..].find('"') else {
                let range = TextRange::new(start, start + 1);
                self.faults.push(SyntaxFault { message: "this quote is never closed".to_owned(), range });
                self.at = self.text.len();
                return Spanned::new(value, TextRange::new(start, self.at));
            };
            value.push_str(&self.text[self.at..self.at + length]);
            self.at += length + 1;
            if !self.text[self.at..].starts_with('"') {
                break;
            }
            value.push('"');
            self.at += 1;
        }
        let range = TextRange::new(start, self.at);
        let end = self.end_of_cell();
        let behind = self.text[self.at..end].trim();
        if !behind.is_empty() {
            let begin = self.at + self.text[self.at..end].find(behind).unwrap_or(0);
            let message = format!("`{behind}` stands behind the closing quote of its cell");
            self.faults.push(SyntaxFault { message, range: TextRange::new(begin, begin + behind.len()) });
        }
        self.at = end;
        Spanned::new(value, range)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The cells with their places: `value@start..end`, lines on lines.
    fn shown(text: &str) -> String {
        let cell = |cell: &Spanned<String>| format!("{}@{}..{}", cell.value, cell.range.start, cell.range.end);
        let lines = read(text, ',').lines;
        lines.iter().map(|line| line.iter().map(cell).collect::<Vec<_>>().join(" ")).collect::<Vec<_>>().join("\n")
    }

    #[test]
    fn every_cell_knows_its_place() {
        assert_eq!(shown("a, b\n\n\"x, \"\"y\"\"\n\" ,\"ü\",z"), "a@0..1 b@3..4\nx, \"y\"\n@6..17 ü@19..23 z@24..25");
    }

    #[test]
    fn a_separator_at_the_end_opens_a_cell() {
        assert_eq!(shown("a,\n,"), "a@0..1 @2..2\n@3..3 @4..4");
    }

    #[test]
    fn a_quote_without_an_end_and_text_behind_one_are_faults() {
        let faults = |text| read(text, ',').faults.into_iter().map(|fault| (fault.message, fault.range.start));
        let found: Vec<_> = faults("\"a\" b,\"c\n").collect();
        assert_eq!(
            found,
            [
                ("`b` stands behind the closing quote of its cell".to_owned(), 4),
                ("this quote is never closed".to_owned(), 6),
            ]
        );
    }

    #[test]
    fn spreadsheets_of_some_countries_write_semicolons() {
        assert_eq!((separator("a;b\n1,5;2"), separator("a,b;c"), separator("a")), (';', ',', ','));
    }
}
