//! Where the preview is reached: which addresses and port it listens at, and under which names.

use std::io::{self, ErrorKind};
use std::net::{IpAddr, Ipv6Addr, SocketAddr, TcpListener, ToSocketAddrs, UdpSocket};
use std::time::Duration;

use socket2::{Domain, Protocol, Socket, Type};

use super::guard::Guard;
use super::{ServeError, ServeOptions, Terminal};

/// How many ports are tried after one that is in use.
const PORTS_TRIED: u16 = 20;

/// How long the system lets a read or write take at most, on whichever side of the gate; the gate's own limits are
/// shorter.
const TIME_LIMIT: Duration = Duration::from_secs(30);

/// How many clients may wait to be accepted.
const QUEUE: i32 = 1024;

/// Where the preview is reached.
pub(super) struct Door {
    /// The listening sockets; they do not block.
    pub(super) listeners: Vec<TcpListener>,
    /// Who may come in.
    pub(super) guard: Guard,
    /// The address to open.
    pub(super) url: String,
    /// Whether this computer alone can reach it.
    pub(super) is_private: bool,
    /// The address that others open, where it is not the same.
    pub(super) outer: Option<String>,
}

impl Door {
    /// Listens at the port that was asked for, or at the next one that is free.
    pub(super) fn open(options: &ServeOptions, terminal: &impl Terminal) -> Result<Self, ServeError> {
        let host = options.host.as_deref().map(|host| host.trim_matches(['[', ']']).to_ascii_lowercase());
        let addresses = addresses(host.as_deref())?;
        let first = options.port;
        let is_only = options.is_strict_port || first == 0;
        let last = if is_only { first } else { first.saturating_add(PORTS_TRIED) };
        let mut port = first;
        loop {
            match listen_at_all(&addresses, port) {
                Ok(listeners) => {
                    if port != first {
                        terminal.remark(&format!("port {first} is in use, so this is port {port}"));
                    }
                    return Self::new(listeners, host).map_err(|error| ServeError::Port(port, error));
                }
                Err(error) if error.kind() == ErrorKind::AddrInUse && port < last => port += 1,
                Err(error) => return Err(ServeError::Port(port, error)),
            }
        }
    }

    fn new(listeners: Vec<TcpListener>, host: Option<String>) -> io::Result<Self> {
        let address = listeners[0].local_addr()?;
        let is_private = address.ip().is_loopback();
        let (port, is_everywhere) = (address.port(), address.ip().is_unspecified());
        let name = match &host {
            Some(host) if !is_everywhere && host.contains(':') => format!("[{host}]"),
            Some(host) if !is_everywhere => host.clone(),
            _ => "localhost".to_owned(),
        };
        let url = format!("http://{name}:{port}/");
        let outer = is_everywhere.then(|| match outer_address(address.ip()) {
            Some(ip) => format!("http://{}/", SocketAddr::new(ip, port)),
            None => format!("http://ADDRESS:{port}/, with an address of this computer"),
        });
        let host = host.filter(|_| !is_everywhere);
        Ok(Self { listeners, guard: Guard { port, host: host.map(|_| name), is_everywhere }, url, is_private, outer })
    }
}

/// The address by which this computer goes out; `None` where there is no network. `of` tells IPv4 from IPv6.
///
/// The system chooses it when a datagram socket is given somebody to talk to, and sends nothing. The addresses are of
/// those that nobody has (RFC 5737, RFC 3849).
fn outer_address(of: IpAddr) -> Option<IpAddr> {
    let nobody = if of.is_ipv4() { "192.0.2.1:9" } else { "[2001:db8::1]:9" };
    let socket = UdpSocket::bind(SocketAddr::new(of, 0)).ok()?;
    socket.connect(nobody).ok()?;
    Some(socket.local_addr().ok()?.ip())
}

/// The addresses of a host; without one, those by which this computer reaches itself.
fn addresses(host: Option<&str>) -> Result<Vec<IpAddr>, ServeError> {
    let Some(host) = host.filter(|host| *host != "localhost") else {
        return Ok(vec![IpAddr::from([127, 0, 0, 1]), IpAddr::from(Ipv6Addr::LOCALHOST)]);
    };
    let found = (host, 0).to_socket_addrs().map(|addresses| addresses.map(|address| address.ip()).collect());
    found.ok().filter(|found: &Vec<_>| !found.is_empty()).ok_or_else(|| ServeError::Host(host.to_owned()))
}

/// Listens at the same port of each address. One that this computer does not have is left out, unless it is the first.
fn listen_at_all(addresses: &[IpAddr], port: u16) -> io::Result<Vec<TcpListener>> {
    let first = listen(SocketAddr::new(addresses[0], port))?;
    let port = first.local_addr()?.port();
    let mut listeners = vec![first];
    for &address in &addresses[1..] {
        match listen(SocketAddr::new(address, port)) {
            Ok(listener) => listeners.push(listener),
            // Under the same name somebody else would answer.
            Err(error) if error.kind() == ErrorKind::AddrInUse => return Err(error),
            Err(_) => {}
        }
    }
    for listener in &listeners {
        listener.set_nonblocking(true)?;
    }
    Ok(listeners)
}

/// A listening socket with time limits, which the sockets accepted from it inherit on Linux.
pub(super) fn listen(address: SocketAddr) -> io::Result<TcpListener> {
    let socket = Socket::new(Domain::for_address(address), Type::STREAM, Some(Protocol::TCP))?;
    // A port that this program had a moment ago can be had again; on Windows the option would mean to share it.
    #[cfg(unix)]
    socket.set_reuse_address(true)?;
    if address.is_ipv6() {
        socket.set_only_v6(true)?;
    }
    socket.set_read_timeout(Some(TIME_LIMIT))?;
    socket.set_write_timeout(Some(TIME_LIMIT))?;
    socket.bind(&address.into())?;
    socket.listen(QUEUE)?;
    Ok(socket.into())
}
