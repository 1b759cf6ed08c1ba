//! What people do without scripts, pressed as they press it: everything that changes something is a form.

use domain::access::ConversationId;
use domain::chat::actions;
use domain::chat::model::{Drafted, Filter, Message, Row};
use domain::testing::Engine;

use super::scriptless::Browser;
use super::stage::{Stage, Who};

async fn row(stage: &Stage, conversation: ConversationId) -> Row {
    actions::find_row(&stage.member, conversation).await.expect("a row")
}

async fn messages(stage: &Stage, conversation: ConversationId) -> Vec<Message> {
    let page = actions::list_messages(&stage.member, conversation, None, None).await.expect("a page");
    page.messages.into_iter().filter(|message| message.notice.is_none()).collect()
}

#[tokio::test]
async fn a_conversation_is_read_when_somebody_says_so() {
    let stage = Stage::on(Engine::Sqlite).await;
    let group = stage.group().await;
    stage.message(group, Who::Anonymous).await;
    let mut browser = Browser::of(&stage, &stage.member);
    browser.open(&format!("/c/{group}")).await;
    assert!(row(&stage, group).await.is_unread(), "opening it changes nothing");
    let page = browser.press("Mark as read").await;
    assert!(page.html.contains("Marked as read"), "the page says so");
    assert_eq!(page.address, format!("/c/{group}"));
    assert!(!row(&stage, group).await.is_unread());
    stage.message(group, Who::Anonymous).await;
    browser.open("/c").await;
    assert!(browser.press("Mark all as read Shift Esc").await.html.contains("Everything is marked as read"));
    assert!(!row(&stage, group).await.is_unread());
    let page = browser.open("/c").await;
    assert!(!page.html.contains("Everything is marked as read"), "once");
}

#[tokio::test]
async fn the_menu_of_a_row_is_its_details() {
    let stage = Stage::on(Engine::Sqlite).await;
    let group = stage.group().await;
    let mut browser = Browser::of(&stage, &stage.member);
    browser.open("/c?f=groups").await;
    let page = browser.press("More for Ward 7").await;
    assert_eq!(page.address, format!("/c/{group}?f=groups&info=1"));
    assert!(browser.press("Pin").await.html.contains(">Pinned<"));
    assert!(row(&stage, group).await.pinned);
    browser.press("Pinned").await;
    browser.press("Mute").await;
    browser.press("Archive").await;
    let page = browser.press("Mark as unread").await;
    assert_eq!(page.address, format!("/c/{group}?f=groups&info=1"));
    let row = row(&stage, group).await;
    assert_eq!((row.pinned, row.muted, row.archived, row.is_unread()), (false, true, true, true));
    assert!(Filter::Archived.shows(&row));
}

#[tokio::test]
async fn an_answer_says_what_it_answers_and_keeps_what_was_typed() {
    let stage = Stage::on(Engine::Sqlite).await;
    let group = stage.group().await;
    stage.message(group, Who::Anonymous).await;
    let mut browser = Browser::of(&stage, &stage.member);
    browser.open(&format!("/c/{group}")).await.fill("body", "At once");
    let page = browser.press("Reply").await;
    assert!(page.html.contains("Reply to") && page.html.contains("At once"), "{}", page.html);
    browser.press("Send").await;
    let said = messages(&stage, group).await;
    let last = said.last().expect("said");
    assert_eq!((last.body.as_str(), last.answers().map(|quote| quote.text.as_str())), ("At once", Some("Bed 4 is ready.")));
}

#[tokio::test]
async fn what_a_browser_posts_again_because_the_answer_was_lost_is_said_once() {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        let stage = Stage::on(engine).await;
        let group = stage.group().await;
        let mut browser = Browser::of(&stage, &stage.member);
        browser.open(&format!("/c/{group}")).await.fill("body", "Bed 4 needs a porter");
        let drawn = browser.page.clone();
        browser.press("Send").await;
        browser.page = drawn.clone();
        browser.press("Send").await;
        browser.page = drawn;
        browser.page.fill("body", "Bed 5 too");
        browser.press("Send").await;
        let said: Vec<String> =
            messages(&stage, group).await.into_iter().filter(|line| line.notice.is_none()).map(|line| line.body).collect();
        assert_eq!(said, ["Bed 4 needs a porter", "Bed 5 too"]);
    }
}

