//! Real sockets on the loopback, which has sixteen million addresses.

use std::net::SocketAddr;

use axum::Router;
use axum::body::Body;
use axum::middleware::{Next, from_fn};
use axum::response::Response;
use axum::routing::get;
use axum_server::tls_rustls::{RustlsAcceptor, RustlsConfig};
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpSocket;
use tokio::time::{Instant, sleep, timeout};
use uuid::Uuid;

use super::*;

/// Longer than anything here should take.
const LONG: Duration = Duration::from_secs(20);
const ASK: &[u8] = b"GET / HTTP/1.1\r\nHost: ward\r\n\r\n";
/// HTTP/2 is agreed upon, and nothing asked for.
const HTTP2: &[u8] = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0";
/// The same as `ASK`, in that language.
const ASK2: &[u8] = b"\0\0\x09\x01\x05\0\0\0\x01\x82\x86\x84\x41\x04ward";

fn quick() -> Patience {
    let soon = Duration::from_millis(300);
    Patience { first: soon, stranger: soon, idle: soon, write: soon }
}

/// A ward's server: `/` answers at once, `/slow` a word at a time, `/big` more than any line holds.
fn server(most: Most, patience: Patience) -> (SocketAddr, Connections) {
    let slow = || async {
        let words = futures::stream::unfold(0, |at| async move {
            sleep(quick().idle / 2).await;
            (at < 6).then_some((Ok::<_, io::Error>("word "), at + 1))
        });
        Body::from_stream(words)
    };
    let router = Router::new()
        .route("/", get(|| async { "ward" }))
        .route("/slow", get(slow))
        .route("/big", get(|| async { vec![0_u8; 64 << 20] }))
        .layer(from_fn(as_the_gate_does));
    let connections = Connections::new(most, patience, Arc::from([]));
    let (listener, address) = listener();
    let mut server = axum_server::from_tcp(listener).unwrap().acceptor(connections.clone());
    harden(&mut server);
    tokio::spawn(server.serve(router.into_make_service()));
    (address, connections)
}

fn listener() -> (std::net::TcpListener, SocketAddr) {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    listener.set_nonblocking(true).unwrap();
    let address = listener.local_addr().unwrap();
    (listener, address)
}

async fn as_the_gate_does(request: AnyRequest, next: Next) -> Response {
    let answering = talk_of(&request).expect("a connection").answering();
    answering.with(next.run(request).await)
}

async fn connect(host: u8, to: SocketAddr) -> TcpStream {
    let socket = TcpSocket::new_v4().unwrap();
    socket.bind(SocketAddr::from(([127, 0, 0, host], 0))).unwrap();
    socket.connect(to).await.unwrap()
}

/// Asks for `/`; whether that is answered.
async fn ask(peer: &mut TcpStream) -> bool {
    let mut answer = [0; 12];
    let answered = async {
        peer.write_all(ASK).await?;
        peer.read_exact(&mut answer).await
    };
    timeout(LONG, answered).await.expect("an answer or an end").is_ok() && &answer == b"HTTP/1.1 200"
}

/// How long until the server hangs up on a peer that only listens.
async fn hung_up(peer: &mut TcpStream) -> Duration {
    let (began, mut heard) = (Instant::now(), Vec::new());
    // A reset ends it as well as a goodbye.
    drop(timeout(LONG, peer.read_to_end(&mut heard)).await.expect("the server hangs up"));
    began.elapsed()
}

async fn until(connections: &Connections, held: (usize, usize)) {
    let wait = async {
        while connections.0.count() != held {
            sleep(Duration::from_millis(5)).await;
        }
    };
    timeout(LONG, wait).await.unwrap_or_else(|_| panic!("{:?} instead of {held:?}", connections.0.count()));
}

