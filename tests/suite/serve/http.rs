//! Who may read, what a request may be, and that nothing but the site is handed out.

use std::io::{Read, Write};

use super::program::{Server, status};

fn server() -> Server {
    Server::start(&[("index.md", "# Home\n"), ("a.md", "A page.\n"), ("notes.txt", "plain")])
}

/// `Host` and the fields behind it; `PORT` is the server's port.
const HOSTS: [(&str, u16); 44] = [
    ("Host: localhost:PORT", 200),
    ("Host: LOCALHOST:PORT", 200),
    ("Host: a.localhost:PORT", 200),
    ("Host: 127.0.0.1:PORT", 200),
    ("Host: 127.1.2.3:PORT", 200),
    ("Host: [::1]:PORT", 200),
    ("host:localhost:PORT", 200),
    ("X: y", 400),
    ("Host: localhost:PORT\r\nHost: localhost:PORT", 400),
    ("Host: localhost:PORT\r\nHost: evil.example", 400),
    ("Host : localhost:PORT", 400),
    ("Host:", 403),
    ("Host: localhost", 403),
    ("Host: localhost:1", 403),
    ("Host: localhost.:PORT", 403),
    ("Host: .localhost:PORT", 403),
    ("Host: evil.example:PORT", 403),
    ("Host: evil.example", 403),
    ("Host: localhost.evil.com:PORT", 403),
    ("Host: evil-localhost:PORT", 403),
    ("Host: 127.0.0.1.nip.io:PORT", 403),
    ("Host: 2130706433:PORT", 403),
    ("Host: 0177.0.0.1:PORT", 403),
    ("Host: 0x7f.0.0.1:PORT", 403),
    ("Host: 127.1:PORT", 403),
    ("Host: 0.0.0.0:PORT", 403),
    ("Host: 192.168.0.1:PORT", 403),
    ("Host: [::ffff:127.0.0.1]:PORT", 403),
    ("Host: [::1%25lo]:PORT", 403),
    ("Host: ::1:PORT", 403),
    ("Host: localhost@evil.example:PORT", 403),
    ("Host: evil.example@localhost:PORT", 403),
    ("Host: localhost:PORT/", 403),
    ("Host: localhost:PORT, evil.example", 403),
    ("Host: evil.example:PORT\r\nX-Forwarded-Host: localhost:PORT", 403),
    ("Host: localhost:PORT\r\nOrigin: http://localhost:PORT", 200),
    ("Host: localhost:PORT\r\nOrigin: http://evil.example", 403),
    ("Host: localhost:PORT\r\nOrigin: https://localhost:PORT", 403),
    ("Host: localhost:PORT\r\nOrigin: http://localhost:1", 403),
    ("Host: localhost:PORT\r\nOrigin: http://127.0.0.1:PORT", 403),
    ("Host: localhost:PORT\r\nOrigin: null", 403),
    ("Host: localhost:PORT\r\nSec-Fetch-Site: cross-site\r\nSec-Fetch-Mode: no-cors\r\nSec-Fetch-Dest: script", 403),
    ("Host: localhost:PORT\r\nSec-Fetch-Site: cross-site\r\nSec-Fetch-Mode: navigate\r\nSec-Fetch-Dest: iframe", 403),
    ("Host: localhost:PORT\r\nSec-Fetch-Site: cross-site\r\nSec-Fetch-Mode: navigate\r\nSec-Fetch-Dest: document", 200),
];

#[test]
fn only_the_names_of_this_computer_are_answered() {
    let server = server();
    for (fields, expected) in HOSTS {
        let fields = fields.replace("PORT", &server.port.to_string());
        let answer = server.raw(format!("GET /a/ HTTP/1.1\r\n{fields}\r\n\r\n").as_bytes());
        assert_eq!(status(&answer), expected, "{fields}\n{answer}");
        assert_eq!(answer.contains("A page."), expected == 200, "{fields}");
        assert!(!answer.to_ascii_lowercase().contains("access-control"), "{answer}");
    }
    let port = server.port;
    let events =
        format!("GET /_roadbook/events HTTP/1.1\r\nHost: localhost:{port}\r\nOrigin: http://evil.example\r\n\r\n");
    assert_eq!(status(&server.raw(events.as_bytes())), 403);
}

