//! What people wrote without scripts and sent when the lock had fallen already: it waits for its page, and for no other.

use domain::access::ConversationId;
use domain::account::actions::{Seen, lock, set_pin, unlock};
use domain::chat::actions;
use domain::chat::model::Message;
use domain::testing::Engine;
use http::StatusCode;

use super::coming_in;
use super::scriptless::Browser;
use super::stage::{Stage, Who};

const NOT_SENT: &str = "Not sent: Pando was locked. Send it again.";

/// A group, in which the member has a PIN.
async fn group(stage: &Stage) -> ConversationId {
    let group = stage.group().await;
    stage.world.write("UPDATE device SET pin_hash = NULL WHERE id = $1", |query| query.bind(stage.member.who.device)).await;
    set_pin(&stage.world.world, stage.member.who, "4826", "4826").await.expect("a PIN");
    group
}

async fn open_up(stage: &Stage) {
    unlock(&stage.world.world, stage.member.who, "4826", &Seen::default()).await.expect("opens");
}

/// Writes into the box of an open conversation and sends it once the lock has fallen.
async fn send_locked(browser: &mut Browser<'_>, stage: &Stage, text: &str) {
    lock(&stage.member).await.expect("locks");
    browser.page.fill("body", text);
    let page = browser.press("Send").await;
    assert!(page.address.starts_with("/unlock?next=/c/") && !page.html.contains(text), "{}", page.html);
}

async fn messages(stage: &Stage, conversation: ConversationId) -> Vec<Message> {
    let page = actions::list_messages(&stage.member, conversation, None, None).await.expect("a page");
    page.messages.into_iter().filter(|message| message.notice.is_none()).collect()
}

#[tokio::test]
async fn what_was_sent_after_the_lock_had_fallen_is_in_the_box_once_it_is_open() {
    let stage = Stage::on(Engine::Sqlite).await;
    let group = group(&stage).await;
    let mut browser = Browser::of(&stage, &stage.member);
    browser.open(&format!("/c/{group}")).await;
    send_locked(&mut browser, &stage, "Bed 4 is worse").await;
    browser.page.fill("pin", "1111");
    let page = browser.press("Unlock").await;
    assert!(page.address.starts_with("/unlock") && page.html.contains("Wrong PIN"), "{}", page.html);
    browser.page.fill("pin", "4826");
    let page = browser.press("Unlock").await;
    assert_eq!(page.address, format!("/c/{group}"));
    assert!(page.html.contains("Bed 4 is worse") && page.html.contains(NOT_SENT));
    assert!(messages(&stage, group).await.is_empty());
    // Once, and for nobody else.
    assert!(!browser.open(&format!("/c/{group}")).await.html.contains("Bed 4 is worse"));
}

#[tokio::test]
async fn it_waits_for_its_own_page_whatever_else_is_opened_first() {
    let stage = Stage::on(Engine::Sqlite).await;
    let group = group(&stage).await;
    let other = actions::start_direct(&stage.member, stage.bystander.who.person).await.expect("a conversation");
    let mut browser = Browser::of(&stage, &stage.member);
    browser.open(&format!("/c/{group}")).await;
    send_locked(&mut browser, &stage, "Bed 4 is worse").await;
    open_up(&stage).await;
    for elsewhere in ["/c".to_owned(), "/settings".to_owned(), format!("/c/{other}"), format!("/c/{other}?info=1"), "/help".to_owned()] {
        let page = browser.open(&elsewhere).await;
        assert!(!page.html.contains("Bed 4 is worse") && !page.html.contains(NOT_SENT), "{elsewhere}");
    }
    let theirs = Browser::of(&stage, &stage.owner).open(&format!("/c/{group}")).await.html.clone();
    assert!(!theirs.contains("Bed 4 is worse"));
    // Not a minute but a quarter of an hour.
    stage.world.wait(2 * 60 * 1000);
    let page = browser.open(&format!("/c/{group}?info=1")).await;
    assert!(page.html.contains("Bed 4 is worse") && page.html.contains(NOT_SENT));
    browser.press("Send").await;
    assert_eq!(messages(&stage, group).await.last().expect("said").body, "Bed 4 is worse");
}

