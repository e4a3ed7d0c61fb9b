//! Cookies: read by name, written with every protection the connection allows.

use http::{HeaderMap, HeaderValue, header};

use crate::PublicAddress;

/// The value of the cookie `name`, without its prefix, in a request to `address`.
pub fn read<'a>(headers: &'a HeaderMap, address: &PublicAddress, name: &str) -> Option<&'a str> {
    let wanted = full_name(address, name);
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|line| line.to_str().ok())
        .flat_map(|line| line.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(found, _)| *found == wanted)
        .map(|(_, value)| value)
}

/// A `Set-Cookie` header: host-only, unreadable by scripts, same-site, for `seconds`. Over TLS its name carries the
/// prefix that makes browsers hold the server to that.
pub fn set(address: &PublicAddress, name: &str, value: &str, seconds: i64) -> HeaderValue {
    let secure = if address.secure { "; Secure" } else { "" };
    let full = full_name(address, name);
    HeaderValue::from_str(&format!(
        "{full}={value}; Path=/; Max-Age={seconds}; HttpOnly; SameSite=Lax{secure}"
    ))
    .unwrap_or(HeaderValue::from_static(""))
}

/// A `Set-Cookie` header that takes the cookie away.
pub fn clear(address: &PublicAddress, name: &str) -> HeaderValue {
    set(address, name, "", 0)
}

fn full_name(address: &PublicAddress, name: &str) -> String {
    if address.secure { format!("__Host-{name}") } else { name.to_owned() }
}