/// Requests as they stand on the wire, each with what may be answered; `HOST` is the right field with its line end.
const REQUESTS: [(&str, &[u16]); 61] = [
    ("GET / HTTP/1.1\r\nHOST\r\n", &[200]),
    ("GET / HTTP/1.0\r\nHOST\r\n", &[200]),
    ("HEAD / HTTP/1.1\r\nHOST\r\n", &[200]),
    ("GET / HTTP/1.1\r\nHOSTContent-Length: 0\r\n\r\n", &[200]),
    ("GET / HTTP/1.1\r\nHOSTConnection: keep-alive\r\n\r\n", &[200]),
    ("GET / HTTP/1.1\r\nHOSTExpect: 100-continue\r\n\r\n", &[200]),
    ("GET / HTTP/1.1\r\nHOSTUpgrade: websocket\r\nConnection: upgrade\r\n\r\n", &[200]),
    ("GET / HTTP/1.1\r\nHOSTRange: bytes=0-3\r\n\r\n", &[200]),
    ("GET /?q=%00 HTTP/1.1\r\nHOST\r\n", &[200]),
    ("GET /a HTTP/1.1\r\nHOST\r\n", &[302]),
    ("GET //a HTTP/1.1\r\nHOST\r\n", &[404]),
    ("GET //evil.example HTTP/1.1\r\nHOST\r\n", &[404]),
    ("GET /A/ HTTP/1.1\r\nHOST\r\n", &[404]),
    ("GET /% HTTP/1.1\r\nHOST\r\n", &[404]),
    ("GET /%ff HTTP/1.1\r\nHOST\r\n", &[404]),
    ("POST / HTTP/1.1\r\nHOST\r\n", &[405]),
    ("PUT / HTTP/1.1\r\nHOST\r\n", &[405]),
    ("DELETE / HTTP/1.1\r\nHOST\r\n", &[405]),
    ("OPTIONS * HTTP/1.1\r\nHOST\r\n", &[405]),
    ("CONNECT localhost:1 HTTP/1.1\r\nHOST\r\n", &[405]),
    ("TRACE / HTTP/1.1\r\nHOST\r\n", &[405]),
    ("PROPFIND / HTTP/1.1\r\nHOST\r\n", &[405]),
    ("get / HTTP/1.1\r\nHOST\r\n", &[405]),
    ("POST / HTTP/1.1\r\nHOSTContent-Length: 2\r\n\r\n{}", &[405]),
    ("GET / HTTP/1.1\r\nHOSTContent-Length: 2\r\n\r\n{}", &[400]),
    ("GET / HTTP/1.1\r\nHOSTContent-Length: +0\r\n\r\n", &[400]),
    ("GET / HTTP/1.1\r\nHOSTContent-Length: -1\r\n\r\n", &[400]),
    ("GET / HTTP/1.1\r\nHOSTContent-Length: 0\r\nContent-Length: 0\r\n\r\n", &[400]),
    ("GET / HTTP/1.1\r\nHOSTContent-Length: 0\r\nContent-Length: 44\r\n\r\nGET /b HTTP/1.1\r\nHOST\r\n", &[400]),
    ("GET / HTTP/1.1\r\nHOSTContent-Length: 0, 0\r\n\r\n", &[400]),
    ("GET / HTTP/1.1\r\nHOSTTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", &[400]),
    ("GET / HTTP/1.1\r\nHOSTTransfer-Encoding: gzip\r\nContent-Length: 4\r\n\r\n0\r\n\r\n", &[400]),
    ("GET / HTTP/1.1\r\nHOSTTransfer-Encoding : chunked\r\n\r\n", &[400]),
    ("GET / HTTP/1.1\nHost: localhost:PORT\n\n", &[400]),
    ("GET / HTTP/1.1\r\nHOSTX: a\rb\r\n\r\n", &[400]),
    ("GET / HTTP/1.1\r\nHOSTX: a\r\n b\r\n\r\n", &[400]),
    ("GET / HTTP/1.1\r\n X: a\r\nHOST\r\n", &[400]),
    ("GET / HTTP/1.1\r\nHOSTno colon\r\n\r\n", &[400]),
    ("GET / HTTP/1.1\r\nHOST: no name\r\n\r\n", &[400]),
    ("GET / HTTP/1.1\r\nHOSTX y: a\r\n\r\n", &[400]),
    ("GET / HTTP/1.1\r\nHOSTX: \u{0}\r\n\r\n", &[400]),
    ("GET / HTTP/1.1\r\nHOSTX: \u{1b}[2J\r\n\r\n", &[400]),
    ("GET /ü HTTP/1.1\r\nHOST\r\n", &[400]),
    ("GET /a#b HTTP/1.1\r\nHOST\r\n", &[400]),
    ("GET  / HTTP/1.1\r\nHOST\r\n", &[400]),
    ("GET / HTTP/1.1 \r\nHOST\r\n", &[400]),
    (" GET / HTTP/1.1\r\nHOST\r\n", &[400]),
    ("\r\nGET / HTTP/1.1\r\nHOST\r\n", &[400]),
    ("GET\t/\tHTTP/1.1\r\nHOST\r\n", &[400]),
    ("GET a/ HTTP/1.1\r\nHOST\r\n", &[400]),
    ("GET http://localhost:PORT/ HTTP/1.1\r\nHOST\r\n", &[400]),
    ("GET http://evil.example/../ HTTP/1.1\r\nHOST\r\n", &[400]),
    ("GET /\r\n", &[400]),
    ("GET\r\n\r\n", &[400]),
    ("GET / HTTP/1.2\r\nHOST\r\n", &[505]),
    ("GET / HTTP/9.9\r\nHOST\r\n", &[505]),
    ("GET / http/1.1\r\nHOST\r\n", &[400]),
    ("GET / XTTP/1.1\r\nHOST\r\n", &[400]),
    ("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", &[400, 405, 505]),
    ("\u{16}\u{3}\u{1}\u{2}\u{0}\u{1}\u{0}\u{1}\u{fc}", &[400]),
    ("GET / HTTP/1.1\r\nHOST\r\nGET /a/ HTTP/1.1\r\nHOST\r\n", &[200]),
];