#[tokio::test]
async fn who_asks_for_nothing_gives_its_place_back_within_seconds() {
    let (address, connections) = server(Most::of(100), quick());
    // Nothing; what could be either HTTP; HTTP/2 agreed upon; half a head.
    for opening in [&b""[..], b"PRI", HTTP2, b"GET / HTTP/1.1\r\nHost: w"] {
        let mut peer = connect(1, address).await;
        peer.write_all(opening).await.unwrap();
        assert!(hung_up(&mut peer).await < LONG / 2, "{opening:?}");
    }
    until(&connections, (0, 0)).await;
}

/// A certificate of the ward's own, and its key; made by `openssl`, which the browser's tests need too.
fn certificate(folder: &std::path::Path) -> (std::path::PathBuf, std::path::PathBuf) {
    let (cert, key) = (folder.join("cert.pem"), folder.join("key.pem"));
    let made = std::process::Command::new("openssl")
        .args("req -x509 -nodes -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -days 2 -subj /CN=ward".split(' '))
        .args(["-addext", "subjectAltName=DNS:ward", "-addext", "basicConstraints=critical,CA:FALSE"])
        .args(["-keyout".as_ref(), key.as_os_str(), "-out".as_ref(), cert.as_os_str()])
        .output()
        .expect("openssl runs");
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    (cert, key)
}

/// Speaks TLS to its last handshake, says nothing more, and waits for the end.
fn silent_under_tls(address: SocketAddr, cert: &std::path::Path) -> io::Result<()> {
    let mut roots = rustls::RootCertStore::empty();
    roots.add(CertificateDer::from_pem_file(cert).unwrap()).unwrap();
    let config = rustls::ClientConfig::builder().with_root_certificates(roots).with_no_client_auth();
    let mut tls = rustls::ClientConnection::new(Arc::new(config), "ward".try_into().unwrap()).unwrap();
    let mut tcp = std::net::TcpStream::connect(address)?;
    tcp.set_read_timeout(Some(LONG))?;
    while tls.is_handshaking() {
        tls.complete_io(&mut tcp)?;
    }
    // Its end is a goodbye or a reset; neither is a clock that ran out here.
    let ended = io::Read::read(&mut rustls::Stream::new(&mut tls, &mut tcp), &mut [0; 1]);
    assert!(!matches!(&ended, Err(error) if error.kind() == io::ErrorKind::WouldBlock), "nobody hung up");
    Ok(())
}

#[tokio::test]
async fn who_agrees_upon_a_cipher_and_then_says_nothing_goes_too() {
    drop(rustls::crypto::ring::default_provider().install_default());
    let folder = tempfile::tempdir().unwrap();
    let (cert, key) = certificate(folder.path());
    let connections = Connections::new(Most::of(100), quick(), Arc::from([]));
    let tls = RustlsAcceptor::new(RustlsConfig::from_pem_file(&cert, &key).await.unwrap()).acceptor(connections.clone());
    let (listener, address) = listener();
    let mut server = axum_server::from_tcp(listener).unwrap().acceptor(tls);
    harden(&mut server);
    tokio::spawn(server.serve(Router::new().into_make_service()));
    tokio::task::spawn_blocking(move || silent_under_tls(address, &cert)).await.unwrap().expect("the handshake is done");
    until(&connections, (0, 0)).await;
}

#[tokio::test]
async fn a_letter_now_and_then_wins_no_time() {
    let (address, _) = server(Most::of(100), quick());
    let mut peer = connect(1, address).await;
    let drip = async {
        for letter in ASK.iter().cycle() {
            if peer.write_all(&[*letter]).await.is_err() {
                return;
            }
            sleep(quick().first / 10).await;
            assert!(*letter != b'\n' || peer.try_read(&mut [0; 12]).is_err(), "a whole head was taken");
        }
    };
    timeout(LONG, drip).await.expect("the server hangs up");
}

