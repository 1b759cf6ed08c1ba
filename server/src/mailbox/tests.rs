use axum::body::{Body, to_bytes};
use http::Request;
use platform::clock::Clock;
use platform::mail::{Mail, MailRoute};
use tower::ServiceExt;

use super::*;

#[derive(clap::Parser)]
struct Only {
    #[command(flatten)]
    config: Config,
}

struct Trial {
    config: Config,
    mailer: Mailer,
    // Held to be removed at the end.
    _folder: tempfile::TempDir,
}

impl Trial {
    fn at(public_url: &str) -> Self {
        Self::listening(public_url, "127.0.0.1:3000")
    }

    fn listening(public_url: &str, listen: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let data = folder.path().display().to_string();
        let args = ["server", "--public-url", public_url, "--listen", listen, "--data-dir", &data].map(Into::into);
        let config = platform::config::read::<Only>(args).unwrap().0.config;
        let mailer = Mailer::open(&config.mail, &config.mail_from, Clock::manual(1_795_254_730_000)).unwrap();
        Self { config, mailer, _folder: folder }
    }

    async fn send(&self, subject: &str, text: &str) {
        let mail = Mail { to: "a.wren@queens.nhs.example".into(), subject: subject.into(), text: text.into(), html: String::new() };
        self.mailer.send(&mail).await.unwrap();
    }

    async fn get(&self, path: &str) -> (StatusCode, String) {
        let (status, _, body) = self.answer(path).await;
        (status, body)
    }

    /// With the policy for what may run on the page.
    async fn answer(&self, path: &str) -> (StatusCode, String, String) {
        let pages = router(&self.config, &self.mailer, ["/pkg/pando.css", "/pkg/screens.css"].map(Into::into));
        let routes = pages.map_or_else(Router::new, |pages| Router::new().nest("/dev/mail", pages));
        let answer = routes.oneshot(Request::get(path).body(Body::empty()).unwrap()).await.unwrap();
        let status = answer.status();
        let policy = answer.headers().get(CONTENT_SECURITY_POLICY).map_or("", |policy| policy.to_str().unwrap()).to_owned();
        let body = to_bytes(answer.into_body(), 1 << 20).await.unwrap();
        (status, policy, String::from_utf8(body.into()).unwrap())
    }
}

const LETTER: &str = "Your Pando code is\n\n41820733\n\nIt works once, within 10 minutes.";

#[tokio::test]
async fn the_newest_letter_is_open_with_its_code_in_one_word_and_the_others_are_listed() {
    let trial = Trial::at("http://127.0.0.1:3000");
    assert!(trial.get("/dev/mail").await.1.contains("No mail yet"));
    trial.send("Your first code", &LETTER.replace("41820733", "77013555")).await;
    trial.send("Your second code", LETTER).await;
    let (status, list) = trial.get("/dev/mail").await;
    assert_eq!(status, StatusCode::OK);
    assert!(list.contains(">41820733</code>") && list.contains("It works once"), "{list}");
    assert!(!list.contains("77013555"), "the older one is only listed");
    let link = list.split("href=\"/dev/mail/").nth(1).unwrap().split('"').next().unwrap();
    let (status, letter) = trial.get(&format!("/dev/mail/{link}")).await;
    assert_eq!(status, StatusCode::OK);
    assert!(letter.contains(">77013555</code>") && letter.contains("It works once") && letter.contains("2026"), "{letter}");
}

#[tokio::test]
async fn a_letter_without_a_code_is_shown_without_one() {
    let trial = Trial::at("http://127.0.0.1:3000");
    trial.send("Hello", "Welcome to ward 7.").await;
    let list = trial.get("/dev/mail").await.1;
    assert!(list.contains("Welcome to ward 7.") && !list.contains("<code") && !list.contains("<button"), "{list}");
}

#[tokio::test]
async fn nothing_in_a_mail_is_markup_and_the_one_script_is_ours() {
    let trial = Trial::at("http://127.0.0.1:3000");
    trial.send("<script>alert(1)</script>", "</pre><img src=x onerror=alert(1)>").await;
    let (_, policy, page) = trial.answer("/dev/mail").await;
    assert!(!page.contains("<script>") && !page.contains("<img") && !page.contains(" style=") && !page.contains(" onclick="), "{page}");
    let nonce = page.split("<script nonce=\"").nth(1).and_then(|rest| rest.split('"').next()).unwrap();
    assert_eq!(page.matches("<script").count(), 1);
    assert!(nonce.len() >= 16 && policy.contains(&format!("script-src 'nonce-{nonce}'")), "{policy}");
    assert_ne!(trial.answer("/dev/mail").await.1, policy, "each page has a nonce of its own");
}

#[tokio::test]
async fn a_mail_that_is_not_there_is_not_found() {
    let trial = Trial::at("http://127.0.0.1:3000");
    for name in ["1", "..%2Fsecret", "x.json"] {
        assert_eq!(trial.get(&format!("/dev/mail/{name}")).await.0, StatusCode::NOT_FOUND, "{name}");
    }
}

#[tokio::test]
async fn where_the_public_comes_in_or_mail_is_really_sent_there_is_no_mailbox() {
    assert_eq!(Trial::at("https://pando.trust.example").get("/dev/mail").await.0, StatusCode::NOT_FOUND);
    assert_eq!(Trial::at("https://localhost:3000").get("/dev/mail").await.0, StatusCode::OK);
    assert_eq!(Trial::at("http://ward-7-desk:3000").get("/dev/mail").await.0, StatusCode::NOT_FOUND);
    assert_eq!(Trial::listening("http://0.0.0.0:3000", "0.0.0.0:3000").get("/dev/mail").await.0, StatusCode::NOT_FOUND);
    assert_eq!(Trial::listening("http://localhost:3000", "0.0.0.0:3000").get("/dev/mail").await.0, StatusCode::NOT_FOUND);
    let mut trial = Trial::at("http://127.0.0.1:3000");
    let smtp: MailRoute = "smtp://localhost?tls=none".parse().unwrap();
    trial.mailer = Mailer::open(&smtp, &trial.config.mail_from, Clock::manual(0)).unwrap();
    assert_eq!(trial.get("/dev/mail").await.0, StatusCode::NOT_FOUND);
}
