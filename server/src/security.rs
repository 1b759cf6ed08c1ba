//! The security baseline of every answer, and what is refused before anybody looks at it.

mod connections;
mod origin;
mod requests;

use http::StatusCode;
use http::header::{
    CONTENT_SECURITY_POLICY, HeaderMap, HeaderName, HeaderValue, REFERRER_POLICY, STRICT_TRANSPORT_SECURITY, X_CONTENT_TYPE_OPTIONS,
};

pub use connections::{Connections, Most, Patience, Talk, harden, talk_of};
pub use origin::{another_origin, is_own_origin};
pub use requests::{Room, another_path, bounded, note_address};

/// Why a request is not answered, in words.
pub type Refusal = (StatusCode, &'static str);

/// The policy of a Leptos page: its scripts carry the nonce, everything else comes from us, nothing is inline.
///
/// `'strict-dynamic'` lets the hydration script load the hashed module files, `'wasm-unsafe-eval'` compile the WASM.
pub fn csp(nonce: &str) -> HeaderValue {
    let policy = format!("{REST}; script-src 'nonce-{nonce}' 'strict-dynamic' 'wasm-unsafe-eval'");
    HeaderValue::from_str(&policy).unwrap_or(HeaderValue::from_static(REST))
}

/// The policy of a page that is a file: nobody gives it a nonce, and its script is a file of ours.
pub fn csp_of_a_file() -> HeaderValue {
    HeaderValue::from_str(&format!("{REST}; script-src 'self'")).unwrap_or(HeaderValue::from_static(REST))
}

/// The policy of everything without scripts.
const REST: &str = "default-src 'none'; style-src 'self'; img-src 'self' data:; connect-src 'self'; manifest-src 'self'; worker-src 'self'; \
    object-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'";

const PERMISSIONS: &str = "accelerometer=(), autoplay=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), magnetometer=(), \
    microphone=(), midi=(), payment=(), usb=()";

/// Sets the headers of every answer. `tls` says whether people reach us by TLS: only then may browsers be told to
/// insist on it.
pub fn set_headers(headers: &mut HeaderMap, tls: bool) {
    headers.entry(CONTENT_SECURITY_POLICY).or_insert(HeaderValue::from_static(REST));
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    // Ourselves only: plain forms come back to the page they were on.
    headers.insert(REFERRER_POLICY, HeaderValue::from_static("same-origin"));
    set(headers, "permissions-policy", PERMISSIONS);
    set(headers, "cross-origin-opener-policy", "same-origin");
    set(headers, "cross-origin-resource-policy", "same-origin");
    if tls {
        // Two years; ASVS 5.0 asks for one at least (3.4.1).
        headers.insert(STRICT_TRANSPORT_SECURITY, HeaderValue::from_static("max-age=63072000; includeSubDomains"));
    }
}

fn set(headers: &mut HeaderMap, name: &'static str, value: &'static str) {
    headers.insert(HeaderName::from_static(name), HeaderValue::from_static(value));
}

#[cfg(test)]
mod tests;
