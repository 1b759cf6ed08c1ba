//! What the stories share: asking, reading the mail, entering, and a browser with a session.

use std::net::IpAddr;

use platform::jobs::Runner;
use platform::mail::{Mail, Mailer};
use platform::secret::digest;

use crate::access::{Caller, Failure, Outcome, Standing, World};
use crate::account::actions::{self, Asked, Entered, MAIL, Seen, Session};
use crate::account::door::SessionKey;
use crate::account::model::SIGNED_IN_MILLIS;
use crate::testing::TestWorld;

pub(crate) const PIN: &str = "4719";

pub(crate) fn seen() -> Seen {
    Seen { name: "Chrome on Windows".into(), version: "0.1.0".into() }
}

/// Sends what is waiting to be sent; returns all mail so far.
pub(crate) async fn post(world: &TestWorld) -> Vec<Mail> {
    let mailer = Mailer::black_hole();
    let Mailer::BlackHole(hole) = &mailer else { unreachable!("a black hole is one") };
    let (hole, sender) = (hole.clone(), mailer.clone());
    let runner = Runner::new(world.world.db.clone(), world.clock.clone(), world.world.secret.clone()).on(MAIL, move |payload| {
        let mailer = sender.clone();
        async move { actions::deliver(&mailer, "https://pando.test", &payload).await }
    });
    runner.run_due().await.expect("the jobs run");
    hole.sent()
}

/// Asks for a code in a new browser and reads it in the mail.
pub(crate) async fn code_for(world: &TestWorld, email: &str) -> (Asked, String) {
    code_in(world, email, None, None).await
}

/// Asks for a code in the browser that asked for `before`, and reads it in the mail.
pub(crate) async fn code_in(world: &TestWorld, email: &str, before: Option<&Asked>, from: Option<IpAddr>) -> (Asked, String) {
    let asked = actions::request_code(&world.world, email, before, from).await.expect("a code is asked for");
    let mail = post(world).await.into_iter().rfind(|mail| mail.to == asked.email).expect("the code is in the mail");
    let digits: String = mail.text.lines().nth(2).expect("the code's line").chars().filter(char::is_ascii_digit).collect();
    assert_eq!(digits.len(), 8, "{}", mail.text);
    (asked, digits)
}

pub(crate) async fn enter(world: &TestWorld, asked: &Asked, code: &str) -> Outcome<Entered> {
    actions::enter_code(&world.world, Some(asked), code, &seen(), None).await
}

/// A browser that has just entered its code: its session, and where it stands.
pub(crate) async fn browser(world: &TestWorld, entered: Entered) -> SessionKey {
    let key = SessionKey::of(&digest(&entered.device.to_string()));
    let session =
        Session { key: key.clone(), device: Some(entered.device), data: "{}".into(), expires_at: world.now().plus(SIGNED_IN_MILLIS) };
    assert!(actions::create_session(&world.world, &session).await.expect("a session is kept"));
    key
}

pub(crate) async fn standing(world: &World, key: &SessionKey) -> Standing {
    actions::standing(world, key).await.expect("the database answers")
}

/// Somebody who came in with a code and now stands before the profile or the PIN.
pub(crate) async fn arrive(world: &TestWorld, email: &str) -> (SessionKey, Caller, bool) {
    let (asked, code) = code_for(world, email).await;
    let entered = enter(world, &asked, &code).await.expect("the code opens");
    let key = browser(world, entered).await;
    match standing(&world.world, &key).await {
        Standing::Arriving { caller, profile_missing } => (key, caller, profile_missing),
        other => panic!("a newcomer arrives, not {other:?}"),
    }
}

/// Somebody with a real PIN, at work.
pub(crate) async fn at_work(world: &TestWorld, email: &str) -> (SessionKey, Caller) {
    let (key, who, _) = arrive(world, email).await;
    let profile = crate::account::model::Profile {
        name: "Asha Patel".into(),
        role: "Staff nurse".into(),
        grade: "Band 6".into(),
        body: "none".into(),
        ..Default::default()
    };
    actions::save_profile(&world.world, who, &profile).await.expect("a profile is kept");
    actions::set_pin(&world.world, who, PIN, PIN).await.expect("a PIN is set");
    assert!(matches!(standing(&world.world, &key).await, Standing::Open(_)));
    (key, who)
}

pub(crate) fn text(failure: &Failure) -> String {
    failure.to_string()
}