#[tokio::test]
async fn a_quote_from_before_one_joined_says_only_that_and_leads_nowhere() {
    let stage = Stage::on(Engine::Sqlite).await;
    let group = stage.group().await;
    actions::set_history(&stage.owner, group, "joining").await.expect("from joining on");
    let early = stage.message(group, Who::Anonymous).await;
    actions::add_people(&stage.owner, group, &[stage.bystander.who.person]).await.expect("added");
    let answer = actions::send(&stage.owner, group, None, "Isolated.", Some(early), None).await.expect("answered").id;
    let mut browser = Browser::of(&stage, &stage.bystander);
    for address in [format!("/c/{group}"), format!("/c/{group}?info={answer}"), format!("/c/{group}?m={early}&info={early}")] {
        let html = browser.open(&address).await.html.clone();
        assert!(html.contains("From before you joined") && html.contains("Isolated."), "{html}");
        assert!(!html.contains("Bed 4 is ready.") && !html.contains("Go to the quoted message"), "{html}");
    }
}

#[tokio::test]
async fn an_own_message_is_changed_and_deleted_beside_the_others() {
    let stage = Stage::on(Engine::Sqlite).await;
    let group = stage.group().await;
    let id = stage.message(group, Who::Member).await;
    let mut browser = Browser::of(&stage, &stage.member);
    let at = format!("/c/{group}?info={id}");
    let page = browser.open(&at).await;
    assert!(page.html.contains("Not delivered yet") && page.html.contains("Olga Owner"), "who has it");
    page.fill_in("body", "Bed 4 is ready.", "Bed 5 is ready.");
    assert!(browser.press("Save the change").await.html.contains("Message changed"));
    let page = browser.open(&at).await;
    assert!(page.html.contains("Versions") && page.html.contains("Bed 4 is ready."), "what it said before");
    let long = "x".repeat(5000);
    page.fill_in("body", "Bed 5 is ready.", &long);
    let page = browser.press("Save the change").await;
    assert_eq!(page.address, at);
    assert!(page.html.contains("Shorten the message") && page.html.contains(&long), "refused in words, with what was typed");
    let version = messages(&stage, group).await.last().expect("said").version;
    actions::edit(&stage.member, group, id, version, "Bed 6 is ready.").await.expect("on another device");
    browser.page.fill_in("body", &long, "Bed 7 is ready.");
    let page = browser.press("Save the change").await;
    assert!(page.html.contains("changed or deleted meanwhile") && page.html.contains("Bed 7 is ready."), "both are seen");
    browser.press("Save the change").await;
    assert_eq!(messages(&stage, group).await.last().expect("said").body, "Bed 7 is ready.");
    browser.open(&at).await;
    assert!(browser.press("Delete for everyone").await.html.contains("Message deleted"));
    assert!(messages(&stage, group).await.last().expect("said").deleted_at.is_some());
}

#[tokio::test]
async fn unread_from_here_is_unread_from_there() {
    let stage = Stage::on(Engine::Sqlite).await;
    let group = stage.group().await;
    let first = stage.message(group, Who::Anonymous).await;
    stage.message(group, Who::Anonymous).await;
    actions::mark_read(&stage.member, Some(group)).await.expect("read");
    let mut browser = Browser::of(&stage, &stage.member);
    browser.open(&format!("/c/{group}?info={first}")).await;
    browser.press("Mark unread from here").await;
    assert_eq!(row(&stage, group).await.unread, 2);
}

#[tokio::test]
async fn an_owner_appoints_adds_and_takes_out() {
    let stage = Stage::on(Engine::Sqlite).await;
    let group = stage.group().await;
    let mut browser = Browser::of(&stage, &stage.owner);
    browser.open(&format!("/c/{group}?info=1")).await;
    assert!(browser.press("Make an admin").await.html.contains("Role changed"));
    browser.press("Add").await.fill("q", "Bystander");
    browser.press("Search").await;
    assert!(browser.press("Add Bea Bystander").await.html.contains(">Added<"));
    browser.open(&format!("/c/{group}?info=1")).await;
    let page = browser.press("Take out of the group").await;
    assert!(page.html.contains("no longer sees what is said in it"), "asked first");
    let members = |details: &domain::chat::model::Details| details.members.iter().filter(|member| member.left_at.is_none()).count();
    let before = members(&actions::open(&stage.owner, group, None).await.expect("opens").timeline.details);
    let page = browser.press("Take out of the group").await;
    assert!(page.html.contains(">Removed<"));
    assert_eq!(page.address, format!("/c/{group}?info=1"));
    assert_eq!(members(&actions::open(&stage.owner, group, None).await.expect("opens").timeline.details), before - 1);
}

#[tokio::test]
async fn a_name_that_is_refused_comes_back_and_leaving_asks_first() {
    let stage = Stage::on(Engine::Sqlite).await;
    let group = stage.group().await;
    let mut browser = Browser::of(&stage, &stage.owner);
    browser.open(&format!("/c/{group}?info=1")).await.fill("title", &"Ward 7 ".repeat(40));
    let page = browser.press("Save name").await;
    assert!(page.html.contains("nhsuk-error-message") && page.html.contains(&"Ward 7 ".repeat(40)), "with what was typed");
    browser.page.fill("title", "Ward 8");
    assert!(browser.press("Save name").await.html.contains("Renamed"));
    let mut browser = Browser::of(&stage, &stage.member);
    browser.open(&format!("/c/{group}?info=1")).await;
    assert!(browser.press("Leave group").await.html.contains("You will no longer see what is said in it"));
    browser.press("Stay").await;
    browser.press("Leave group").await;
    let page = browser.press("Leave group").await;
    assert_eq!(page.address, "/c");
    assert!(page.html.contains("You left the group"));
}