#[tokio::test]
async fn what_several_tabs_sent_is_in_the_box_of_each() {
    let stage = Stage::on(Engine::Sqlite).await;
    let group = group(&stage).await;
    let other = actions::start_direct(&stage.member, stage.bystander.who.person).await.expect("a conversation");
    let mut browser = Browser::of(&stage, &stage.member);
    let mut tabs = Vec::new();
    for (conversation, text) in [(group, "Bed 4 is worse"), (other, "Come to bed 4"), (group, "Bed 5 is better")] {
        browser.open(&format!("/c/{conversation}")).await;
        tabs.push((std::mem::take(&mut browser.page), text));
    }
    for (tab, text) in tabs {
        browser.page = tab;
        send_locked(&mut browser, &stage, text).await;
    }
    open_up(&stage).await;
    assert!(browser.open(&format!("/c/{other}")).await.html.contains("Come to bed 4"));
    // The other way round, as on a pile.
    for text in ["Bed 5 is better", "Bed 4 is worse"] {
        let page = browser.open(&format!("/c/{group}")).await;
        assert!(page.html.contains(text) && page.html.contains(NOT_SENT), "{text}");
    }
    assert!(!browser.open(&format!("/c/{group}")).await.html.contains(NOT_SENT));
}

#[tokio::test]
async fn what_was_pressed_twice_is_in_the_box_once() {
    let stage = Stage::on(Engine::Sqlite).await;
    let group = group(&stage).await;
    let mut browser = Browser::of(&stage, &stage.member);
    for _ in 0..2 {
        open_up(&stage).await;
        browser.open(&format!("/c/{group}?m={group}")).await;
        send_locked(&mut browser, &stage, "Bed 4 is worse").await;
    }
    open_up(&stage).await;
    assert!(browser.open(&format!("/c/{group}")).await.html.contains(NOT_SENT));
    assert!(!browser.open(&format!("/c/{group}")).await.html.contains(NOT_SENT));
}

#[tokio::test]
async fn strangers_push_out_nothing_of_people() {
    let stage = Stage::on(Engine::Sqlite).await;
    let group = stage.group().await;
    let mut browser = Browser::of(&stage, &stage.member);
    let long = "Bed 4 is worse. ".repeat(400);
    browser.open(&format!("/c/{group}")).await.fill("body", &long);
    // It leads to a page that does not have the box, and so it waits.
    browser.page.address = "/settings".into();
    assert!(!browser.press("Send").await.html.contains("Bed 4 is worse"));
    stage.world.wait(1000);
    for _ in 0..1100 {
        let refused = coming_in::Browser::new(&stage).post("/sign-in", "request-code", "email=bad").await;
        assert_eq!(refused.status, StatusCode::SEE_OTHER);
    }
    let page = browser.open(&format!("/c/{group}")).await;
    assert!(page.html.contains(long.trim_end()) && page.html.contains("Shorten the message"));
}

#[tokio::test]
async fn a_change_that_was_saved_after_the_lock_had_fallen_says_so_at_its_own_message() {
    let stage = Stage::on(Engine::Sqlite).await;
    let group = group(&stage).await;
    let (first, second) = (stage.message(group, Who::Member).await, stage.message(group, Who::Member).await);
    let mut browser = Browser::of(&stage, &stage.member);
    browser.open(&format!("/c/{group}?info={first}")).await.fill_in("body", "Bed 4 is ready.", "Bed 5 is ready.");
    lock(&stage.member).await.expect("locks");
    browser.press("Save the change").await;
    open_up(&stage).await;
    for elsewhere in [format!("/c/{group}"), format!("/c/{group}?info={second}")] {
        assert!(!browser.open(&elsewhere).await.html.contains("Bed 5 is ready."), "{elsewhere}");
    }
    let page = browser.open(&format!("/c/{group}?info={first}")).await;
    assert!(page.html.contains("Not saved: Pando was locked. Save it again.") && page.html.contains("Bed 5 is ready."));
    assert!(!page.html.contains("Enter your PIN"));
    browser.press("Save the change").await;
    assert!(messages(&stage, group).await.iter().any(|message| message.id == first && message.body == "Bed 5 is ready."));
}

#[tokio::test]
async fn what_was_pressed_behind_the_lock_is_told_of_once_that_is_open() {
    let stage = Stage::on(Engine::Sqlite).await;
    let group = group(&stage).await;
    stage.message(group, Who::Anonymous).await;
    let mut browser = Browser::of(&stage, &stage.member);
    browser.open(&format!("/c/{group}")).await;
    let before = browser.page.clone();
    lock(&stage.member).await.expect("locks");
    let page = browser.press("Mark as read").await;
    assert!(page.address.starts_with("/unlock") && !page.html.contains("Not done"), "{}", page.html);
    browser.page.fill("pin", "4826");
    assert!(browser.press("Unlock").await.html.contains("Not done: Pando was locked. Do it again."));
    browser.page = before;
    browser.page.fill("body", "At once");
    lock(&stage.member).await.expect("locks");
    browser.press("Reply").await;
    open_up(&stage).await;
    let page = browser.open(&format!("/c/{group}")).await;
    assert!(page.html.contains("At once") && page.html.contains("Not done: Pando was locked. Do it again."));
}
