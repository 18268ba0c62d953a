//! The HTTP server: requests come from `tiny_http`, answers go back through it.

use std::sync::Arc;
use std::sync::mpsc::Sender;
use std::thread;

use tiny_http::{Header, Request, Response, Server, StatusCode};

use super::Editor;
use super::address::query;
use super::events::{News, Stream};
use super::preview::Shared;
use super::routes::{self, Answer, OWN};

/// What is needed to answer.
#[derive(Clone)]
pub(super) struct Desk {
    pub(super) shared: Arc<Shared>,
    pub(super) editor: Arc<Editor>,
    pub(super) news: Sender<News>,
}

impl Desk {
    /// Answers every request that a server receives; ends when the server does, with the reason.
    pub(super) fn serve(&self, server: &Server) -> std::io::Error {
        loop {
            match server.recv() {
                Ok(request) => {
                    let desk = self.clone();
                    // A thread of its own: a reader may be slow, or wait for a page that is still being made.
                    let spawned = thread::Builder::new().spawn(move || desk.answer(request));
                    // Without a thread the request is dropped, which answers it with 500.
                    drop(spawned);
                }
                Err(error) => return error,
            }
        }
    }

    fn answer(&self, request: Request) {
        let url = request.url().to_owned();
        if url.split('?').next() == Some(&format!("{OWN}events")) {
            self.open_stream(request, &url);
            return;
        }
        let field = |name: &'static str| {
            request.headers().iter().find(|header| header.field.equiv(name)).map(|header| header.value.to_string())
        };
        let answer = routes::answer(&self.shared, &self.editor, &url, field("If-None-Match").as_deref());
        // A reader that went away has no use for the answer.
        let _ = request.respond(response(answer));
    }

    /// Hands a stream over to the thread that writes to open tabs.
    fn open_stream(&self, request: Request, url: &str) {
        let client = request.remote_addr().copied();
        let mut writer = request.into_writer();
        let head = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nCache-Control: no-store\r\n\
                    X-Content-Type-Options: nosniff\r\nCross-Origin-Resource-Policy: same-origin\r\nConnection: close\r\n\r\n";
        if writer.write_all(head.as_bytes()).and_then(|()| writer.flush()).is_ok() {
            let pages = query(url, "page").collect();
            let _ = self.news.send(News::Open(Stream { writer, client, pages }));
        }
    }
}

fn response(answer: Answer) -> Response<Box<dyn std::io::Read + Send>> {
    let header = |(name, value): &(&'static str, String)| Header::from_bytes(name.as_bytes(), value.as_bytes()).ok();
    let headers = answer.fields.iter().filter_map(header).collect();
    // Always with its length: chunks would hide how far a reader has come.
    Response::new(StatusCode(answer.status), headers, answer.body, Some(answer.length), None)
        .with_chunked_threshold(usize::MAX)
}