/// Requests that are too long, or too many at once.
fn long_requests() -> [(String, &'static [u16]); 5] {
    let long = |count: usize| "x".repeat(count);
    [
        (format!("GET /{} HTTP/1.1\r\nHOST\r\n", long(9_000)), &[414]),
        (format!("GET /{}", long(20_000)), &[414]),
        (format!("GET / HTTP/1.1\r\nHOSTX: {}\r\n\r\n", long(17_000)), &[431]),
        (format!("GET / HTTP/1.1\r\nHOST{}\r\n", "X: y\r\n".repeat(101)), &[431]),
        ("GET / HTTP/1.1\r\nHOST\r\n".repeat(100), &[200]),
    ]
}

#[test]
fn every_request_gets_one_answer_and_the_connection_is_closed() {
    let server = server();
    let host = format!("Host: localhost:{}\r\n", server.port);
    let requests = REQUESTS.map(|(request, expected)| (request.to_owned(), expected));
    for (request, expected) in requests.into_iter().chain(long_requests()) {
        let request = request.replace("HOST", &host).replace("PORT", &server.port.to_string());
        let shown: String = request.chars().take(120).collect();
        let answer = server.raw(request.as_bytes());
        assert!(expected.contains(&status(&answer)), "{shown:?}\n{answer}");
        assert_eq!(answer.matches("HTTP/1.1 ").count(), 1, "{shown:?}\n{answer}");
    }
}

#[test]
fn the_answer_to_head_is_that_to_get_without_its_body() {
    let server = server();
    for path in ["/a/", "/a", "/none/", "/theme/", "/_roadbook/faults", "no path"] {
        let [get, head] = ["GET", "HEAD"].map(|method| {
            server.raw(format!("{method} {path} HTTP/1.1\r\nHost: localhost:{}\r\n\r\n", server.port).as_bytes())
        });
        let end = head.find("\r\n\r\n").unwrap() + 4;
        assert_eq!(head.len(), end, "{path}");
        let without_date = |head: &str| head.lines().filter(|line| !line.starts_with("Date:")).collect::<String>();
        assert_eq!(without_date(&get[..end]), without_date(&head), "{path}");
    }
}

#[test]
fn a_request_that_ends_half_way_is_answered() {
    let server = server();
    for part in ["G", "GET / HTTP/1.1\r\n", "GET / HTTP/1.1\r\nHost: localhost"] {
        let mut stream = server.connect();
        stream.write_all(part.as_bytes()).unwrap();
        stream.shutdown(std::net::Shutdown::Write).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        assert_eq!(status(&answer), 400, "{part:?}");
    }
}

/// Two hundred ways to ask for a file that is not of the site.
fn traversals() -> Vec<String> {
    let files = [
        "secret.txt",
        "../secret.txt",
        ".env",
        ".git/config",
        "roadbook.toml",
        "content/a.md",
        "etc/passwd",
        "theme/own.html",
    ];
    let climbs = ["/", "/../", "/../../", "/a/../../", "/theme/../../", "/.//", "/a/..;/", "/@fs/", "//", "/c:/"];
    let forms: [fn(&str) -> String; 3] = [
        str::to_owned,
        |path| path.replace("..", "%2e%2e").replace('/', "%2f").replacen("%2f", "/", 1),
        |path| path.replace("..", "%252e%252e"),
    ];
    let mut paths: Vec<String> = files
        .iter()
        .flat_map(|file| climbs.iter().map(move |climb| format!("{climb}{file}")))
        .flat_map(|path| forms.map(|form| form(&path)))
        .collect();
    for extra in [
        "..%5c..%5csecret.txt",
        "..%c0%afsecret.txt",
        "%00/secret.txt",
        "secret.txt%00.html",
        "secret.txt?raw",
        "a/?.svg",
    ] {
        paths.extend(["/", "/a/", "/_roadbook/", "/theme/"].map(|folder| format!("{folder}{extra}")));
    }
    paths
}

#[test]
fn nothing_beside_the_site_is_handed_out() {
    let canary = "canary-of-the-test";
    let server = Server::start(&[
        ("secret.txt", canary),
        (".env", canary),
        (".git/config", canary),
        ("roadbook.toml", "title = \"T\"\ntheme = \"theme\"\n# canary-of-the-test\n"),
        ("theme/own.html", canary),
        ("content/index.md", "# Home\n"),
        ("content/a.md", "A page.\n<!-- canary-of-the-test -->\n"),
        ("content/.env", canary),
        ("content/.git/config", canary),
    ]);
    let traversals = traversals();
    assert!(traversals.len() >= 200);
    for path in traversals {
        let (status, head, body) = server.get(&path);
        assert!(!body.contains(canary) && !head.contains(canary), "{path}");
        assert!(matches!(status, 200 | 302 | 400 | 404), "{path}: {status}");
        assert!(!head.contains("Location: //"), "{path}");
    }
}

#[test]
fn what_a_reader_has_is_not_sent_again() {
    let server = server();
    let (_, head, body) = server.get("/a/");
    assert!(body.contains("<head><script type=\"module\" src=\"/_roadbook/live.js\" data-generation=\""));
    for field in [
        "Cross-Origin-Resource-Policy: same-origin",
        "X-Content-Type-Options: nosniff",
        "Cache-Control: no-cache",
        "default-src 'none'",
    ] {
        assert!(head.contains(field), "{head}");
    }
    let tag = head.lines().find_map(|line| line.strip_prefix("ETag: ")).unwrap();
    assert_eq!(server.ask("/a/", &format!("If-None-Match: {tag}\r\n")).0, 304);
    assert_eq!(server.ask("/a/", "If-None-Match: \"other\"\r\n").0, 200);
    assert_eq!(server.get("/notes.txt").2, "plain");
}

#[test]
fn an_address_is_never_part_of_a_page() {
    let server = server();
    for payload in [
        "/<script>alert(1)</script>/",
        "/%3Cscript%3Ealert(1)%3C/script%3E/",
        "/\"onload=\"alert(1)/",
        "/_roadbook/<b>",
    ] {
        let (status, _, body) = server.get(payload);
        assert!(status == 404 && !body.contains("alert(1)") && !body.contains("<b>"), "{payload}: {body}");
    }
}
