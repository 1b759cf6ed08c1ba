//! The server over real sockets: whose connection stays, and what becomes of a line whose other end does not read.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use domain::testing::{Engine, token_of};
use http::StatusCode;
use platform::bus::Hint;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::{sleep, timeout};

use super::stage::{Stage, Who, listen};
use crate::security::{Most, Patience};

/// Longer than anything here should take.
const LONG: Duration = Duration::from_secs(20);

/// Asks for `path`, and reads the head of the answer; nothing when there is none.
async fn ask(peer: &mut TcpStream, stage: &Stage, who: Who, path: &str, more: &str) -> Option<String> {
    let cookie = stage.ctx(who).map_or(String::new(), |ctx| format!("cookie: __Host-pando={}\r\n", token_of(ctx.who.device)));
    let head = format!("GET {path} HTTP/1.1\r\nhost: pando.test\r\norigin: https://pando.test\r\n{cookie}{more}\r\n");
    peer.write_all(head.as_bytes()).await.ok()?;
    let mut heard = Vec::new();
    let whole = async {
        while !heard.ends_with(b"\r\n\r\n") {
            heard.push(peer.read_u8().await.ok()?);
        }
        Some(())
    };
    timeout(LONG, whole).await.expect("an answer or an end")?;
    Some(String::from_utf8_lossy(&heard).into_owned())
}

#[tokio::test]
async fn when_strangers_have_taken_their_places_a_nurse_who_is_signed_in_still_comes_in_and_stays() {
    let stage = Stage::on(Engine::Sqlite).await;
    let soon = Duration::from_millis(500);
    let address = listen(&stage.router, Most { strangers: 4, ..Most::of(100) }, Patience { stranger: soon, ..Patience::default() });
    let mut silent = Vec::new();
    for _ in 0..4 {
        silent.push(TcpStream::connect(address).await.expect("connects"));
    }
    let (mut nurse, mut stranger) =
        (TcpStream::connect(address).await.expect("connects"), TcpStream::connect(address).await.expect("connects"));
    assert!(ask(&mut nurse, &stage, Who::Member, "/live", "").await.is_some());
    let mut rest = Vec::new();
    drop(timeout(LONG, stranger.read_to_end(&mut rest)).await.expect("a stranger has a moment to show a session"));
    sleep(soon).await;
    assert!(ask(&mut nurse, &stage, Who::Member, "/live", "").await.is_some(), "her connection stays");
}

const UPGRADE: &str =
    "connection: Upgrade\r\nupgrade: websocket\r\nsec-websocket-version: 13\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n";

#[tokio::test(flavor = "multi_thread")]
async fn a_line_whose_other_end_does_not_read_is_given_up() {
    let stage = Stage::on(Engine::Sqlite).await;
    let patience = Patience { write: Duration::from_millis(500), ..Patience::default() };
    let address = listen(&stage.router, Most::of(100), patience);
    let mut deaf = TcpStream::connect(address).await.expect("connects");
    let head = ask(&mut deaf, &stage, Who::Member, "/live", UPGRADE).await.expect("an answer");
    assert!(head.starts_with("HTTP/1.1 101"), "{head}");
    let member = stage.ctx(Who::Member).expect("a member").who.person.0;
    let frame = Hint::Frame { to: Arc::from([member]), except: None, body: vec![b'a'; 64 * 1024].into() };
    let given_up = async {
        while stage.hub.count() == 0 {
            sleep(Duration::from_millis(1)).await;
        }
        while stage.hub.count() > 0 {
            stage.hub.act(&frame);
            sleep(Duration::from_millis(1)).await;
        }
    };
    timeout(LONG, given_up).await.expect("the line ends");
    drop(deaf);
}

#[tokio::test]
async fn one_person_has_so_many_lines_and_no_more() {
    let hub = Arc::new(crate::hub::Hub::default());
    let (nurse, doctor, device) = (uuid::Uuid::from_u128(7), uuid::Uuid::from_u128(8), uuid::Uuid::from_u128(9));
    let lines: Vec<_> = std::iter::from_fn(|| hub.enter(nurse, device)).take(1_000).collect();
    assert_eq!((lines.len(), hub.count()), (40, 40));
    assert!(hub.enter(doctor, device).is_some());
    drop(lines);
    assert!(hub.enter(nurse, device).is_some(), "places are given back");
}

