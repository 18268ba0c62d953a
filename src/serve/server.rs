//! The HTTP server: requests come from `tiny_http`, answers go back through it.

use std::net::{SocketAddr, TcpListener};
use std::sync::mpsc::Sender;
use std::sync::{Arc, PoisonError};
use std::thread;
use std::time::Duration;

use tiny_http::{Header, Method, Request, Response, Server, StatusCode};

use super::Editor;
use super::address::{path_of, query};
use super::events::{News, Stream};
use super::gate::Admitted;
use super::preview::Shared;
use super::routes::{self, Answer, EVENTS};

/// What is needed to answer.
#[derive(Clone)]
pub(super) struct Desk {
    pub(super) shared: Arc<Shared>,
    pub(super) editor: Arc<Editor>,
    pub(super) news: Sender<News>,
    pub(super) admitted: Admitted,
}

/// How long until a server that ended is started again, where it cannot be at once.
const PAUSE: Duration = Duration::from_millis(100);

impl Desk {
    /// Answers every request that comes to a listener, for as long as the program runs.
    ///
    /// A server ends for good when the system has no descriptor left for it, so another one takes its place. The
    /// listener stays open meanwhile: nobody is turned away.
    pub(super) fn run(&self, listener: &TcpListener) {
        loop {
            let server = listener.try_clone().map_err(Into::into).and_then(|clone| Server::from_listener(clone, None));
            match server {
                Ok(server) => self.serve(&server),
                Err(_) => thread::sleep(PAUSE),
            }
        }
    }

    fn serve(&self, server: &Server) {
        while let Ok(request) = server.recv() {
            let Some(client) = request.remote_addr().copied().filter(|client| self.is_admitted(client)) else {
                let _ = request.respond(Response::empty(403));
                continue;
            };
            if path_of(request.url()) == EVENTS {
                self.open_stream(request, client);
                continue;
            }
            let desk = self.clone();
            // A thread of its own: a reader may be slow, or wait for a page that is still being made. Without a
            // thread the request is dropped, which answers it with 500.
            let _ = thread::Builder::new().spawn(move || desk.answer(request));
        }
    }

    fn is_admitted(&self, client: &SocketAddr) -> bool {
        self.admitted.lock().unwrap_or_else(PoisonError::into_inner).contains(client)
    }

    fn answer(&self, request: Request) {
        let known = request.headers().iter().find(|header| header.field.equiv("If-None-Match"));
        let known = known.map(|header| header.value.to_string());
        let answer = routes::answer(&self.shared, &self.editor, request.url(), known.as_deref());
        // A reader that went away has no use for the answer.
        let _ = request.respond(response(answer));
    }

    /// Hands a stream over to the thread that writes to open tabs.
    fn open_stream(&self, request: Request, client: SocketAddr) {
        let is_head = *request.method() == Method::Head;
        let pages = query(request.url(), "page").take(MOST_PAGES).collect();
        let mut writer = request.into_writer();
        let head = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nCache-Control: no-store\r\n\
                    X-Content-Type-Options: nosniff\r\nCross-Origin-Resource-Policy: same-origin\r\n\
                    Connection: close\r\n\r\n";
        let is_open = writer.write_all(head.as_bytes()).and_then(|()| writer.flush()).is_ok();
        if is_open && !is_head {
            let _ = self.news.send(News::Open(Stream { writer, client, pages }));
        }
    }
}

/// The most pages that one stream can name.
const MOST_PAGES: usize = 64;

fn response(answer: Answer) -> Response<Box<dyn std::io::Read + Send>> {
    let header = |(name, value): &(&'static str, String)| Header::from_bytes(name.as_bytes(), value.as_bytes()).ok();
    let headers = answer.fields.iter().filter_map(header).collect();
    // Always with its length: chunks would hide how far a reader has come.
    Response::new(StatusCode(answer.status), headers, answer.body, Some(answer.length), None)
        .with_chunked_threshold(usize::MAX)
}
