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
        let folder = tempfile::tempdir().unwrap();
        let data = folder.path().display().to_string();
        let args = ["server", "--public-url", public_url, "--data-dir", &data].map(Into::into);
        let config = platform::config::read::<Only>(args).unwrap().0.config;
        let mailer = Mailer::open(&config.mail, &config.mail_from, Clock::manual(1_795_254_730_000)).unwrap();
        Self { config, mailer, _folder: folder }
    }

    async fn send(&self, subject: &str, text: &str) {
        let mail = Mail { to: "a.wren@queens.nhs.example".into(), subject: subject.into(), text: text.into(), html: String::new() };
        self.mailer.send(&mail).await.unwrap();
    }

    async fn get(&self, path: &str) -> (StatusCode, String) {
        let pages = router(&self.config, &self.mailer, "/pkg/pando.css");
        let routes = pages.map_or_else(Router::new, |pages| Router::new().nest("/dev/mail", pages));
        let answer = routes.oneshot(Request::get(path).body(Body::empty()).unwrap()).await.unwrap();
        let status = answer.status();
        let body = to_bytes(answer.into_body(), 1 << 20).await.unwrap();
        (status, String::from_utf8(body.into()).unwrap())
    }
}

#[tokio::test]
async fn a_code_can_be_read_from_the_list() {
    let trial = Trial::at("http://127.0.0.1:3000");
    assert!(trial.get("/dev/mail").await.1.contains("No mail yet"));
    trial.send("418 207 is your Pando code", "It works once.").await;
    trial.send("770 135 is your Pando code", "It works once.").await;
    let (status, list) = trial.get("/dev/mail").await;
    assert_eq!(status, StatusCode::OK);
    assert!(list.find("770 135") < list.find("418 207"), "newest first");
    let link = list.split("href=\"/dev/mail/").nth(1).unwrap().split('"').next().unwrap();
    let (status, letter) = trial.get(&format!("/dev/mail/{link}")).await;
    assert_eq!(status, StatusCode::OK);
    assert!(letter.contains("770 135") && letter.contains("It works once.") && letter.contains("2026"), "{letter}");
}

#[tokio::test]
async fn nothing_in_a_mail_is_markup_and_nothing_on_the_page_is_inline() {
    let trial = Trial::at("http://127.0.0.1:3000");
    trial.send("<script>alert(1)</script>", "</pre><img src=x onerror=alert(1)>").await;
    let list = trial.get("/dev/mail").await.1;
    let link = list.split("href=\"/dev/mail/").nth(1).unwrap().split('"').next().unwrap();
    let letter = trial.get(&format!("/dev/mail/{link}")).await.1;
    for page in [list, letter] {
        assert!(!page.contains("<script") && !page.contains("<img") && !page.contains(" style="), "{page}");
    }
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
    let mut trial = Trial::at("http://127.0.0.1:3000");
    let smtp: MailRoute = "smtp://localhost?tls=none".parse().unwrap();
    trial.mailer = Mailer::open(&smtp, &trial.config.mail_from, Clock::manual(0)).unwrap();
    assert_eq!(trial.get("/dev/mail").await.0, StatusCode::NOT_FOUND);
}
