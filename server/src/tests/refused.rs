//! What is refused before anybody looks at it, and what every answer carries.

use axum::body::Body;
use axum::extract::ConnectInfo;
use domain::testing::{Engine, token_of};
use http::header::HeaderMap;
use http::{Request, StatusCode};

use super::stage::{Stage, answer};

/// Asks as a member at work, with these headers and no others.
async fn ask(stage: &Stage, method: &str, path: &str, headers: &[(&str, &str)], body: Vec<u8>) -> (StatusCode, HeaderMap, String) {
    let mut request = Request::builder().method(method).uri(path).header("host", "pando.test");
    request = request.header("cookie", format!("__Host-pando={}", token_of(stage.member.who.device)));
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let mut request = request.body(Body::from(body)).expect("a request");
    request.extensions_mut().insert(ConnectInfo(std::net::SocketAddr::from(([127, 0, 0, 1], 4000))));
    let response = answer(&stage.router, request).await;
    let (parts, body) = response.into_parts();
    let body = axum::body::to_bytes(body, usize::MAX).await.expect("the answer reads");
    (parts.status, parts.headers, String::from_utf8_lossy(&body).into_owned())
}

const FORM: (&str, &str) = ("content-type", "application/x-www-form-urlencoded");
const OWN: (&str, &str) = ("origin", "https://pando.test");

#[tokio::test]
async fn a_foreign_page_cannot_send_with_somebodys_cookie() {
    let stage = Stage::on(Engine::Sqlite).await;
    let group = stage.group().await;
    let body = format!("conversation={group}&body=Hello").into_bytes();
    for headers in [
        &[FORM][..],
        &[FORM, ("origin", "https://evil.example")],
        &[FORM, ("origin", "null")],
        &[FORM, OWN, ("sec-fetch-site", "cross-site")],
        &[FORM, OWN, ("sec-fetch-site", "same-site")],
        &[FORM, ("origin", "https://pando.test.evil.example")],
    ] {
        let (status, ..) = ask(&stage, "POST", "/api/send-message", headers, body.clone()).await;
        assert_eq!(status, StatusCode::FORBIDDEN, "{headers:?}");
    }
    for method in ["GET", "HEAD", "PUT", "DELETE", "PATCH"] {
        let (status, ..) = ask(&stage, method, "/api/send-message", &[FORM, OWN], body.clone()).await;
        assert_eq!(status, StatusCode::METHOD_NOT_ALLOWED, "{method}");
    }
    for kind in ["text/plain", "application/json", "multipart/form-data; boundary=x"] {
        let (status, ..) = ask(&stage, "POST", "/api/send-message", &[OWN, ("content-type", kind)], body.clone()).await;
        assert_eq!(status, StatusCode::UNSUPPORTED_MEDIA_TYPE, "{kind}");
    }
    let opened = domain::chat::actions::open(&stage.member, group, None).await.expect("opens");
    assert!(!format!("{opened:?}").contains("Hello"), "nothing was sent");
}

#[tokio::test]
async fn files_without_a_mark_between_them_are_refused() {
    let stage = Stage::of_a_trial().await;
    for kind in
        ["multipart/form-data", "multipart/form-data; boundary=", "multipart/form-data; boundary=\"", "multipart/form-data; charset=x"]
    {
        let (status, ..) = ask(&stage, "POST", "/api/gallery-upload", &[OWN, ("content-type", kind)], b"--x--".to_vec()).await;
        assert_eq!(status, StatusCode::UNSUPPORTED_MEDIA_TYPE, "{kind}");
    }
}

#[tokio::test]
async fn too_much_is_refused_in_words() {
    let stage = Stage::on(Engine::Sqlite).await;
    let long = vec![b'a'; 1024 * 1024];
    let (status, _, words) = ask(&stage, "POST", "/api/send-message", &[FORM, OWN], long).await;
    assert_eq!(status, StatusCode::PAYLOAD_TOO_LARGE);
    assert!(words.contains("Nothing was saved"), "{words}");
}

#[tokio::test]
async fn an_address_takes_what_it_says_it_takes_and_the_others_nothing() {
    let stage = Stage::on(Engine::Sqlite).await;
    let words = |bytes: usize| vec![b'a'; bytes];
    for (path, most) in [
        ("/api/send-message", 64 * 1024),
        // Only a trial has the gallery.
        ("/api/gallery-upload", 64 * 1024),
        ("/crash", 4096),
        ("/c", 0),
        ("/live", 0),
        ("/healthz", 0),
        ("/pkg/pando.js", 0),
        ("/apis/send-message", 0),
        ("/nowhere", 0),
    ] {
        for (bytes, is_refused) in [(most, false), (most + 1, true)] {
            let (status, ..) = ask(&stage, "POST", path, &[FORM, OWN], words(bytes)).await;
            assert_eq!(status == StatusCode::PAYLOAD_TOO_LARGE, is_refused, "{path}, {bytes} bytes: {status}");
        }
        // One that says how much it brings is refused before it has brought it.
        let told = (most + 1).to_string();
        let (status, ..) = ask(&stage, "POST", path, &[FORM, OWN, ("content-length", &told)], Vec::new()).await;
        assert_eq!(status, StatusCode::PAYLOAD_TOO_LARGE, "{path}");
    }
}