#[tokio::test]
async fn an_idle_connection_goes_in_either_language() {
    let (address, connections) = server(Most::of(100), quick());
    let mut one = connect(1, address).await;
    assert!(ask(&mut one).await);
    let mut two = connect(1, address).await;
    two.write_all(&[HTTP2, ASK2].concat()).await.unwrap();
    for mut peer in [one, two] {
        assert!(hung_up(&mut peer).await < LONG / 2);
    }
    until(&connections, (0, 0)).await;
}

#[tokio::test]
async fn an_answer_may_take_its_time() {
    let (address, _) = server(Most::of(100), quick());
    let mut peer = connect(1, address).await;
    peer.write_all(b"GET /slow HTTP/1.1\r\nHost: ward\r\nConnection: close\r\n\r\n").await.unwrap();
    let mut heard = String::new();
    peer.read_to_string(&mut heard).await.unwrap();
    assert_eq!(heard.matches("word").count(), 6, "{heard}");
}

#[tokio::test]
async fn a_peer_that_takes_nothing_is_given_up() {
    let (address, connections) = server(Most::of(100), Patience { idle: LONG * 3, ..quick() });
    let mut peer = connect(1, address).await;
    peer.write_all(b"GET /big HTTP/1.1\r\nHost: ward\r\n\r\n").await.unwrap();
    until(&connections, (1, 1)).await;
    until(&connections, (0, 0)).await;
    drop(peer);
}

#[tokio::test]
async fn three_hundred_silent_connections_of_one_host_shut_nobody_else_out() {
    // The times of a real server: these three hundred would stay for ten seconds.
    let (address, connections) = server(Most::of(300), Patience::default());
    let mut silent = Vec::new();
    for _ in 0..300 {
        silent.push(connect(1, address).await);
    }
    until(&connections, (75, 75)).await;
    let began = Instant::now();
    for host in 2..40 {
        assert!(ask(&mut connect(host, address).await).await, "127.0.0.{host}");
    }
    assert!(began.elapsed() < Patience::default().first, "not because the others went");
    assert!(connections.0.count().0 >= 75, "the silent ones are still there");
}

fn book(most: Most) -> Arc<Book> {
    Arc::new(Book::new(most, Patience::default(), Arc::from([[10, 0, 0, 1].into()])))
}

fn enter(book: &Arc<Book>, address: &str) -> Result<book::Place, &'static str> {
    Book::enter(book, address.parse().unwrap())
}

#[test]
fn a_network_of_ipv6_is_one_address() {
    let book = book(Most { from_one: 2, ..Most::of(100) });
    let _held = [enter(&book, "2001:db8::1").unwrap(), enter(&book, "2001:db8::ffff:2").unwrap()];
    assert_eq!(enter(&book, "2001:db8::3").err(), Some("address"));
    assert!(enter(&book, "2001:db8:0:1::3").is_ok());
    let _v4 = [enter(&book, "192.0.2.1").unwrap(), enter(&book, "::ffff:192.0.2.1").unwrap()];
    assert_eq!(enter(&book, "192.0.2.1").err(), Some("address"), "written either way");
}

#[test]
fn who_is_signed_in_takes_no_strangers_place_and_only_so_many() {
    let book = book(Most { of_one: 2, ..Most::of(100) });
    let nurse = Uuid::from_u128(7);
    let talks: Vec<_> = (0..3).map(|_| enter(&book, "192.0.2.1").unwrap()).collect();
    for talk in &talks {
        talk.know(nurse);
        talk.know(nurse);
    }
    assert_eq!(book.count(), (3, 1), "the third counts as a stranger's");
    drop(talks);
    assert_eq!(book.count(), (0, 0));
}

#[test]
fn a_proxy_of_ours_brings_everybody() {
    let book = book(Most { from_one: 1, strangers: 1, ..Most::of(100) });
    let _held: Vec<_> = (0..100).map(|_| enter(&book, "10.0.0.1").unwrap()).collect();
    assert_eq!((book.count(), enter(&book, "10.0.0.1").err()), ((100, 0), Some("all")));
}