#[tokio::test]
async fn what_is_refused_is_said_in_words_where_one_was() {
    let stage = Stage::on(Engine::Sqlite).await;
    let group = stage.group().await;
    let mut browser = Browser::of(&stage, &stage.owner);
    browser.open(&format!("/c/{group}?info=1")).await;
    // Somebody else was faster.
    actions::remove_person(&stage.owner, group, stage.member.who.person).await.expect("gone");
    let page = browser.press("Make an admin").await;
    assert!(page.html.contains("toast--plain"), "{}", page.html);
    assert_eq!(page.address, format!("/c/{group}?info=1"));
}

#[tokio::test]
async fn a_long_conversation_is_walked_back_and_forth() {
    let stage = Stage::on(Engine::Sqlite).await;
    let group = stage.group().await;
    for at in 0..130 {
        actions::send(&stage.owner, group, None, &format!("Line {at} of the night"), None, None).await.expect("sent");
    }
    actions::mark_read(&stage.member, Some(group)).await.expect("read");
    let mut browser = Browser::of(&stage, &stage.member);
    browser.open(&format!("/c/{group}")).await;
    for _ in 0..9 {
        if browser.page.controls.iter().any(|control| control.words == "Load earlier messages") {
            browser.press("Load earlier messages").await;
        }
    }
    assert!(browser.page.html.contains("Line 0 of the night"));
    let page = browser.press("Load later messages").await;
    assert!(!page.html.contains("Line 0 of the night"));
    let page = browser.press("Latest").await;
    assert!(page.html.contains("Line 129 of the night"));
}

#[tokio::test]
async fn who_was_chosen_for_a_group_can_be_left_out_again() {
    let stage = Stage::on(Engine::Sqlite).await;
    let chosen = stage.bystander.who.person;
    let mut browser = Browser::of(&stage, &stage.member);
    let page = browser.open(&format!("/new?group=1&people[]={chosen}")).await;
    assert!(page.html.contains("1 person chosen"));
    assert!(browser.press("Leave Bea Bystander out").await.html.contains("Choose people first."));
}

#[tokio::test]
async fn nothing_on_any_screen_is_dead() {
    let stage = Stage::on(Engine::Sqlite).await;
    let group = stage.group().await;
    let (theirs, own) = (stage.message(group, Who::Anonymous).await, stage.message(group, Who::Member).await);
    actions::edit(&stage.member, group, own, 1, "Bed 5 is ready.").await.expect("changed");
    let drafted = actions::save_draft(&stage.member, group, "Which", Some(theirs), None).await;
    assert!(matches!(drafted, Ok(Drafted::Kept(_))));
    let direct = actions::start_direct(&stage.member, stage.bystander.who.person).await.expect("a conversation");
    let (chosen, person) = (stage.bystander.who.person, stage.owner.who.person);
    let screens = [
        "/c".to_owned(),
        "/c?f=unread".to_owned(),
        "/c?f=archived".to_owned(),
        format!("/c/{group}"),
        format!("/c/{direct}?info=1"),
        format!("/c/{group}?info={own}"),
        format!("/c/{group}?info={theirs}"),
        "/new".to_owned(),
        format!("/new?group=1&people[]={chosen}"),
        "/people".to_owned(),
        "/people?q=nobody-of-this-name".to_owned(),
        format!("/people/{person}"),
        "/settings".to_owned(),
        "/settings/profile".to_owned(),
        "/settings/pin".to_owned(),
        "/settings/devices".to_owned(),
        "/help".to_owned(),
        "/lock".to_owned(),
    ];
    let asked = ["1", "add", "leave", "remove"].map(|info| format!("/c/{group}?info={info}&person={person}&q=b"));
    let mut dead = Vec::new();
    for (who, screens) in [(Who::Member, &screens[..]), (Who::GroupAdmin, &asked), (Who::Locked, &["/unlock".to_owned()])] {
        let mut browser = Browser::of(&stage, stage.ctx(who).expect("somebody"));
        for screen in screens {
            let page = browser.open(screen).await;
            assert!(!page.controls.is_empty(), "{screen}");
            dead.extend(page.controls.iter().filter_map(|control| page.dead(control)));
        }
    }
    assert!(dead.is_empty(), "{}", dead.join("\n"));
}