#[tokio::test]
async fn another_way_to_write_an_address_leads_nowhere() {
    let stage = Stage::on(Engine::Sqlite).await;
    for path in [
        "//c",
        "/c/",
        "/c//",
        "/%63",
        "/c/%2e%2e/settings",
        "/./c",
        "/settings/../c",
        "/api//who-am-i",
        "/api/who-am-i/",
        "/API/who-am-i",
        "/api/%77ho-am-i",
    ] {
        let (status, _, body) = ask(&stage, "POST", path, &[FORM, OWN], Vec::new()).await;
        assert!(status.is_client_error(), "{path}: {status}");
        assert!(!body.contains("Mina"), "{path}");
        let (status, _, body) = ask(&stage, "GET", path, &[], Vec::new()).await;
        assert!(status.is_client_error(), "{path}: {status}");
        assert!(!body.contains("Mina"), "{path}");
    }
}

#[tokio::test]
async fn every_answer_carries_the_security_baseline() {
    let stage = Stage::on(Engine::Sqlite).await;
    for path in ["/c", "/help", "/nowhere", "/healthz", "/api/who-am-i", "/c/"] {
        let (_, headers, body) = ask(&stage, "GET", path, &[("accept", "text/html")], Vec::new()).await;
        let policy = headers.get("content-security-policy").and_then(|policy| policy.to_str().ok()).unwrap_or_default();
        assert!(policy.contains("default-src 'none'") && policy.contains("frame-ancestors 'none'"), "{path}: {policy}");
        assert!(!policy.contains("unsafe-inline") && !policy.contains("'unsafe-eval'"), "{path}: {policy}");
        for (name, value) in
            [("x-content-type-options", "nosniff"), ("referrer-policy", "same-origin"), ("cross-origin-opener-policy", "same-origin")]
        {
            assert_eq!(headers.get(name).and_then(|found| found.to_str().ok()), Some(value), "{path}");
        }
        assert!(headers.get("strict-transport-security").is_none(), "only where TLS is");
        for script in body.split("<script").skip(1).filter_map(|rest| rest.split('>').next()) {
            let nonce = script.split("nonce=\"").nth(1).and_then(|rest| rest.split('"').next());
            assert!(nonce.is_some_and(|nonce| policy.contains(&format!("'nonce-{nonce}'"))), "{path}: <script{script}>");
        }
        assert!(!body.contains(" style=\"") && !body.contains(" onclick="), "{path}: inline style or handler");
    }
    let (_, headers, _) = ask(&stage, "GET", "/c", &[("accept", "text/html")], Vec::new()).await;
    assert_eq!(headers.get("cache-control").and_then(|kept| kept.to_str().ok()), Some("no-store"));
}

#[tokio::test]
async fn what_the_screen_shows_of_a_hostile_name_is_inert() {
    let stage = Stage::on(Engine::Sqlite).await;
    let hostile = "</script><script>alert(1)</script>";
    stage.world.person(hostile).await;
    let (status, _, body) = ask(&stage, "GET", "/new?q=script", &[("accept", "text/html")], Vec::new()).await;
    assert_eq!(status, StatusCode::OK);
    assert!(!body.contains(hostile) && !body.contains("<script>alert"), "{body}");
}

#[tokio::test]
async fn while_the_database_is_away_a_page_says_so_and_a_script_is_told_the_code() {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        let stage = Stage::on(engine).await;
        stage.world.world.db.close().await;
        let (status, headers, page) = ask(&stage, "GET", "/c", &[("accept", "text/html")], Vec::new()).await;
        assert_eq!(status, StatusCode::SERVICE_UNAVAILABLE);
        assert!(
            page.contains("<h1>Pando is not available</h1>") && !page.contains("saved") && headers.contains_key("retry-after"),
            "{page}"
        );
        let (status, _, answer) = ask(&stage, "POST", "/api/list-inbox", &[FORM, OWN], Vec::new()).await;
        assert_eq!((status, answer.as_str()), (StatusCode::SERVICE_UNAVAILABLE, "\"unavailable\""));
        assert_eq!(ask(&stage, "GET", "/healthz", &[], Vec::new()).await.0, StatusCode::OK, "the program runs");
        assert_eq!(ask(&stage, "GET", "/readyz", &[], Vec::new()).await.0, StatusCode::SERVICE_UNAVAILABLE);
    }
}
