//! Who may read: this computer, by its own names, and no page of another site.
//!
//! A page of another site that the writer has open can send requests here, and a name that its owner points at this
//! computer (DNS rebinding) makes them look like requests to that site. So the host is checked first, by name.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use super::head::{Head, Refusal};

/// Under which names the preview is reached.
#[derive(Clone, Debug)]
pub(super) struct Guard {
    /// The port that it listens at.
    pub(super) port: u16,
    /// The host that the user named, in lower case.
    pub(super) host: Option<String>,
    /// Whether it listens at every address of the computer.
    pub(super) is_everywhere: bool,
}

impl Guard {
    /// Checks who asks.
    pub(super) fn check(&self, head: &Head) -> Result<(), Refusal> {
        let host = head.field("host")?.ok_or(Refusal(400, "the request names no host"))?;
        let host = host.to_ascii_lowercase();
        if !self.knows(&host) {
            return Err(Refusal(403, "this server is not reached by that name"));
        }
        if let Some(origin) = head.field("origin")?
            && origin.to_ascii_lowercase() != format!("http://{host}")
        {
            return Err(Refusal(403, "pages of other sites cannot read this server"));
        }
        let is_foreign = head.field("sec-fetch-site")?.is_some_and(|site| site == "cross-site");
        let is_visit =
            head.field("sec-fetch-mode")? == Some("navigate") && head.field("sec-fetch-dest")? == Some("document");
        if is_foreign && !is_visit {
            return Err(Refusal(403, "pages of other sites cannot read this server"));
        }
        Ok(())
    }

    /// Whether a `Host` field, in lower case, names this server.
    fn knows(&self, host: &str) -> bool {
        let port = format!(":{}", self.port);
        let name = match host.strip_suffix(&port) {
            Some(name) => name,
            // Browsers leave the usual port out.
            None if self.port == 80 => host,
            None => return false,
        };
        if self.host.as_deref() == Some(name) || name == "localhost" {
            return true;
        }
        if let Some(label) = name.strip_suffix(".localhost") {
            return !label.is_empty()
                && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-.".contains(&byte));
        }
        let address = match name.strip_prefix('[') {
            Some(rest) => rest.strip_suffix(']').and_then(|rest| rest.parse::<Ipv6Addr>().ok()).map(IpAddr::V6),
            None => name.parse::<Ipv4Addr>().ok().map(IpAddr::V4),
        };
        // An address is no name that somebody could point here.
        address.is_some_and(|address| address.is_loopback() || self.is_everywhere)
    }
}
