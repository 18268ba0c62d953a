//! YAML, with what templates put into it.

use super::scanner::{COMMENT, ESCAPE, KEY, KEYWORD, NONE, NUMBER, STRING, Scanner, is_blank, is_space, words};

/// Plain scalars that are a constant.
const CONSTANTS: [&[u8]; 28] =
    words("null Null NULL ~ y Y yes Yes YES n N no No NO true True TRUE false False FALSE on On ON off Off OFF = <<");

/// A list or mapping in brackets.
#[derive(Clone, Copy)]
struct Flow {
    end: u8,
    /// Whether a colon came behind the last comma: what follows is no key.
    is_value: bool,
}

pub(super) fn lex(scanner: &mut Scanner) {
    let mut flows: Vec<Flow> = Vec::new();
    while !scanner.is_done() {
        let (byte, next) = (scanner.byte(0), scanner.byte(1));
        match byte {
            _ if is_space(byte) => scanner.push_run(NONE, is_space),
            b'#' if is_space(scanner.previous()) => scanner.push_line(COMMENT),
            b'&' | b'*' => reference(scanner),
            b'!' => tag(scanner),
            b'"' => double_quoted(scanner),
            b'\'' => single_quoted(scanner),
            b'[' | b'{' => {
                flows.push(Flow { end: if byte == b'[' { b']' } else { b'}' }, is_value: false });
                scanner.push(1, NONE);
            }
            b']' | b'}' | b',' => {
                if flows.last().is_some_and(|flow| flow.end == byte) {
                    flows.pop();
                } else if let Some(flow) = flows.last_mut() {
                    flow.is_value = false;
                }
                scanner.push(1, NONE);
            }
            b'|' | b'>' if flows.is_empty() => block_scalar(scanner),
            b'%' if flows.is_empty() && scanner.previous() == b'\n' => directive(scanner),
            b'-' | b'.' if is_marker(scanner) && flows.is_empty() => scanner.push(3, NONE),
            b':' if is_space(next) || (is_flow_sign(next) && !flows.is_empty()) => {
                if let Some(flow) = flows.last_mut() {
                    flow.is_value = true;
                }
                scanner.push(1, NONE);
            }
            b'-' | b':' if is_space(next) || (is_flow_sign(next) && !flows.is_empty()) => scanner.push(1, NONE),
            b'?' | b'%' | b'@' | b'`' | b'|' | b'>' | b'#' => scanner.push(1, NONE),
            _ => plain(scanner, flows.last()),
        }
    }
}

fn is_flow_sign(byte: u8) -> bool {
    matches!(byte, b'[' | b']' | b'{' | b'}' | b',')
}

/// Whether a document begins or ends here.
fn is_marker(scanner: &Scanner) -> bool {
    scanner.previous() == b'\n' && (scanner.starts_with("---") || scanner.starts_with("..."))
}

/// A scalar without quotes, a key if a colon follows.
fn plain(scanner: &mut Scanner, flow: Option<&Flow>) {
    let length = plain_length(scanner, flow.is_some());
    let blanks = scanner.blanks(length);
    let is_colon = scanner.byte(length + blanks) == b':' && is_space(scanner.byte(length + blanks + 1));
    let is_key = is_colon && !flow.is_some_and(|flow| flow.is_value);
    let text = &scanner.rest()[..length];
    let class = if CONSTANTS.contains(&text) || is_number(text) {
        NUMBER
    } else if is_key {
        KEY
    } else {
        NONE
    };
    scanner.push(length, class);
}

/// How long the scalar is that begins here: up to a colon, a comment or the end of the line; in brackets up to their signs.
fn plain_length(scanner: &Scanner, is_flow: bool) -> usize {
    let line = scanner.line();
    let is_end = |at: usize| match line.get(at) {
        None => true,
        Some(b':') => line.get(at + 1).is_none_or(|next| is_space(*next) || (is_flow && is_flow_sign(*next))),
        Some(byte) => is_flow && is_flow_sign(*byte),
    };
    let mut at = if matches!(line[0], b'-' | b':') { 2 } else { 1 };
    while at < line.len() {
        if is_blank(line[at]) {
            let blanks = line[at..].iter().take_while(|byte| is_blank(**byte)).count();
            if is_end(at + blanks) || line[at + blanks] == b'#' {
                break;
            }
            at += blanks;
        } else if is_end(at) {
            break;
        } else {
            at += 1;
        }
    }
    at
}

/// Whether a plain scalar is a number: YAML 1.1, in bases 2, 8, 10, 16 and 60.
fn is_number(text: &[u8]) -> bool {
    let unsigned = text.strip_prefix(b"-").or_else(|| text.strip_prefix(b"+")).unwrap_or(text);
    let are = |digits: &[u8], is: fn(&u8) -> bool| !digits.is_empty() && digits.iter().all(|d| is(d) || *d == b'_');
    match unsigned {
        [b'0', b'b', digits @ ..] => are(digits, |digit| matches!(digit, b'0' | b'1')),
        [b'0', b'x', digits @ ..] => are(digits, u8::is_ascii_hexdigit),
        b"0" | b".inf" | b".Inf" | b".INF" => true,
        b".nan" | b".NaN" | b".NAN" => unsigned.len() == text.len(),
        [b'0', digits @ ..] if are(digits, |digit| matches!(digit, b'0'..=b'7')) => true,
        [b'.' | b'0'..=b'9', ..] => is_decimal(unsigned),
        _ => false,
    }
}

