//! Coming in over HTTP, with nothing but plain forms: the browser here runs no script.

use std::collections::BTreeMap;

use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use domain::account::actions::{MAIL, deliver};
use domain::testing::{Engine, TestWorld};
use http::header::{HeaderMap, LOCATION, SET_COOKIE};
use http::{Request, StatusCode};
use platform::jobs::Runner;
use platform::mail::{Mail, Mailer};

use super::stage::{Stage, answer};

/// A browser without WASM: keeps cookies, sends forms.
pub(super) struct Browser {
    router: Router,
    cookies: BTreeMap<String, String>,
}

/// What a browser was answered.
pub(super) struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: String,
}

impl Answer {
    pub fn to(&self) -> &str {
        self.headers.get(LOCATION).and_then(|to| to.to_str().ok()).unwrap_or_default()
    }
}

impl Browser {
    pub fn new(stage: &Stage) -> Self {
        Self { router: stage.router.clone(), cookies: BTreeMap::new() }
    }

    pub fn session(&self) -> Option<&str> {
        self.cookies.get("__Host-pando").map(String::as_str)
    }

    pub async fn open(&mut self, path: &str) -> Answer {
        self.send(Request::get(path).header("sec-fetch-mode", "navigate"), "").await
    }

    /// Posts a form that stands on `page`.
    pub async fn post(&mut self, page: &str, form: &str, fields: &str) -> Answer {
        let request = Request::post(format!("/api/{form}"))
            .header("origin", "https://pando.test")
            .header("sec-fetch-site", "same-origin")
            .header("referer", format!("https://pando.test{page}"))
            .header("content-type", "application/x-www-form-urlencoded");
        self.send(request, fields).await
    }

    async fn send(&mut self, request: http::request::Builder, body: &str) -> Answer {
        let cookies: Vec<String> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let request = request.header("host", "pando.test").header("accept", "text/html,*/*").header("cookie", cookies.join("; "));
        let mut request = request.body(Body::from(body.to_owned())).expect("a request");
        request.extensions_mut().insert(ConnectInfo(std::net::SocketAddr::from(([127, 0, 0, 1], 4000))));
        let response = answer(&self.router, request).await;
        let (status, headers) = (response.status(), response.headers().clone());
        for cookie in headers.get_all(SET_COOKIE) {
            self.keep(cookie.to_str().expect("a cookie of letters"));
        }
        let body = axum::body::to_bytes(response.into_body(), usize::MAX).await.expect("the answer reads");
        Answer { status, headers, body: String::from_utf8_lossy(&body).into_owned() }
    }

    fn keep(&mut self, cookie: &str) {
        let (pair, attributes) = cookie.split_once(';').expect("a cookie with attributes");
        let (name, value) = pair.split_once('=').expect("a name and a value");
        if value.is_empty() || attributes.contains("Max-Age=0") {
            self.cookies.remove(name);
        } else {
            self.cookies.insert(name.to_owned(), value.to_owned());
        }
    }
}

/// The newest code in the mail.
async fn code(world: &TestWorld) -> String {
    digits(&letters(world).await.pop().expect("a mail"))
}

/// The code that was sent to this address just now.
pub(super) async fn code_of(world: &TestWorld, email: &str) -> String {
    digits(letters(world).await.iter().find(|letter| letter.to == email).expect("a mail"))
}

/// The mail that waits to be sent.
async fn letters(world: &TestWorld) -> Vec<Mail> {
    let mailer = Mailer::black_hole();
    let Mailer::BlackHole(hole) = mailer.clone() else { unreachable!("a black hole is one") };
    let runner = Runner::new(world.world.db.clone(), world.clock.clone(), world.world.secret.clone()).on(MAIL, move |payload| {
        let mailer = mailer.clone();
        async move { deliver(&mailer, "https://pando.test", &payload).await }
    });
    runner.run_due().await.expect("the jobs run");
    hole.sent()
}

fn digits(letter: &Mail) -> String {
    letter.text.lines().nth(2).expect("the code's line").chars().filter(char::is_ascii_digit).collect()
}

async fn sessions(world: &TestWorld) -> i64 {
    let mut tx = world.world.db.read().await.expect("a read");
    let (sessions,): (i64,) = tx.query("SELECT count(*) FROM session").fetch_one().await.expect("sessions are counted");
    sessions
}