#[tokio::test]
async fn a_server_one_of_whose_workers_fell_over_says_that_it_is_not_ready_until_it_stands() {
    let stage = Stage::on(Engine::Sqlite).await;
    let group = stage.group().await;
    assert_eq!(stage.open(Who::Anonymous, "/readyz").await.0, StatusCode::OK);
    let armed = Arc::new(AtomicBool::new(true));
    stage.world.world.bus.listen(move |hint| {
        let is_frame = matches!(hint, Hint::Frame { .. });
        assert!(!(is_frame && armed.swap(false, Ordering::SeqCst)), "a fault on purpose");
    });
    stage.message(group, Who::Member).await;
    for wanted in [StatusCode::SERVICE_UNAVAILABLE, StatusCode::OK] {
        let told = async {
            while stage.open(Who::Anonymous, "/readyz").await.0 != wanted {
                sleep(Duration::from_millis(5)).await;
            }
        };
        timeout(LONG, told).await.unwrap_or_else(|_| panic!("never {wanted}"));
    }
    stage.message(group, Who::Member).await;
}

#[tokio::test]
async fn numbers_are_at_an_address_of_their_own_and_nowhere_else() {
    let stage = Stage::on(Engine::Sqlite).await;
    // As from a proxy on the same machine: the stage asks from the loopback.
    assert_eq!(stage.open(Who::Anonymous, "/metrics").await.0, StatusCode::SEE_OTHER);
    assert_eq!(stage.open(Who::NetworkAdmin, "/metrics").await.0, StatusCode::NOT_FOUND);
    let numbers = metrics_exporter_prometheus::PrometheusBuilder::new().build_recorder().handle();
    let request = |path: &str| http::Request::get(path).body(axum::body::Body::empty()).expect("a request");
    let router = crate::serve::numbers_router(numbers);
    assert_eq!(super::stage::answer(&router, request("/metrics")).await.status(), StatusCode::OK);
    assert_eq!(super::stage::answer(&router, request("/c")).await.status(), StatusCode::NOT_FOUND);
}

/// Says something up a line: one frame, masked with nothing.
async fn say(peer: &mut TcpStream, text: &str) {
    let length = u8::try_from(text.len()).expect("short");
    assert!(length < 126, "short");
    let frame = [&[0x81, 0x80 | length, 0, 0, 0, 0], text.as_bytes()].concat();
    peer.write_all(&frame).await.expect("written");
}

/// The next frame down a line: its kind, and what it holds.
async fn hear(peer: &mut TcpStream) -> (u8, Vec<u8>) {
    let frame = async {
        let kind = peer.read_u8().await? & 0x0f;
        let length = match peer.read_u8().await? {
            126 => usize::from(peer.read_u16().await?),
            127 => usize::try_from(peer.read_u64().await?).unwrap_or(usize::MAX),
            length => usize::from(length),
        };
        let mut body = vec![0; length];
        peer.read_exact(&mut body).await?;
        Ok::<_, std::io::Error>((kind, body))
    };
    timeout(LONG, frame).await.expect("something is said").expect("the line stands")
}

#[tokio::test]
async fn a_newer_page_is_listened_to_as_far_as_it_is_understood_and_one_that_is_too_old_is_told_so() {
    let stage = Stage::on(Engine::Sqlite).await;
    let address = listen(&stage.router, Most::of(100), Patience::default());
    for (protocol, kind, begins) in [(1, 1, &b"{\"ready\""[..]), (2, 1, &b"{\"ready\""[..]), (0, 8, &4426_u16.to_be_bytes()[..])] {
        let mut page = TcpStream::connect(address).await.expect("connects");
        let head = ask(&mut page, &stage, Who::Member, "/live", UPGRADE).await.expect("an answer");
        assert!(head.starts_with("HTTP/1.1 101"), "{head}");
        say(&mut page, "\"resting\"").await;
        say(&mut page, "{\"here\":{\"ward\":7}}").await;
        say(&mut page, &format!("{{\"hello\":{{\"protocol\":{protocol},\"feed\":0,\"held\":[],\"open\":null}}}}")).await;
        let mut heard = hear(&mut page).await;
        while heard.0 == 1 && !heard.1.starts_with(b"{\"ready\"") {
            heard = hear(&mut page).await;
        }
        assert!(heard.0 == kind && heard.1.starts_with(begins), "{protocol}: {} {}", heard.0, String::from_utf8_lossy(&heard.1));
    }
}