fn is_decimal(text: &[u8]) -> bool {
    let mut parts = text.split(|byte| *byte == b':');
    let last = text.rsplit(|byte| *byte == b':').next().unwrap_or_default();
    if parts.clone().count() > 1 {
        let is_sixtieth = |part: &[u8]| matches!(part, [b'0'..=b'9'] | [b'0'..=b'5', b'0'..=b'9']);
        let whole = last.split(|byte| *byte == b'.').next().unwrap_or_default();
        let first = parts.next().unwrap_or_default();
        let count = parts.clone().count();
        let are_whole = first.iter().all(|byte| byte.is_ascii_digit() || *byte == b'_') && is_sixtieth(whole);
        let fraction = last[whole.len()..].iter().skip(1).all(|byte| byte.is_ascii_digit() || *byte == b'_');
        return are_whole
            && fraction
            && parts.take(count - 1).all(is_sixtieth)
            && (first != b"0" || whole.len() < last.len());
    }
    let exponent = text.iter().position(|byte| matches!(byte, b'e' | b'E'));
    let (number, power) = text.split_at(exponent.unwrap_or(text.len()));
    let is_power = match power {
        [] => true,
        [_, b'-' | b'+', digits @ ..] => !digits.is_empty() && digits.iter().all(u8::is_ascii_digit),
        _ => false,
    };
    let point = number.iter().position(|byte| *byte == b'.');
    let whole = &number[..point.unwrap_or(number.len())];
    let is_whole = whole.iter().all(|byte| byte.is_ascii_digit() || *byte == b'_');
    let is_point = point.is_some_and(|at| number[at..].iter().all(|byte| byte.is_ascii_digit() || *byte == b'.'));
    is_whole && is_power && (is_point || (point.is_none() && exponent.is_none() && whole[0] != b'0'))
}

/// An anchor or an alias: the sign is a keyword, the name is not.
fn reference(scanner: &mut Scanner) {
    let name = scanner.run(1, |byte| !is_space(byte) && !is_flow_sign(byte) && byte != b'/');
    scanner.push(1, if name > 0 { KEYWORD } else { NONE });
    scanner.push(name, NONE);
    if name > 0 {
        scanner.push_run(NONE, |byte| !is_space(byte) && !is_flow_sign(byte));
    }
}

fn tag(scanner: &mut Scanner) {
    let length = scanner.run(0, |byte| !is_space(byte));
    let is_tag = |byte: &u8| byte.is_ascii_alphanumeric() || b"-#;/?:@&=+$_.~*'()!<>%".contains(byte);
    let class = if scanner.rest()[..length].iter().all(is_tag) { KEYWORD } else { NONE };
    scanner.push(length, class);
}

fn directive(scanner: &mut Scanner) {
    scanner.push(1, NONE);
    let is_known = matches!(scanner.word(), b"YAML" | b"TAG");
    scanner.push(scanner.word().len(), if is_known { KEYWORD } else { NONE });
    scanner.push_line(NONE);
}

fn double_quoted(scanner: &mut Scanner) {
    scanner.push(1, STRING);
    while !scanner.is_done() {
        scanner.push_run(STRING, |byte| !matches!(byte, b'"' | b'\\'));
        let hexadecimal = |digits: usize| (2..2 + digits).all(|ahead| scanner.byte(ahead).is_ascii_hexdigit());
        let escape = match scanner.byte(1) {
            b'x' if hexadecimal(2) => 4,
            b'u' if hexadecimal(4) => 6,
            b'U' if hexadecimal(8) => 10,
            byte if b"0abtnvfre \"/\\N_Lp\n".contains(&byte) => 2,
            _ => 0,
        };
        match scanner.byte(0) {
            b'\\' if escape > 0 => scanner.push(escape, ESCAPE),
            b'\\' => scanner.push(1, STRING),
            _ => return scanner.push(1, STRING),
        }
    }
}

fn single_quoted(scanner: &mut Scanner) {
    scanner.push(1, STRING);
    while !scanner.is_done() {
        scanner.push_run(STRING, |byte| byte != b'\'');
        if scanner.byte(1) != b'\'' {
            return scanner.push(1, STRING);
        }
        scanner.push(2, ESCAPE);
    }
}

/// Lines that are text as they stand, as long as they are indented like the first.
fn block_scalar(scanner: &mut Scanner) {
    scanner.push(1, KEYWORD);
    scanner.push(usize::from(matches!(scanner.byte(0), b'1'..=b'9')), NUMBER);
    scanner.push(usize::from(matches!(scanner.byte(0), b'-' | b'+')), KEYWORD);
    scanner.push(scanner.blanks(0), NONE);
    let is_comment = scanner.byte(0) == b'#' && is_blank(scanner.previous());
    scanner.push_line(if is_comment { COMMENT } else { NONE });
    let mut indent = 0;
    while !scanner.is_done() {
        let spaces = scanner.run(0, |byte| byte == b' ');
        if indent == 0 {
            indent = spaces;
        }
        let is_blank = scanner.line().iter().all(|byte| is_space(*byte));
        if !is_blank && (spaces < indent || spaces == 0) {
            return;
        }
        scanner.push_line(NONE);
    }
}