#[tokio::test]
async fn a_nurse_without_wasm_comes_in_works_locks_and_leaves() {
    let stage = Stage::on(Engine::Sqlite).await;
    let mut browser = Browser::new(&stage);
    assert_eq!(browser.open("/new").await.to(), "/sign-in?next=/new");
    assert!(browser.open("/sign-in?next=/new").await.body.contains(r#"name="next" value="/new""#));
    let sent = browser.post("/sign-in?next=/new", "request-code", "email=asha.patel%40trust.nhs.uk&next=%2Fnew").await;
    assert_eq!((sent.status, sent.to()), (StatusCode::SEE_OTHER, "/sign-in/code"));
    let cookie = sent.headers.get(SET_COOKIE).and_then(|cookie| cookie.to_str().ok()).expect("a session");
    for attribute in ["__Host-pando=", "HttpOnly", "Secure", "SameSite=Lax", "Path=/"] {
        assert!(cookie.contains(attribute), "{cookie}");
    }
    assert!(browser.open("/sign-in/code").await.body.contains("asha.patel@trust.nhs.uk"));
    let before = browser.session().expect("a session").to_owned();
    let code = code(&stage.world).await;
    assert_eq!(browser.post("/sign-in/code", "enter-code", &format!("code={code}")).await.to(), "/welcome");
    assert_ne!(browser.session(), Some(before.as_str()), "a planted session is worth nothing");
    let profile = "name=Asha+Patel&role=Staff+nurse&grade=Band+6&specialty=&ward=&body=none&registration=";
    assert_eq!(browser.post("/welcome", "save-profile", profile).await.to(), "/welcome/pin");
    assert_eq!(browser.post("/welcome/pin", "set-pin", "pin=4719&again=4719").await.to(), "/new", "where they wanted to go");
    assert_eq!(browser.open("/c").await.status, StatusCode::OK);
    assert_eq!(browser.post("/lock", "lock", "").await.to(), "/unlock");
    assert_eq!(browser.open("/c/42").await.to(), "/unlock?next=/c/42");
    assert_eq!(browser.post("/unlock?next=/c/42", "unlock", "pin=4719&next=%2Fc%2F42").await.to(), "/c/42");
    let kept = browser.session().expect("a session").to_owned();
    let out = browser.post("/settings", "sign-out", "").await;
    assert_eq!(out.to(), "/sign-in");
    assert!(out.headers.get("clear-site-data").is_some());
    browser.cookies.insert("__Host-pando".into(), kept);
    assert!(browser.open("/c").await.to().starts_with("/sign-in"), "a stolen cookie is dead");
}

#[tokio::test]
async fn signing_out_everywhere_is_heard_late_too() {
    let stage = Stage::on(Engine::Sqlite).await;
    let mut browser = Browser::new(&stage);
    browser.post("/sign-in", "request-code", "email=asha.patel%40trust.nhs.uk").await;
    let code = code(&stage.world).await;
    browser.post("/sign-in/code", "enter-code", &format!("code={code}")).await;
    let profile = "name=Asha+Patel&role=Staff+nurse&grade=&specialty=&ward=&body=none&registration=";
    browser.post("/welcome", "save-profile", profile).await;
    browser.post("/welcome/pin", "set-pin", "pin=4719&again=4719").await;
    browser.post("/lock", "lock", "").await;
    let kept = browser.session().expect("a session").to_owned();
    // Locked by its own clock meanwhile, and told once more because the answer was lost.
    for _ in 0..2 {
        let out = browser.post("/offline.html", "sign-out-everywhere", "").await;
        assert_eq!(out.to(), "/sign-in");
        assert!(out.headers.get("clear-site-data").is_some());
    }
    browser.cookies.insert("__Host-pando".into(), kept);
    assert!(browser.open("/unlock").await.to().starts_with("/sign-in"), "the device is out");
}

#[tokio::test]
async fn of_two_addresses_in_one_browser_the_last_counts_and_that_is_said() {
    let stage = Stage::on(Engine::Sqlite).await;
    let mut browser = Browser::new(&stage);
    browser.post("/sign-in", "request-code", "email=asha.patel%40trust.nhs.uk").await;
    let of_asha = code(&stage.world).await;
    browser.post("/sign-in", "request-code", "email=rhys.jones%40trust.nhs.uk").await;
    let of_rhys = code(&stage.world).await;
    // The tab of the first, again and again: it costs the second none of the tries.
    for _ in 0..6 {
        let fields = format!("code={of_asha}&email=asha.patel%40trust.nhs.uk");
        browser.post("/sign-in/code", "enter-code", &fields).await;
        let page = browser.open("/sign-in/code").await.body;
        assert!(page.contains("A code for rhys.jones@trust.nhs.uk was asked for in this browser since"), "{page}");
    }
    let fields = format!("code={of_rhys}&email=rhys.jones%40trust.nhs.uk");
    assert_eq!(browser.post("/sign-in/code", "enter-code", &fields).await.to(), "/welcome");
}

#[tokio::test]
async fn a_stranger_who_asks_for_her_code_too_leaves_a_nurse_the_one_she_waits_for() {
    let stage = Stage::on(Engine::Sqlite).await;
    let (mut stranger, mut asha) = (Browser::new(&stage), Browser::new(&stage));
    asha.post("/sign-in", "request-code", "email=asha.patel%40trust.nhs.uk").await;
    let code = code(&stage.world).await;
    stranger.post("/sign-in", "request-code", "email=asha.patel%40trust.nhs.uk").await;
    assert!(!stranger.post("/sign-in/code", "enter-code", &format!("code={code}")).await.to().contains("welcome"));
    assert_eq!(asha.post("/sign-in/code", "enter-code", &format!("code={code}")).await.to(), "/welcome");
}

#[tokio::test]
async fn a_planted_session_is_replaced_when_somebody_signs_in() {
    let stage = Stage::on(Engine::Sqlite).await;
    let (mut thief, mut asha) = (Browser::new(&stage), Browser::new(&stage));
    thief.post("/sign-in", "request-code", "email=thief%40gmail.com").await;
    let planted = thief.session().expect("a session").to_owned();
    asha.cookies.insert("__Host-pando".into(), planted);
    asha.post("/sign-in", "request-code", "email=asha.patel%40trust.nhs.uk").await;
    let code = code(&stage.world).await;
    assert_eq!(asha.post("/sign-in/code", "enter-code", &format!("code={code}")).await.to(), "/welcome");
    assert!(thief.open("/welcome").await.to().starts_with("/sign-in"));
}

#[tokio::test]
async fn a_visitor_who_only_looks_leaves_no_session() {
    let stage = Stage::on(Engine::Sqlite).await;
    let before = sessions(&stage.world).await;
    let mut browser = Browser::new(&stage);
    for page in ["/", "/c", "/sign-in", "/sign-in/code", "/help"] {
        browser.open(page).await;
        assert!(browser.session().is_none(), "{page}");
    }
    browser.post("/sign-in", "request-code", "email=nonsense").await;
    assert_eq!(sessions(&stage.world).await, before);
    browser.post("/sign-in", "request-code", "email=somebody%40gmail.com").await;
    assert_eq!(sessions(&stage.world).await, before + 1);
}

#[tokio::test]
async fn a_refused_form_comes_back_once_with_what_was_typed_and_all_that_is_wrong() {
    let stage = Stage::on(Engine::Sqlite).await;
    let mut browser = Browser::new(&stage);
    let refused = browser.post("/sign-in", "request-code", "email=asha.patel%40").await;
    assert_eq!((refused.status, refused.to()), (StatusCode::SEE_OTHER, "/sign-in"), "nothing typed is in the address");
    let page = browser.open("/sign-in").await.body;
    assert!(page.contains("asha.patel@") && page.contains("Enter your work email address"), "{page}");
    assert!(!browser.open("/sign-in").await.body.contains("asha.patel@"), "once");
    browser.post("/sign-in", "request-code", "email=asha.patel%40trust.nhs.uk").await;
    let code = code(&stage.world).await;
    browser.post("/sign-in/code", "enter-code", &format!("code={code}")).await;
    let wrong = "name=&role=Sister+%3Cscript%3E&grade=&specialty=&ward=&body=gmc&registration=12";
    assert_eq!(browser.post("/welcome", "save-profile", wrong).await.to(), "/welcome");
    let page = browser.open("/welcome").await.body;
    for text in ["Enter your first and last name.", "Enter your grade or band.", "A GMC number has 7 digits"] {
        assert!(page.contains(text), "{text}");
    }
    assert!(page.contains("Sister") && !page.contains("Sister <script>"), "kept, and inert");
}

#[tokio::test]
async fn a_known_and_an_unknown_address_are_answered_byte_for_byte_alike() {
    let stage = Stage::on(Engine::Sqlite).await;
    let mut answers = Vec::new();
    for email in ["asha.patel%40trust.nhs.uk", "somebody.else%40gmail.com"] {
        let mut browser = Browser::new(&stage);
        let mut answer = browser.post("/sign-in", "request-code", &format!("email={email}")).await;
        answer.headers.remove(SET_COOKIE);
        let wrong = browser.post("/sign-in/code", "enter-code", "code=00000000").await;
        let page = browser.open("/sign-in/code").await.body;
        let said = page.split("error-message").nth(1).and_then(|rest| rest.split('<').next()).map(str::to_owned);
        answers.push((answer.status, format!("{:?}", answer.headers), answer.body, wrong.status, wrong.to().to_owned(), said));
    }
    assert_eq!(answers[0], answers[1]);
}
