//! The head of a request, read strictly: what is written in two ways means two things to two programs.
//!
//! RFC 9112, sections 2 to 6; where it lets a server choose, this one refuses.

use super::address::path_of;

/// The longest head, in bytes.
pub(super) const LONGEST: usize = 16 * 1024;

/// The longest first line, in bytes.
const LONGEST_LINE: usize = 8 * 1024;

/// The most fields.
const MOST_FIELDS: usize = 100;

/// The head of a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Head {
    /// The method, `GET` or `HEAD`.
    pub(super) method: String,
    /// The address: a path below the host with its query, in ASCII.
    pub(super) target: String,
    /// The fields: lower-case names and values as text.
    fields: Vec<(String, String)>,
}

/// Why a request is not passed on: the status and what the reader is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Refusal(pub(super) u16, pub(super) &'static str);

impl Refusal {
    /// The words of the status, as RFC 9110 has them.
    fn phrase(self) -> &'static str {
        match self.0 {
            403 => "Forbidden",
            405 => "Method Not Allowed",
            408 => "Request Timeout",
            414 => "URI Too Long",
            431 => "Request Header Fields Too Large",
            503 => "Service Unavailable",
            505 => "HTTP Version Not Supported",
            _ => "Bad Request",
        }
    }

    /// The whole answer; to a `HEAD`, without what follows its head.
    pub(super) fn answer(self, is_head: bool) -> Vec<u8> {
        let Self(status, why) = self;
        let allow = if status == 405 { "Allow: GET, HEAD\r\n" } else { "" };
        let head = format!(
            "HTTP/1.1 {status} {}\r\n{allow}Content-Type: text/plain; charset=utf-8\r\nContent-Length: {}\r\n\
             Cross-Origin-Resource-Policy: same-origin\r\nX-Content-Type-Options: nosniff\r\n\
             Cache-Control: no-store\r\nConnection: close\r\n\r\n",
            self.phrase(),
            why.len() + 1
        );
        let body = if is_head { String::new() } else { format!("{why}\n") };
        (head + &body).into_bytes()
    }
}

impl Head {
    /// Reads a head from the bytes that have come so far; `None` where it goes on.
    pub(super) fn read(bytes: &[u8]) -> Result<Option<Self>, Refusal> {
        let end = bytes.windows(4).position(|window| window == b"\r\n\r\n");
        let head = &bytes[..end.map_or(bytes.len(), |end| end + 2)];
        check_bytes(head)?;
        let Some(line_end) = head.iter().position(|byte| *byte == b'\r') else {
            return if head.len() > LONGEST_LINE { Err(TOO_LONG) } else { Ok(None) };
        };
        let (method, target) = first_line(&head[..line_end])?;
        match end {
            Some(end) if end <= LONGEST => {}
            None if bytes.len() <= LONGEST => return Ok(None),
            _ => return Err(Refusal(431, "the head of the request is too long")),
        }
        let text = String::from_utf8_lossy(head.get(line_end + 2..).unwrap_or_default());
        let fields = text.split_terminator("\r\n").map(field).collect::<Result<Vec<_>, _>>()?;
        if fields.len() > MOST_FIELDS {
            return Err(Refusal(431, "the request has too many fields"));
        }
        let head = Self { method, target, fields };
        head.check_body()?;
        Ok(Some(head))
    }

    /// The path of the address.
    pub(super) fn path(&self) -> &str {
        path_of(&self.target)
    }

    /// The value of a field that stands at most once, by its lower-case name.
    pub(super) fn field(&self, name: &str) -> Result<Option<&str>, Refusal> {
        let mut values = self.fields.iter().filter(|(field, _)| field == name).map(|(_, value)| value.as_str());
        match (values.next(), values.next()) {
            (value, None) => Ok(value),
            _ => Err(Refusal(400, "a field stands twice in the request")),
        }
    }

    /// A body would be read in two ways by two programs, and no page needs one.
    fn check_body(&self) -> Result<(), Refusal> {
        let is_empty = self.field("content-length")?.is_none_or(|length| length == "0");
        if is_empty && !self.fields.iter().any(|(name, _)| name == "transfer-encoding") {
            return Ok(());
        }
        Err(Refusal(400, "a request to this server has no body"))
    }
}

const TOO_LONG: Refusal = Refusal(414, "the address is too long");

/// Lines end in CR and LF together, and nothing else in a head is a control byte.
fn check_bytes(head: &[u8]) -> Result<(), Refusal> {
    let mut before = None;
    for &byte in head {
        let is_right = match byte {
            b'\n' => before == Some(b'\r'),
            b'\r' | b'\t' => before != Some(b'\r'),
            0..0x20 | 0x7f => false,
            _ => before != Some(b'\r'),
        };
        if !is_right {
            return Err(Refusal(400, "the head of the request holds a byte that cannot be in it"));
        }
        before = Some(byte);
    }
    Ok(())
}

fn first_line(line: &[u8]) -> Result<(String, String), Refusal> {
    if line.len() > LONGEST_LINE {
        return Err(TOO_LONG);
    }
    let malformed = Refusal(400, "the first line of the request is not that of HTTP");
    let line = std::str::from_utf8(line).ok().filter(|line| line.is_ascii()).ok_or(malformed)?;
    let parts: Vec<&str> = line.split(' ').collect();
    let &[method, target, version] = parts.as_slice() else { return Err(malformed) };
    if method.is_empty() || !method.bytes().all(is_token) {
        return Err(malformed);
    }
    match version {
        "HTTP/1.1" | "HTTP/1.0" => {}
        _ if version.starts_with("HTTP/") => return Err(Refusal(505, "this server speaks HTTP 1.0 and 1.1")),
        _ => return Err(malformed),
    }
    if method != "GET" && method != "HEAD" {
        return Err(Refusal(405, "this server answers GET and HEAD"));
    }
    if !target.starts_with('/') || target.contains(['#', '\t']) {
        return Err(Refusal(400, "the address of the request is no path"));
    }
    Ok((method.to_owned(), target.to_owned()))
}

fn field(line: &str) -> Result<(String, String), Refusal> {
    // A line that begins with a blank would go on with the field before it.
    let (name, value) = line.split_once(':').ok_or(Refusal(400, "a line of the request is no field"))?;
    if name.is_empty() || !name.bytes().all(is_token) {
        return Err(Refusal(400, "a field of the request has no right name"));
    }
    Ok((name.to_ascii_lowercase(), value.trim_matches([' ', '\t']).to_owned()))
}

/// A byte of a name (RFC 9110, section 5.6.2).
fn is_token(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte)
}
