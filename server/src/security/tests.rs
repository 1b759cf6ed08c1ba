use http::header::{HeaderMap, HeaderValue};

use super::*;

fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
    pairs.iter().map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_static(value))).collect()
}

#[test]
fn only_our_own_pages_may_change_anything() {
    let url = "https://pando.example/";
    let own = |pairs| is_own_origin(&headers(pairs), url);
    assert!(own(&[("origin", "https://pando.example"), ("sec-fetch-site", "same-origin")]));
    assert!(own(&[("origin", "https://pando.example")]));
    assert!(!own(&[]));
    assert!(!own(&[("sec-fetch-site", "same-origin")]));
    assert!(!own(&[("origin", "null")]));
    assert!(!own(&[("origin", "https://evil.example"), ("host", "evil.example")]));
    assert!(!own(&[("origin", "https://pando.example.evil.example")]));
    assert!(!own(&[("origin", "http://pando.example")]));
    assert!(!own(&[("origin", "https://pando.example"), ("sec-fetch-site", "cross-site")]));
    assert!(!own(&[("origin", "https://pando.example"), ("sec-fetch-site", "same-site")]));
}

#[test]
fn two_origins_are_no_origin() {
    let mut twice = headers(&[("origin", "https://pando.example")]);
    twice.append("origin", HeaderValue::from_static("https://evil.example"));
    assert!(!is_own_origin(&twice, "https://pando.example"));
}

#[test]
fn whoever_tries_pando_on_their_own_machine_is_let_in_by_any_of_its_names() {
    let url = "http://127.0.0.1:3000";
    assert!(is_own_origin(&headers(&[("origin", "http://localhost:3000"), ("host", "localhost:3000")]), url));
    assert!(is_own_origin(&headers(&[("origin", "http://[::1]:3000"), ("host", "[::1]:3000")]), url));
    assert!(!is_own_origin(&headers(&[("origin", "http://localhost:9999"), ("host", "localhost:3000")]), url));
    assert!(!is_own_origin(&headers(&[("origin", "http://localhost.evil.example"), ("host", "localhost.evil.example")]), url));
}

#[test]
fn a_path_has_one_name() {
    for path in ["/", "/c", "/c/0192", "/api/send-message", "/pkg/pando.0xabc.js"] {
        assert!(requests::is_plain(path), "{path}");
    }
    for path in ["//c", "/c/", "/c//1", "/%63", "/c/%2e%2e/settings", "/c/../settings", "/c/.", "/c;x=1", "/c\\1"] {
        assert!(!requests::is_plain(path), "{path}");
    }
}

#[test]
fn an_address_is_believed_only_from_our_own_proxy() {
    let proxy = "10.0.0.1".parse().unwrap();
    let stranger = "203.0.113.9".parse().unwrap();
    let forged = headers(&[("x-forwarded-for", "1.2.3.4")]);
    assert_eq!(requests::address_behind(stranger, &forged, &[proxy]), stranger);
    let behind = headers(&[("x-forwarded-for", "1.2.3.4, 203.0.113.9")]);
    assert_eq!(requests::address_behind(proxy, &behind, &[proxy]), stranger);
    assert_eq!(requests::address_behind(proxy, &headers(&[("x-forwarded-for", "rubbish")]), &[proxy]), proxy);
    assert_eq!(requests::address_behind(proxy, &headers(&[]), &[proxy]), proxy);
}

#[test]
fn scripts_run_only_with_the_nonce_of_their_page() {
    let policy = csp("abc");
    let policy = policy.to_str().unwrap();
    assert!(policy.contains("script-src 'nonce-abc' 'strict-dynamic' 'wasm-unsafe-eval'"));
    assert!(!policy.contains("unsafe-inline") && !policy.contains("'unsafe-eval'"));
    for part in ["default-src 'none'", "object-src 'none'", "base-uri 'none'", "frame-ancestors 'none'", "form-action 'self'"] {
        assert!(policy.contains(part), "{part}");
    }
    assert_eq!(csp("a\nb"), HeaderValue::from_static(REST), "a nonce that is none leaves scripts out");
}
